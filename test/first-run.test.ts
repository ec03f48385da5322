import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operatorAt } from '../server/cli/session.ts'
import { makeMember } from '../server/members/membership.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { prepareFirstRun } from '../server/provisioning/first-run.ts'
import { write } from '../server/store/open.ts'
import { lockFirstRun } from '../server/teams/teams.ts'
import { databases } from './support/databases.ts'
import { until } from './support/scim.ts'
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
    expect(await confirmLink(link ?? '', { team_name: 'x'.repeat(20_000), email: 'a@acme.example' }, { accept: 'application/json' })).toMatchObject({
      status: 413,
      body: { code: 'request-too-large', detail: expect.stringContaining('Shorten what you typed') },
    })
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

  // SQLite writes one after another anyway.
  test.runIf(database === 'postgres').each(['the link', 'the operator'])(
    'has one owner: %s waits for whoever is at it, and then sees it over',
    async (who) => {
      const other = await startTestServer(database)
      const as = operatorAt(other.environment)
      const path = await prepareFirstRun(other.db, other.environment, as)
      const { teamId } = await other.db.read.selectFrom('teams').select('teamId').executeTakeFirstOrThrow()
      const owner = { email: 'ada@acme.example', displayName: null, role: 'owner', origin: 'bootstrap', active: true } as const
      const wanted = { name: 'By hand', currency: 'EUR', domains: [], ownerEmail: 'eve@evil.example' }
      const isWaiting = async () =>
        (await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(other.db.read)).rows
          .length > 0
      let isOver = false
      const goOn = async () => {
        const answer =
          who === 'the link'
            ? await confirmLink(`${other.url}${path}`, setup, { accept: 'application/json' })
            : await createTeamWithPeople(other.db, other.environment, as(other.environment.newId('team')), wanted)
        isOver = true
        return answer
      }
      const { going } = await write(other.db, async (trx) => {
        await lockFirstRun(trx)
        await makeMember(trx, other.environment, teamId, owner, other.environment.now())
        const started = goOn()
        await until(async () => (isOver || (await isWaiting()) ? true : undefined))
        return { going: started }
      })
      const answer = await going
      expect(answer).toMatchObject(who === 'the link' ? { status: 410, body: { code: 'already-set-up' } } : { name: 'By hand' })
      // The operator, too late for the first team, has made another.
      const owners = await other.db.read.selectFrom('members').select('teamId').execute()
      expect(owners.filter((each) => each.teamId === teamId)).toHaveLength(1)
      expect(await other.db.read.selectFrom('teams').selectAll().execute()).toHaveLength(who === 'the link' ? 1 : 2)
      await other.stop()
    },
  )

  test('is over once somebody is in, also for a link of it that was never revoked: already-set-up', async () => {
    const other = await startTestServer(database)
    const path = await prepareFirstRun(other.db, other.environment, operatorAt(other.environment))
    const { teamId } = await other.db.read.selectFrom('teams').select('teamId').executeTakeFirstOrThrow()
    const by = operatorAt(other.environment)(teamId)
    const owner = { email: 'ada@acme.example', displayName: null, role: 'owner', origin: 'bootstrap', active: true } as const
    await write(other.db, (trx) => makeMember(trx, other.environment, teamId, owner, by.at))
    expect(await confirmLink(`${other.url}${path}`, setup, { accept: 'application/json' })).toMatchObject({
      status: 410,
      body: { code: 'already-set-up' },
    })
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
    expect(await confirmLink(`${other.url}${path}`, setup, { accept: 'application/json' })).toMatchObject({
      status: 410,
      body: { code: 'link-revoked' },
    })
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
    const run = async (...args: string[]) => JSON.parse((await runPurser([...args, '--json'], env)).stdout)
    // The server took any free port, and its links are opened where it listens.
    const { url } = await run('login-link')
    expect(url.startsWith(`${server.url}/link/`)).toBe(true)
    const told = await runPurser(['login-link'], env)
    expect(told.stderr).toBe(
      `The link begins with ${server.url}, where the server of this data folder listens. If people reach the server elsewhere, set PURSER_PUBLIC_URL or give --public-url, for the server too.\n`,
    )
    expect(await runPurser(['login-link'], { ...env, PURSER_PUBLIC_URL: 'https://purser.example.com/at' })).toMatchObject({
      stdout: expect.stringContaining('\nhttps://purser.example.com/at/link/purser_link_'),
      stderr: '',
    })
    expect((await (await openBrowser(server.url, url)).api('GET', '/session')).body.email).toBe('ada@acme.example')
    const invited = await run('member', 'invite', 'bo@acme.example', '--role', 'auditor')
    expect((await (await openBrowser(server.url, invited.url)).api('GET', '/session')).body.role).toBe('auditor')
    expect(await run('member', 'role', 'email:bo@acme.example', 'admin')).toMatchObject({ role: 'admin' })
    expect(await run('member', 'remove', 'email:bo@acme.example')).toMatchObject({ removed: true })
    const setUp = await run('setup-link', 'create', '--purpose', 'directory', '--expires', '2d')
    const guest = await openBrowser(server.url, setUp.url)
    expect((await guest.api('GET', '/session')).body).toMatchObject({
      setup_link: { id: setUp.linkId, purpose: 'directory', expires_at: setUp.expiresAt },
    })
    expect(await run('setup-link', 'list')).toMatchObject({
      linkId: setUp.linkId,
      state: 'active',
      purpose: 'directory',
      lastOpenedAt: expect.any(String),
    })
    expect(await run('setup-link', 'revoke', setUp.linkId)).toMatchObject({ revoked: true })
    expect((await guest.api('GET', '/session')).status).toBe(401)
    expect((await runPurser(['setup-link', 'list'], env)).stdout).toMatch(/^lnk_\w+ {2}revoked {2}directory/)
    expect(await run('team', 'plan', 'standard')).toMatchObject({ plan: 'standard' })
    expect(await run('team', 'list')).toMatchObject({ name: 'Acme', plan: 'standard' })
    const { key, keyId } = await run('key', 'create', '--operator', '--scope', 'teams:read')
    const asOperator = async () => (await ask('GET', `${server.url}/v1/teams`, undefined, { authorization: `Bearer ${key}` })).status
    expect(key).toMatch(/^purser_operator_/)
    expect(await asOperator()).toBe(200)
    expect(await run('key', 'rotate', keyId, '--operator')).toMatchObject({ key: expect.stringMatching(/^purser_operator_/) })
    await run('key', 'revoke', keyId, '--operator')
    expect(await asOperator()).toBe(401)
    const listed = await runPurser(['key', 'list', '--operator'], env)
    expect(listed.stdout).toMatch(
      new RegExp(`^${keyId}  revoked  purser_operator_\\w{4}…  key  until \\S+  (never )?used.*\nkey_\\w{26}  live     .*no end  never used\n$`),
    )
    const { keyId: teamKey } = await run('key', 'create', '--name', 'product', '--scope', 'team:read')
    expect(
      (await runPurser(['key', 'list', '--json'], env)).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toContainEqual(
      expect.objectContaining({ keyId: teamKey, state: 'live', name: 'product', scopes: ['team:read'], expiresAt: null, lastUsedAt: null }),
    )
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
      [['setup-link', 'create', '--expires', '31d'], 'between 5 minutes and 30 days'],
      [['setup-link', 'revoke', setUp.linkId], 'no set-up link'],
    ] as const)
      expect(await runPurser([...args], env)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) })
    // What the API would not take, nor does the command line.
    for (const [args, said] of [
      [['member', 'invite', 'not an email'], 'Not an e-mail address'],
      [['team', 'create', 'Other', '--owner', 'nobody'], 'Not an e-mail address'],
      [['team', 'create', ' '], '1 to 200 characters'],
      [['key', 'create', '--name', ''], '1 to 200 characters'],
      [['setup-link', 'create', '--purpose', 'everything'], 'Allowed choices are sso, directory, sso_and_directory'],
    ] as const)
      expect(await runPurser([...args], env)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) })
    await server.kill('SIGTERM')
    expect(await runPurser(['login-link', '--port', '9123'], env)).toMatchObject({
      stdout: expect.stringContaining('\nhttp://127.0.0.1:9123/link/'),
      stderr: expect.stringContaining('none was found running'),
    })
  } finally {
    await server.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  }
}, 240_000) // some twenty processes, one after another
