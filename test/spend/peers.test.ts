import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { startWithSpenders, type Spenders } from './spenders.ts'
import { sendEvents, usage } from './events.ts'
import { makeFailing } from './failing.ts'

// What went wrong elsewhere, each with a test that would have met it. Rows 1, 5 and 6 are in server/spend/authorizations/at-once.test.ts, 7 and 24 with another
// instance in instances.test.ts.

describe.each(databases)('known failures of others, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let somebody: Spenders['somebody']
  let fail: (after: number | null) => void
  beforeAll(async () => {
    ;({ server, team, somebody } = await startWithSpenders(database))
    fail = makeFailing(server.db)
  })
  afterAll(() => server.stop())

  const hold = (user: string, amount: string, more: object = {}) => team.api('POST', '/authorizations', { user, amount, ...more })
  const settle = (id: string, amount: string) => team.api('POST', `/authorizations/${id}/settle`, { amount })
  const standing = async (user: string) => (await team.api('GET', `/users/${user}/effective_limit`)).body
  const send = (events: object) => sendEvents(team, server, events)

  test('2: what is more than is left shrinks no hold by itself (litellm#26845)', async () => {
    const { user } = await somebody()
    await hold(user, '9')
    expect((await hold(user, '5')).status).toBe(402)
    expect((await hold(user, '5', { min_amount: '1' })).body.amount).toBe('1.00')
  })

  test('3: hundreds of clients that never come back hold nothing once their time is over, and no job ran (litellm#27639, #30522, #29493)', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, somebody))
    const each = database === 'sqlite' ? 100 : 20 // on PostgreSQL each waits for the one before
    for (const { user } of users) await Promise.all(Array.from({ length: each }, () => hold(user, String(10 / each), { expires_in: 30 })))
    for (const { user } of users) expect(await standing(user)).toMatchObject({ held: '10.00', remaining: '0.00' })
    server.pass(31)
    for (const { user } of users) expect(await standing(user)).toMatchObject({ held: '0.00', remaining: '10.00' })
    for (const { user } of users) expect((await hold(user, '10')).status).toBe(201)
  })

  test('4: what is enforced, shown and booked is one number (litellm#40050, #36926, #35569)', async () => {
    const { user } = await somebody()
    await send([usage(`four-a-${user}`, user, '3.30'), usage(`four-b-${user}`, user, '2.2')])
    await hold(user, '1')
    const { items } = (await team.api('GET', `/usage_events?user=${user}`)).body
    const booked = items.reduce((sum: number, { amount }: { amount: string }) => sum + Number(amount), 0)
    expect([booked.toFixed(2), (await standing(user)).settled, (await hold(user, '100')).body.settled]).toEqual(['5.50', '5.50', '5.50'])
    expect((await team.api('POST', '/spend/check', { user })).body).toMatchObject({ settled: '5.50', held: '1.00', max_approvable: '3.50' })
  })

  test('8: the database failing after whatever step is 503, never an approval, and nothing of it is there (litellm#33923)', async () => {
    const { user } = await somebody()
    const { id } = (await hold(user, '1')).body
    const before = await standing(user)
    let failures = 0
    for (let after = 0; ; after++) {
      fail(after)
      const answer = await hold(user, '2', { metadata: { after } })
      fail(null)
      if (answer.status === 201) break
      expect([after, answer.status, answer.body.code, answer.headers.get('retry-after') !== null]).toEqual([after, 503, 'ledger-unavailable', true])
      expect(await standing(user)).toMatchObject({ settled: before.settled, held: before.held })
      failures++
    }
    expect(failures).toBeGreaterThan(5)
    const held = (await standing(user)).held
    for (let after = 0; ; after++) {
      fail(after)
      const answer = await settle(id, '0.5')
      fail(null)
      if (answer.status === 200) break
      expect([answer.status, (await standing(user)).held]).toEqual([503, held])
    }
    expect(await standing(user)).toMatchObject({ settled: '0.50', held: '2.00' })
  })

  test('17: a stream that drops is booked as estimated, if it was asked for so (litellm#37923, #33736)', async () => {
    const { user } = await somebody()
    await hold(user, '4', { expires_in: 10, on_expiry: 'settle' })
    server.pass(11)
    expect(await standing(user)).toMatchObject({ settled: '4.00', held: '0.00' })
    expect((await hold(user, '6.01')).status).toBe(402)
  })

  test('18: what a model costs that nobody priced is seen, and never zero (litellm#38172)', async () => {
    const { user } = await somebody()
    const unpriced = usage(`priceless-${user}`, user, undefined, { 'gen_ai.response.model': 'new', 'gen_ai.usage.output_tokens': 5 })
    expect((await send(unpriced)).body.results).toMatchObject([{ status: 'accepted', quarantined: true }])
    expect((await team.api('GET', '/quarantined_events?status=waiting')).body.items[0]).toMatchObject({
      event_id: `priceless-${user}`,
      reason: 'unpriced',
    })
  })

  test('19: a day that is sent again changes no total (litellm#15740, #17814)', async () => {
    const { user } = await somebody()
    const day = Array.from({ length: 300 }, (_, each) => usage(`day-${user}-${each}`, user, '0.01'))
    for (let round = 0; round < 3; round++) await send(day)
    expect((await standing(user)).settled).toBe('3.00')
  })

  test('20: an event that failed on its way is not taken for one that came: sent again it counts once (openmeter#5118)', async () => {
    const { user } = await somebody()
    const event = usage(`lost-${user}`, user, '1')
    const failOn = (after: number) => {
      fail(after)
      return send(event).finally(() => fail(null))
    }
    let answer = await failOn(0)
    for (let after = 1; answer.status !== 200; after++) {
      expect([answer.status, (await standing(user)).settled]).toEqual([503, '0.00'])
      answer = await failOn(after)
    }
    expect(answer.body.results[0].status).toBe('accepted')
    expect((await send(event)).body.results[0].status).toBe('duplicate')
    expect((await standing(user)).settled).toBe('1.00')
  })

  test('21: a repetition is a success (langfuse#16292)', async () => {
    const { user } = await somebody()
    const events = [usage(`rep-1-${user}`, user, '1'), usage(`rep-2-${user}`, user, '1')]
    await send(events.slice(0, 1))
    const answer = await send(events)
    expect([answer.status, answer.body.results.map(({ status }: { status: string }) => status)]).toEqual([200, ['duplicate', 'accepted']])
  })

  test('24: who is deprovisioned spends nothing from then on (litellm#26861, #34180)', async () => {
    const { user } = await somebody()
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    expect(await hold(user, '1')).toMatchObject({ status: 403, body: { code: 'user-inactive' } })
    expect((await team.api('POST', '/spend/check', { user, amount: '1' })).body).toMatchObject({ allowed: false, code: 'user-inactive' })
  })

  test('25: history keeps its names when people and groups are deleted (litellm#25710, #24225)', async () => {
    const { user, name } = await somebody()
    const { id: member } = (await team.api('GET', `/users/${user}`)).body
    const group = await create(team.directory, 'Groups', groupOf(`History ${user}`, [user]))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '7' })
    await send(usage(`past-${user}`, user, '1'))
    const before = (await team.api('GET', `/usage_events?user=${member}`)).text
    expect(JSON.parse(before).items[0]).toMatchObject({ deciding_group: group, member_name: expect.stringContaining(name) })
    await team.directory.scim('DELETE', `/Groups/${group}`)
    await team.directory.scim('DELETE', `/Users/${user}`)
    expect((await team.api('GET', `/usage_events?user=${member}`)).text).toBe(before)
    expect((await send(usage(`later-${user}`, user, '1'))).body.results[0].status).toBe('accepted') // late usage of a leaver finds its way
    expect((await standing(member)).settled).toBe('2.00')
  })

  test('26: with settlements that get lost, what was spent stays within the limit and what was flagged beyond it', async () => {
    const { user } = await somebody()
    let overage = 0
    for (let round = 0; round < 15; round++) {
      const holds = await Promise.all(Array.from({ length: 4 }, () => hold(user, '0.40', { expires_in: 20 })))
      const settled = await Promise.all(
        holds
          .filter(({ status }, each) => status === 201 && (round * 4 + each) % 25 !== 0)
          .map(({ body }, each) => settle(body.id, each === 0 ? '0.50' : '0.20')),
      )
      overage += settled.reduce((sum, { body }) => sum + Number(body.overage), 0)
      if (round % 5 === 4) server.pass(21)
    }
    server.pass(21)
    const { settled, held } = await standing(user)
    expect(held).toBe('0.00')
    expect(Number(settled)).toBeGreaterThan(9)
    expect(Number(settled)).toBeLessThanOrEqual(10 + overage)
  })

  test('28: spend that cannot be read is not told as nothing', async () => {
    const { user } = await somebody()
    const other = await startTestServer(database)
    try {
      const broken = await other.addTeam()
      const they = await create(broken.directory, 'Users', person('x'))
      await other.db.transact((trx) => trx.schema.alterTable('balances').renameTo('elsewhere').execute())
      const answers = [
        await broken.api('GET', `/users/${they}/effective_limit`),
        await broken.api('POST', '/authorizations', { user: they, amount: '1' }),
        await broken.api('POST', '/spend/check', { user: they, amount: '1' }),
      ]
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'ledger-unavailable' } })
        expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
      }
    } finally {
      await other.stop()
    }
    expect((await standing(user)).settled).toBe('0.00')
  })

  test('29: every denial says why, until when, and what is possible (microsoft/vscode#317559)', async () => {
    const { user } = await somebody()
    const always = {
      retryable: false,
      instance: expect.stringMatching(/^\/v1\/decisions\/dec_/),
      resets_at: expect.stringMatching(/Z$/),
      effective: { source: expect.any(String) },
    }
    await hold(user, '9.5')
    expect((await hold(user, '1')).body).toMatchObject({
      ...always,
      code: 'spend-limit-exceeded',
      blocked_by: 'user',
      max_approvable: '0.50',
      settled: '0.00',
      held: '9.50',
    })
    const group = await create(team.directory, 'Groups', groupOf(`None ${user}`, [user]))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '0' })
    expect((await hold(user, '1')).body).toMatchObject({
      ...always,
      code: 'limit-is-zero',
      detail: expect.stringMatching(/may not spend: the limit is 0\.00 USD, by the group None/),
    })
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    const { resets_at: _, ...untilTheyAreIn } = always
    const inactive = (await hold(user, '1')).body
    expect(inactive).toMatchObject({ ...untilTheyAreIn, code: 'user-inactive', detail: expect.stringMatching(/is out of the team/) })
    expect(inactive).not.toHaveProperty('resets_at')
  })

  test('30: asking for more goes through admission, and what was spent beyond is flagged (autumn#3303)', async () => {
    const { user } = await somebody()
    const { id } = (await hold(user, '5')).body
    expect((await team.api('POST', `/authorizations/${id}/increment`, { amount: '6' })).status).toBe(402)
    expect((await settle(id, '10')).body).toMatchObject({ settled: '10.00', overage: '5.00' })
    expect((await hold(user, '0.01')).status).toBe(402)
  })

  test('31: after a failover it is the model that answered which is booked', async () => {
    const { user } = await somebody()
    const { id } = (await hold(user, '1', { metadata: { 'gen_ai.request.model': 'asked' } })).body
    await send(usage(`failover-${user}`, user, '0.4', { authorization: id, 'gen_ai.response.model': 'answered' }))
    expect((await team.api('GET', `/usage_events?user=${user}`)).body.items[0]).toMatchObject({ model: 'answered', amount: '0.40' })
  })

  test('32: a price that is a thousand times too high blocks nobody until somebody looked (litellm#20615)', async () => {
    const { user } = await somebody()
    await team.api('PATCH', '/team', { event_ceiling: '1' })
    expect((await send(usage(`typo-${user}`, user, '1000'))).body.results).toMatchObject([{ status: 'accepted', quarantined: true }])
    await team.api('PATCH', '/team', { event_ceiling: null })
    expect((await hold(user, '10')).status).toBe(201)
  })
})
