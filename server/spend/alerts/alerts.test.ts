import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendEvents, usage } from '../../../test/spend/events.ts'
import { databases } from '../../../test/support/databases.ts'
import { create, groupOf, person } from '../../../test/support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../../test/support/test-server.ts'
import { expireHolds } from '../authorizations/expire-holds.ts'

type Told = { scope: string; member_id?: string; threshold: { percent?: number; amount?: string }; passed: object[]; spent: string; limit: object }

const toldIn = async (team: Pick<TestTeam, 'api'>): Promise<Told[]> => {
  const { body } = await team.api('GET', '/events?type=spend.threshold_reached&limit=1000')
  return body.items.map(({ data }: { data: Told }) => data)
}
const percentsOf = (told: readonly Told[], scope = 'user') => told.filter((each) => each.scope === scope).map(({ threshold }) => threshold.percent)

describe.each(databases)('thresholds of spending, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  const setUp = async (limit = '10') => {
    const team = await server.addTeam()
    const user = await create(team.directory, 'Users', person('ada'))
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: limit })
    let count = 0
    const book = async (cost: string, data: object = {}) => {
      const { body } = await sendEvents(team, server, usage(`e${++count}`, user, cost, data))
      expect(body.results).toMatchObject([{ status: 'accepted' }])
    }
    const hold = async (amount: string, more: object = {}) => (await team.api('POST', '/authorizations', { user, amount, ...more })).body.id
    return { team, user, book, hold }
  }

  test('each is told once, by the highest where several are reached at once, with whose it is and what of what was spent', async () => {
    const { team, user, book } = await setUp()
    await book('4.99')
    expect(await toldIn(team)).toEqual([])
    await book('0.01')
    await book('1')
    await book('4.50')
    await book('1')
    const member = (await team.api('GET', `/users/${user}/effective_limit`)).body
    expect(await toldIn(team)).toEqual([
      {
        scope: 'user',
        member_id: member.member_id,
        threshold: { percent: 50 },
        passed: [],
        limit: { kind: 'amount', amount: '10.00' },
        spent: '5.00',
        currency: 'USD',
        period: member.period,
      },
      expect.objectContaining({ threshold: { percent: 100 }, passed: [{ percent: 80 }], spent: '10.50' }),
    ])
  })

  test('whichever way it is booked: settled, by an event of an authorization, at its expiry, in a batch, corrected, released', async () => {
    const ways: [name: string, way: (set: Awaited<ReturnType<typeof setUp>>) => Promise<unknown>][] = [
      ['settle', async ({ team, hold }) => team.api('POST', `/authorizations/${await hold('5')}/settle`, { amount: '5' })],
      ['part', async ({ team, hold }) => team.api('POST', `/authorizations/${await hold('5')}/settle`, { amount: '5', final: false })],
      ['event of an authorization', async ({ book, hold }) => book('5', { authorization: await hold('5') })],
      ['batch', async ({ team, user }) => sendEvents(team, server, [usage('b1', user, '3'), usage('b2', user, '2')])],
      ['adjustment', async ({ book }) => book('5', { kind: 'adjustment' })],
      [
        'expiry',
        async ({ hold }) => {
          await hold('5', { on_expiry: 'settle', expires_in: 1 })
          server.pass(2)
          await expireHolds(server.db, server.environment)
        },
      ],
      [
        'release',
        async ({ team, user }) => {
          await sendEvents(team, server, usage('q', user, '0', { 'gen_ai.usage.input_tokens': 5 }))
          const [waiting] = (await team.api('GET', '/quarantined_events')).body.items
          expect((await team.api('POST', `/quarantined_events/${waiting.id}/release`, { cost: '5' })).status).toBe(200)
        },
      ],
    ]
    for (const [name, way] of ways) {
      const set = await setUp()
      await way(set)
      expect(percentsOf(await toldIn(set.team)), name).toEqual([50])
    }
  })

  test('a raise arms those above what was spent, a refund none, and a lower limit tells at the next booking', async () => {
    const { team, book } = await setUp()
    await book('8.50')
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '20' })
    await book('-1', { kind: 'refund' })
    await book('1')
    expect(percentsOf(await toldIn(team))).toEqual([80])
    await book('2')
    expect(percentsOf(await toldIn(team))).toEqual([80, 50])
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '11' })
    await book('0.10')
    expect(percentsOf(await toldIn(team))).toEqual([80, 50, 80])
  })

  test('what a raise lifted to where spending was stays told, also once a refund went below it', async () => {
    const { team, book } = await setUp()
    await book('8.50')
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10.50' })
    await book('0.01')
    await book('-0.50', { kind: 'refund' })
    await book('0.50')
    expect(percentsOf(await toldIn(team))).toEqual([80])
  })

  test('of what all spend is told what several reach only together, at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { team } = await setUp('1000')
      // Without a total nobody who spends waits for whoever else does.
      await team.api('PUT', '/alert_rules/team_total', { thresholds: [{ kind: 'amount', amount: '120' }] })
      const names = Array.from({ length: 12 }, (_, place) => `at-once-${place}`)
      const users = await Promise.all(names.map((name) => create(team.directory, 'Users', person(name))))
      await Promise.all(users.map((user) => sendEvents(team, server, usage(`of ${user}`, user, '10'))))
      const told = (await toldIn(team)).filter(({ scope }) => scope === 'team_total')
      expect(told).toMatchObject([{ threshold: { amount: '120.00' }, spent: '120.00' }])
    }
  })

  test('of the team’s total, whoever spends, also nobody', async () => {
    const { team, book } = await setUp('1000')
    await team.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '100' })
    await book('30')
    await sendEvents(team, server, usage('nobodys', 'user_name:nobody', '25'))
    await book('26')
    const told = await toldIn(team)
    expect(percentsOf(told, 'team_total')).toEqual([50, 80])
    expect(told.map(({ spent }) => spent)).toEqual(['55.00', '81.00'])
    expect(told[0]?.member_id).toBeUndefined()
  })

  test('a batch of hundreds of people who each reach twenty is booked whole', async () => {
    const { team } = await setUp('1')
    const thresholds = Array.from({ length: 20 }, (_, place) => ({ kind: 'percent', percent: 5 * (place + 1) }))
    await team.api('PUT', '/alert_rules/user', { thresholds })
    const names = Array.from({ length: 420 }, (_, place) => `many-${place}`)
    for (let from = 0; from < names.length; from += 100)
      await Promise.all(names.slice(from, from + 100).map((name) => create(team.directory, 'Users', person(name))))
    const { status, body } = await sendEvents(
      team,
      server,
      names.map((name) => usage(`of ${name}`, `user_name:${person(name).userName}`, '1')),
    )
    expect(status).toBe(200)
    expect(body.results.filter((each: { status: string }) => each.status !== 'accepted')).toEqual([])
    expect(await toldIn(team)).toHaveLength(420)
  })

  test('a new period begins anew', async () => {
    const { team, book } = await setUp()
    await book('6')
    server.pass(32 * 86_400)
    await book('6')
    expect(percentsOf(await toldIn(team))).toEqual([50]) // of the first one nothing is readable any more
    expect((await team.api('GET', '/audit_log?action=take_usage')).body.items).toHaveLength(2)
  })

  test('are the team’s to choose, for each person and for all together', async () => {
    const { team, book } = await setUp()
    const usual = { is_default: true, thresholds: [50, 80, 100].map((percent) => ({ kind: 'percent', percent })) }
    expect((await team.api('GET', '/alert_rules')).body).toEqual({
      items: [
        { scope: 'user', ...usual },
        { scope: 'team_total', ...usual },
      ],
      next_cursor: null,
    })
    const thresholds = [
      { kind: 'percent', percent: 20 },
      { kind: 'amount', amount: '3.5' },
    ]
    expect((await team.api('PUT', '/alert_rules/user', { thresholds })).body).toEqual({
      scope: 'user',
      is_default: false,
      thresholds: [thresholds[0], { kind: 'amount', amount: '3.50' }],
    })
    await team.api('PUT', '/alert_rules/team_total', { thresholds: [{ kind: 'amount', amount: '7' }] })
    await book('2')
    await book('2')
    await book('4')
    expect((await toldIn(team)).map(({ scope, threshold }) => [scope, threshold])).toEqual([
      ['user', { percent: 20 }],
      ['user', { amount: '3.50' }],
      ['team_total', { amount: '7.00' }],
    ])
    await team.api('PUT', '/alert_rules/user', { thresholds: [] })
    await book('1')
    expect(await toldIn(team)).toHaveLength(3)
    expect((await team.api('DELETE', '/alert_rules/user')).status).toBe(204)
    await book('0.5')
    expect(percentsOf(await toldIn(team)).slice(2)).toEqual([80])
  })

  test('what is no threshold is refused, and whoever may not set limits sets none', async () => {
    const { team } = await setUp()
    const put = (thresholds: unknown, scope = 'user') => team.api('PUT', `/alert_rules/${scope}`, { thresholds })
    for (const wrong of [
      [{ kind: 'percent', percent: 0 }],
      [{ kind: 'percent', percent: 1.5 }],
      [{ kind: 'amount', amount: 5 }],
      [{ percent: 5 }],
      'x',
    ])
      expect((await put(wrong)).status, JSON.stringify(wrong)).toBe(422)
    expect((await put([], 'group')).status).toBe(404)
    const key = await team.addKey(['limits:read'])
    const refused = await ask(
      'PUT',
      `${server.url}/v1/alert_rules/user`,
      { thresholds: [] },
      { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    )
    expect(refused.body).toMatchObject({ status: 403, code: 'insufficient-scope' })
  })

  test('a limit of a group decides as it does for an admission', async () => {
    const { team, user, book } = await setUp('1000')
    const group = await create(team.directory, 'Groups', groupOf('Eng', [user]))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '4' })
    await book('2')
    expect(percentsOf(await toldIn(team))).toEqual([50])
  })
})
