import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { groupOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { done, limitOf, spend } from './given-team.ts'

// What went wrong elsewhere with limits, periods and resets, each with the reports. Those on holds and events have files of their own.
describe.each(databases)('known failures of peers, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  const give = async (...names: string[]) => {
    const team = await server.addTeam()
    const users: string[] = []
    for (const name of names) users.push(done(await team.directory.scim('POST', '/Users', person(name)), 201).body.id)
    return { team, users, user: users[0] ?? '' }
  }
  const explain = async (team: TestTeam, user: string) => done(await team.api('GET', `/users/${user}/effective_limit`)).body
  const hold = async (team: TestTeam, user: string, amount: string) => (await team.api('POST', '/authorizations', { user, amount })).status

  describe('9: a limiter that was built and never called (GH:BerriAI/litellm#27381)', () => {
    test.each(['team_default', 'team_total', 'group', 'user'] as const)('%s stops who is over it, and nobody who is at it', async (scope) => {
      const { team, user } = await give('ada')
      const group = done(await team.directory.scim('POST', '/Groups', groupOf('G', [user])), 201).body.id
      const place = { team_default: scope, team_total: scope, group: `groups/${group}`, user: `users/${user}` }[scope]
      done(await team.api('PUT', `/spend_limits/${place}`, { ...limitOf('10'), reason: 'x' }))
      await spend(server, team, user, '4')
      expect(await hold(team, user, '5')).toBe(201) // under
      expect(await hold(team, user, '1')).toBe(201) // at
      expect(await hold(team, user, '0.000001')).toBe(402) // over
    })
  })

  test('10: resets that do not happen: over 14 boundaries each period begins with nothing spent, though nothing ran (GH:BerriAI/litellm#8364, #24675, #32245)', async () => {
    const { team, user } = await give('ada')
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('10')))
    const starts = []
    for (let month = 0; month < 14; month++) {
      const { period, settled, remaining } = await explain(team, user)
      expect([settled, remaining]).toEqual(['0.00', '10.00'])
      starts.push(period.start)
      await spend(server, team, user, '10')
      expect(await hold(team, user, '1')).toBe(402)
      server.pass((Date.parse(period.end) - Date.parse(server.environment.now())) / 1000 + 1)
    }
    expect(new Set(starts).size).toBe(14)
  })

  test('12: what was spent stays what it was, however a limit is set, unset and set again (GH:BerriAI/litellm#34492, GH:github/docs#40963)', async () => {
    const { team, user } = await give('ada')
    await spend(server, team, user, '7')
    expect(await explain(team, user)).toMatchObject({ settled: '7.00', limit: { kind: 'unlimited' } })
    for (const amount of ['10', '8']) {
      done(await team.api('PUT', '/spend_limits/team_default', limitOf(amount)))
      expect(await explain(team, user)).toMatchObject({ settled: '7.00', remaining: `${Number(amount) - 7}.00` }) // it counts the whole period
      done(await team.api('DELETE', '/spend_limits/team_default'), 204)
      expect((await explain(team, user)).settled).toBe('7.00')
    }
  })

  test('13: where a period has no count yet, it is no other period’s (GH:Panafor-Ai-Team/Aico#366)', async () => {
    const { team, user } = await give('ada')
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('10')))
    await spend(server, team, user, '9')
    const { period } = await explain(team, user)
    server.pass((Date.parse(period.end) - Date.parse(server.environment.now())) / 1000)
    expect(await explain(team, user)).toMatchObject({ period: { start: period.end }, settled: '0.00', remaining: '10.00' })
    expect(await hold(team, user, '10')).toBe(201)
  })

  test('16: a new default binds the next authorization of all who have nothing else (GH:BerriAI/litellm#25506, #29757)', async () => {
    const { team, users } = await give('ada', 'bo')
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('10')))
    for (const user of users) expect(await hold(team, user, '11')).toBe(402)
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('20')))
    for (const user of users) expect(await hold(team, user, '11')).toBe(201)
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('11')))
    for (const user of users) expect(await hold(team, user, '0.01')).toBe(402)
  })

  test('27: "per member" is no pool: each of two members of a group reaches its limit', async () => {
    const { team, users } = await give('ada', 'bo')
    const group = done(await team.directory.scim('POST', '/Groups', groupOf('G', users)), 201).body.id
    done(await team.api('PUT', `/spend_limits/groups/${group}`, limitOf('10')))
    for (const user of users) expect([await hold(team, user, '10'), await hold(team, user, '1')]).toEqual([201, 402])
  })

  test.each([
    ['docs/spend.md', /each member may spend up to that much in a period\. It is never a pool/],
    ['openapi.json', /"summary": "Set the spend limit of each member of a group"/],
  ])('27: %s says whose a limit of a group is', async (file, sentence) => {
    expect(await readFile(file, 'utf8')).toMatch(sentence)
  })
})
