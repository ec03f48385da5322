import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operatorAt } from '../server/cli/session.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { prepareFirstRun } from '../server/provisioning/first-run.ts'
import { databases } from './support/databases.ts'
import { runPurser, servePurser } from './support/processes.ts'
import { ask, confirmLink, openBrowser, startTestServer, type TestServer } from './support/test-server.ts'

const setup = { team_name: 'Acme', email: 'ada@acme.example' }

describe.each(databases)('the first run, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())
  const prepare = async () => {
    const path = await prepareFirstRun(server.db, server.environment, operatorAt(server.environment))
    return path === undefined ? undefined : `${server.url}${path}`
  }
  const teams = () => server.db.read.selectFrom('teams').selectAll().execute()

  test('makes one team, however many servers start at once, and of the links the newest opens', async () => {
    const links = await Promise.all(Array.from({ length: 4 }, prepare))
    expect(await teams()).toHaveLength(1)
    const answers = await Promise.all(links.map((link) => ask('GET', link ?? '')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ text }) => text.includes('link-revoked'))).toHaveLength(3)
  })

  test('asks for the team’s name and the owner’s e-mail, in English and French, and refuses others', async () => {
    const link = await prepare()
    const page = await ask('GET', `${link}?lang=fr`)
    expect(page.text).toMatch(/<input name="team_name"[^>]*>[^]*<input name="email" type="email"[^>]*>[^]*<button type="submit" name="confirm"/)
    expect(page.text).toContain('Nom de l’équipe')
    for (const wrong of [{ team_name: ' ', email: 'ada@acme.example' }, { team_name: 'Acme', email: 'nobody' }, { team_name: 'Acme' }])
      expect(await confirmLink(link ?? '', wrong, { accept: 'application/json' })).toMatchObject({ status: 422, body: { code: 'setup-invalid' } })
    expect(await confirmLink(link ?? '', {}, { accept: 'application/json' })).toMatchObject({ status: 422, body: { code: 'setup-invalid' } })
    expect((await teams())[0]?.name).toBe('First team')
  })

  test('ends with the first owner, whose link nobody uses again, and no other is made', async () => {
    const [late, link] = [await prepare(), await prepare()]
    expect((await confirmLink(late ?? '', setup)).status).toBe(410)
    const owner = await openBrowser(server.url, link ?? '', setup)
    expect((await owner.api('GET', '/session')).body).toMatchObject({ email: 'ada@acme.example', role: 'owner' })
    expect((await owner.api('GET', '/team')).body).toMatchObject({ name: 'Acme', plan: 'enterprise' })
    expect((await owner.api('GET', '/members')).body.items).toEqual([expect.objectContaining({ origin: 'bootstrap', role: 'owner' })])
    expect(await confirmLink(link ?? '', { ...setup, email: 'eve@evil.example' }, { accept: 'application/json' })).toMatchObject({
      status: 410,
      body: { code: 'link-used' },
    })
    expect(await prepare()).toBeUndefined()
  })

  test('of two who open its link at once makes one owner', async () => {
    const other = await startTestServer(database)
    const path = await prepareFirstRun(other.db, other.environment, operatorAt(other.environment))
    const link = `${other.url}${path}`
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => confirmLink(link, { ...setup, email: `${name}@acme.example` })))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(await other.db.read.selectFrom('members').selectAll().execute()).toHaveLength(1)
    await other.stop()
  })

  test('is over when the operator makes a team: that is the first one, and the link opens no more', async () => {
    const other = await startTestServer(database)
    const as = operatorAt(other.environment)
    const path = await prepareFirstRun(other.db, other.environment, as)
    const wanted = { name: 'By hand', currency: 'EUR', domains: [], ownerEmail: 'ada@acme.example' }
    await createTeamWithPeople(other.db, other.environment, as(other.environment.newId('team')), wanted)
    expect(await other.db.read.selectFrom('teams').select(['name', 'currency']).execute()).toEqual([{ name: 'By hand', currency: 'EUR' }])
    expect((await confirmLink(`${other.url}${path}`, setup)).status).toBe(410)
    await other.stop()
  })
})

test('from an empty folder to an owner who is signed in, by the command line and a browser', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'purser-first-'))
  const env = { PURSER_DATA_DIR: folder, PURSER_LOG_LEVEL: 'error' }
  const server = await servePurser(env)
  try {
    const link = server.log.map((line) => /^ {2}(http:\S+)$/.exec(line)?.[1]).find((found) => found !== undefined) ?? ''
    const owner = await openBrowser(server.url, link, setup)
    expect((await owner.api('GET', '/session')).body).toMatchObject({ email: 'ada@acme.example', role: 'owner' })
    const port = new URL(server.url).port
    const run = async (...args: string[]) => JSON.parse((await runPurser([...args, '--json'], { ...env, PURSER_PORT: port })).stdout)
    const { url } = await run('login-link')
    expect((await (await openBrowser(server.url, url)).api('GET', '/session')).body.email).toBe('ada@acme.example')
    const invited = await run('member', 'invite', 'bo@acme.example', '--role', 'auditor')
    expect((await (await openBrowser(server.url, invited.url)).api('GET', '/session')).body.role).toBe('auditor')
    expect(await run('member', 'role', 'email:bo@acme.example', 'admin')).toMatchObject({ role: 'admin' })
    expect(await run('member', 'remove', 'email:bo@acme.example')).toMatchObject({ removed: true })
    expect(await run('team', 'plan', 'standard')).toMatchObject({ plan: 'standard' })
    expect(await run('team', 'list')).toMatchObject({ name: 'Acme', plan: 'standard' })
    const { key, keyId } = await run('key', 'create', '--operator', '--scope', 'teams:read')
    const asOperator = async () => (await ask('GET', `${server.url}/v1/teams`, undefined, { authorization: `Bearer ${key}` })).status
    expect(key).toMatch(/^purser_operator_/)
    expect(await asOperator()).toBe(200)
    expect(await run('key', 'rotate', keyId, '--operator')).toMatchObject({ key: expect.stringMatching(/^purser_operator_/) })
    await run('key', 'revoke', keyId, '--operator')
    expect(await asOperator()).toBe(401)
    expect(await runPurser(['audit', 'verify'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok {6}Acme: \d+ rows\nok {6}the installation: \d+ rows\n$/),
    })
    expect((await runPurser(['audit', 'export', '--format', 'jsonl'], env)).stdout).toMatch(/^\{.*"action":"export_audit_log".*\}\n\{/)
    expect(await run('member', 'erase', 'email:bo@acme.example')).toMatchObject({ erased: true })
    expect(await runPurser(['audit', 'verify', '--team', 'Acme'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('names blanked in'),
    })
    for (const [args, said] of [
      [['member', 'role', 'email:ada@acme.example', 'member'], 'last active owner'],
      [['member', 'role', 'email:ada@acme.example', 'boss'], 'not a role'],
      [['member', 'invite', 'ada@acme.example'], 'in the team already'],
      [['team', 'plan', 'gold'], 'not a plan'],
      [['audit', 'export', '--format', 'xml'], 'not a format'],
      [['member', 'erase', 'email:ada@acme.example'], 'Take them out first'],
      [['login-link', '--member', 'email:nobody@acme.example'], 'Nobody in this team'],
    ] as const)
      expect(await runPurser([...args], env)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) })
  } finally {
    await server.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  }
}, 240_000) // some twenty processes, one after another
