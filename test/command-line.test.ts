import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
    ;({ directoryId } = await json('directory', 'create', 'Okta', '--provider', 'okta'))
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
    [['team', 'create', 'X', '--domain', 'acme.example'], 1, 'already belongs', 'a domain of another team'],
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
    [['member', 'list', '--team', 'Nobody'], 1, 'No team is called', 'a team that is none'],
    [['serve', '--port', 'http'], 2, 'PURSER_PORT', 'a setting that is wrong'],
    [['serve', '--data-dir', '/dev/null/x'], 2, 'PURSER_DATA_DIR', 'a folder that cannot be made'],
    [['serve', '--data-dir', '/proc/x'], 2, 'PURSER_DATA_DIR', 'a folder that is not for files'],
    [['serve', '--database-url', 'sqlite:/nowhere/x.db'], 1, 'PURSER_DATABASE_URL', 'a database that cannot be opened'],
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
    [['directory', 'create']],
    [['directory', 'schema', 'set']],
    [['directory', 'list']],
    [['directory', 'show']],
    [['directory', 'pause']],
    [['directory', 'resume']],
    [['directory', 'replace']],
    [['directory', 'delete']],
    [['token', 'rotate']],
    [['key', 'revoke']],
    [['member', 'list']],
    [['limit', 'set']],
    [['doctor']],
  ])('purser %j --help explains itself', async (args) => {
    const { code, stdout } = await run(...args, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('Usage: purser')
  })

  test('the doctor tells what needs a look, and ends with 1 while something does', async () => {
    const { code, stdout } = await run('doctor', '--json')
    const { ok, checks } = JSON.parse(stdout)
    expect({ code, ok }).toEqual({ code: ok ? 0 : 1, ok: checks.every((check: { ok: boolean }) => check.ok) })
    expect(checks.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['configuration', 'database', 'Acme / Okta']))
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
