import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { truthTable } from '../../server/spend/truth-table.ts'
import { databases } from '../support/databases.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { done, finishTeam, giveTeam, spend } from './given-team.ts'

type Named = { scope?: string; group?: string; name?: string; reason?: string }

// Peer failure 15: a limit that some ways of asking skip, and documentation that says otherwise. The same table is in docs/spend.md.
describe.each(databases)('the truth table over HTTP, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  test.each(truthTable.filter(({ effective }) => !effective))('row $row: $because', async (row) => {
    const { team, user } = await giveTeam(server, row)
    expect(await team.api('GET', `/users/${user}/effective_limit`)).toMatchObject({ status: 404, body: { code: 'user-not-found' } })
  })

  test.each(truthTable.filter(({ effective }) => effective))('row $row: $because', async (row) => {
    const given = await giveTeam(server, row)
    await finishTeam(given, row)
    const { limit = '', source, deciding = [], considered, ignored = [] } = row.effective ?? {}
    const { body } = done(await given.team.api('GET', `/users/${given.user}/effective_limit`))
    expect(body).toMatchObject({
      limit: limit === 'unlimited' ? { kind: 'unlimited' } : { kind: 'amount', amount: `${limit}.00` },
      source,
      status: row.member === 'inactive' ? 'deprovisioned' : 'active',
      not_shown: 0,
    })
    expect(body.deciding.map(({ name }: Named) => name)).toEqual(deciding)
    const groups = body.considered.filter(({ scope }: Named) => scope === 'group').map(({ name }: Named) => name)
    expect(groups).toEqual(considered ?? groups)
    expect(body.considered.some(({ scope }: Named) => scope === 'team_default')).toBe(row.teamDefault !== undefined)
    expect(body.ignored.map(({ name, reason }: Named) => [name, reason].filter(Boolean).join(' '))).toEqual(expect.arrayContaining([...ignored]))
    expect(body.ignored).toHaveLength(ignored.length)
    expect('remaining' in body).toBe(limit !== 'unlimited')
    expect(body.team_total?.limit.amount).toBe(row.teamTotal && `${row.teamTotal}.00`)
  })

  const statuses = { held: 201, 'user-inactive': 403, 'user-not-found': 404 } as const
  test.each(truthTable.filter(({ answer }) => answer))('row $row: a hold of $hold is answered $answer: $because', async (row) => {
    const given = await giveTeam(server, row)
    const { team, user } = given
    if (row.settled !== undefined) await spend(server, team, user, row.settled)
    await finishTeam(given, row)
    const answer = await team.api('POST', '/authorizations', { user, amount: row.hold })
    const expected = row.answer ?? 'held'
    expect([answer.body.code ?? answer.body.status, answer.status]).toEqual([expected, expected in statuses ? statuses[expected as 'held'] : 402])
  })
})
