import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../../test/support/databases.ts'
import { create, groupOf, patchOf, person } from '../../../test/support/scim.ts'
import { ask, type TestServer, type TestTeam } from '../../../test/support/test-server.ts'
import { startWithSpenders, type Spenders } from '../../../test/spend/spenders.ts'
import { sendEvents, usage } from '../../../test/spend/events.ts'
import { toTimestamp } from '../../kernel/timestamp.ts'
import { expireHolds } from './expire-holds.ts'
import { markExpired } from './holds.sql.ts'

describe.each(databases)('authorizations, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let somebody: Spenders['somebody']
  beforeAll(async () => {
    ;({ server, team, somebody } = await startWithSpenders(database))
  })
  afterAll(() => server.stop())

  const hold = (user: string, amount: string, more: object = {}) => team.api('POST', '/authorizations', { user, amount, currency: 'USD', ...more })
  const settle = (id: string, amount: string, more: object = {}) => team.api('POST', `/authorizations/${id}/settle`, { amount, ...more })
  const limitOf = async (user: string) => (await team.api('GET', `/users/${user}/effective_limit`)).body
  const balanceOf = async (user: string) => {
    const { settled, held, remaining } = await limitOf(user)
    return { settled, held, remaining }
  }

  test('a hold takes of what is left, and a settlement gives back what it did not need', async () => {
    const { as } = await somebody()
    const made = await hold(as, '4.000000', { app: 'gateway', metadata: { 'gen_ai.request.model': 'm' } })
    expect(made.status, made.text).toBe(201)
    expect(made.body).toMatchObject({
      status: 'held',
      amount: '4.00',
      remaining_after: '6.00',
      limit: { kind: 'amount', amount: '10.00', source: 'team_default' },
    })
    expect(made.headers.get('location')).toBe(`/v1/authorizations/${made.body.id}`)
    expect(await balanceOf(as)).toEqual({ settled: '0.00', held: '4.00', remaining: '6.00' })
    const settled = await settle(made.body.id, '1.5')
    expect(settled.body, settled.text).toMatchObject({ status: 'settled', settled: '1.50', held: '0.00', overage: '0.00', late: false })
    expect(await balanceOf(as)).toEqual({ settled: '1.50', held: '0.00', remaining: '8.50' })
    expect((await team.api('GET', `/authorizations/${made.body.id}`)).body).toEqual(settled.body)
    const { items } = (await team.api('GET', `/usage_events?user=${as}`)).body
    expect(items).toMatchObject([{ amount: '1.50', authorization: made.body.id, app: 'gateway', model: 'm', number: 1 }])
  })

  test('a denial says all that it rests on, for people and for programs, and is kept', async () => {
    const { as } = await somebody()
    await hold(as, '9.5')
    const denied = await hold(as, '1')
    expect(denied.status).toBe(402)
    expect(denied.headers.get('content-type')).toBe('application/problem+json')
    expect(denied.headers.get('x-should-retry')).toBe('false')
    expect(denied.body).toMatchObject({
      type: `${server.url}/problems/spend-limit-exceeded`,
      code: 'spend-limit-exceeded',
      blocked_by: 'user',
      retryable: false,
      settled: '0.00',
      held: '9.50',
      requested: '1.00',
      max_approvable: '0.50',
      effective: { kind: 'amount', amount: '10.00', source: 'team_default', deciding: [], considered: [{ scope: 'team_default' }], ignored: [] },
      instance: expect.stringMatching(/^\/v1\/decisions\/dec_\w{26}$/),
    })
    expect(denied.body.detail).toMatch(/has 0\.50 of 10\.00 USD left until 1 \w+ \d{4} 00:00 \(UTC\)/)
    expect(denied.body.resets_at).toMatch(/-01T00:00:00.000Z$/)
    const decision = await team.api('GET', denied.body.instance.slice('/v1'.length))
    expect(decision.body).toMatchObject({ code: 'spend-limit-exceeded', status: 402, detail: denied.body.detail, held: '9.50' })
    expect((await team.api('GET', '/audit_log?limit=1')).body.items[0].code).not.toBe('spend-limit-exceeded')
  })

  test('a denial names three of the groups that are tied, and counts the others', async () => {
    const { as, user, name } = await somebody()
    const said = async () => /by the (groups? .*); 9\.00 was/.exec((await hold(as, '9')).body.detail)?.[1]
    const tie = async (nth: number) => {
      const group = await create(team.directory, 'Groups', groupOf(`${name} ${nth}`, [user]))
      await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '8' })
      return said()
    }
    const told = []
    for (let nth = 1; nth <= 5; nth++) told.push(await tie(nth))
    expect(told.map((text) => text?.replaceAll(`${name} `, ''))).toEqual([
      'group 1',
      'groups 1 and 2',
      'groups 1, 2 and 3',
      'groups 1, 2, 3 and another one',
      'groups 1, 2, 3 and 2 others',
    ])
  })

  test('a lower amount is granted to who said how little they take', async () => {
    const { as } = await somebody()
    await hold(as, '9')
    expect((await hold(as, '5')).status).toBe(402)
    expect((await hold(as, '5', { min_amount: '1' })).body).toMatchObject({ amount: '1.00', remaining_after: '0.00' })
    expect((await hold(as, '5', { min_amount: '0' })).status).toBe(402)
  })

  test('the same key is answered the same, and stands for one request alone', async () => {
    const { as } = await somebody()
    const keyed = (body: object) =>
      fetch(`${server.url}/v1/authorizations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json', 'idempotency-key': `key-${as}` },
        body: JSON.stringify(body),
      })
    const answers = await Promise.all(Array.from({ length: 5 }, () => keyed({ user: as, amount: '2' })))
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect((await balanceOf(as)).held).toBe('2.00')
    const reused = await keyed({ user: as, amount: '3' })
    expect(reused.status).toBe(422)
    expect(await reused.json()).toMatchObject({ code: 'idempotency-key-reused' })
  })

  test('a request that is sent again over a rotation of its key is the same request, and that of another key is another', async () => {
    const { as } = await somebody()
    const asked = (key: string) =>
      ask(
        'POST',
        `${server.url}/v1/authorizations`,
        { user: as, amount: '2' },
        {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': `rotated-${as}`,
        },
      )
    const make = async () => (await team.api('POST', '/api_keys', { name: 'gateway', scopes: ['authorizations:write'] })).body
    const rotate = async (id: string) => (await team.api('POST', `/api_keys/${id}/rotate`, { overlap: '1h' })).body
    const first = await make()
    const second = await rotate(first.id)
    const third = await rotate(second.id)
    const answers = [await asked(first.secret), await asked(second.secret), await asked(third.secret)]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect((await asked((await make()).secret)).body.id).not.toBe(answers[0]?.body.id)
    expect((await balanceOf(as)).held).toBe('4.00')
  })

  test('programs are told not to ask again where nobody is found, and of a hold that would be larger than an amount', async () => {
    const unknown = await hold('user_name:nobody', '1')
    expect([unknown.status, unknown.body.retryable, unknown.headers.get('x-should-retry')]).toEqual([404, false, 'false'])
    const other = await server.addTeam()
    const user = await create(other.directory, 'Users', person('large'))
    const { id } = (await other.api('POST', '/authorizations', { user, amount: '1000000000' })).body
    expect(await other.api('POST', `/authorizations/${id}/increment`, { amount: '0.01' })).toMatchObject({
      status: 422,
      body: { code: 'amount-invalid' },
    })
    expect((await other.api('POST', '/authorizations', { user, amount: '1', extra: 1 })).body.errors[0].pointer).toBe('#')
  })

  test('a new period begins where the one that was used before it ended, whatever the rules of its zone say by now', async () => {
    const other = await server.addTeam()
    const user = await create(other.directory, 'Users', person('clipped'))
    const { period } = (await other.api('GET', `/users/${user}/effective_limit`)).body
    const [begins, now] = [period.start, server.environment.now()].map((each) => Date.parse(each)) as [number, number]
    const [startAt, endAt] = [toTimestamp(begins - 86_400_000), toTimestamp(Math.floor((begins + now) / 2))]
    await server.db.transact((trx) => trx.insertInto('billingPeriods').values({ teamId: other.teamId, startAt, endAt }).execute())
    const made = (await other.api('POST', '/authorizations', { user, amount: '1' })).body
    expect(made.period).toEqual({ start: endAt, end: period.end })
  })

  test('streams settle in parts, and may hold more', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '3')).body
    expect((await settle(id, '1', { final: false })).body).toMatchObject({ status: 'held', settled: '1.00', held: '2.00' })
    const more = await team.api('POST', `/authorizations/${id}/increment`, { amount: '6' })
    expect(more.body, more.text).toMatchObject({ amount: '9.00', held: '8.00', remaining_after: '1.00' })
    expect((await team.api('POST', `/authorizations/${id}/increment`, { amount: '2' })).status).toBe(402)
    expect((await settle(id, '1')).body).toMatchObject({ status: 'settled', settled: '2.00', held: '0.00' })
    expect(await balanceOf(as)).toEqual({ settled: '2.00', held: '0.00', remaining: '8.00' })
  })

  test('more is held in the period of the hold, also once that is over', async () => {
    const other = await server.addTeam()
    const user = await create(other.directory, 'Users', person('streams'))
    await other.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' })
    const now = Date.parse(server.environment.now())
    const period = { startAt: toTimestamp(now - 1_000), endAt: toTimestamp(now + 60_000) }
    await server.db.transact((trx) =>
      trx
        .insertInto('billingPeriods')
        .values({ teamId: other.teamId, ...period })
        .execute(),
    )
    const holdOf = (amount: string) => other.api('POST', '/authorizations', { user, amount })
    const { id } = (await holdOf('6')).body
    server.pass(120)
    const next = (await holdOf('8')).body
    expect(next.period.start).toBe(period.endAt)
    const increment = (amount: string) => other.api('POST', `/authorizations/${id}/increment`, { amount })
    expect((await increment('3')).body).toMatchObject({ amount: '9.00', period: { start: period.startAt }, remaining_after: '1.00' })
    expect((await increment('2')).body).toMatchObject({ code: 'spend-limit-exceeded', period: { end: period.endAt }, held: '9.00' })
  })

  test.each(['release', 'settle'])('what expired (%s) takes neither more nor a void', async (on_expiry) => {
    const { as } = await somebody()
    const { id } = (await hold(as, '3', { expires_in: 60, on_expiry })).body
    server.pass(61)
    for (const [what, body] of [
      ['increment', { amount: '0', expires_in: 600 }],
      ['void', {}],
    ] as const)
      expect((await team.api('POST', `/authorizations/${id}/${what}`, body)).body, what).toMatchObject({
        status: 409,
        code: 'authorization-not-held',
      })
    const left = on_expiry === 'settle' ? { settled: '3.00', remaining: '7.00' } : { settled: '0.00', remaining: '10.00' }
    expect(await balanceOf(as)).toEqual({ held: '0.00', ...left })
  })

  test('who is out holds no more, and what they hold still settles', async () => {
    const { user, as } = await somebody()
    const { id } = (await hold(as, '3')).body
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    const more = await team.api('POST', `/authorizations/${id}/increment`, { amount: '1' })
    expect(more).toMatchObject({ status: 403, body: { code: 'user-inactive', blocked_by: 'inactive', max_approvable: '0.00', retryable: false } })
    expect((await settle(id, '2')).body).toMatchObject({ status: 'settled', settled: '2.00' })
  })

  test('what is granted on top of a hold that was overrun is held, and the overrun is still told', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5')).body
    await settle(id, '9', { final: false })
    const increment = () => team.api('POST', `/authorizations/${id}/increment`, { amount: '1' })
    expect((await increment()).body).toMatchObject({ amount: '10.00', settled: '9.00', held: '1.00', overage: '4.00', remaining_after: '0.00' })
    expect((await increment()).status).toBe(402)
    expect((await settle(id, '1.5')).body).toMatchObject({ settled: '10.50', held: '0.00', overage: '4.50' })
  })

  test('nine overrun streams that ask for more at once get what is left, and no more', async () => {
    const { as } = await somebody()
    const ids = await Promise.all(Array.from({ length: 9 }, async () => (await hold(as, '0.01')).body.id))
    await Promise.all(ids.map((id) => settle(id, '1.01', { final: false }))) // 9.09 of 10
    const grown = await Promise.all(ids.map((id) => team.api('POST', `/authorizations/${id}/increment`, { amount: '0.9' })))
    expect(grown.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, ...Array.from({ length: 8 }, () => 402)])
    expect(await balanceOf(as)).toEqual({ settled: '9.09', held: '0.90', remaining: '0.01' })
  })

  test('hold 5, settle 10 over the limit: booked, flagged as overage, and the next one is denied', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5')).body
    expect((await settle(id, '12')).body).toMatchObject({ settled: '12.00', overage: '7.00' })
    expect(await balanceOf(as)).toEqual({ settled: '12.00', held: '0.00', remaining: '-2.00' })
    expect((await hold(as, '0.01')).body.code).toBe('spend-limit-exceeded')
  })

  test('a second final settlement is the same answer with the same amount, and 409 with another', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5')).body
    const first = await settle(id, '2')
    expect((await settle(id, '2')).body).toEqual(first.body)
    expect(await settle(id, '3')).toMatchObject({ status: 409, body: { code: 'authorization-already-settled' } })
    expect((await balanceOf(as)).settled).toBe('2.00')
  })

  test('void releases; a settlement after that is booked and flagged', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5')).body
    const voided = await team.api('POST', `/authorizations/${id}/void`)
    expect(voided.body, voided.text).toMatchObject({ status: 'voided', held: '0.00' })
    expect((await team.api('POST', `/authorizations/${id}/void`)).body).toEqual(voided.body)
    expect(await team.api('POST', `/authorizations/${id}/increment`, { amount: '1' })).toMatchObject({
      status: 409,
      body: { code: 'authorization-not-held' },
    })
    expect((await settle(id, '1')).body).toMatchObject({ status: 'settled', settled: '1.00', late: true })
    expect((await team.api('GET', `/usage_events?user=${as}`)).body.items[0]).toMatchObject({ late: true })
    expect(await team.api('POST', `/authorizations/${id}/void`)).toMatchObject({ status: 409, body: { code: 'authorization-already-settled' } })
  })

  test('an expired hold books nothing, and holds nothing from that moment, whatever runs beside', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5', { expires_in: 60 })).body
    server.pass(61)
    expect(await balanceOf(as)).toEqual({ settled: '0.00', held: '0.00', remaining: '10.00' })
    expect((await team.api('GET', `/authorizations/${id}`)).body).toMatchObject({ status: 'expired', held: '0.00', settled: '0.00' })
    await expireHolds(server.db, server.environment)
    expect((await team.api('GET', `/authorizations/${id}`)).body).toMatchObject({ status: 'expired' })
    expect((await settle(id, '1')).body).toMatchObject({ status: 'settled', settled: '1.00', late: true })
  })

  test('the sweep ends no hold that was extended since it looked', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5', { expires_in: 60 })).body
    await server.db.transact((trx) => markExpired(trx, team.teamId, [id], server.environment.now()))
    expect((await team.api('GET', `/authorizations/${id}`)).body).toMatchObject({ status: 'held', held: '5.00' })
  })

  test('a lost answer is given again also where nobody is found by the name any more', async () => {
    const { user, as } = await somebody()
    const asked = () =>
      ask(
        'POST',
        `${server.url}/v1/authorizations`,
        { user: as, amount: '2' },
        {
          authorization: `Bearer ${team.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': `renamed-${as}`,
        },
      )
    const { body } = await asked()
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { userName: `other-${as.slice(10)}` } }))
    expect((await hold(as, '1')).status).toBe(404)
    expect(await asked()).toMatchObject({ status: 201, body: { id: body.id } })
  })

  test('one made to settle itself counts as settled from its expiry on, before and after it is booked, and a late settlement corrects it', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5', { expires_in: 60, on_expiry: 'settle' })).body
    server.pass(61)
    const standing = { settled: '5.00', held: '0.00', remaining: '5.00' }
    expect(await balanceOf(as)).toEqual(standing)
    expect((await team.api('GET', `/authorizations/${id}`)).body).toMatchObject({ status: 'expired', settled: '5.00' })
    await expireHolds(server.db, server.environment)
    await expireHolds(server.db, server.environment)
    expect(await balanceOf(as)).toEqual(standing)
    expect((await settle(id, '3')).body).toMatchObject({ status: 'settled', settled: '3.00', late: true })
    expect(await balanceOf(as)).toEqual({ settled: '3.00', held: '0.00', remaining: '7.00' })
    expect(
      (await team.api('GET', `/usage_events?user=${as}`)).body.items.map(({ kind, amount }: { kind: string; amount: string }) => [kind, amount]),
    ).toEqual([
      ['adjustment', '-2.00'],
      ['usage', '5.00'],
    ])
  })

  test('late parts take the place of what was booked as an estimate, and count beside it only where they are more', async () => {
    const { as } = await somebody()
    const { id } = (await hold(as, '5', { expires_in: 60, on_expiry: 'settle' })).body
    await settle(id, '1', { final: false })
    server.pass(61)
    expect(await balanceOf(as)).toMatchObject({ settled: '5.00' })
    expect((await settle(id, '1.5', { final: false })).body).toMatchObject({ status: 'expired', settled: '5.00', overage: '0.00', late: true })
    expect((await settle(id, '3', { final: false })).body).toMatchObject({ status: 'expired', settled: '5.50', overage: '0.50' })
    expect((await settle(id, '0.25')).body).toMatchObject({ status: 'settled', settled: '5.75', overage: '0.75' })
    expect(await balanceOf(as)).toMatchObject({ settled: '5.75' })
    const other = (await hold(as, '4', { expires_in: 60, on_expiry: 'settle' })).body.id
    server.pass(61)
    await settle(other, '1', { final: false })
    expect((await settle(other, '0.5')).body).toMatchObject({ status: 'settled', settled: '1.50', overage: '0.00' })
  })

  test('what costs nothing passes whatever is left, unless the team says otherwise', async () => {
    const { as } = await somebody()
    await hold(as, '10')
    expect((await hold(as, '0')).status).toBe(201)
    await team.api('PATCH', '/team', { block_free: true })
    expect((await hold(as, '0')).body.code).toBe('spend-limit-exceeded')
    expect((await hold((await somebody()).as, '0')).status).toBe(201)
    await team.api('PATCH', '/team', { block_free: false })
  })

  test('the team’s total binds beside the limit of each', async () => {
    const other = await server.addTeam()
    const [ana, bo] = [await create(other.directory, 'Users', person('ana')), await create(other.directory, 'Users', person('bo'))]
    await other.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '5' })
    const ask = (user: string, amount: string) => other.api('POST', '/authorizations', { user, amount })
    expect((await ask(ana, '3')).status).toBe(201)
    const denied = await ask(bo, '3')
    expect(denied).toMatchObject({ status: 402, body: { code: 'team-total-exceeded', blocked_by: 'team_total', max_approvable: '2.00' } })
    expect(denied.body.team_total).toMatchObject({ held: '3.00', remaining: '2.00' })
    expect((await ask(bo, '2')).status).toBe(201)
    const answers = await Promise.all([ana, bo].map((user) => other.api('POST', '/spend/check', { user, amount: '1' })))
    expect(answers.map(({ body }) => [body.allowed, body.blocked_by, body.max_approvable])).toEqual([
      [false, 'team_total', '0.00'],
      [false, 'team_total', '0.00'],
    ])
  })

  test('a committed change of the directory decides the very next authorization', async () => {
    const { user, as } = await somebody()
    const group = await create(team.directory, 'Groups', groupOf(`G${user}`))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '20' })
    expect((await hold(as, '15')).status).toBe(402)
    await team.directory.scim('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: user }] }))
    const held = await hold(as, '15')
    expect(held.body.limit, held.text).toMatchObject({ amount: '20.00', source: 'group' })
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    const denied = await hold(as, '0')
    expect(denied).toMatchObject({ status: 403, body: { code: 'user-inactive', retryable: false, effective: { amount: '20.00' } } })
    expect((await settle(held.body.id, '1')).status).toBe(200) // what is open still settles
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: true } }))
    expect((await hold(as, '19.5')).status).toBe(402) // what was spent before counts on
  })

  test('a settlement and an event for one hold count once, whichever comes first', async () => {
    const { as } = await somebody()
    const [first, second] = [(await hold(as, '2')).body.id, (await hold(as, '2')).body.id]
    expect((await settle(first, '1')).status).toBe(200)
    const after = await sendEvents(team, server, usage('e1', as, '1', { authorization: first }))
    expect(after.body.results, after.text).toEqual([{ id: 'e1', status: 'duplicate' }])
    expect((await sendEvents(team, server, usage('e2', as, '0.5', { authorization: second }))).body.results).toEqual([
      { id: 'e2', status: 'accepted' },
    ])
    expect((await settle(second, '0.5')).body).toMatchObject({ status: 'settled', settled: '0.50' })
    const other = (await sendEvents(team, server, usage('e3', as, '0.7', { authorization: second }))).body.results[0]
    expect(other).toMatchObject({ id: 'e3', status: 'conflict', problem: { code: 'authorization-already-settled' } })
    expect(await balanceOf(as)).toEqual({ settled: '1.50', held: '0.00', remaining: '8.50' })
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, drift: '0.00' })
  })

  test('what is not money, and whom nobody knows, is refused by its own type', async () => {
    const { as } = await somebody()
    const cases: [body: object, status: number, code: string][] = [
      [{ user: as, amount: 1 }, 422, 'amount-invalid'],
      [{ user: as, amount: '1e3' }, 422, 'amount-invalid'],
      [{ user: as, amount: 'NaN' }, 422, 'amount-invalid'],
      [{ user: as, amount: '-1' }, 422, 'amount-invalid'],
      [{ user: as, amount: '9223372036854775808' }, 422, 'amount-invalid'],
      [{ user: as, amount: '0.0000001' }, 422, 'amount-invalid'],
      [{ user: as, amount: '1', min_amount: '2' }, 422, 'amount-invalid'],
      [{ user: as, amount: '1', currency: 'EUR' }, 422, 'currency-mismatch'],
      [{ user: 'user_name:nobody', amount: '1' }, 404, 'user-not-found'],
      [{ user: as }, 422, 'schema-violated'],
      [{ user: as, amount: '1', expires_in: 86_401 }, 422, 'schema-violated'],
      [{ user: as, amount: '1', wishes: true }, 422, 'schema-violated'],
      [{ user: as, amount: '1', metadata: { a: 'x'.repeat(17_000) } }, 422, 'metadata-too-large'],
    ]
    for (const [body, status, code] of cases) {
      const answer = await team.api('POST', '/authorizations', body)
      expect([JSON.stringify(body).slice(0, 80), answer.status, answer.body.code]).toEqual([JSON.stringify(body).slice(0, 80), status, code])
      expect(status !== 422 || String(answer.body.errors[0].pointer).startsWith('#'), answer.text).toBe(true)
    }
    const nowhere = `auth_${'0'.repeat(26)}`
    expect(await settle(nowhere, '1')).toMatchObject({ status: 404, body: { code: 'authorization-not-found' } })
    expect(await team.api('GET', `/decisions/dec_${'0'.repeat(26)}`)).toMatchObject({ status: 404, body: { code: 'decision-not-found' } })
  })
})
