import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toTimestamp } from '../../server/kernel/timestamp.ts'
import { databases } from '../support/databases.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { ask, openBrowser, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'
import { done, limitOf } from './given-team.ts'

const days = 86_400
const sameMoment = (text: string) => new Date(text).toISOString()

describe.each(databases)('limits, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let user: string
  let member: string
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())
  beforeAll(async () => {
    team = await server.addTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
    user = done(await team.directory.scim('POST', '/Users', person('ada')), 201).body.id
    member = (await team.api('GET', `/users/${user}/effective_limit`)).body.member_id
  })

  const api = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask(method, `${server.url}/v1${path}`, body, {
      authorization: `Bearer ${team.apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    })
  const effective = async (who = user, of = team) => done(await of.api('GET', `/users/${who}/effective_limit`)).body
  const inSeconds = (seconds: number) => new Date(Date.parse(server.environment.now()) + seconds * 1000).toISOString()
  const addGroup = async (name: string, of = team) => done(await of.directory.scim('POST', '/Groups', groupOf(name)), 201).body.id

  describe('of one person', () => {
    test.each([
      ['user_name:ada@acme.example', 'by the userName'],
      ['external_id:00u-ada', 'by the externalId'],
      ['email:ADA@acme.example', 'by an address, in any letter case'],
      ['', 'by the id of the directory user'],
    ])('is set for whom %j means: %s', async (address) => {
      const who = address || user
      const { body } = done(await api('PUT', `/spend_limits/users/${who}`, { ...limitOf('500'), reason: 'the launch' }))
      expect(body).toMatchObject({ scope: 'user', member_id: member, kind: 'amount', amount: '500.00', reason: 'the launch', expires_at: null })
      expect(await effective()).toMatchObject({
        limit: { amount: '500.00' },
        source: 'user_override',
        considered: [{ scope: 'user_override', amount: '500.00' }],
      })
      expect((await api('DELETE', `/spend_limits/users/${who}`)).status).toBe(204)
      expect(await effective()).toMatchObject({ source: 'none' })
    })

    test('needs a reason, and may end, by itself and at its moment', async () => {
      expect(await api('PUT', `/spend_limits/users/${user}`, limitOf('5'))).toMatchObject({
        status: 422,
        body: { code: 'schema-violated', errors: [{ pointer: '#/reason' }] },
      })
      const past = { ...limitOf('5'), reason: 'x', expires_at: inSeconds(-1) }
      expect(await api('PUT', `/spend_limits/users/${user}`, past)).toMatchObject({ status: 422, body: { code: 'expiry-past' } })
      const expires = inSeconds(60)
      done(await api('PUT', `/spend_limits/users/${user}`, { ...limitOf('5'), reason: 'x', expires_at: expires.replace('Z', '+00:00') }))
      expect(await effective()).toMatchObject({ source: 'user_override', considered: [{ expires_at: sameMoment(expires) }] })
      server.pass(60)
      expect(await effective()).toMatchObject({
        source: 'none',
        ignored: [{ scope: 'user_override', reason: 'expired', expires_at: sameMoment(expires) }],
      })
      done(await api('DELETE', `/spend_limits/users/${user}`), 204)
      expect((await effective()).ignored).toEqual([])
    })

    test('is refused for nobody, and for several', async () => {
      const wanted = { ...limitOf('5'), reason: 'x' }
      for (const nobody of ['user_name:nobody', `mem_${'0'.repeat(26)}`, 'ada'])
        expect(await api('PUT', `/spend_limits/users/${nobody}`, wanted)).toMatchObject({ status: 404, body: { code: 'user-not-found' } })
      const twins = await server.addTeam()
      const other = await twins.addDirectory()
      for (const { scim } of [twins.directory, other]) await scim('POST', '/Users', { ...person('eve'), emails: [] })
      expect(await twins.api('PUT', '/spend_limits/users/user_name:eve@acme.example', wanted)).toMatchObject({
        status: 409,
        body: { code: 'ambiguous-user', candidates: [expect.stringMatching(/^mem_/), expect.stringMatching(/^mem_/)] },
      })
      const foreign = await twins.api('PUT', `/spend_limits/users/${user}`, wanted)
      expect(foreign).toMatchObject({ status: 404, body: { code: 'user-not-found' } })
    })

    test('comes back with the same person, and ends where somebody comes back by the name alone', async () => {
      const returning = await server.addTeam()
      const { scim } = returning.directory
      const bring = async (more: object) => done(await scim('POST', '/Users', person('cy', more)), 201).body.id
      const first = await bring({})
      done(await returning.api('PUT', `/spend_limits/users/${first}`, { ...limitOf('9'), reason: 'x' }))
      await scim('DELETE', `/Users/${first}`)
      const same = await bring({})
      expect(await effective(same, returning)).toMatchObject({ limit: { amount: '9.00' }, source: 'user_override' })
      await scim('DELETE', `/Users/${same}`)
      const other = await bring({ externalId: 'somebody-else' })
      expect(await effective(other, returning)).toMatchObject({ source: 'none', considered: [] })
    })
  })

  describe('entity tags', () => {
    test('change with each change, and hold off who saw another one', async () => {
      const put = (amount: string, headers = {}) => api('PUT', '/spend_limits/team_default', limitOf(amount), headers)
      const made = done(await put('10', { 'if-none-match': '*' }))
      const tag = made.headers.get('etag') ?? ''
      expect(tag).toMatch(/^"lim_.+"$/)
      expect((await api('GET', `/spend_limits/${made.body.id}`)).headers.get('etag')).toBe(tag)
      expect(await put('11', { 'if-none-match': '*' })).toMatchObject({ status: 412, body: { code: 'stale-etag' } })
      const changed = done(await put('11', { 'if-match': tag }))
      expect(changed.body.id).toBe(made.body.id)
      const next = changed.headers.get('etag') ?? ''
      expect(next).not.toBe(tag)
      expect(await put('12', { 'if-match': tag })).toMatchObject({ status: 412, body: { code: 'stale-etag' } })
      expect(await api('DELETE', '/spend_limits/team_default', undefined, { 'if-match': tag })).toMatchObject({ status: 412 })
      const again = done(await put('11', { 'if-match': next }))
      expect(again.headers.get('etag')).toBe(next) // nothing changed
      const read = done(await api('GET', '/spend_limits/team_default'))
      expect([read.body.id, read.headers.get('etag')]).toEqual([made.body.id, next])
      done(await api('DELETE', '/spend_limits/team_default', undefined, { 'if-match': `W/${next}` }), 204)
      expect(await api('GET', '/spend_limits/team_default')).toMatchObject({ status: 404, body: { code: 'limit-not-found' } })
      expect(await put('1', { 'if-match': next })).toMatchObject({ status: 412, body: { code: 'stale-etag' } })
      expect(await put('1', { 'if-match': '*' })).toMatchObject({ status: 412 })
      expect(await api('GET', `/spend_limits/${made.body.id}`)).toMatchObject({ status: 404, body: { code: 'limit-not-found' } })
    })
  })

  test('limits are listed by pages and by scope, each once', async () => {
    const listing = await server.addTeam()
    const ids: string[] = []
    for (let index = 0; index < 5; index++) {
      const group = await addGroup(`G${index}`, listing)
      ids.push(done(await listing.api('PUT', `/spend_limits/groups/${group}`, limitOf(String(index)))).body.id)
    }
    ids.push(done(await listing.api('PUT', '/spend_limits/team_default', limitOf('1'))).body.id)
    ids.push(done(await listing.api('PUT', '/spend_limits/team_total', limitOf('unlimited'))).body.id)
    const walk = async (scope: string) => {
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = done(await listing.api('GET', `/spend_limits?limit=2${scope}${cursor && `&cursor=${cursor}`}`))
        seen.push(...body.items.map(({ id }: { id: string }) => id))
        cursor = body.next_cursor
      }
      return seen
    }
    expect((await walk('')).toSorted()).toEqual(ids.toSorted())
    expect((await walk('&scope=group')).toSorted()).toEqual(ids.slice(0, 5).toSorted())
    expect(await walk('&scope=team_total')).toEqual(ids.slice(6))
    expect((await listing.api('GET', '/spend_limits?scope=nothing')).status).toBe(422)
    expect((await team.api('GET', `/spend_limits/${ids[0]}`)).status).toBe(404)
  })

  describe('a team’s settings of spending', () => {
    test('are read, changed and audited with before and after', async () => {
      const settings = await server.addTeam()
      const before = done(await settings.api('GET', '/team'))
      expect(before.body).toMatchObject({
        currency: 'USD',
        nested_groups: 'direct',
        when_unset: 'unlimited',
        on_group_delete: 'release',
        block_free: false,
        event_ceiling: 'unlimited',
      })
      const wanted = {
        currency: 'eur',
        nested_groups: 'expand',
        when_unset: 'block',
        on_group_delete: 'freeze',
        block_free: true,
        event_ceiling: '99.5',
      }
      const after = { ...wanted, currency: 'EUR', event_ceiling: '99.50' }
      expect(done(await settings.api('PATCH', '/team', wanted)).body).toMatchObject(after)
      expect(done(await settings.api('GET', '/team')).body).toMatchObject(after)
      const [entry] = done(await settings.api('GET', '/audit_log?action=change_team')).body.items
      expect(JSON.stringify(entry)).toContain('"eventCeilingMicros":"99.50"')
      expect(done(await settings.api('PATCH', '/team', { event_ceiling: 'unlimited' })).body).toMatchObject({ event_ceiling: 'unlimited' })
      const stale = await ask('PATCH', `${server.url}/v1/team`, JSON.stringify({ when_unset: 'unlimited' }), {
        authorization: `Bearer ${settings.apiKey}`,
        'content-type': 'application/json',
        'if-match': before.headers.get('etag') ?? '',
      })
      expect(stale).toMatchObject({ status: 412, body: { code: 'stale-etag' } })
    })

    test('have one currency, which stays once something was spent', async () => {
      const spending = await server.addTeam()
      done(await spending.api('PATCH', '/team', { currency: 'CAD' }))
      const user = done(await spending.directory.scim('POST', '/Users', person('ada')), 201).body.id
      done(await spending.api('POST', '/authorizations', { user, amount: '1' }), 201)
      expect(await spending.api('PATCH', '/team', { currency: 'USD' })).toMatchObject({ status: 409, body: { code: 'currency-fixed' } })
      done(await spending.api('PATCH', '/team', { currency: 'CAD', name: 'The same' }))
    })

    test.each<[body: object, code: string, because: string]>([
      [{ event_ceiling: 5 }, 'amount-invalid', 'money is a decimal string'],
      [{ event_ceiling: null }, 'amount-invalid', 'null means nothing'],
      [{ event_ceiling: '1e3' }, 'amount-invalid', 'no exponent'],
      [{ currency: 'XXQ' }, 'currency-unknown', 'no such currency'],
      [{ currency: 'EURO' }, 'schema-violated', 'three letters'],
      [{ nested_groups: 'yes' }, 'schema-violated', 'direct or expand'],
      [{ when_unset: 'block', wen_unset: 'block' }, 'schema-violated', 'a misspelt setting does nothing, so it is refused'],
    ])('of %j are refused as %s: %s', async (body, code, _because) => {
      expect(await team.api('PATCH', '/team', body)).toMatchObject({ status: 422, body: { code } })
    })
  })

  describe('periods', () => {
    test('change from the end of the period that runs, and what lies between is shown before it comes', async () => {
      const timed = await server.addTeam()
      await timed.directory.scim('POST', '/Users', person('ada'))
      const running = (await effective('user_name:ada@acme.example', timed)).period
      const wanted = { interval: 'week', anchor_day: 1, timezone: 'america/new_york' }
      const { body } = done(await timed.api('PUT', '/billing_period_settings', wanted))
      expect(body).toMatchObject({
        interval: 'week',
        anchor_day: 1,
        timezone: 'America/New_York',
        effective_from: running.end,
        current: { interval: 'month', anchor_day: 1, timezone: 'UTC' },
        periods: [
          { ...running, state: 'current', is_transitional: false, interval: 'month' },
          { start: running.end, state: 'upcoming', interval: 'week' },
          { state: 'upcoming', is_transitional: false, interval: 'week' },
        ],
      })
      expect(body.periods[2].start).toBe(body.periods[1].end)
      expect(new Date(Date.parse(body.periods[2].start) - 5 * 3_600_000).getUTCDay()).toBe(1) // Monday there
      expect((await effective('user_name:ada@acme.example', timed)).period).toEqual(running)
      const { items } = done(await timed.api('GET', '/billing_periods')).body
      expect(items.map(({ state }: { state: string }) => state)).toEqual(['upcoming', 'upcoming', 'current'])
      const [entry] = done(await timed.api('GET', '/audit_log?action=change_periods')).body.items
      expect(JSON.stringify(entry)).toContain('America/New_York')
    })

    test('change from the end of the next one where an event from a little ahead of time has begun that', async () => {
      const ahead = await server.addTeam()
      const now = Date.parse(server.environment.now())
      const running = { startAt: toTimestamp(now - 1_000), endAt: toTimestamp(now + 60_000) }
      await server.db.transact((trx) =>
        trx
          .insertInto('billingPeriods')
          .values({ teamId: ahead.teamId, ...running })
          .execute(),
      )
      const { body: taken } = await sendEvents(ahead, server, usage('ahead', 'user_name:nobody', '1', {}, { time: inSeconds(120) }))
      expect(taken.results).toMatchObject([{ status: 'accepted' }])
      const { items } = done(await ahead.api('GET', '/billing_periods')).body
      const next = items.find(({ start }: { start: string }) => start === running.endAt)
      const { body } = done(await ahead.api('PUT', '/billing_period_settings', { interval: 'day', anchor_day: 1, timezone: 'UTC' }))
      expect([body.effective_from, body.effective_from > running.endAt]).toEqual([next.end, true])
    })

    test.each<[body: object, code: string, because: string]>([
      [{ interval: 'month', anchor_day: 32, timezone: 'UTC' }, 'schema-violated', 'no month has 32 days'],
      [{ interval: 'month', anchor_day: 0, timezone: 'UTC' }, 'schema-violated', 'the first day is 1'],
      [{ interval: 'month', anchor_day: 1.5, timezone: 'UTC' }, 'schema-violated', 'a whole day'],
      [{ interval: 'week', anchor_day: 8, timezone: 'UTC' }, 'schema-violated', 'Sunday is 7'],
      [{ interval: 'year', anchor_day: 1, timezone: 'UTC' }, 'schema-violated', 'month, week or day'],
      [{ interval: 'month', anchor_day: 1 }, 'schema-violated', 'a time zone is needed'],
      [{ interval: 'month', anchor_day: 1, timezone: 'Mars/Olympus' }, 'timezone-unknown', 'not on the list'],
      [{ interval: 'month', anchor_day: 1, timezone: '+02:00' }, 'timezone-unknown', 'an offset knows nothing of summer'],
    ])('of %j are refused as %s: %s', async (body, code, _because) => {
      expect(await team.api('PUT', '/billing_period_settings', body)).toMatchObject({ status: 422, body: { code } })
    })

    test('follow each other over fourteen boundaries though nothing ran, and are listed by pages', async () => {
      const aging = await server.addTeam()
      await aging.directory.scim('POST', '/Users', person('ada'))
      const seen = []
      for (let month = 0; month < 14; month++) {
        const { period, settled } = await effective('user_name:ada@acme.example', aging)
        expect(settled).toBe('0.00')
        seen.push(period)
        server.pass((Date.parse(period.end) - Date.parse(server.environment.now())) / 1000 + 1)
      }
      for (const [index, { start }] of seen.entries()) expect(start).toBe(seen[index - 1]?.end ?? start)
      expect(new Set(seen.map(({ start }) => start)).size).toBe(14)
      const pages = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = done(await aging.api('GET', `/billing_periods?limit=5${cursor && `&cursor=${cursor}`}`))
        pages.push(...body.items)
        cursor = body.next_cursor
      }
      expect(
        pages
          .map(({ start }) => start)
          .toReversed()
          .slice(0, 14),
      ).toEqual(seen.map(({ start }) => start))
      expect(new Set(pages.map(({ start }) => start)).size).toBe(14 + 1 + 2)
    })
  })

  describe('peer failure 14: zero blocks, unlimited is unlimited and unset is unset, in every scope', () => {
    const scopes = ['team_default', 'team_total', 'group', 'user'] as const
    const values = [
      ['zero', '0', { kind: 'amount', amount: '0.00' }],
      ['an amount', '12.345678', { kind: 'amount', amount: '12.345678' }],
      ['unlimited', 'unlimited', { kind: 'unlimited' }],
    ] as const
    const cases = scopes.flatMap((scope) => values.map(([name, sent, stored]) => [scope, name, sent, stored] as const))
    const other = { kind: 'amount', amount: '7', reason: 'before' }

    test.each(cases)('%s, %s', async (scope, _name, sent, stored) => {
      const place = scope === 'group' ? `groups/${await addGroup(`${scope} ${sent}`)}` : scope === 'user' ? `users/${user}` : scope
      const body = { ...limitOf(sent), reason: 'x' }
      const listed = async () => done(await api('GET', `/spend_limits?scope=${scope}&limit=200`)).body.items
      const before = await listed()
      for (const prior of [[], [other]]) {
        for (const each of prior) done(await api('PUT', `/spend_limits/${place}`, each)) // set anew, and changed
        const set = done(await api('PUT', `/spend_limits/${place}`, body)).body
        expect(set).toMatchObject({ scope, limit: stored, ...stored })
        expect('amount' in set).toBe('amount' in stored)
        expect(done(await api('GET', `/spend_limits/${set.id}`)).body).toEqual(set)
        expect(await listed()).toContainEqual(expect.objectContaining(set))
        done(await api('DELETE', `/spend_limits/${place}`), 204)
        expect(await listed()).toEqual(before)
        expect((await api('GET', `/spend_limits/${set.id}`)).status).toBe(404)
      }
      done(await api('DELETE', `/spend_limits/${place}`), 204) // and once more: it is so already
    })
  })

  test('a default is no copy: when it changes, it changes for all who have nothing else, whenever they came', async () => {
    const inheriting = await server.addTeam()
    const { scim } = inheriting.directory
    const people: string[] = []
    const bring = async (name: string) => people.push(done(await scim('POST', '/Users', person(name)), 201).body.id)
    await bring('before')
    done(await inheriting.api('PUT', '/spend_limits/team_default', limitOf('10')))
    await bring('between')
    const limits = async () => Promise.all(people.map(async (id) => (await effective(id, inheriting)).limit.amount))
    expect(await limits()).toEqual(['10.00', '10.00'])
    done(await inheriting.api('PUT', '/spend_limits/team_default', limitOf('20')))
    await bring('after')
    expect(await limits()).toEqual(['20.00', '20.00', '20.00'])
  })

  test('a group’s limit is told to each of its members as their own', async () => {
    const sharing = await server.addTeam()
    const { scim } = sharing.directory
    const ids = [(await scim('POST', '/Users', person('a'))).body.id, (await scim('POST', '/Users', person('b'))).body.id]
    const group = done(await scim('POST', '/Groups', groupOf('G', ids)), 201).body.id
    done(await sharing.api('PUT', `/spend_limits/groups/${group}`, limitOf('80')))
    for (const id of ids) expect(await effective(id, sharing)).toMatchObject({ limit: { amount: '80.00' }, remaining: '80.00' })
  })

  test('a committed change of the directory decides the very next answer', async () => {
    const group = await addGroup('Quick')
    done(await api('PUT', `/spend_limits/groups/${group}`, limitOf('33')))
    const change = (op: string) => team.directory.scim('PATCH', `/Groups/${group}`, patchOf({ op, path: 'members', value: [{ value: user }] }))
    for (let round = 0; round < 3; round++) {
      await change('add')
      expect(await effective()).toMatchObject({ limit: { amount: '33.00' } })
      await change('remove')
      expect(await effective()).toMatchObject({ source: 'none' })
    }
  })

  test('at most 20 groups are named, and the others counted', async () => {
    const crowded = await server.addTeam()
    const id = (await crowded.directory.scim('POST', '/Users', person('ada'))).body.id
    for (let index = 0; index < 24; index++) {
      const group = (await crowded.directory.scim('POST', '/Groups', groupOf(`G${index}`, [id]))).body.id
      if (index < 18) done(await crowded.api('PUT', `/spend_limits/groups/${group}`, limitOf('5')))
    }
    const { deciding, considered, ignored, not_shown: notShown } = await effective(id, crowded)
    expect([deciding.length, considered.length, ignored.length, notShown]).toEqual([18, 18, 2, 4])
  })

  describe('one’s own limit', () => {
    test('is seen by whoever has a session or a personal key, and by a member nothing else of limits', async () => {
      const owner = await team.signIn()
      const { url } = done(await owner.api('POST', '/invites', { email: 'guest@else.example', role: 'member' }), 201).body
      const guest = await openBrowser(server.url, url)
      done(await api('PUT', '/spend_limits/team_default', limitOf('50')))
      const { body } = done(await guest.api('GET', '/session/limit'))
      const { member_id: self } = (await guest.api('GET', '/session')).body
      expect(body).toMatchObject({ member_id: self, limit: { amount: '50.00' }, settled: '0.00', held: '0.00', remaining: '50.00' })
      for (const path of [`/users/${member}/effective_limit`, `/users/${self}/effective_limit`, '/spend_limits', '/billing_periods'])
        expect(await guest.api('GET', path)).toMatchObject({ status: 403, body: { code: 'insufficient-role' } })
      expect(await guest.api('PUT', '/spend_limits/team_default', limitOf('5'))).toMatchObject({ status: 403 })
      expect(await team.api('GET', '/session/limit')).toMatchObject({ status: 403, body: { code: 'no-member' } })
      done(await api('DELETE', '/spend_limits/team_default'), 204)
    })
  })

  test('each change of a limit is in the audit log, with before, after, reason and end', async () => {
    const expires = inSeconds(days)
    done(await api('PUT', `/spend_limits/users/${user}`, { ...limitOf('1'), reason: 'first' }))
    done(await api('PUT', `/spend_limits/users/${user}`, { ...limitOf('2'), reason: 'second', expires_at: expires }))
    done(await api('DELETE', `/spend_limits/users/${user}`), 204)
    const [unset] = done(await api('GET', '/audit_log?action=unset_limit&limit=1')).body.items
    const [second] = done(await api('GET', '/audit_log?action=set_limit&limit=1')).body.items
    expect(JSON.stringify(unset)).toContain("a person's own limit of 2.00")
    const text = JSON.stringify(second)
    for (const part of ['"amount":"1.00"', '"amount":"2.00"', 'first', 'second', sameMoment(expires), member]) expect(text).toContain(part)
  })

  test('a limit tells its currency, and one that is sent is the team’s; what is wrong is pointed at', async () => {
    const team = await server.addTeam()
    const set = (body: object) => team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '1', ...body })
    expect(await set({ currency: 'EUR' })).toMatchObject({ status: 422, body: { code: 'currency-mismatch', errors: [{ pointer: '#/currency' }] } })
    expect((await set({ currency: 'USD' })).body).toMatchObject({ amount: '1.00', currency: 'USD' })
    const user = await create(team.directory, 'Users', person('pointed'))
    const past = { kind: 'unlimited', reason: 'a test', expires_at: '2020-01-01T00:00:00Z' }
    expect((await team.api('PUT', `/spend_limits/users/${user}`, past)).body).toMatchObject({
      code: 'expiry-past',
      errors: [{ pointer: '#/expires_at' }],
    })
    const zone = { interval: 'month', anchor_day: 1, timezone: 'Mars/Olympus' }
    expect((await team.api('PUT', '/billing_period_settings', zone)).body).toMatchObject({
      code: 'timezone-unknown',
      errors: [{ pointer: '#/timezone' }],
    })
  })
})
