import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { create, groupOf, person } from '../../test/support/scim.ts'
import { done, limitOf, spend } from '../../test/spend/given-team.ts'
import { ask, startTestServer, type Answer, type TestServer } from '../../test/support/test-server.ts'
import { ScanTooLong } from '../store/open.ts'

describe.each(databases)('what a change would do, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  async function giveTeam() {
    const team = await server.addTeam()
    const users: Record<string, string> = {}
    for (const name of ['ana', 'bo', 'cy']) users[name] = await create(team.directory, 'Users', person(name))
    const group = async (name: string, members: string[], limit?: string) => {
      const id = await create(
        team.directory,
        'Groups',
        groupOf(
          name,
          members.map((each) => users[each] ?? each),
        ),
      )
      if (limit !== undefined) done(await team.api('PUT', `/spend_limits/groups/${id}`, limitOf(limit)))
      return id
    }
    return { team, users, group }
  }

  test('counts who rises, falls, is blocked and is freed, and shows each before and after', async () => {
    const { team, users, group } = await giveTeam()
    const eng = await group('Eng', ['ana', 'bo'], '80')
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('50')))
    await spend(server, team, users['ana'] ?? '', '30')
    done(await team.api('POST', '/authorizations', { user: users['ana'], amount: '5' }), 201)
    const lower = done(await team.api('PUT', `/spend_limits/groups/${eng}?dry_run=true`, limitOf('35'))).body
    expect(lower).toMatchObject({
      dry_run: true,
      counts: { members: 3, rises: 0, falls: 2, stays: 1, unlimited: 0, blocked: 1, unblocked: 0 },
      users: { next_cursor: null },
    })
    expect(lower.users.items.find(({ email }: { email: string }) => email.startsWith('ana'))).toMatchObject({
      effects: ['falls', 'blocked'],
      settled: '30.00',
      held: '5.00',
      before: { limit: { kind: 'amount', amount: '80.00' }, source: 'group', deciding: [{ group: eng, name: 'Eng' }], remaining: '45.00' },
      after: { limit: { kind: 'amount', amount: '35.00' }, source: 'group', remaining: '0.00' },
    })
    const gone = done(await team.api('DELETE', `/spend_limits/groups/${eng}?dry_run=true`)).body
    expect(gone.counts).toMatchObject({ falls: 2, blocked: 0 })
    expect(gone.users.items[0].after).toMatchObject({ source: 'team_default' })
  })

  test('is told of several changes at once, of memberships and of settings, page by page and by effect', async () => {
    const { team, users, group } = await giveTeam()
    const eng = await group('Eng', ['ana', 'bo'], '80')
    const around = await group('Around', [eng], '90')
    const ask = async (body: object, query = '') => done(await team.api('POST', `/spend_limits/preview${query}`, body)).body
    const leaving = await ask({ memberships: [{ user: 'user_name:ana@acme.example', group: eng, change: 'leave' }] })
    expect(leaving.counts).toEqual({ members: 3, rises: 1, falls: 0, stays: 2, unlimited: 1, blocked: 0, unblocked: 0 })
    expect(leaving.users.items).toMatchObject([
      { member_id: expect.stringMatching(/^mem_/), effects: ['rises', 'unlimited'], after: { source: 'none' } },
    ])
    expect((await ask({ settings: { when_unset: 'block' } })).counts).toMatchObject({ falls: 1, blocked: 1 })
    const body = {
      limits: [
        { scope: 'team_default', kind: 'amount', amount: '10' },
        { scope: 'user', user: users['bo'], kind: 'amount', amount: '200' },
        { scope: 'team_total', kind: 'amount', amount: '0' },
      ],
      settings: { nested_groups: 'expand' },
    }
    const whole = await ask(body)
    expect(whole.counts).toEqual({ members: 3, rises: 2, falls: 1, stays: 0, unlimited: 0, blocked: 0, unblocked: 0 })
    expect(whole.team_total).toEqual({
      before: null,
      after: { limit: { kind: 'amount', amount: '0.00' }, settled: '0.00', held: '0.00', remaining: '0.00' },
      blocks: true,
    })
    expect(whole.users.items.map(({ after }: { after: { source: string } }) => after.source)).toEqual(['group', 'user_override', 'team_default'])
    expect(whole.users.items[0].after.deciding).toEqual([{ group: around, name: 'Around', via: [{ group: eng, name: 'Eng' }] }])
    const first = await ask(body, '?limit=2')
    expect(first.users.items).toEqual(whole.users.items.slice(0, 2))
    expect(first.counts).toEqual(whole.counts)
    const cursor = encodeURIComponent(first.users.next_cursor)
    expect(await ask(body, `?limit=2&cursor=${cursor}`)).toMatchObject({
      counts: null,
      users: { items: [whole.users.items[2]], next_cursor: null },
    })
    expect((await team.api('POST', `/spend_limits/preview?cursor=${cursor}`, { settings: { when_unset: 'block' } })).body.code).toBe('cursor-invalid')
    expect((await ask(body, '?effect=falls')).users.items).toEqual([whole.users.items[2]])
  })

  test('of two that suppose something of one subject the later counts, in the counts as for each person', async () => {
    const { team, users, group } = await giveTeam()
    const eng = await group('Eng', ['ana'], '80')
    done(await team.api('PUT', '/spend_limits/team_default', limitOf('50')))
    const preview = async (body: object) => done(await team.api('POST', '/spend_limits/preview', body)).body
    const twice = async (subject: object, later: object) =>
      preview({
        limits: [
          { ...subject, kind: 'unlimited' },
          { ...subject, ...later },
        ],
      })
    for (const [subject, amount] of [
      [{ scope: 'group', group: eng }, '70'],
      [{ scope: 'user', user: users['ana'] }, '60'],
    ] as const) {
      const { counts, users: page } = await twice(subject, { kind: 'amount', amount })
      expect(counts).toMatchObject({ rises: 0, falls: 1, unlimited: 0 })
      expect(page.items).toMatchObject([{ effects: ['falls'], after: { limit: { kind: 'amount', amount: `${amount}.00` } } }])
    }
    const byDefault = await twice({ scope: 'team_default' }, { kind: 'amount', amount: '40' })
    expect(byDefault.counts).toMatchObject({ falls: 2, unlimited: 0 })
    expect(byDefault.users.items[0].after.limit).toEqual({ kind: 'amount', amount: '40.00' })
    expect((await twice({ scope: 'team_total' }, { kind: 'unset' })).team_total).toEqual({ before: null, after: null, blocks: false })
    const moves = ['join', 'leave'].map((change) => ({ user: users['ana'], group: eng, change }))
    expect((await preview({ memberships: moves })).counts).toMatchObject({ falls: 1 })
    expect((await preview({ memberships: moves.toReversed() })).counts).toMatchObject({ falls: 0, rises: 0 })
  })

  test('what has expired counts no more: an override decides nothing, and a hold holds nothing back', async () => {
    const { team, users } = await giveTeam()
    const ana = users['ana'] ?? ''
    const inAnHour = new Date(Date.parse(server.environment.now()) + 3_600_000).toISOString()
    done(await team.api('PUT', `/spend_limits/users/${ana}`, { ...limitOf('5'), reason: 'for an hour', expires_at: inAnHour }))
    done(await team.api('POST', '/authorizations', { user: ana, amount: '4', expires_in: 60 }), 201)
    const lower = async () => done(await team.api('PUT', '/spend_limits/team_default?dry_run=true', limitOf('3'))).body
    expect((await lower()).counts).toMatchObject({ falls: 2, blocked: 0 })
    server.pass(3_601)
    const { counts, users: page } = await lower()
    expect(counts).toMatchObject({ falls: 3, blocked: 0 })
    expect(page.items.find(({ email }: { email: string }) => email.startsWith('ana'))).toMatchObject({
      held: '0.00',
      after: { source: 'team_default', remaining: '3.00' },
    })
  })

  test('what pages of a preview are asked by is refused without one: nothing is changed by whoever forgot to ask for it', async () => {
    const { team } = await giveTeam()
    for (const query of ['effect=falls', 'dry_run=false&effect=falls', 'cursor=x']) {
      expect((await team.api('PUT', `/spend_limits/team_default?${query}`, limitOf('5'))).body, query).toMatchObject({
        status: 422,
        code: 'schema-violated',
      })
      expect((await team.api('GET', '/spend_limits/team_default')).body.code).toBe('limit-not-found')
    }
  })

  test('a cursor goes on with the preview that it is of alone', async () => {
    const { team } = await giveTeam()
    const supposing = (whenUnset: string) => ({
      limits: [{ scope: 'team_default', kind: 'amount', amount: '5' }],
      settings: { when_unset: whenUnset },
    })
    const first = done(await team.api('POST', '/spend_limits/preview?limit=1', supposing('block'))).body
    const goOn = (body: object, more = '') =>
      team.api('POST', `/spend_limits/preview?limit=1&cursor=${encodeURIComponent(first.users.next_cursor)}${more}`, body)
    done(await goOn(supposing('block')))
    for (const refused of [
      await goOn(supposing('unlimited')),
      await goOn(supposing('block'), '&effect=falls'),
      await goOn({ ...supposing('block'), limits: [{ scope: 'team_default', kind: 'amount', amount: '6' }] }),
    ])
      expect(refused.body).toMatchObject({ status: 400, code: 'cursor-invalid' })
  })

  test('changes nothing: not a row of any table is another one afterwards, also where it is refused', async () => {
    const { team, users, group } = await giveTeam()
    const [eng, gone] = [await group('Eng', ['ana'], '80'), await group('Gone', ['bo'], '20')]
    done(await team.api('PATCH', '/team', { on_group_delete: 'freeze' }))
    done(await team.directory.scim('DELETE', `/Groups/${gone}`), 204)
    const frozen = done(await team.api('GET', '/spend_limits?state=frozen')).body.items[0].id
    const free = await group('Free', [])
    const dry = '?dry_run=true'
    const requests: [method: string, path: string, body?: object][] = [
      ['PUT', `/spend_limits/team_default${dry}`, limitOf('5')],
      ['DELETE', `/spend_limits/team_default${dry}`],
      ['PUT', `/spend_limits/team_total${dry}`, limitOf('5')],
      ['DELETE', `/spend_limits/team_total${dry}`],
      ['PUT', `/spend_limits/groups/${eng}${dry}`, limitOf('5')],
      ['DELETE', `/spend_limits/groups/${eng}${dry}`],
      ['PUT', `/spend_limits/users/${users['ana']}${dry}`, { ...limitOf('5'), reason: 'what if' }],
      ['DELETE', `/spend_limits/users/${users['ana']}${dry}`],
      ['PATCH', `/team${dry}`, { nested_groups: 'expand', when_unset: 'block' }],
      ['PUT', `/billing_period_settings${dry}`, { interval: 'week', timezone: 'UTC' }],
      ['POST', `/spend_limits/${frozen}/release${dry}`],
      ['POST', `/spend_limits/${frozen}/reattach${dry}`, { group: free }],
      ['POST', '/spend_limits/preview', { memberships: [{ user: users['ana'], group: eng, change: 'leave' }] }],
    ]
    const refused: [method: string, path: string, status: number, body: object][] = [
      ['PUT', `/spend_limits/groups/grp_nobody${dry}`, 404, limitOf('5')],
      ['PUT', `/spend_limits/team_default${dry}`, 422, { kind: 'amount', amount: '1e3' }],
      ['POST', '/spend_limits/preview', 404, { memberships: [{ user: 'user_name:nobody', group: eng, change: 'leave' }] }],
    ]
    const before = await readAll(server)
    for (const [method, path, body] of requests) {
      expect(done(await team.api(method, path, body)).body, path).toMatchObject({ dry_run: true, counts: { members: 3 } })
      expect(await readAll(server), `${method} ${path}`).toEqual(before)
    }
    for (const [method, path, status, body] of refused) {
      done(await team.api(method, path, body), status)
      expect(await readAll(server), `${method} ${path}`).toEqual(before)
    }
  })

  test('is refused where the change itself would be, in the same words', async () => {
    const { team, users, group } = await giveTeam()
    const eng = await group('Eng', ['ana'], '80')
    const reader = await team.addKey(['limits:read', 'team:read'])
    const writer = await team.addKey(['limits:write'])
    const withKey =
      (key: string, headers: Record<string, string> = {}) =>
      (method: string, path: string, body?: object) =>
        ask(method, `${server.url}/v1${path}`, body, {
          authorization: `Bearer ${key}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        })
    const stale = { 'if-match': '"stale"' }
    const own = { ...limitOf('5'), reason: 'why' }
    const cases: [as: ReturnType<typeof withKey>, method: string, path: string, code: string, body?: object][] = [
      [withKey(reader), 'PUT', `/spend_limits/groups/${eng}`, 'insufficient-scope', limitOf('5')],
      [withKey(reader), 'PATCH', '/team', 'insufficient-scope', { when_unset: 'block' }],
      [withKey(reader), 'PUT', '/billing_period_settings', 'insufficient-scope', { interval: 'day', timezone: 'UTC' }],
      [team.api, 'PUT', '/spend_limits/groups/grp_nobody', 'group-not-found', limitOf('5')],
      [team.api, 'DELETE', '/spend_limits/groups/grp_nobody', 'group-not-found'],
      [team.api, 'PUT', '/spend_limits/users/user_name:nobody', 'user-not-found', own],
      [team.api, 'DELETE', '/spend_limits/users/user_name:nobody', 'user-not-found'],
      [team.api, 'PUT', `/spend_limits/users/${users['ana']}`, 'expiry-past', { ...own, expires_at: '2020-01-01T00:00:00Z' }],
      [team.api, 'PUT', `/spend_limits/users/${users['ana']}`, 'schema-violated', limitOf('5')],
      [team.api, 'PUT', '/spend_limits/team_default', 'amount-invalid', { kind: 'amount', amount: 5 }],
      [team.api, 'PUT', '/spend_limits/team_total', 'currency-mismatch', { ...limitOf('5'), currency: 'EUR' }],
      [withKey(team.apiKey, stale), 'PUT', `/spend_limits/groups/${eng}`, 'stale-etag', limitOf('5')],
      [withKey(team.apiKey, stale), 'DELETE', `/spend_limits/groups/${eng}`, 'stale-etag'],
      [withKey(team.apiKey, stale), 'PATCH', '/team', 'stale-etag', { when_unset: 'block' }],
      [withKey(team.apiKey, stale), 'PUT', '/billing_period_settings', 'stale-etag', { interval: 'day', timezone: 'UTC' }],
      [team.api, 'PUT', '/billing_period_settings', 'timezone-unknown', { interval: 'day', timezone: '+02:00' }],
      [team.api, 'PATCH', '/team', 'currency-unknown', { currency: 'XQX' }],
      [team.api, 'PATCH', '/team', 'sso-unproven', { require_sso: true }],
      [team.api, 'POST', '/spend_limits/lim_nobody/release', 'limit-not-found'],
      [team.api, 'POST', '/spend_limits/lim_nobody/reattach', 'limit-not-found', { group: eng }],
    ]
    for (const [as, method, path, code, body] of cases) {
      const [dry, real] = [await as(method, `${path}?dry_run=true`, body), await as(method, path, body)]
      expect(dry.body?.code, `${method} ${path}: ${dry.text}`).toBe(code)
      expect(timeless(dry)).toBe(timeless(real))
    }
    const supposed = { settings: { when_unset: 'block' } }
    expect((await withKey(writer)('POST', '/spend_limits/preview', supposed)).body.code).toBe('insufficient-scope')
    expect((await withKey(writer)('POST', '/spend_limits/preview', { limits: [{ scope: 'team_default', kind: 'unset' }] })).status).toBe(200)
    expect((await team.api('POST', '/spend_limits/preview', {})).body.code).toBe('schema-violated')
    const other = await server.addTeam()
    expect((await other.api('POST', '/spend_limits/preview', { limits: [{ scope: 'group', group: eng, kind: 'unset' }] })).body.code).toBe(
      'group-not-found',
    )
  })

  test('that would take too long is refused, and says that nothing was changed', async () => {
    const { team } = await giveTeam()
    const scan = vi.spyOn(server.db, 'scan').mockRejectedValue(new ScanTooLong())
    const answer = await team.api('PUT', '/spend_limits/team_default?dry_run=true', limitOf('5'))
    scan.mockRestore()
    expect(answer).toMatchObject({ status: 503, body: { code: 'preview-too-long', detail: expect.stringMatching(/nothing was changed/) } })
    expect(answer.headers.get('retry-after')).not.toBeNull()
  })

  test('that takes all of its time, stretch by stretch, is refused likewise', async () => {
    const { team } = await giveTeam()
    let elapsed = 0
    const clock = vi.spyOn(server.environment, 'elapsed').mockImplementation(() => (elapsed += 31_000))
    const answer = await team.api('PUT', '/spend_limits/team_default?dry_run=true', limitOf('5'))
    clock.mockRestore()
    expect(answer.body).toMatchObject({ status: 503, code: 'preview-too-long' })
  })

  test('of other billing periods shows which would come, and that nobody’s limit moves', async () => {
    const { team } = await giveTeam()
    const told = done(await team.api('PUT', '/billing_period_settings?dry_run=true', { interval: 'month', anchor_day: 15, timezone: 'UTC' })).body
    expect(told).toMatchObject({
      counts: { members: 3, stays: 3 },
      billing_period_settings: { anchor_day: 15, current: { anchor_day: 1 }, periods: [{ state: 'current' }, { is_transitional: true }, {}] },
    })
    expect(done(await team.api('GET', '/billing_period_settings')).body).toMatchObject({ anchor_day: 1, effective_from: null })
  })
})

/** What an answer says, but for which request it was and when. */
const timeless = ({ text }: Answer): string => text.replaceAll(/req_\w+|and it is \S+Z/g, '')

/** All that a database holds, but when credentials and directories were last used: any request leaves that behind, a moment later. */
async function readAll({ db }: TestServer): Promise<Record<string, string[]>> {
  const tables = (await db.read.introspection.getTables()).map(({ name }) => name).filter((name) => !name.startsWith('kysely'))
  const found: Record<string, string[]> = {}
  for (const table of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db.read)
    const kept = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !/^(first|last)(Used|Request|Write|Group|Ip|User)/.test(name))),
    )
    found[table] = kept.map((row) => JSON.stringify(row, asText)).toSorted()
  }
  return found
}
const asText = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
