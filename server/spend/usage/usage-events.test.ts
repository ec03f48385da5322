import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../../test/support/databases.ts'
import { create, groupOf, patchOf, person } from '../../../test/support/scim.ts'
import { ask, type TestServer, type TestTeam } from '../../../test/support/test-server.ts'
import { startWithSpenders, type Spenders } from '../../../test/spend/spenders.ts'
import { sendEvents, usage } from '../../../test/spend/events.ts'

type Listed = { id: string; amount: string; late: boolean; kind: string; number: number; cost: string | null }

describe.each(databases)('usage events, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let newSpender: Spenders['somebody']
  beforeAll(async () => {
    ;({ server, team, somebody: newSpender } = await startWithSpenders(database))
  })
  afterAll(() => server.stop())

  /** Somebody new, whose events have ids of their own. */
  const somebody = async () => {
    const spender = await newSpender()
    return { ...spender, id: (suffix: string) => `${spender.name}-${suffix}` }
  }
  const send = (events: object, key?: string) => sendEvents(team, server, events, key)
  const resultsOf = async (events: object, key?: string) => (await send(events, key)).body.results
  const settledOf = async (as: string) => (await team.api('GET', `/users/${as}/effective_limit`)).body.settled
  const at = (seconds: number) => new Date(Date.parse(server.environment.now()) + seconds * 1000).toISOString()
  const list = async (query: string): Promise<Listed[]> => (await team.api('GET', `/usage_events?${query}`)).body.items

  test('an event counts once for ever, whatever is sent again: the same is a duplicate, another of its name a conflict', async () => {
    const { as, id } = await somebody()
    const event = usage(id('a'), as, '1.25')
    expect(await resultsOf(event)).toEqual([{ id: id('a'), status: 'accepted' }])
    expect(await resultsOf(event)).toEqual([{ id: id('a'), status: 'duplicate' }])
    expect(await resultsOf({ ...event, data: { currency: 'USD', cost: '1.25' } })).toEqual([{ id: id('a'), status: 'duplicate' }]) // in another order
    expect(await resultsOf(usage(id('a'), as, '1.26'))).toMatchObject([{ status: 'conflict', problem: { code: 'event-conflict', status: 409 } }])
    expect(await resultsOf({ ...event, source: 'another' })).toEqual([{ id: id('a'), status: 'accepted' }])
    expect(await settledOf(as)).toBe('2.50')
  })

  test('a batch tells of each event by itself, and what is broken is no harm to the others', async () => {
    const { as, id } = await somebody()
    const results = await resultsOf([
      usage(id('1'), as, '1'),
      usage(id('1'), as, '1'),
      usage(id('2'), as, 1),
      { id: id('3'), specversion: '1.0' },
      usage(id('1'), as, '2'),
      usage(id('4'), as, '0.5'),
      'nonsense',
    ])
    expect(
      results.map(({ id: name, status, problem }: { id: string; status: string; problem?: { code: string } }) => [name, status, problem?.code]),
    ).toEqual([
      [id('1'), 'accepted', undefined],
      [id('1'), 'duplicate', undefined],
      [id('2'), 'rejected', 'amount-invalid'],
      [id('3'), 'rejected', 'schema-violated'],
      [id('1'), 'conflict', 'event-conflict'],
      [id('4'), 'accepted', undefined],
      [null, 'rejected', 'schema-violated'],
    ])
    expect(results[2].problem.errors[0].pointer).toBe('#/2/data/cost')
    expect(results[3].problem.errors[0].pointer).toMatch(/^#\/3\//)
    expect(await settledOf(as)).toBe('1.50')
  })

  test('a text that cannot be stored, and what is nested without end, is refused by itself, alone or in a batch', async () => {
    const { as, id } = await somebody()
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)
    const bad = [
      [usage('x\u0000', as, '1'), '/id'],
      [usage(id('lone'), as, '1', { note: '\ud800' }), '/data/note'],
      [usage(id('deep'), as, '1', { zz: JSON.parse(`${'['.repeat(63)}${']'.repeat(63)}`) }), ''],
      [{ ...usage(id('ext'), as, '1'), ext: 1, data: { cost: '1', zz: deep } }, ''],
    ] as const
    for (const [event, pointer] of bad) {
      const [good, result] = (await send([usage(id(`good-${pointer}`), as, '0'), event])).body.results
      expect([pointer, good.status === 'rejected', result]).toMatchObject([
        pointer,
        false,
        { status: 'rejected', problem: { code: 'schema-violated', errors: [{ pointer: `#/1${pointer}` }] } },
      ])
      expect(await send(event)).toMatchObject({ status: 422, body: { code: 'schema-violated', errors: [{ pointer: `#${pointer}` }] } })
    }
    const metadata = { user: as, amount: '1', metadata: { zz: deep } }
    expect(await team.api('POST', '/authorizations', metadata)).toMatchObject({ status: 422, body: { code: 'schema-violated' } })
    expect(await resultsOf(usage(id('flat'), as, '1', { zz: JSON.parse(`${'['.repeat(62)}${']'.repeat(62)}`) }))).toMatchObject([
      { status: 'accepted' },
    ])
  })

  test('that come as anything but CloudEvents are told which two types there are: structured mode needs one of them (CloudEvents HTTP binding §3.2)', async () => {
    const { as, id } = await somebody()
    for (const type of ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/x-ndjson']) {
      const answer = await ask('POST', `${server.url}/v1/usage_events`, JSON.stringify(usage(id('typed'), as, '1')), {
        authorization: `Bearer ${team.apiKey}`,
        'content-type': type,
      })
      expect(answer.status, type).toBe(415)
      expect(answer.headers.get('content-type'), type).toBe('application/problem+json')
      expect(answer.body, type).toMatchObject({ code: 'unsupported-media-type', status: 415 })
      expect(answer.body.detail, type).toMatch(/application\/cloudevents\+json.*application\/cloudevents-batch\+json/)
    }
    for (const type of ['application/cloudevents+json; charset=utf-8', 'Application/CloudEvents+JSON']) {
      const answer = await ask('POST', `${server.url}/v1/usage_events`, JSON.stringify(usage(id(type), as, '1')), {
        authorization: `Bearer ${team.apiKey}`,
        'content-type': type,
      })
      expect(answer.status, type).toBe(200)
    }
  })

  test('a batch books for each of many members what is theirs: numbers, groups and sums are those that events by themselves would have', async () => {
    const names = Array.from({ length: 23 }, (_, place) => `many${place}`) // in statements of 16, 4, 2 and 1
    const users: string[] = []
    for (const name of names) users.push(await create(team.directory, 'Users', person(name)))
    const group = await create(team.directory, 'Groups', groupOf(`Many ${names[0]}`, users.slice(0, 12)))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '7' })
    const events = [1, 2].flatMap((round) =>
      names.map((name, place) => usage(`${name}-${round}`, `user_name:${name}@acme.example`, `0.${String(place + 10)}`)),
    )
    const before = (await team.api('POST', '/reconciliations')).body
    expect((await resultsOf(events)).every(({ status }: { status: string }) => status === 'accepted')).toBe(true)
    for (const [place, user] of users.entries()) {
      const { items } = (await team.api('GET', `/usage_events?user=${user}`)).body
      expect(items.map(({ number }: Listed) => number).toSorted()).toEqual([1, 2])
      expect(items[0]).toMatchObject({ member_name: expect.stringContaining(names[place] ?? ''), deciding_group: place < 12 ? group : null })
      expect((await team.api('GET', `/users/${user}/effective_limit`)).body.settled).toBe(`0.${(place + 10) * 2}`)
    }
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ entries: before.entries + 46, sums_differing: 0 })
  })

  test('one batch names people in every way there is, and whom nobody knows, and whom several are', async () => {
    const name = 'ways'
    const [user, externalId] = [await create(team.directory, 'Users', person(name, { externalId: `ext-${name}` })), `ext-${name}`]
    const { id: member } = (await team.api('GET', `/users/${user}`)).body
    // Of another directory, somebody else with the same externalId.
    const second = await team.addDirectory()
    await create(second, 'Users', person(`${name}b`, { externalId: `shared-${name}` }))
    await create(team.directory, 'Users', person(`${name}c`, { externalId: `shared-${name}` }))
    const ways = [member, user, `external_id:${externalId}`, `user_name:${name.toUpperCase()}@acme.example`, `email: ${name}@ACME.example `]
    const subjects = [...ways, `mem_${'1'.repeat(26)}`, 'nonsense', `usr_${'1'.repeat(26)}`, `external_id:shared-${name}`]
    const results = await resultsOf(subjects.map((subject, place) => usage(`${name}-${place}`, subject, '0.5')))
    expect(results.map(({ status, problem }: { status: string; problem?: { code: string } }) => problem?.code ?? status)).toEqual([
      ...Array.from({ length: 8 }, () => 'accepted'),
      'ambiguous-user',
    ])
    expect((await team.api('GET', `/users/${user}/effective_limit`)).body.settled).toBe('2.50')
    const { items } = (await team.api('GET', '/usage_events?user=unattributed&limit=50')).body
    const ofNobody = items.filter(({ id }: Listed) => id.startsWith(`${name}-`)).map(({ id }: Listed) => id)
    expect(ofNobody.toSorted()).toEqual([5, 6, 7].map((place) => `${name}-${place}`))
  })

  test('a batch of which half was sent before is 200, as is one that was sent before as a whole', async () => {
    const { as, id } = await somebody()
    const events = Array.from({ length: 100 }, (_, place) => usage(id(String(place)), as, '0.01'))
    await send(events.slice(0, 50))
    const again = await send(events)
    expect([again.status, again.body.results.filter(({ status }: { status: string }) => status === 'duplicate').length]).toEqual([200, 50])
    await send(events)
    expect(await settledOf(as)).toBe('1.00')
  })

  test('a rejection points at what it is about', async () => {
    const { as, id } = await somebody()
    const cases: [event: object, pointer: string][] = [
      [usage(id('old'), as, '1', {}, { time: at(-36 * 86_400) }), '/time'],
      [usage(id('ahead'), as, '1', {}, { time: at(360) }), '/time'],
      [usage(id('xml'), as, '1', {}, { datacontenttype: 'text/xml' }), '/datacontenttype'],
      [usage(id('lost'), as, '-1', { kind: 'refund', corrects: { source: 'x', id: 'y' } }), '/data/corrects'],
      [usage(id('held'), as, '1', { authorization: 'auth_x' }), '/data/authorization'],
    ]
    const results = await resultsOf(cases.map(([event]) => event))
    expect(results.map(({ problem }: { problem: { errors: { pointer: string }[] } }) => problem.errors[0]?.pointer)).toEqual(
      cases.map(([, pointer], place) => `#/${place}${pointer}`),
    )
    const [much] = await resultsOf(usage(id('much'), as, '1000000001', {}, { datacontenttype: 'application/json; charset=utf-8' }))
    expect(much.problem.detail).toMatch(/1000000000 is the most/)
  })

  const bad: [why: string, data: object, more: object, code: string, status: number][] = [
    ['a number of JSON', { cost: 0.5 }, {}, 'amount-invalid', 422],
    ['an exponent', { cost: '1e3' }, {}, 'amount-invalid', 422],
    ['not a number', { cost: 'NaN' }, {}, 'amount-invalid', 422],
    ['2^63', { cost: '9223372036854775808' }, {}, 'amount-invalid', 422],
    ['negative usage', { cost: '-1' }, {}, 'amount-invalid', 422],
    ['a refund that adds', { cost: '1', kind: 'refund' }, {}, 'amount-invalid', 422],
    ['another currency', { cost: '1', currency: 'EUR' }, {}, 'currency-mismatch', 422],
    ['of 36 days ago', { cost: '1' }, { time: () => at(-36 * 86_400) }, 'event-too-old', 422],
    ['ahead by six minutes', { cost: '1' }, { time: () => at(360) }, 'event-in-future', 422],
    ['an authorization that is none', { cost: '1', authorization: 'auth_1' }, {}, 'authorization-not-found', 404],
    ['a correction of what is not there', { cost: '-1', kind: 'refund', corrects: { source: 'x', id: 'y' } }, {}, 'corrected-event-unknown', 422],
  ]
  test.each(bad)('%s is rejected by its own type', async (why, data, more, code, status) => {
    const { as, id } = await somebody()
    const extra = Object.fromEntries(Object.entries(more).map(([name, make]) => [name, make()]))
    const [result] = await resultsOf(usage(id('x'), as, '1', data, extra))
    expect([why, result]).toMatchObject([why, { status: 'rejected', problem: { code, status, type: `${server.url}/problems/${code}` } }])
    expect(await settledOf(as)).toBe('0.00')
  })

  test('an event that names what is held for somebody else is rejected, and settles nothing', async () => {
    const [holder, other] = [await somebody(), await somebody()]
    const { id: authorization } = (await team.api('POST', '/authorizations', { user: holder.as, amount: '3' })).body
    const [result] = await resultsOf(usage(other.id('x'), other.as, '1', { authorization }))
    expect(result).toMatchObject({ status: 'rejected', problem: { status: 409, code: 'authorization-of-another' } })
    expect([await settledOf(holder.as), await settledOf(other.as)]).toEqual(['0.00', '0.00'])
    expect((await team.api('GET', `/authorizations/${authorization}`)).body).toMatchObject({ status: 'held', held: '3.00' })
  })

  test('what is no event, no batch, too large or of another type is refused as a whole', async () => {
    const post = (type: string, body: string) =>
      ask('POST', `${server.url}/v1/usage_events`, body, { authorization: `Bearer ${team.apiKey}`, 'content-type': type })
    const [one, batch] = ['application/cloudevents+json', 'application/cloudevents-batch+json']
    const event = JSON.stringify(usage('q', 'user_name:q', '1'))
    const cases: [type: string, body: string, status: number, code: string][] = [
      [one, '{"specversion":"1.0"}', 422, 'schema-violated'],
      [one, `[${event}]`, 422, 'schema-violated'],
      [batch, event, 422, 'schema-violated'],
      [one, '{', 400, 'not-json'],
      ['application/json', event, 415, 'unsupported-media-type'],
      ['text/plain', event, 415, 'unsupported-media-type'],
      [batch, `[${Array.from({ length: 1_001 }, () => event).join()}]`, 413, 'batch-too-large'],
      [batch, `[${event.replace('"USD"', `"${'x'.repeat(1_048_576)}"`)}]`, 413, 'batch-too-large'],
    ]
    for (const [type, body, status, code] of cases) {
      const answer = await post(type, body)
      expect([type, body.slice(0, 30), answer.status, answer.body.code]).toEqual([type, body.slice(0, 30), status, code])
    }
  })

  test('only who may adjust takes back what was spent, and that is audited; a refund is no extra budget', async () => {
    const { as, id } = await somebody()
    await send(usage(id('a'), as, '4'))
    const refund = usage(id('r'), as, '-6', { kind: 'refund' })
    const writer = await team.addKey(['usage:write'])
    expect(await resultsOf(refund, writer)).toMatchObject([{ status: 'rejected', problem: { code: 'insufficient-scope', status: 403 } }])
    expect(await resultsOf(refund)).toEqual([{ id: id('r'), status: 'accepted' }])
    expect((await team.api('GET', `/users/${as}/effective_limit`)).body).toMatchObject({ settled: '-2.00', remaining: '10.00' })
    expect((await team.api('POST', '/authorizations', { user: as, amount: '10.01' })).status).toBe(402)
    expect((await team.api('GET', '/audit_log?limit=1')).body.items[0]).toMatchObject({ action: 'correct_usage', changes: [{ amount: '-6.00' }] })
    expect(await list(`user=${as}`)).toMatchObject([{ kind: 'refund', amount: '-6.00', number: 2 }, { kind: 'usage' }])
  })

  test('what a refund gives back beyond what was spent buys nothing afterwards, neither for the member nor of the team’s total', async () => {
    const { as, id } = await somebody()
    await team.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '1000000' })
    const total = async () => Number((await team.api('GET', `/users/${as}/effective_limit`)).body.team_total.remaining)
    const before = await total()
    expect(await resultsOf(usage(id('gift'), as, '-100', { kind: 'refund' }))).toEqual([{ id: id('gift'), status: 'accepted' }])
    expect(await total()).toBe(before)
    const first = (await team.api('POST', '/authorizations', { user: as, amount: '10' })).body
    expect(first).toMatchObject({ status: 'held', remaining_after: '0.00' })
    expect((await team.api('POST', `/authorizations/${first.id}/settle`, { amount: '10' })).status).toBe(200)
    expect((await team.api('GET', `/users/${as}/effective_limit`)).body).toMatchObject({ settled: '-90.00', remaining: '0.00' })
    expect(await total()).toBe(before - 10)
    expect((await team.api('POST', '/authorizations', { user: as, amount: '0.01' })).body.code).toBe('spend-limit-exceeded')
    await resultsOf(usage(id('back'), as, '-4', { kind: 'refund' })) // of what was spent since, it is
    expect((await team.api('GET', `/users/${as}/effective_limit`)).body).toMatchObject({ settled: '-94.00', remaining: '4.00' })
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, drift: '0.00' })
    await team.api('DELETE', '/spend_limits/team_total')
  })

  test('a correction goes to whoever spent it, in the period in which it was booked', async () => {
    const [ana, bo] = [await somebody(), await somebody()]
    const corrects = (name: string) => ({ corrects: { source: 'gateway', id: name } })
    await send([usage(ana.id('a'), ana.as, '3'), usage(ana.id('old'), ana.as, '2', {}, { time: at(-34 * 86_400) })])
    expect(await resultsOf(usage(ana.id('r1'), bo.as, '-1', { kind: 'refund', ...corrects(ana.id('a')) }))).toMatchObject([
      { status: 'rejected', problem: { code: 'corrected-event-of-another', errors: [{ pointer: '#/subject' }] } },
    ])
    const { subject: _, ...unnamed } = usage(ana.id('r2'), '', '-1', { kind: 'refund', ...corrects(ana.id('a')) })
    const late = usage(ana.id('r3'), ana.as, '-2', { kind: 'refund', ...corrects(ana.id('old')) })
    expect((await resultsOf([unnamed, late])).map(({ status }: { status: string }) => status)).toEqual(['accepted', 'accepted'])
    expect([await settledOf(ana.as), await settledOf(bo.as)]).toEqual(['2.00', '0.00'])
    const booked = (await list(`user=${ana.as}`)) as (Listed & { period_start: string })[]
    const periodOf = (name: string) => booked.find((each) => each.id === name)?.period_start
    expect(periodOf(ana.id('r3'))).toBe(periodOf(ana.id('old')))
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, drift: '0.00' })
  })

  test('corrections of an event take back what it cost at most, all together, in one batch or many', async () => {
    const { as, id } = await somebody()
    const refund = (name: string, cost: string, of = 'a') =>
      usage(id(name), as, cost, { kind: 'refund', corrects: { source: 'gateway', id: id(of) } })
    const said = async (events: object[]) =>
      (await resultsOf(events)).map(({ status, problem }: { status: string; problem?: { code: string } }) => problem?.code ?? status)
    expect(await said([usage(id('a'), as, '4'), refund('1', '-1'), refund('2', '-3.000001'), refund('3', '-1')])).toEqual([
      'accepted',
      'accepted',
      'correction-too-large',
      'accepted',
    ])
    expect(await said([refund('4', '-2.01'), refund('5', '-2'), refund('6', '-0.01')])).toEqual([
      'correction-too-large',
      'accepted',
      'correction-too-large',
    ])
    expect(await settledOf(as)).toBe('0.00')
    const held = (await team.api('POST', '/authorizations', { user: as, amount: '2' })).body.id
    await team.api('POST', `/authorizations/${held}/settle`, { amount: '1.5' })
    const told = usage(id('told'), as, '1.5', { authorization: held }) // repeats the settlement, and is what a correction can name
    expect(await said([told, refund('7', '-1.51', 'told'), refund('8', '-1.5', 'told')])).toEqual(['duplicate', 'correction-too-large', 'accepted'])
    const unpriced = usage(id('u'), as, undefined, { 'gen_ai.usage.input_tokens': 1 })
    expect(await said([unpriced, refund('9', '-1', 'u')])).toEqual(['accepted', 'corrected-event-held-back'])
    const { items } = (await team.api('GET', '/quarantined_events?status=waiting')).body
    await team.api('POST', `/quarantined_events/${items.find((item: { event_id: string }) => item.event_id === id('u')).id}/discard`, { reason: 'x' })
    expect(await said([refund('10', '-1', 'u')])).toEqual(['corrected-event-held-back'])
  })

  test('an event that came late for an estimate is taken back up to what it cost, whatever of it was booked', async () => {
    const { as, id } = await somebody()
    const settleLate = async (name: string) => {
      const hold = (await team.api('POST', '/authorizations', { user: as, amount: '5', expires_in: 60, on_expiry: 'settle' })).body
      server.pass(61)
      return usage(id(name), as, '4', { authorization: hold.id })
    }
    const refund = (name: string, cost: string, of: string) =>
      usage(id(name), as, cost, { kind: 'refund', corrects: { source: 'gateway', id: id(of) } })
    expect(await resultsOf(await settleLate('one'))).toMatchObject([{ status: 'accepted' }])
    expect(await resultsOf([refund('r1', '-3', 'one'), refund('r2', '-1.01', 'one')])).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', problem: { code: 'correction-too-large' } },
    ])
    expect(await settledOf(as)).toBe('1.00')
    const both = await resultsOf([await settleLate('two'), refund('r3', '-4.01', 'two'), refund('r4', '-4', 'two')])
    expect(both).toMatchObject([{ status: 'accepted' }, { status: 'rejected' }, { status: 'accepted' }])
    expect(await settledOf(as)).toBe('1.00')
  })

  test('amounts that no balance holds are refused one by one, and those after them are taken', async () => {
    const { as, id } = await somebody()
    const other = await server.addTeam()
    const user = await create(other.directory, 'Users', person('rich'))
    const batch = Array.from({ length: 102 }, (_, place) => usage(id(`much-${place}`), user, '1000000000'))
    const { status, body } = await sendEvents(other, server, [...batch, usage(id('nobody'), as, '1')])
    expect(status).toBe(200)
    expect(body.results.map((each: { status: string }) => each.status)).toEqual([
      ...Array.from({ length: 100 }, () => 'accepted'),
      'rejected',
      'rejected',
      'accepted',
    ])
    expect(body.results[101].problem).toMatchObject({ code: 'balance-too-large', status: 422 })
    const held = (await other.api('POST', '/authorizations', { user, amount: '1' })).body.id
    expect(await other.api('POST', `/authorizations/${held}/settle`, { amount: '1' })).toMatchObject({
      status: 422,
      body: { code: 'balance-too-large' },
    })
    expect((await other.api('GET', `/users/${user}/effective_limit`)).body).toMatchObject({ settled: '100000000000.00', held: '1.00' })
    expect(await other.api('POST', '/reconciliations')).toMatchObject({ status: 201, body: { sums_differing: 0 } })
  })

  test('an event that is rejected for its time leaves no period behind, which would put off other settings and be listed', async () => {
    const other = await server.addTeam()
    const user = await create(other.directory, 'Users', person('tim'))
    const far = [usage('far', user, '1', {}, { time: at(200 * 86_400) }), usage('old', user, '1', {}, { time: at(-200 * 86_400) })]
    for (const sent of [far, far[0] ?? {}])
      for (const { status } of (await sendEvents(other, server, sent)).body.results) expect(status).toBe('rejected')
    const [current] = (await other.api('GET', '/billing_period_settings')).body.periods
    const changed = await other.api('PUT', '/billing_period_settings', { interval: 'week', anchor_day: 1, timezone: 'UTC' })
    expect(changed.body).toMatchObject({ effective_from: current.end })
    expect((await other.api('GET', '/billing_periods')).body.items.at(-1)).toMatchObject({ start: current.start, state: 'current' })
  })

  test('a late event is booked in its own period, and flagged; the present one is untouched', async () => {
    const { as, id } = await somebody()
    expect(await resultsOf(usage(id('late'), as, '3', {}, { time: at(-34 * 86_400) }))).toEqual([{ id: id('late'), status: 'accepted' }])
    expect(await settledOf(as)).toBe('0.00')
    expect(await list(`user=${as}`)).toMatchObject([{ id: id('late'), late: true }])
    expect(await list(`user=${as}&from=${at(-86_400)}`)).toEqual([])
  })

  test('what was spent is booked over the limit, for who is out, and for whom nobody knows', async () => {
    const { user, as, id } = await somebody()
    expect(await resultsOf(usage(id('over'), as, '25'))).toEqual([{ id: id('over'), status: 'accepted' }])
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    expect(await resultsOf(usage(id('out'), as, '1'))).toEqual([{ id: id('out'), status: 'accepted' }])
    expect(await settledOf(as)).toBe('26.00')
    expect(await resultsOf(usage(id('whose'), 'email:who@nowhere.example', '1'))).toEqual([{ id: id('whose'), status: 'accepted' }])
    const nobodys = (await list('user=unattributed')).find((each) => each.id === id('whose'))
    expect(nobodys).toMatchObject({ member_id: null, subject: 'email:who@nowhere.example', resolution: null })
    const told = { kind: 'amount', source: 'team_default', amount: '10.00', groups: [] }
    expect((await list(`user=${as}`))[0]).toMatchObject({ id: id('out'), resolution: told })
  })

  test('what is finer than a micro is rounded half to even, and its text is kept', async () => {
    const { as, id } = await somebody()
    await send([usage(id('1'), as, '0.0000005'), usage(id('2'), as, '0.0000015')])
    expect(await settledOf(as)).toBe('0.000002')
    expect((await list(`user=${as}`)).map(({ cost }) => cost)).toEqual(expect.arrayContaining(['0.0000005', '0.0000015']))
  })

  test('unknown is not zero: an event without a price waits in no balance, and is released at one or discarded, with a row in the audit log', async () => {
    const { as, id } = await somebody()
    const unpriced = usage(id('u'), as, undefined, { 'gen_ai.usage.input_tokens': 10, 'gen_ai.response.model': 'new' })
    expect(await resultsOf(unpriced)).toEqual([{ id: id('u'), status: 'accepted', quarantined: true }])
    expect(await resultsOf(unpriced)).toEqual([{ id: id('u'), status: 'duplicate', quarantined: true }])
    const free = usage(id('f'), as, '0', { 'gen_ai.usage.output_tokens': 10 })
    expect(await resultsOf(free)).toEqual([{ id: id('f'), status: 'accepted', quarantined: true }])
    expect(await settledOf(as)).toBe('0.00')
    const { items } = (await team.api('GET', '/quarantined_events?status=waiting')).body
    const [first, second] = [id('u'), id('f')].map((name) => items.find((item: { event_id: string }) => item.event_id === name))
    expect(first).toMatchObject({ reason: 'unpriced', event: { id: id('u'), data: { 'gen_ai.response.model': 'new' } } })
    expect(await team.api('POST', `/quarantined_events/${first.id}/release`)).toMatchObject({ status: 422, body: { code: 'price-needed' } })
    const released = await team.api('POST', `/quarantined_events/${first.id}/release`, { cost: '0.75', reason: 'priced by hand' })
    expect(released.body, released.text).toMatchObject({ status: 'released' })
    expect((await team.api('GET', '/audit_log?limit=1')).body.items[0]).toMatchObject({ action: 'release_event', changes: [{ amount: '0.75' }] })
    expect((await team.api('POST', `/quarantined_events/${second.id}/discard`, { reason: 'a test' })).body).toMatchObject({ status: 'discarded' })
    expect(await team.api('POST', `/quarantined_events/${second.id}/release`, { cost: '1' })).toMatchObject({
      status: 409,
      body: { code: 'quarantine-over' },
    })
    expect(await settledOf(as)).toBe('0.75')
    expect(await resultsOf(unpriced)).toEqual([{ id: id('u'), status: 'duplicate' }])
    expect(await list(`user=${as}`)).toMatchObject([{ id: id('u'), amount: '0.75' }])
  })

  test('what is released is booked for whoever it was then and at the time of its arrival, and as its kind allows', async () => {
    const { user, as, id } = await somebody()
    const { subject, ...rest } = usage(id('q'), as, undefined, { 'gen_ai.usage.input_tokens': 1 })
    await send({ ...rest, subject })
    const came = server.environment.now()
    const waiting = (await team.api('GET', '/quarantined_events?status=waiting')).body.items.find(
      (item: { event_id: string }) => item.event_id === id('q'),
    )
    const release = (cost: string) => team.api('POST', `/quarantined_events/${waiting.id}/release`, { cost, reason: 'priced' })
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { userName: `was-${as.slice(10)}` } }))
    const successor = await create(team.directory, 'Users', person(as.slice(10).split('@')[0] ?? ''))
    server.pass(3_600)
    expect(await release('-7')).toMatchObject({ status: 422, body: { code: 'amount-invalid', errors: [{ pointer: '#/cost' }] } })
    expect((await release('2')).status).toBe(200)
    expect([await settledOf(user), await settledOf(successor)]).toEqual(['2.00', '0.00'])
    const [entry] = (await list(`user=${user}`)) as (Listed & { time: string })[]
    expect(Math.abs(Date.parse(entry?.time ?? '') - Date.parse(came))).toBeLessThan(60_000)
  })

  test('an event above the ceiling blocks nobody until somebody looked at it (a price too high by a million)', async () => {
    const { as, id } = await somebody()
    await team.api('PATCH', '/team', { event_ceiling: '5' })
    expect(await resultsOf([usage(id('typo'), as, '500000'), usage(id('fine'), as, '5')])).toEqual([
      { id: id('typo'), status: 'accepted', quarantined: true },
      { id: id('fine'), status: 'accepted' },
    ])
    await team.api('PATCH', '/team', { event_ceiling: null })
    expect(await settledOf(as)).toBe('5.00')
    expect((await team.api('POST', '/authorizations', { user: as, amount: '5' })).status).toBe(201)
  })

  test('events are listed newest first, a page at a time', async () => {
    const { as, id } = await somebody()
    await send(Array.from({ length: 5 }, (_, place) => usage(id(String(place)), as, '0.01', {}, { time: at(place - 100) })))
    const first = (await team.api('GET', `/usage_events?user=${as}&limit=2`)).body
    const second = (await team.api('GET', `/usage_events?user=${as}&limit=2&cursor=${first.next_cursor}`)).body
    const third = (await team.api('GET', `/usage_events?user=${as}&limit=2&cursor=${second.next_cursor}`)).body
    expect([first, second, third].flatMap(({ items }) => items.map((item: Listed) => item.id))).toEqual(['4', '3', '2', '1', '0'].map(id))
    expect(third.next_cursor).toBe(null)
  })

  test('the ledger takes no change, whoever asks the database for one, and its sums are those of its entries', async () => {
    const change = (run: (trx: Parameters<Parameters<typeof server.db.transact>[0]>[0]) => Promise<unknown>) => server.db.transact(run)
    await expect(change((trx) => trx.updateTable('ledgerEntries').set({ amountMicros: 1n }).execute())).rejects.toThrow(/append-only/)
    await expect(change((trx) => trx.deleteFrom('ledgerEntries').execute())).rejects.toThrow(/append-only/)
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, drift: '0.00' })
    await change((trx) => trx.updateTable('balances').set({ settledMicros: 1n }).where('entries', '>', 5n).execute())
    const drifted = (await team.api('POST', '/reconciliations')).body
    expect(drifted.sums_differing).toBeGreaterThan(0)
    const metrics = (await ask('GET', `${server.url}/metrics`)).text
    expect(Number(/purser_ledger_sums_differing (\d+)/.exec(metrics)?.[1])).toBe(drifted.sums_differing)
  })
})
