import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyChain } from '../server/journal/audit-chain.ts'
import { installation } from '../server/kernel/ids.ts'
import { requireMember } from '../server/members/find-member.ts'
import { eraseMember } from '../server/provisioning/erase-member.ts'
import { keepHouse } from '../server/housekeeping.ts'
import { toTimestamp } from '../server/kernel/timestamp.ts'
import { write } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { create, patchOf, person } from './support/scim.ts'
import { ask, confirmLink, openBrowser, startTestServer, type TestBrowser, type TestServer, type TestTeam } from './support/test-server.ts'

/** SQLite shows what the tests wrote themselves, by the connection that reads, at the end of the turn. */
const verifyNow = async (...asked: Parameters<typeof verifyChain>) => {
  await new Promise((resolve) => setImmediate(resolve))
  return verifyChain(...asked)
}

type Entry = { action: string; number: number; changes: { kind: string }[]; [key: string]: unknown }

describe.each(databases)('the audit log, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let owner: TestBrowser
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
    owner = await team.signIn()
  })
  afterAll(() => server.stop())

  const entries = async (query = ''): Promise<Entry[]> => (await owner.api('GET', `/audit_log?limit=200${query}`)).body.items
  const latest = async (query = '') => (await entries(query))[0]
  const verify = () => verifyNow(server.db, team.teamId)

  test('tells who did what, from where, with before and after and the request’s id; by a session, a key, a link and the command line', async () => {
    const renamed = await ask(
      'PATCH',
      `${server.url}/v1/team`,
      { name: 'Renamed' },
      {
        cookie: owner.cookie,
        origin: server.url,
        'content-type': 'application/json',
        'user-agent': 'a browser',
      },
    )
    const me = (await owner.api('GET', '/session')).body
    expect(await latest()).toEqual({
      id: renamed.headers.get('x-request-id'),
      number: expect.any(Number),
      at: expect.stringMatching(/Z$/),
      actor: { kind: 'session', id: expect.stringMatching(/^ses_/), name: 'owner@acme.example', member_id: me.member_id },
      action: 'rename_team',
      outcome: 'applied',
      summary: "the team's name changed",
      status: 200,
      code: null,
      subject_id: team.teamId,
      changes: [{ kind: 'team.updated', team: team.teamId, before: { name: 'Acme' }, after: { name: 'Renamed' } }],
      names: {},
      from: { ip: '127.0.0.1', user_agent: 'a browser', method: 'PATCH', path: '/v1/team' },
      count: 1,
      is_erased: false,
      hash: expect.stringMatching(/^[\w-]{43}$/),
    })
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '5' })
    expect(await latest()).toMatchObject({ actor: { kind: 'api_key', name: 'key' }, action: 'set_limit' })
    const invited = (await owner.api('POST', '/invites', { email: 'guest@else.example', role: 'auditor' })).body
    await openBrowser(server.url, invited.url)
    expect(await latest()).toMatchObject({
      actor: { kind: 'link', name: 'guest@else.example' },
      action: 'sign_in',
      changes: [{ kind: 'link.used' }, { kind: 'member.created', role: 'auditor' }, { kind: 'session.started' }],
    })
    await confirmLink(invited.url)
    expect(await latest()).toMatchObject({ actor: { kind: 'link' }, action: 'sign_in', outcome: 'refused', code: 'link-used' })
    await team.addKey(['team:read'])
    expect(await latest()).toMatchObject({ actor: { kind: 'command_line', name: 'tester' }, action: 'create_key', from: null })
    expect(await owner.api('PUT', '/team/plan', { plan: 'standard' })).toMatchObject({ status: 403 })
    expect(await latest()).toMatchObject({ action: 'set_plan', outcome: 'refused', code: 'insufficient-role', status: 403 })
    // What was refused is told of what it was about, by the id in the path; a name that somebody wrote there is no id.
    const key = `key_${'0'.repeat(26)}`
    await owner.api('POST', `/api_keys/${key}/rotate`, {})
    expect(await latest()).toMatchObject({ action: 'rotate_key', outcome: 'refused', code: 'key-not-found', subject_id: key })
    await owner.api('DELETE', `/my/api_keys/${key}`)
    expect(await latest()).toMatchObject({ action: 'revoke_key', outcome: 'refused', subject_id: key })
    await owner.api('DELETE', '/members/ada@acme.example')
    expect(await latest()).toMatchObject({ action: 'remove_member', outcome: 'refused', subject_id: null })
    // What somebody may not read is told to them alone.
    const before = await latest()
    expect((await owner.api('GET', `/provisioning_log/${key}`)).status).toBe(404)
    expect(await latest()).toEqual(before)
  })

  test('tells which key was made and revoked, by the prefix that people see', async () => {
    const { id, prefix } = (await owner.api('POST', '/api_keys', { name: 'told', scopes: ['team:read'] })).body
    expect(prefix).toMatch(/^purser_key_[0-9A-Za-z]{4}$/)
    await owner.api('DELETE', `/api_keys/${id}`)
    const told = { key: id, name: 'told', prefix, scopes: ['team:read'], expiresAt: null }
    expect((await entries(`&subject=${id}`)).map(({ changes }) => changes)).toEqual([
      [{ kind: 'key.revoked', ...told }],
      [{ kind: 'key.created', ...told }],
    ])
  })

  test('holds nothing of what the identity provider asks: that is in the provisioning log, and does not touch the chain', async () => {
    const before = await verify()
    const user = await create(team.directory, 'Users', person('quiet'))
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    expect(await verify()).toEqual(before)
    expect((await entries()).some(({ action }) => action === 'create_user')).toBe(false)
  })

  test('is filtered by who, what, outcome, subject and time, and paged', async () => {
    const key = (await owner.api('POST', '/api_keys', { name: 'sought', scopes: ['team:read'] })).body.id
    await owner.api('DELETE', `/api_keys/${key}`)
    expect((await entries(`&subject=${key}`)).map(({ action }) => action)).toEqual(['revoke_key', 'create_key'])
    expect((await entries('&outcome=refused')).every(({ outcome }) => outcome === 'refused')).toBe(true)
    expect((await entries('&actor_kind=link')).every(({ action }) => action === 'sign_in')).toBe(true)
    const [newest] = await entries()
    expect(await entries(`&since=${encodeURIComponent(String(newest?.['at']))}&until=2999-01-01T00:00:00Z&action=revoke_key`)).toHaveLength(1)
    expect(await entries('&until=2000-01-01T00:00:00Z')).toEqual([])
    expect((await owner.api('GET', '/audit_log?since=yesterday')).status).toBe(422)
    const all = (await entries()).map(({ number }) => number)
    const paged: number[] = []
    for (let cursor = ''; ;) {
      const { body } = await owner.api('GET', `/audit_log?limit=3${cursor}`)
      paged.push(...body.items.map(({ number }: Entry) => number))
      if (body.next_cursor === null) break
      cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`
    }
    expect(paged).toEqual(all)
    const wrong = (await owner.api('GET', '/audit_log?limit=1')).body.next_cursor
    expect(await owner.api('GET', `/audit_log?outcome=refused&cursor=${encodeURIComponent(wrong)}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor-invalid' },
    })
  })

  test('is exported as CSV that no spreadsheet runs, and as lines of JSON; the export is in it', async () => {
    await owner.api('PATCH', '/team', { name: '=cmd|calc' })
    await owner.api('POST', '/api_keys', { name: 'a "quoted", name', scopes: ['team:read'] })
    const lines = await owner.api('GET', '/audit_log/export?format=jsonl')
    expect(lines.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    const exported = lines.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(exported[0]).toMatchObject({ action: 'export_audit_log', changes: [{ kind: 'audit.exported', format: 'jsonl' }] })
    expect(exported.map(({ number }) => number)).toEqual(exported.map((_each, place) => exported.length - place))
    const csv = await owner.api('GET', '/audit_log/export?action=create_key')
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.text.split('\r\n')[0]).toContain('number,at,request,actor_kind')
    expect(csv.text).toContain('a \\""quoted\\"", name')
    const formula = await owner.api('GET', '/audit_log/export?action=rename_team')
    expect(formula.text).toContain('=cmd|calc')
    expect(formula.text).not.toMatch(/(^|,)"?[=+@-](?![\w-]{42}(,|$))/m) // hashes are no names
  })

  test('is exported to no page of others, which would leave an entry at every look, and by no HEAD', async () => {
    const before = await latest()
    const ask = (method: string, headers: Record<string, string>) => owner.api(method, '/audit_log/export', undefined, headers)
    for (const site of ['cross-site', 'same-site'])
      expect(await ask('GET', { origin: 'null', 'sec-fetch-site': site }), site).toMatchObject({ status: 403, body: { code: 'cross-origin' } })
    expect((await ask('HEAD', {})).status).toBe(405)
    expect(await latest()).toEqual(before)
    expect((await ask('GET', { origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test.each([
    ['', /_from-beginning_to-\d{8}T\d{6}Z\.csv$/, {}, ', all of it'],
    [
      'format=jsonl&since=2026-01-02T03:04:05.678%2B01:00&until=2999-01-01T00:00:00Z',
      /_from-20260102T020405Z_to-29990101T000000Z\.jsonl$/,
      { since: '2026-01-02T02:04:05.678Z', until: '2999-01-01T00:00:00.000Z' },
      ', where since is 2026-01-02T02:04:05.678Z and until is 2999-01-01T00:00:00.000Z',
    ],
    [
      'action=rename_team&outcome=applied&actor_kind=session',
      /_from-beginning_to-\w+_filtered\.csv$/,
      { operation: 'rename_team', outcome: 'applied', actorKind: 'session' },
      ', where actorKind is session and operation is rename_team and outcome is applied',
    ],
  ])('is exported by the filter %j: its file is named by team and time, and its entry tells the filter', async (query, name, filter, words) => {
    const exported = await owner.api('GET', `/audit_log/export?${query}`)
    const [, file = ''] = /^attachment; filename="([\w.-]+)"$/.exec(exported.headers.get('content-disposition') ?? '') ?? []
    expect(file.startsWith(`audit-log_${team.teamId}_`)).toBe(true)
    expect(file).toMatch(name)
    expect(await latest()).toMatchObject({
      action: 'export_audit_log',
      changes: [{ kind: 'audit.exported', filter }],
      summary: expect.stringMatching(new RegExp(`${words}$`)),
    })
  })

  test('cannot be changed or cut in the database, but for what is forgotten', async () => {
    const row = sql`team_id = ${team.teamId} and audit_number = 2`
    const run = (statement: ReturnType<typeof sql>) => statement.execute(server.db.read)
    const changes = [
      "operation = 'other'",
      "actor_name = 'eve'",
      "changes = '[]'",
      'audit_number = 99',
      "audit_hash = 'x'",
      "at = '2000'",
      "outcome = 'unchanged'",
      "body = 'x'",
    ]
    for (const change of changes) await expect(run(sql`update journal set ${sql.raw(change)} where ${row}`), change).rejects.toThrow('append-only')
    await expect(run(sql`delete from journal where ${row}`)).rejects.toThrow('append-only')
    await expect(run(sql`delete from audit_heads where team_id = ${team.teamId}`)).rejects.toThrow('append-only')
    await expect(run(sql`update audit_heads set number = 1 where team_id = ${team.teamId}`)).rejects.toThrow('append-only')
    await run(sql`update journal set body = null where ${row}`)
    await keepHouse(
      server.db,
      { ...server.environment, now: () => '2999-01-01T00:00:00.000Z' as ReturnType<typeof server.environment.now> },
      { requestBodyDays: 1, provisioningLogDays: 1 },
    )
    owner = await team.signIn() // by then their session was forgotten
    expect(await verify()).toMatchObject({ broken: null })
  })

  test.runIf(database === 'sqlite')('cannot be changed by what SQLite replaces without a delete trigger', async () => {
    const run = (statement: string) => sql.raw(statement).execute(server.db.read)
    const columns = Object.keys((await server.db.read.selectFrom('journal').selectAll().executeTakeFirstOrThrow()) as object).map((name) =>
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    )
    const copied = (changed: Record<string, string>) => columns.map((name) => changed[name] ?? name).join()
    const copy = (changed: Record<string, string>) =>
      `insert or replace into journal (${columns.join()}) select ${copied(changed)} from journal where team_id = '${team.teamId}' and audit_number = 2`
    await expect(run(copy({ actor_name: "'eve'" }))).rejects.toThrow('append-only')
    await expect(run(copy({ position: '1000000', actor_name: "'eve'" }))).rejects.toThrow('append-only')
    await create(team.directory, 'Users', person('in-the-way'))
    const [quiet] = await server.db.read.selectFrom('journal').select('position').where('auditNumber', 'is', null).limit(1).execute()
    for (const move of [`position = (select position from journal where team_id = '${team.teamId}' and audit_number = 2)`, `audit_number = 2`])
      await expect(run(`update or replace journal set ${move} where position = ${quiet?.position}`), move).rejects.toThrow('append-only')
    await expect(run(`insert or replace into audit_heads values ('${team.teamId}', 1, 'x')`)).rejects.toThrow('append-only')
    expect(await verify()).toMatchObject({ broken: null })
  })

  test('is found to hold while others write on', async () => {
    let isDone = false
    const writing = (async () => {
      for (let each = 0; each < 40; each++) await team.addKey(['team:read'])
      isDone = true
    })()
    while (!isDone) expect(await verify()).toMatchObject({ broken: null })
    await writing
  })

  test('is searched and exported some rows at a time, and others are answered meanwhile', async () => {
    const big = await server.addTeam({ ownerEmail: 'owner@big.example' })
    const browser = await big.signIn()
    const row = await server.db.read.selectFrom('journal').selectAll().where('teamId', '=', big.teamId).limit(1).executeTakeFirstOrThrow()
    const { position: _, erasedBy: __, ...copied } = row
    await write(server.db, async (trx) => {
      for (let from = 1; from <= 12_000; from += 500) {
        const rows = Array.from({ length: 500 }, (_each, place) => ({
          ...copied,
          changes: null,
          notes: null,
          wire: null,
          operation: 'filler',
          at: toTimestamp(Date.parse('2020-01-01') + (from + place) * 1000),
          auditNumber: BigInt(1_000 + from + place),
        }))
        await trx.insertInto('journal').values(rows).execute()
      }
      const head = { number: 1_000n + 12_500n, hash: 'x' }
      await sql`drop trigger audit_heads_keep_update ${sql.raw(database === 'sqlite' ? '' : 'on audit_heads')}`.execute(trx)
      await trx.updateTable('auditHeads').set(head).where('teamId', '=', big.teamId).execute()
    })
    const numbers = async (query: string) => (await browser.api('GET', `/audit_log?limit=5${query}`)).body.items.map(({ number }: Entry) => number)
    expect(await numbers('&action=filler')).toEqual([13000, 12999, 12998, 12997, 12996])
    expect(await numbers('&action=filler&until=2020-01-01T00:00:04Z')).toEqual([1003, 1002, 1001])
    expect(await numbers('&action=filler&since=2020-01-01T03:19:58Z')).toEqual([13000, 12999, 12998])
    expect(await numbers('&since=2999-01-01T00:00:00Z')).toEqual([])
    let turns = 0
    const counting = setInterval(() => turns++, 0)
    const lines = await browser.api('GET', '/audit_log/export?format=jsonl&action=filler')
    clearInterval(counting)
    expect(lines.text.trimEnd().split('\n')).toHaveLength(12_000)
    expect(turns).toBeGreaterThan(12)
    expect(await numbers('&action=create_team')).toHaveLength(1)
  })

  test('many at once are one chain', async () => {
    const before = (await verify()).rows
    await Promise.all(Array.from({ length: 20 }, (_, each) => owner.api('POST', '/api_keys', { name: `many ${each}`, scopes: ['team:read'] })))
    expect(await verify()).toEqual({ rows: before + 20, erased: 0, broken: null })
  })

  test('survives that somebody is erased: their names are blanked everywhere, and the chain holds', async () => {
    const user = await create(team.directory, 'Users', person('forgetme', { displayName: 'Zaphod Forgotten' }))
    const { memberId } = await requireMember(server.db.read, team.teamId, 'user_name:forgetme@acme.example')
    const browser = await team.signIn('user_name:forgetme@acme.example')
    await browser.api('POST', '/my/api_keys', { name: 'k', scopes: ['*'] })
    await owner.api('PATCH', `/members/${memberId}`, { role: 'admin' })
    // What they make and revoke for others tells who did.
    const admin = await team.signIn('user_name:forgetme@acme.example')
    const made = await admin.api('POST', '/api_keys', { name: 'of the team', scopes: ['team:read'] })
    expect(await admin.api('DELETE', `/api_keys/${made.body.id}`)).toMatchObject({ status: 204 })
    await admin.api('POST', '/invites', { email: 'somebody@else.example', role: 'member' })
    const tokens = `/directories/${team.directory.directoryId}/tokens`
    const token = await admin.api('POST', tokens, { name: 'short-lived' })
    expect(await admin.api('DELETE', `${tokens}/${token.body.id}`)).toMatchObject({ status: 204 })
    const erase = () => eraseMember(server.db, team.by(), memberId)
    await expect(erase()).rejects.toThrow('Take them out first')
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    await expect(erase()).rejects.toThrow('still has')
    await team.directory.scim('DELETE', `/Users/${user}`)
    const limit = { kind: 'amount', amount: '5', reason: 'a try' }
    await team.api('PUT', `/spend_limits/users/${memberId}`, limit)
    const ofLimit = () => latest(`&action=set_limit&subject=${memberId}`)
    const namesBefore = (await ofLimit())?.['names']
    const { rows } = await erase()
    expect([namesBefore, (await ofLimit())?.['names']]).toEqual([{ [memberId]: 'Zaphod Forgotten' }, {}])
    // What they could come in with is over, and from where they did is forgotten.
    expect(await entries(`&action=erase_member&subject=${memberId}`)).toMatchObject([
      { changes: [{ kind: 'member.erased' }, { kind: 'access.ended', member: memberId, keys: 1 }] },
    ])
    const sessions = await server.db.read.selectFrom('sessions').selectAll().where('memberId', '=', memberId).execute()
    expect(new Set(sessions.map(({ ip, userAgent }) => `${ip}${userAgent}`))).toEqual(new Set(['']))
    expect(rows).toBeGreaterThan(4)
    for (const table of ['journal', 'members', 'directoryUsers', 'sessions', 'oneTimeLinks', 'apiKeys', 'directoryTokens'] as const) {
      const stored = await server.db.read.selectFrom(table).selectAll().execute()
      expect(
        JSON.stringify(stored, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
        table,
      ).not.toMatch(/forgetme|zaphod/i)
    }
    const told = await verify()
    expect(told).toMatchObject({ broken: null })
    expect(told.erased).toBeGreaterThan(2)
    expect((await entries(`&action=change_role&subject=${memberId}`))[0]).toMatchObject({ is_erased: true })
    expect((await entries('&action=rename_team')).every(({ is_erased: isErased }) => isErased === false)).toBe(true)
  })
})

describe.each(databases)('a chain that somebody tampered with, on %s', (database) => {
  test.each([
    // Each of what the chain holds by itself, and then of what it holds a digest of.
    ["update journal set operation = 'other' where audit_number = 3", 3, 'not what was written'],
    ["update journal set request_id = 'req_x' where audit_number = 3", 3, 'not what was written'],
    ["update journal set at = '2026-01-01T00:00:00.000Z' where audit_number = 3", 3, 'not what was written'],
    ["update journal set actor_kind = 'housekeeping' where audit_number = 3", 3, 'not what was written'],
    ["update journal set actor_id = 'key_x' where audit_number = 3", 3, 'not what was written'],
    ["update journal set outcome = 'refused' where audit_number = 3", 3, 'not what was written'],
    ['update journal set status = 418 where audit_number = 3', 3, 'not what was written'],
    ["update journal set code = 'other' where audit_number = 3", 3, 'not what was written'],
    ["update journal set subject_id = 'key_x' where audit_number = 3", 3, 'not what was written'],
    ["update audit_heads set hash = 'other' where number > 0", 10, 'missing at the end'],
    ["update journal set subject_name = 'eve' where audit_number = 3", 3, 'details'],
    ["update journal set notes = '[]' where audit_number = 3", 3, 'details'],
    ["update journal set wire = '{}' where audit_number = 3", 3, 'details'],
    ["update journal set actor_name = 'eve' where audit_number = 3", 3, 'details'],
    ['update journal set changes = null where audit_number = 4', 4, 'details'],
    ["update journal set changes = null, erased_by = 'req_x' where audit_number = 4", 4, 'erased nobody'],
    ['update journal set answer = \'{"detail":"other"}\' where audit_number = 3', 3, 'details'],
    ["update journal set directory_id = 'dir_x' where audit_number = 3", 3, 'details'],
    ['update journal set count = 9 where audit_number = 3', 3, 'details'],
    ['delete from journal where audit_number = 2', 2, 'missing'],
    ['delete from journal where audit_number >= 4', 4, 'missing at the end'],
    ['delete from journal where audit_number > 0', 1, 'missing at the end'],
    ['update journal set audit_number = audit_number + 100 where audit_number = 5', 5, 'missing'],
  ])('by %j is broken at row %i', async (statement, number, why) => {
    const server = await startTestServer(database)
    const team = await server.addTeam()
    for (let each = 0; each < 4; each++) await team.addKey(['team:read'])
    // As one who owns the database may.
    for (const table of ['journal', 'audit_heads'])
      for (const trigger of ['update', 'delete'])
        await sql.raw(`drop trigger ${table}_keep_${trigger}${database === 'sqlite' ? '' : ` on ${table}`}`).execute(server.db.read)
    await sql.raw(statement).execute(server.db.read)
    expect((await verifyNow(server.db, team.teamId)).broken).toMatchObject({ number, why: expect.stringContaining(why) })
    await server.stop()
  })

  test('is broken where all of it is gone, with its head', async () => {
    const server = await startTestServer(database)
    const team = await server.addTeam()
    for (const table of ['journal', 'audit_heads']) {
      await sql.raw(`drop trigger ${table}_keep_delete${database === 'sqlite' ? '' : ` on ${table}`}`).execute(server.db.read)
      await sql.raw(`delete from ${table}`).execute(server.db.read)
    }
    expect(await verifyNow(server.db, team.teamId)).toMatchObject({ rows: 0, broken: { number: 1, why: 'all rows are missing' } })
    expect(await verifyNow(server.db, installation)).toEqual({ rows: 0, erased: 0, broken: null })
    await server.stop()
  })

  test.each([
    ['a row that nobody blanked is said to be blanked by an erasure', 'audit_number = 2'],
    ['a blanked row tells something else', 'erased_by is not null'],
    ['the entry of the erasure is said to be blanked by itself', "operation = 'erase_member'"],
  ])('is broken where %s, as the database lets one do', async (_what, where) => {
    const server = await startTestServer(database)
    const team = await server.addTeam()
    const eraseOne = async (name: string) => {
      const user = await create(team.directory, 'Users', person(name))
      const { memberId } = await requireMember(server.db.read, team.teamId, `user_name:${name}@acme.example`)
      await team.signIn(memberId)
      await team.directory.scim('DELETE', `/Users/${user}`)
      const by = team.by()
      await eraseMember(server.db, by, memberId)
      return by.requestId
    }
    const [first] = [await eraseOne('one'), await eraseOne('two')]
    expect(await verifyNow(server.db, team.teamId)).toMatchObject({ broken: null })
    const last = await sql<{ by: string }>`select request_id as by from journal where operation = 'erase_member' order by position desc`.execute(
      server.db.read,
    )
    for (const by of [first, last.rows[0]?.by])
      await sql`update journal set actor_name = 'eve', changes = '[]', erased_by = ${by} where ${sql.raw(where)} and (erased_by is null or erased_by <> ${by})`.execute(
        server.db.read,
      )
    expect((await verifyNow(server.db, team.teamId)).broken).toMatchObject({ why: expect.stringContaining('not as it left them') })
    await server.stop()
  })
})
