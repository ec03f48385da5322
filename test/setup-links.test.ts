import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { setupLinkAllows, isPermission, type Permission } from '../server/access/permissions.ts'
import { setupPurposes, type SetupPurpose } from '../server/kernel/setup-purpose.ts'
import { buildApp } from '../server/app.ts'
import { realEnvironment } from '../server/kernel/environment.ts'
import { eraseMember } from '../server/provisioning/erase-member.ts'
import { write } from '../server/store/open.ts'
import { setPlan } from '../server/teams/change-team.ts'
import { databases } from './support/databases.ts'
import { sendEvents, usage } from './spend/events.ts'
import { until } from './support/scim.ts'
import {
  ask,
  confirmLink,
  cookieIn,
  openBrowser,
  sessionLife,
  startTestServer,
  type Answer,
  type TestServer,
  type TestTeam,
} from './support/test-server.ts'

const day = 86_400
type Document = { paths: Record<string, Record<string, { operationId: string; 'x-permission': string }>> }
const document: Document = JSON.parse(readFileSync('openapi.json', 'utf8'))

describe.each(databases)('set-up links, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let stranger: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ name: 'Ada & <Co>', ownerEmail: 'owner@acme.example' })
    stranger = await server.addTeam({ ownerEmail: 'owner@stranger.example' })
  })
  afterAll(() => server.stop())

  const make = async (purpose: SetupPurpose = 'sso_and_directory', more: object = {}, of = team) =>
    (await of.api('POST', '/setup_links', { purpose, ...more })).body
  const open = async (purpose?: SetupPurpose, more?: object) => {
    const link = await make(purpose, more)
    return { ...link, guest: await openBrowser(server.url, link.url) }
  }
  const who = (cookie: string, url = server.url) => ask('GET', `${url}/v1/session`, undefined, { cookie })
  const listed = async (id: string) => (await team.api('GET', '/setup_links?limit=200')).body.items.find((each: { id: string }) => each.id === id)
  const expectRefused = async (link: string, status: number, code: string) => {
    for (const method of ['GET', 'POST'] as const) {
      const answer = method === 'GET' ? await ask('GET', link) : await confirmLink(link)
      expect([method, answer.status, answer.headers.get('set-cookie')]).toEqual([method, status, null])
      expect(answer.text).toContain(`<code>${code}</code>`)
    }
  }
  const audit = async (query: string) => (await team.api('GET', `/audit_log?limit=200${query}`)).body.items

  test('is made with its address, which no later answer holds', async () => {
    const made = await team.api('POST', '/setup_links', { purpose: 'sso' })
    expect(made.status).toBe(201)
    const { url, ...rest } = made.body
    expect(url).toMatch(new RegExp(`^${server.url}/setup/purser_setup_[0-9A-Za-z]{38}$`))
    expect(rest).toEqual({
      id: expect.stringMatching(/^lnk_/),
      purpose: 'sso',
      state: 'active',
      created_at: expect.stringMatching(/Z$/),
      created_by: 'key',
      expires_at: expect.stringMatching(/Z$/),
      revoked_at: null,
      last_opened_at: null,
    })
    expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(7 * day * 1000)
    const list = await team.api('GET', '/setup_links?limit=200')
    expect(list.body.items).toContainEqual(rest)
    expect(list.text).not.toContain('purser_setup_')
    expect(JSON.stringify(await server.db.read.selectFrom('setupLinks').selectAll().execute())).not.toContain(url.split('/').at(-1))
  })

  test.each([
    [{ expires_in: '5m' }, 201, 'the shortest'],
    [{ expires_in: '30d' }, 201, 'the longest'],
    [{ expires_in: '4m' }, 422, 'too short'],
    [{ expires_in: '31d' }, 422, 'too long'],
    [{ expires_in: 'soon' }, 422, 'no length of time'],
    [{ purpose: 'everything' }, 422, 'no such purpose'],
    [{ team: 'other' }, 422, 'nothing that it takes'],
  ])('with %j is answered %i: %s', async (more: object, status: number, _because: string) => {
    expect((await team.api('POST', '/setup_links', { purpose: 'sso', ...more })).status).toBe(status)
  })

  test('opening shows one form with one button and begins nothing, as often as mail scanners like; the button opens, again and again', async () => {
    const { id, url } = await make('directory')
    for (let scan = 0; scan < 3; scan++) {
      const page = await ask('GET', url)
      expect([page.status, page.headers.get('set-cookie')]).toEqual([200, null])
      expect(page.text.match(/<form /g)).toHaveLength(1)
      expect(page.text).toMatch(/<button type="submit" name="confirm"/)
      expect(page.text).toContain('Ada &amp; &lt;Co&gt;')
      expect(page.text).not.toContain('single sign-on')
    }
    expect((await ask('GET', url, undefined, { 'accept-language': 'fr' })).text).toContain('Ouvrir la configuration')
    expect((await listed(id)).last_opened_at).toBeNull()
    const cookies = new Set<string>()
    for (let time = 0; time < 2; time++) {
      const confirmed = await confirmLink(url)
      expect(confirmed.status).toBe(303)
      expect(new URL(confirmed.headers.get('location') ?? '', url).href).toBe(`${server.url}/?lang=en`)
      cookies.add(cookieIn(confirmed))
      const dashboard = await ask('GET', `${server.url}/`, undefined, { cookie: cookieIn(confirmed) })
      expect([dashboard.status, dashboard.text]).toEqual([200, expect.stringContaining('<title>Purser</title>')])
    }
    expect(cookies.size).toBe(2)
    for (const cookie of cookies)
      expect((await who(cookie)).body).toEqual({
        team_id: team.teamId,
        team_name: expect.any(String),
        permissions: ['session:own', 'prerequisites:read', 'directory_setup:read', 'directory_setup:write'],
        setup_link: { id, purpose: 'directory', expires_at: expect.any(String) },
      })
    expect((await listed(id)).last_opened_at).not.toBeNull()
  })

  test('its cookie is the session’s, kept alike; over https by the name that browsers guard', async () => {
    const { url } = await make()
    expect((await confirmLink(url)).headers.get('set-cookie')).toMatch(
      /^purser_session=purser_setupsession_\w+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=14400$/,
    )
    const secure = await startTestServer(database, { publicUrl: 'https://purser.example' })
    const other = await secure.addTeam()
    const link = (await other.api('POST', '/setup_links', { purpose: 'sso' })).body.url.replace('https://purser.example', secure.url)
    const answer = await confirmLink(link, {}, { origin: 'https://purser.example' })
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-purser_session=\w+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=14400$/)
    await secure.stop()
  })

  test('of a purpose there is one: a new one ends the old with whoever opened it, and leaves those of other purposes', async () => {
    const other = await open('directory')
    const old = await open('sso')
    const made = await make('sso')
    await expectRefused(old.url, 410, 'link-revoked')
    expect((await who(old.guest.cookie)).status).toBe(401)
    expect([(await listed(old.id)).state, (await listed(made.id)).state, (await listed(other.id)).state]).toEqual(['revoked', 'active', 'active'])
    expect((await who(other.guest.cookie)).status).toBe(200)
    const both = await Promise.all([make('sso'), make('sso'), make('sso')])
    const states = await Promise.all(both.map(async ({ id }) => (await listed(id)).state))
    expect(states.filter((state) => state === 'active')).toHaveLength(1)
  })

  test('revoked, it is over with the next request, whatever was opened by it', async () => {
    const link = await open()
    expect((await link.guest.api('GET', '/connections')).status).toBe(200)
    expect((await team.api('DELETE', `/setup_links/${link.id}`)).status).toBe(204)
    expect((await link.guest.api('GET', '/connections')).body.code).toBe('unauthenticated')
    expect((await ask('GET', `${server.url}/`, undefined, { cookie: link.guest.cookie })).headers.get('location')).toBe('/sign-in?return_to=%2F')
    await expectRefused(link.url, 410, 'link-revoked')
    expect((await team.api('DELETE', `/setup_links/${link.id}`)).body.code).toBe('setup-link-not-found')
  })

  test('whoever opened it is out when it expires, when they did nothing for long, and when they sign out; it opens again but for the first', async () => {
    const shortly = await open('sso', { expires_in: '10m' })
    const long = await open('directory')
    server.pass(11 * 60)
    expect([(await who(shortly.guest.cookie)).status, (await who(long.guest.cookie)).status]).toEqual([401, 200])
    expect((await listed(shortly.id)).state).toBe('expired')
    await expectRefused(shortly.url, 410, 'link-expired')

    server.pass(sessionLife.idleSeconds + 1)
    expect((await who(long.guest.cookie)).status).toBe(401)
    const again = await openBrowser(server.url, long.url)
    const signedOut = await again.api('DELETE', '/session')
    expect([signedOut.status, signedOut.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await who(again.cookie)).status).toBe(401)
    const { cookie } = await openBrowser(server.url, long.url)
    expect((await who(cookie)).status).toBe(200)
    // The way out of a browser is theirs too: a copy of the cookie opens nothing any more.
    const left = await ask('POST', `${server.url}/sso/sign-out`, undefined, { cookie, origin: server.url })
    expect([left.status, left.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('Max-Age=0')])
    expect((await who(cookie)).status).toBe(401)
    expect((await audit(`&subject=${long.id}`))[0]).toMatchObject({ action: 'end_session', changes: [{ kind: 'setup_session.ended' }] })
    expect((await confirmLink(long.url)).status).toBe(303)
  })

  test('stays open while it is used, and ends after the longest life of a session, however busy', async () => {
    const { guest } = await open('sso')
    server.pass(sessionLife.idleSeconds / 2)
    await who(guest.cookie)
    // A use is written within a second.
    await until(async () => (await lastUse()) >= Date.parse(server.environment.now()) - 60_000 || undefined)
    server.pass(sessionLife.idleSeconds * 0.75)
    expect((await who(guest.cookie)).status).toBe(200)

    server.pass(sessionLife.longestSeconds - sessionLife.idleSeconds * 1.25 - 60)
    await useNow()
    expect((await who(guest.cookie)).status).toBe(200)
    server.pass(61)
    await useNow()
    expect((await who(guest.cookie)).status).toBe(401)
  })
  test('stays open for each who opened it, though they use it in the same moment', async () => {
    const { url, guest } = await open('directory')
    const others = [guest, await openBrowser(server.url, url), await openBrowser(server.url, url)]
    server.pass(sessionLife.idleSeconds / 2)
    await Promise.all(others.map(({ cookie }) => who(cookie)))
    await until(async () => (await lastUse(others.length)) >= Date.parse(server.environment.now()) - 60_000 || undefined)
    server.pass(sessionLife.idleSeconds * 0.75)
    const answers = await Promise.all(others.map(({ cookie }) => who(cookie)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  /** When the sessions that were used last were, so many of them: the first of those moments, since they need not be written together. */
  const lastUse = async (sessions = 1): Promise<number> => {
    const latest = await server.db.read.selectFrom('setupSessions').select('lastUsedAt').orderBy('lastUsedAt', 'desc').limit(sessions).execute()
    return Math.min(...latest.map(({ lastUsedAt }) => Date.parse(lastUsedAt)))
  }
  const useNow = () => write(server.db, (trx) => trx.updateTable('setupSessions').set({ lastUsedAt: server.environment.now() }).execute())

  test('its secret stands in no log, also where a letter of its path came percent-encoded', async () => {
    const { url } = await make('sso')
    const [secret = ''] = url.split('/').slice(-1)
    expect((await confirmLink(url.replace('purser_setup_', '%70urser%5fsetup%5F'))).status).toBe(303)
    const rows = await server.db.read.selectFrom('journal').select('wire').where('operation', '=', 'open_setup_link').execute()
    expect(rows.some(({ wire }) => wire?.['path'] === '/setup/purser_setup_[redacted]')).toBe(true)
    expect(JSON.stringify(rows)).not.toContain(secret.slice('purser_setup_'.length + 4))
  })

  test('an altered, foreign or made-up secret opens nothing, as a link and as a cookie', async () => {
    const { url, guest } = await open('directory')
    const alter = (text: string) => text.slice(0, -1) + (text.at(-1) === 'A' ? 'B' : 'A')
    await expectRefused(alter(url), 404, 'link-unknown')
    await expectRefused(`${server.url}/setup/${guest.cookie.split('=')[1]}`, 404, 'link-unknown')
    const invite = (await team.api('POST', '/invites', { email: 'guest@else.example' })).body.url
    await expectRefused(invite.replace('/link/', '/setup/'), 404, 'link-unknown')
    await expectRefused(url.replace('/setup/', '/link/'), 404, 'link-unknown')
    const secret = url.split('/').at(-1)
    for (const cookie of [alter(guest.cookie), `purser_session=${secret}`, `purser_session=${'x'.repeat(60)}`])
      expect((await who(cookie)).status).toBe(401)
    // Neither secret is a key, a token or a credential of SCIM.
    for (const bearer of [secret, guest.cookie.split('=')[1]]) {
      const headers = { authorization: `Bearer ${bearer}` }
      expect((await ask('GET', `${server.url}/v1/connections`, undefined, headers)).status).toBe(401)
      expect((await ask('GET', `${team.directory.baseUrl}/Users`, undefined, headers)).status).toBe(401)
    }
  })

  test('opens its own team alone: what is of another team is 404, and is not made, listed or revoked from there', async () => {
    const { guest, id } = await open()
    const theirs = (await stranger.api('GET', '/connections')).body.items[0].id
    expect((await guest.api('GET', `/connections/${theirs}`)).status).toBe(404)
    expect((await guest.api('GET', `/directories/${stranger.directory.directoryId}`)).status).toBe(404)
    expect((await guest.api('POST', `/directories/${stranger.directory.directoryId}/tokens`, { name: 'mine' })).status).toBe(404)
    expect((await guest.api('GET', `/connections?team=${stranger.teamId}`)).status).toBe(404)
    expect((await stranger.api('DELETE', `/setup_links/${id}`)).body.code).toBe('setup-link-not-found')
    expect((await stranger.api('GET', '/setup_links')).text).not.toContain(id)
  })

  describe('over every operation of openapi.json', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { 'x-permission': permission }]) => ({ method: method.toUpperCase(), path, permission })),
    )
    const nowhere = '0'.repeat(26)
    const askAll = async (askAs: (method: string, path: string, body?: unknown) => Promise<Answer>) => {
      const open: string[] = []
      const isSignOut = ({ method, path }: (typeof operations)[number]) => `${method} ${path}` === 'DELETE /v1/session'
      const last = operations.filter(isSignOut) // it ends the session
      for (const { method, path } of [...operations.filter((each) => !isSignOut(each)), ...last]) {
        const to = path.slice('/v1'.length).replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'user' ? `mem_${nowhere}` : nowhere))
        const answer = await askAs(method, to, method === 'GET' || method === 'DELETE' ? undefined : { nothing: 'that a schema takes' })
        if (answer.status !== 403) open.push(`${method} ${path}`)
        else expect(['insufficient-link', 'insufficient-scope', 'no-member']).toContain(answer.body.code)
      }
      return open.toSorted()
    }
    const ofMembersAlone = new Set(['GET /v1/session/limit']) // its permission is everybody's, and a link has no limit
    const allowed = (isAllowed: (permission: Permission) => boolean) =>
      operations
        .filter(({ permission }) => isPermission(permission) && isAllowed(permission))
        .map(({ method, path }) => `${method} ${path}`)
        .filter((name) => !ofMembersAlone.has(name))
        .toSorted()

    test.each(setupPurposes)('a link for %s may what the table says and nothing else', async (purpose) => {
      const { guest } = await open(purpose)
      const may = await askAll(guest.api)
      expect(may).toEqual(allowed((permission) => setupLinkAllows(purpose, permission)))
      const isSso = purpose !== 'directory'
      const isDirectory = purpose !== 'sso'
      // Said by hand, so that a slip in the table is seen.
      expect(may.includes('POST /v1/connections')).toBe(isSso)
      expect(may.includes('POST /v1/domains')).toBe(isSso)
      expect(may.includes('POST /v1/directories')).toBe(isDirectory)
      expect(may.includes('POST /v1/directories/{directory}/tokens')).toBe(isDirectory)
      expect(may.includes('GET /v1/provisioning_log')).toBe(isDirectory)
      expect(may).toContain('GET /v1/prerequisites')
      const never =
        /\/(members|users|groups|invites|api_keys|sessions|audit_log|spend_limits|teams?|setup_links)(\/|$)|vouch|pause|replace|DELETE \/v1\/directories\/\{directory\}$/
      // One's own sessions are asked for in vain: whoever is no member has none.
      expect(may.filter((each) => never.test(each) && !each.includes('/my/'))).toEqual([])
    })
  })

  test('shows what needs an eye of directories, and nothing of what was spent', async () => {
    await sendEvents(team, server, [usage('of-nobody', 'email:nobody@else.example', '3')])
    const paused = (await team.api('POST', '/directories', { name: 'Paused', provider: 'okta' })).body.id
    expect((await team.api('POST', `/directories/${paused}/pause`)).status).toBe(200)
    const { guest } = await open('directory')
    const codes = async (api: typeof guest.api) => (await api('GET', '/findings')).body.items.map(({ code }: { code: string }) => code).toSorted()
    const [all, shown] = [await codes(team.api), await codes(guest.api)]
    expect(shown).toContain('directory-paused')
    expect(all.filter((code: string) => !shown.includes(code))).toEqual(['usage-unattributed'])
  })

  test('does the work that it is for, and each step stands in the audit log with the link as its actor', async () => {
    const { guest, id } = await open()
    const domain = await guest.api('POST', '/domains', { domain: `set-up-${database}.example` })
    expect(domain.status).toBe(201)
    const connection = await guest.api('POST', '/connections', { protocol: 'oidc', name: 'By the link' })
    expect(connection.status).toBe(201)
    const directory = await guest.api('POST', '/directories', { name: 'By the link', provider: 'okta' })
    expect(directory.status).toBe(201)
    const token = await guest.api('POST', `/directories/${directory.body.id}/tokens`, { name: 'okta' })
    expect(token.status).toBe(201)
    expect((await guest.api('GET', '/members')).body.code).toBe('insufficient-link')
    expect((await guest.api('DELETE', `/directories/${directory.body.id}`)).body.code).toBe('insufficient-link')
    const entries = await audit(`&actor_kind=setup_link&actor=${id}`)
    expect(entries.map(({ outcome, action }: { outcome: string; action: string }) => `${outcome} ${action}`).toReversed()).toEqual([
      'applied open_setup_link',
      'applied claim_domain',
      'applied create_connection',
      'applied create_directory',
      'applied create_token',
      'refused delete_directory',
    ])
    for (const { actor } of entries) expect(actor).toEqual({ kind: 'setup_link', id, name: 'set-up link (sso_and_directory)', member_id: null })
    // The token goes on when the link does not.
    await team.api('DELETE', `/setup_links/${id}`)
    const users = await ask('GET', `${server.url}/scim/v2/${directory.body.id}/Users`, undefined, { authorization: `Bearer ${token.body.secret}` })
    expect(users.status).toBe(200)
    const refused = (await audit('&action=open_setup_link&outcome=refused')).length
    const { url } = await make('sso', { expires_in: '5m' })
    server.pass(301)
    await confirmLink(url)
    const after = await audit('&action=open_setup_link&outcome=refused')
    expect(after).toHaveLength(refused + 1)
    expect(after[0]).toMatchObject({ code: 'link-expired', actor: { kind: 'setup_link' } })
    expect(JSON.stringify(await audit(''))).not.toMatch(/purser_setup(session)?_[0-9A-Za-z]{8}/)
  })

  test('is made by those alone who may do themselves what it opens', async () => {
    const asKey = async (scopes: string[], purpose: string) => {
      const key = await team.addKey(scopes)
      return ask('POST', `${server.url}/v1/setup_links`, { purpose }, { authorization: `Bearer ${key}`, 'content-type': 'application/json' })
    }
    expect((await asKey(['members:write'], 'sso')).body.code).toBe('insufficient-scope')
    expect((await asKey(['setup_links:write'], 'sso')).body.code).toBe('scope-exceeds-own')
    expect((await asKey(['sso:write', 'sso:read'], 'sso')).body.code).toBe('scope-exceeds-own')
    expect((await asKey(['sso:write', 'sso:read', 'directory:read'], 'sso')).status).toBe(201)
    expect((await asKey(['sso:write', 'sso:read', 'directory:read'], 'sso_and_directory')).body.code).toBe('scope-exceeds-own')
    expect((await asKey(['setup_links:write', 'directory:read', 'directory:write'], 'directory')).status).toBe(201)
    const { guest } = await open()
    expect((await guest.api('POST', '/setup_links', { purpose: 'sso' })).body.code).toBe('insufficient-link')
  })

  test('does not tell any more who made it, once they are erased', async () => {
    const { url } = (await team.api('POST', '/invites', { email: 'maker@acme.example', role: 'admin' })).body
    const maker = await openBrowser(server.url, url)
    const memberId = (await maker.api('GET', '/session')).body.member_id
    const { id, created_by: before } = (await maker.api('POST', '/setup_links', { purpose: 'sso' })).body
    expect(before).toBe('maker@acme.example')
    await team.api('DELETE', `/members/${memberId}`)
    await eraseMember(server.db, team.by(), memberId)
    expect((await listed(id)).created_by).toBe('[erased]')
  })

  test('a browser is one caller at a time: opening ends the session that it had, and signing in ends the set-up', async () => {
    const owner = await team.signIn()
    const { url } = await make('sso')
    const opened = await confirmLink(url, {}, { cookie: owner.cookie })
    expect((await who(owner.cookie)).status).toBe(401)
    const invite = (await team.api('POST', '/invites', { email: `joins-${server.environment.newId('req')}@else.example` })).body.url
    const joined = await confirmLink(invite, {}, { cookie: cookieIn(opened) })
    expect((await who(cookieIn(opened))).status).toBe(401)
    expect((await who(cookieIn(joined))).body.role).toBe('member')
    const front = await ask('GET', `${server.url}/`, undefined, { cookie: cookieIn(await confirmLink(url)) })
    expect([front.status, front.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })

  test.each([
    [{ origin: 'https://evil.example' }, 'cross-origin'],
    [{ origin: '' }, 'csrf-proof-missing'],
  ])('a change from a page of others, with %j, is refused', async (headers, code) => {
    const { guest } = await open('sso')
    const { origin } = headers
    const answer = await ask(
      'POST',
      `${server.url}/v1/domains`,
      { domain: 'csrf.example' },
      {
        cookie: guest.cookie,
        'content-type': 'application/json',
        ...(origin !== '' && { origin }),
      },
    )
    expect([answer.status, answer.body.code]).toEqual([403, code])
    expect((await confirmLink((await make('sso')).url, {}, { origin: 'https://evil.example' })).status).toBe(403)
  })

  test('a team that loses its plan keeps its links, which then may do no more than the team', async () => {
    const other = await server.addTeam()
    const { url } = (await other.api('POST', '/setup_links', { purpose: 'directory' })).body
    const guest = await openBrowser(server.url, url)
    await setPlan(server.db, other.by(), 'standard')
    expect((await guest.api('GET', '/prerequisites')).body).toContainEqual(expect.objectContaining({ id: 'plan', met: false }))
    expect((await guest.api('POST', '/directories', { name: 'No', provider: 'okta' })).status).toBe(403)
  })

  test('on two nodes: opened on one it is open on the other, and revoked on one it is closed on the other at once', async () => {
    const { url, id } = await make('sso')
    let second = ''
    const node = buildApp({
      db: server.db,
      environment: server.environment,
      secretKeys: [realEnvironment.chance(32)],
      publicUrl: () => second,
      authFailureRate: 1,
      sessionLife,
      signInRate: 1,
    })
    second = await node.listen({ host: '127.0.0.1', port: 0 })
    onTestFinished(() => node.close())
    const guest = await openBrowser(server.url, url)
    expect((await who(guest.cookie, second)).body.setup_link.id).toBe(id)
    await ask('DELETE', `${second}/v1/setup_links/${id}`, undefined, { authorization: `Bearer ${team.apiKey}` })
    expect((await who(guest.cookie)).status).toBe(401)
  })
})
