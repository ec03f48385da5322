import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectTeam } from './support/entitled.ts'
import { runPurser, servePurser } from './support/processes.ts'
import { ask } from './support/test-server.ts'

describe('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'purser-cli-'))
  const env = { PURSER_DATA_DIR: folder, PURSER_LOG_LEVEL: 'error' }
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = (...args: string[]) => runPurser(args, env)
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout)
  let directoryId = ''
  let teamId = ''
  beforeAll(async () => {
    ;({ teamId } = await json(
      'team',
      'create',
      'Acme',
      '--domain',
      'acme.example',
      '--domain',
      'acme.test',
      '--owner',
      'Morgan@acme.example',
      '--currency',
      'eur',
    ))
    refusedFirst = await run('directory', 'create', 'Okta', '--provider', 'okta')
    await connect(teamId)
    ;({ directoryId } = await json('directory', 'create', 'Okta', '--provider', 'okta'))
  })
  let refusedFirst: Awaited<ReturnType<typeof run>>
  const connect = (team: string) => connectTeam(`sqlite:${join(folder, 'purser.db')}`, team)

  test('a directory is refused while something is missing, and what, and where it is mended, is told', () => {
    expect(refusedFirst).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/No single sign-on connection is active.*http:\/\/127\.0\.0\.1:8080\/sso/),
    })
    expect(refusedFirst.stderr).not.toMatch(/plan standard|No domain/)
  })

  test('a domain is claimed, looked up, vouched for, listed and given up', async () => {
    const claimed = await json('domain', 'add', 'Nowhere.Test')
    expect(claimed).toMatchObject({ domain: 'nowhere.test', state: 'pending', txt: { name: '_purser-challenge.nowhere.test' } })
    const looked = await run('domain', 'verify', 'nowhere.test')
    expect(looked).toMatchObject({ code: 1, stdout: expect.stringMatching(/is pending\. .*_purser-challenge\.nowhere\.test/) })
    expect(await json('domain', 'vouch', claimed.id)).toMatchObject({ id: claimed.id, state: 'verified', vouched: true })
    expect((await run('domain', 'list')).stdout).toMatch(/verified {2}vouched {2}acme\.example\n.*acme\.test\n.*nowhere\.test\n/)
    expect(await json('domain', 'remove', 'nowhere.test')).toMatchObject({ removed: true })
    expect(await json('domain', 'vouch', 'fresh.test')).toMatchObject({ domain: 'fresh.test', state: 'verified' })
  }, 120_000)

  test('spending is summed, explained and exported, for people and for scripts', async () => {
    expect(await json('spend', 'summary', '--by', 'model')).toMatchObject({
      total: { settled: '0.00' },
      items: [],
      has_more: false,
      group_by: 'model',
      currency: 'EUR',
    })
    const { stdout, stderr } = await run('spend', 'export', '--kind', 'effective_limits')
    expect(stdout).toMatch(/^member_id,name,email,.*\r\nmem_.*,Morgan@acme\.example,/)
    expect(stderr).toMatch(/\d rows/)
    expect((await run('spend', 'explain', 'email:morgan@acme.example')).stdout).toMatch(
      /^Morgan@acme\.example may spend without limit, since no limit is set: 0\.00 EUR settled/,
    )
    const early = await run('spend', 'explain', 'email:morgan@acme.example', '--at', '2001-01-01T00:00:00Z')
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('came into the team at') })
  })

  test('from an empty folder to a provisioned user, by the commands alone', async () => {
    const { token } = await json('token', 'create', '--directory', directoryId, '--expires', '90d')
    const { key } = await json('key', 'create', '--scope', 'limits:read', 'directory:read')
    await run('limit', 'set', '25')
    const server = await servePurser(env)
    try {
      const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada@acme.example', active: true }
      const created = await ask('POST', `${server.url}/scim/v2/${directoryId}/Users`, user, {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      })
      expect(created.status).toBe(201)
      const limit = await ask('GET', `${server.url}/v1/users/email:ada@acme.example/effective_limit`, undefined, { authorization: `Bearer ${key}` })
      expect(limit).toMatchObject({ status: 200, body: { currency: 'EUR', limit: { amount: '25.00' }, source: 'team_default' } })
      // A command works beside the running server, and the next request meets what it did.
      await run('limit', 'set', 'unlimited')
      expect(
        (await ask('GET', `${server.url}/v1/users/${created.body.id}/effective_limit`, undefined, { authorization: `Bearer ${key}` })).body.limit,
      ).toEqual({ kind: 'unlimited' })
      const explain = async () =>
        (await ask('GET', `${server.url}/v1/users/${created.body.id}/effective_limit`, undefined, { authorization: `Bearer ${key}` })).body
      const own = await json('limit', 'set', '500', '--user', 'email:ada@acme.example', '--reason', 'the launch', '--expires', '30d')
      expect(own).toMatchObject({ scope: 'user', limit: { kind: 'amount', amount: '500.00' }, expiresAt: expect.stringMatching(/Z$/) })
      expect((await run('limit', 'set', '1000', '--total')).stdout).toBe('All members of the team together may spend up to 1000 EUR.\n')
      expect(await explain()).toMatchObject({
        source: 'user_override',
        considered: [{ expires_at: own.expiresAt }, { scope: 'team_default' }],
        team_total: { limit: { amount: '1000.00' }, remaining: '1000.00' },
      })
      const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Engineering', members: [{ value: created.body.id }] }
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      expect((await ask('POST', `${server.url}/scim/v2/${directoryId}/Groups`, group, headers)).status).toBe(201)
      const ofGroup = await run('spend', 'preview', '--group', 'engineering', '--amount', '20')
      expect(ofGroup).toMatchObject({ code: 0, stdout: expect.stringMatching(/ 0 would rise.* 0 would fall/) }) // her own limit goes before it
      const unset = await json('spend', 'preview', '--user', 'email:ada@acme.example', '--unset')
      expect(unset).toMatchObject({
        dry_run: true,
        counts: { rises: 1, unlimited: 1 },
        more: false,
        users: [{ before: { limit: { amount: '500.00' } } }],
      })
      expect(await run('spend', 'preview', '--group', 'nobody', '--unset')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/no directory group called/),
      })
      expect((await run('spend', 'preview', '--total')).stderr).toMatch(/--amount, or --unset/)
      expect(await explain()).toMatchObject({ source: 'user_override' })
      expect((await run('limit', 'unset', '--user', 'email:ada@acme.example')).code).toBe(0)
      expect((await run('limit', 'unset', '--total')).code).toBe(0)
      expect(await explain()).toMatchObject({ source: 'team_default', considered: [{ scope: 'team_default' }] })
      expect(await explain()).not.toHaveProperty('team_total')
      const { stdout } = await run('member', 'list')
      expect(stdout).toMatch(/owner +bootstrap +Morgan@acme.example/)
      expect(stdout).toMatch(/member +scim +ada@acme.example/)
    } finally {
      await server.kill('SIGTERM')
    }
  })

  test('a token is rotated and revoked, and its secret is never shown again', async () => {
    const { token, tokenId } = await json('token', 'create', '--directory', directoryId)
    const rotated = await json('token', 'rotate', tokenId, '--overlap', '1h')
    expect(rotated.tokenId).not.toBe(tokenId)
    expect((await run('token', 'revoke', rotated.tokenId)).stdout).not.toContain('purser_scim_')
    expect(await run('token', 'revoke', rotated.tokenId)).toMatchObject({ code: 1, stderr: expect.stringContaining('revoked already') })
    const files = readdirSync(folder)
    expect(files).toContain('purser.db')
    expect(token).toMatch(/^purser_scim_/)
  })

  test('a schema is set from a file, met by the next request to a running server, and taken out', async () => {
    const X = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User'
    const file = join(folder, 'acme.json')
    const { token } = await json('token', 'create', '--directory', directoryId)
    const server = await servePurser(env)
    try {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const schema = async () => (await ask('GET', `${server.url}/scim/v2/${directoryId}/Schemas/${X}`, undefined, headers)).body
      expect((await schema()).status).toBe('404')
      writeFileSync(file, JSON.stringify({ attributes: [{ name: 'badge', type: 'string' }] }))
      expect(await json('directory', 'schema', 'set', 'acme', file, '--directory', directoryId)).toMatchObject({
        urn: X,
        attributes: [{ name: 'badge' }],
      })
      expect((await schema()).attributes).toMatchObject([{ name: 'badge', type: 'string' }])
      expect((await run('directory', 'schema', 'list', '--directory', directoryId)).stdout).toBe(`User  ${X}  badge\n`)
      expect((await json('directory', 'schema', 'list', '--directory', directoryId)).schemas).toHaveLength(1)
      writeFileSync(file, '{"attributes": [{"name": "badge", "type": "number"}]}')
      const wrong = await run('directory', 'schema', 'set', X, file, '--directory', directoryId)
      expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('/attributes/0/type') })
      expect((await run('directory', 'schema', 'remove', 'acme', '--directory', directoryId)).stdout).toContain('taken out')
      expect((await schema()).status).toBe('404')
    } finally {
      await server.kill('SIGTERM')
    }
  })

  test('a schema comes by standard input as well', async () => {
    const child = spawn(process.execPath, ['bin/purser.js', 'directory', 'schema', 'set', 'piped', '--directory', directoryId, '--json'], { env })
    child.stdin.end('{"resource_type": "Group", "attributes": [{"name": "costCenter", "type": "integer"}]}')
    expect(JSON.parse(await text(child.stdout))).toMatchObject({ urn: 'urn:ietf:params:scim:schemas:extension:piped:2.0:Group' })
    const removed = await json('directory', 'schema', 'remove', 'piped', '--resource-type', 'Group', '--directory', directoryId)
    expect(removed).toEqual({ schema: 'piped', removed: true })
  })

  test('a directory is listed, shown, paused, resumed, replaced and deleted, what is destructive with --yes alone', async () => {
    const [old, next] = [await json('directory', 'create', 'Old'), await json('directory', 'create', 'Next')]
    await json('token', 'create', '--directory', old.directoryId)
    expect((await run('directory', 'list')).stdout).toMatch(new RegExp(`${old.directoryId}  active +other +Old`))
    expect(await json('directory', 'show', old.directoryId)).toMatchObject({ id: old.directoryId, status: 'active', scim_base_url: old.scimBaseUrl })
    expect((await run('directory', 'show', old.directoryId)).stdout).toMatch(/Status: active/)

    expect(await json('directory', 'pause', old.directoryId, '--dry-run')).toMatchObject({ dryRun: true, status: 'active' })
    expect((await run('directory', 'pause', old.directoryId)).stdout).toContain('Directory Old is paused.')
    expect(await run('directory', 'pause', old.directoryId)).toMatchObject({ code: 1, stderr: expect.stringContaining('paused already') })
    expect(await json('directory', 'resume', old.directoryId)).toMatchObject({ dryRun: false, status: 'active' })
    expect(await run('directory', 'resume', old.directoryId)).toMatchObject({ code: 1, stderr: expect.stringContaining('not paused') })

    for (const args of [
      ['replace', old.directoryId, '--with', next.directoryId],
      ['delete', old.directoryId],
    ]) {
      const asked = await run('directory', ...args)
      expect(asked).toMatchObject({ code: 2, stdout: expect.stringMatching(/^Nothing was changed\./), stderr: expect.stringContaining('add --yes') })
      expect(await run('directory', ...args, '--dry-run')).toMatchObject({ code: 0, stderr: '', stdout: asked.stdout })
    }
    expect(await json('directory', 'show', old.directoryId)).toMatchObject({ status: 'active' })
    expect(await json('directory', 'replace', old.directoryId, '--with', next.directoryId, '--yes')).toMatchObject({
      dryRun: false,
      status: 'detached',
      effect: { members_out: { count: 0 }, tokens_ended: { count: 1 } },
    })
    expect((await run('directory', 'delete', next.directoryId, '--yes')).stdout).toContain('Directory Next is deleted.')
    expect((await run('directory', 'list')).stdout).not.toContain(next.directoryId)
    expect((await run('directory', 'list', '--all')).stdout).toContain(next.directoryId)
    expect(await run('directory', 'delete', next.directoryId, '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not come back'),
    })
  })

  test.each([
    [['team', 'create', 'X', '--currency', 'XXY'], 1, 'not an ISO 4217 currency', 'a currency that is none'],
    [['team', 'create', 'X', '--domain', 'acme.example'], 1, 'another team', 'a domain of another team'],
    [['domain', 'add', 'gmail.com'], 1, 'anybody may have an address', 'a domain of everybody'],
    [['domain', 'add', 'acme.example'], 1, 'has claimed acme.example already', 'a domain that the team has'],
    [['domain', 'verify', 'nope.test'], 1, 'no domain', 'a domain that it has not'],
    [['team', 'create', 'X', '--domain', 'co.uk'], 1, 'public suffix', 'a domain that is nobody’s'],
    [['directory', 'create', 'X', '--provider', 'oktta'], 1, 'There are: okta', 'a provider that is none'],
    [['directory', 'delete', 'dir_nope', '--yes'], 1, 'no directory', 'a directory that is none'],
    [['directory', 'replace', 'dir_nope'], 2, '--with', 'an option that is missing'],
    [['token', 'create', '--directory', 'dir_nope'], 1, 'no directory', 'a directory that is none'],
    [['token', 'create'], 2, '--directory', 'an option that is missing'],
    [['token', 'create', '--directory', 'x', '--expires', 'soon'], 1, 'length of time', 'a time that is none'],
    [['directory', 'schema', 'set', 'acme', '/nowhere.json', '--directory', 'dir_nope'], 1, 'cannot be read', 'a file that is none'],
    [['directory', 'schema', 'set', 'acme', 'package-lock.json', '--directory', 'dir_nope'], 1, 'Not a schema', 'a file that is no schema'],
    [['directory', 'schema', 'set', 'acme', 'README.md', '--directory', 'dir_nope'], 1, 'not JSON', 'a file that is no JSON'],
    [['directory', 'schema', 'remove', 'acme', '--directory', 'dir_nope'], 1, 'no directory', 'a directory that is none'],
    [['directory', 'schema', 'list'], 2, '--directory', 'an option that is missing'],
    [['key', 'create', '--scope', 'all'], 1, 'not a scope', 'a scope that is none'],
    [['limit', 'set', 'lots'], 1, 'not an amount', 'an amount that is none'],
    [['limit', 'set', '1', '--group', 'grp_nope'], 1, 'no directory group', 'a group that is none'],
    [['limit', 'set', '1', '--user', 'user_name:nobody', '--reason', 'x'], 1, 'Nobody in this team', 'a person who is none'],
    [['limit', 'set', '1', '--user', 'user_name:nobody'], 2, '--reason', 'no reason for a person’s own limit'],
    [['limit', 'set', '1', '--user', 'a', '--reason', 'x', '--expires', 'soon'], 1, 'length of time', 'a time that is none'],
    [['limit', 'set', '1', '--expires', '30d'], 2, '--user', 'an end of what has none'],
    [['limit', 'unset', '--total', '--group', 'grp_nope'], 2, 'one of them', 'two limits at once'],
    [['member', 'list', '--team', 'Nobody'], 1, 'No team is called', 'a team that is none'],
    [['serve', '--port', 'http'], 2, 'PURSER_PORT', 'a setting that is wrong'],
    [['serve', '--data-dir', '/dev/null/x'], 2, 'PURSER_DATA_DIR', 'a folder that cannot be made'],
    [['serve', '--data-dir', '/proc/x'], 2, 'PURSER_DATA_DIR', 'a folder that is not for files'],
    [['serve', '--database-url', 'sqlite:/nowhere/x.db'], 1, 'PURSER_DATABASE_URL', 'a database that cannot be opened'],
    [['serve', '--database-url', 'sqlite:README.md'], 1, 'PURSER_DATABASE_URL', 'a file that is no database'],
    [['serve', '--database-url', 'sqlite::memory:'], 2, 'PURSER_DATABASE_URL', 'a database of which each connection has its own'],
    [['serve', '--database-url', 'postgres://u@127.0.0.1:99999/x'], 2, 'PURSER_DATABASE_URL', 'a port that is none'],
    [['serve', '--public-url', 'http://[::1'], 2, 'PURSER_PUBLIC_URL', 'an address that is none'],
    [['serve', '--public-url', 'https://a:b@x.example'], 2, 'PURSER_PUBLIC_URL', 'an address with a password'],
    [['serve', '--data-dir', 'README.md'], 2, 'PURSER_DATA_DIR', 'a folder that is a file'],
    [['serve', '--port', '0', '--host', 'nowhere.invalid'], 2, 'PURSER_HOST', 'an address of no machine'],
    [['serve', '--port', '0', '--host', '203.0.113.9'], 2, 'PURSER_HOST', 'an address of another machine'],
    [['fly'], 2, 'unknown command', 'a command that is none'],
    [['serve', '--fly'], 2, 'unknown option', 'an option that is none'],
  ])('purser %j ends with %i and says %j: %s', async (args, code, said, _because) => {
    const result = await run(...args)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(said)
    expect(result.stderr).not.toContain('    at ') // no stack: it is the caller's mistake
  })

  test('of two teams of one name neither is taken', async () => {
    const twins = mkdtempSync(join(tmpdir(), 'purser-twins-'))
    for (let each = 0; each < 2; each++) await runPurser(['team', 'create', 'Twin'], { PURSER_DATA_DIR: twins })
    expect(await runPurser(['directory', 'create', 'X', '--team', 'Twin'], { PURSER_DATA_DIR: twins })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('2 teams are called'),
    })
    rmSync(twins, { recursive: true })
  })

  test('what was refused left nothing: there is still the one team', async () => {
    expect((await run('member', 'list', '--team', teamId)).code).toBe(0)
    expect((await run('member', 'list')).code).toBe(0) // with several teams it would ask which
  })

  test.each([
    [[]],
    [['serve']],
    [['demo']],
    [['migrate']],
    [['team', 'create']],
    [['domain', 'add']],
    [['domain', 'verify']],
    [['directory', 'create']],
    [['directory', 'schema', 'set']],
    [['directory', 'list']],
    [['directory', 'show']],
    [['directory', 'pause']],
    [['directory', 'resume']],
    [['directory', 'replace']],
    [['directory', 'delete']],
    [['token', 'rotate']],
    [['key', 'list']],
    [['key', 'revoke']],
    [['member', 'list']],
    [['limit', 'set']],
    [['audit', 'verify']],
    [['audit', 'export']],
    [['secret', 'reseal']],
    [['login-link']],
    [['setup-link', 'create']],
    [['setup-link', 'list']],
    [['setup-link', 'revoke']],
    [['member', 'invite']],
    [['doctor']],
  ])('purser %j --help explains itself', async (args) => {
    const { code, stdout } = await run(...args, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('Usage: purser')
  })

  test('a command says where it made a database, so that a mistyped folder is seen', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'purser-typo-'))
    try {
      const list = () => runPurser(['team', 'list'], { ...env, PURSER_DATA_DIR: join(elsewhere, 'new') })
      expect(await list()).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(`no database in ${join(elsewhere, 'new')} yet`) })
      expect(await list()).toMatchObject({ code: 0, stdout: '', stderr: '' })
    } finally {
      rmSync(elsewhere, { recursive: true, force: true })
    }
  })

  test('audit verify and secret reseal answer scripts in JSON, and end with 0 where all is well', async () => {
    const verified = await run('audit', 'verify', '--json')
    const lines = verified.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)) // a line for each chain
    expect({ ...verified, lines }).toMatchObject({
      code: 0,
      stderr: '',
      lines: [
        { teamId, ok: true, broken: null },
        { name: 'the installation', ok: true },
      ],
    })
    const one = await run('audit', 'verify', '--team', teamId, '--json')
    expect({ code: one.code, facts: JSON.parse(one.stdout) }).toMatchObject({ code: 0, facts: { teamId, ok: true, erased: 0 } })
    expect(await run('audit', 'verify', '--team', 'Nobody')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('No team is called'),
    })
    const resealed = await run('secret', 'reseal', '--json')
    expect({ code: resealed.code, facts: JSON.parse(resealed.stdout) }).toEqual({ code: 0, facts: { resealed: 0, key: expect.any(String) } })
    expect((await run('secret', 'reseal')).stdout).toContain('0 secrets were sealed anew')
  })

  test('audit verify ends with 1 where somebody took a row out, and says which', async () => {
    const cut = mkdtempSync(join(tmpdir(), 'purser-cut-'))
    const there = { PURSER_DATA_DIR: cut }
    await runPurser(['team', 'create', 'Cut'], there)
    for (const name of ['one', 'two']) await runPurser(['key', 'create', '--name', name], there)
    const database = new DatabaseSync(join(cut, 'purser.db'))
    database.exec('drop trigger journal_keep_delete; delete from journal where audit_number = 2')
    database.close()
    const { code, stdout } = await runPurser(['audit', 'verify', '--json'], there)
    const [team, installation] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect({ code, team, installation }).toMatchObject({
      code: 1,
      team: { ok: false, broken: { number: 2, why: 'row 2 is missing' } },
      installation: { ok: true },
    })
    expect(await runPurser(['audit', 'verify'], there)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^BROKEN {2}Cut: row 2: row 2 is missing\n/),
    })
    rmSync(cut, { recursive: true })
  })

  test('the doctor tells what needs a look, and ends with 1 while something does', async () => {
    const { code, stdout } = await run('doctor', '--json')
    const { ok, checks } = JSON.parse(stdout)
    expect({ code, ok }).toEqual({ code: ok ? 0 : 1, ok: checks.every((check: { ok: boolean }) => check.ok) })
    expect(checks.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['configuration', 'database', 'secret key', 'Acme / Okta']),
    )
    const nowhere = join(tmpdir(), 'purser-doctor-nowhere')
    expect(await runPurser(['doctor'], { PURSER_DATA_DIR: nowhere })).toMatchObject({ code: 1, stdout: expect.stringContaining('there is none yet') })
    expect(existsSync(nowhere)).toBe(false)
  })

  test('migrate tells what is missing, does it, and has nothing more to do', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'purser-migrate-'))
    const there = { PURSER_DATA_DIR: empty }
    const { missing } = JSON.parse((await runPurser(['migrate', '--plan', '--json'], there)).stdout)
    expect(missing.length).toBeGreaterThan(0)
    expect(JSON.parse((await runPurser(['migrate', '--json'], there)).stdout)).toEqual({ done: missing })
    expect((await runPurser(['migrate'], there)).stdout).toContain('up to date')
    rmSync(empty, { recursive: true })
  })
})
