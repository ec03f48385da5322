import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendEvents, usage } from './spend/events.ts'
import { databases } from './support/databases.ts'
import { create, expectScimError, groupOf, patchOf, person, U, until } from './support/scim.ts'
import { ask, startTestServer, type TestBrowser, type TestDirectory, type TestRoute, type TestServer, type TestTeam } from './support/test-server.ts'

// Every route that is registered is walked, so that one which is added is held to the same.

const scimPrefix = '/scim/v2/:directory'
const isScim = ({ url }: TestRoute) => url.startsWith(scimPrefix)
const isRead = ({ method }: TestRoute) => method === 'GET' || method === 'HEAD'
const nameOf = ({ method, url }: TestRoute) => `${method} ${url}`

const settingWrites = [
  'PUT /v1/spend_limits/team_default',
  'DELETE /v1/spend_limits/team_default',
  'PUT /v1/spend_limits/groups/:group_id',
  'DELETE /v1/spend_limits/groups/:group_id',
  'PUT /v1/spend_limits/team_total',
  'DELETE /v1/spend_limits/team_total',
  'PUT /v1/spend_limits/users/:user',
  'DELETE /v1/spend_limits/users/:user',
  'POST /v1/spend_limits/:limit_id/reattach',
  'POST /v1/spend_limits/:limit_id/release',
  'PUT /v1/billing_period_settings',
  'PUT /v1/alert_rules/user',
  'DELETE /v1/alert_rules/user',
  'PUT /v1/alert_rules/team_total',
  'DELETE /v1/alert_rules/team_total',
  'PUT /v1/directories/:directory/schemas/:schema',
  'DELETE /v1/directories/:directory/schemas/:schema',
]
const spendWrites = [
  'POST /v1/authorizations',
  'POST /v1/authorizations/:authorization/settle',
  'POST /v1/authorizations/:authorization/increment',
  'POST /v1/authorizations/:authorization/void',
  'POST /v1/spend/check',
  'POST /v1/spend_limits/preview',
  'POST /v1/usage_events',
  'POST /v1/quarantined_events/:event/release',
  'POST /v1/quarantined_events/:event/discard',
  'POST /v1/reconciliations',
]
const directoryWrites = [
  'POST /v1/directories',
  'PATCH /v1/directories/:directory',
  'DELETE /v1/directories/:directory',
  'POST /v1/directories/:directory/pause',
  'POST /v1/directories/:directory/resume',
  'POST /v1/directories/:directory/replace',
  'POST /v1/directories/:directory/tokens',
  'POST /v1/directories/:directory/tokens/:token/rotate',
  'DELETE /v1/directories/:directory/tokens/:token',
]
/** What may be changed by others than an identity provider: the team, who may do what in it, limits, schemas, and directories as a whole. No user, no group, no membership of one. */
const writes = [
  ...settingWrites,
  ...spendWrites,
  ...directoryWrites,
  'POST /link/:secret',
  'POST /setup/:secret',
  'POST /v1/setup_links',
  'DELETE /v1/setup_links/:setup_link',
  'POST /sign-in',
  'POST /sso/:connection/acs',
  'POST /sso/sign-out',
  'POST /v1/domains',
  'POST /v1/domains/:domain/verify',
  'POST /v1/domains/:domain/vouch',
  'DELETE /v1/domains/:domain',
  'POST /v1/connections',
  'PATCH /v1/connections/:connection',
  'DELETE /v1/connections/:connection',
  'POST /v1/connections/:connection/test',
  'POST /v1/connections/:connection/activate',
  'POST /v1/connections/:connection/deactivate',
  'DELETE /v1/members/:member/identities/:connection',
  'PATCH /v1/team',
  'PUT /v1/team/plan',
  'POST /v1/teams',
  'PATCH /v1/members/:member',
  'DELETE /v1/members/:member',
  'POST /v1/invites',
  'DELETE /v1/invites/:invite',
  'POST /v1/api_keys',
  'POST /v1/api_keys/:key/rotate',
  'DELETE /v1/api_keys/:key',
  'POST /v1/my/api_keys',
  'POST /v1/my/api_keys/:key/rotate',
  'DELETE /v1/my/api_keys/:key',
  'DELETE /v1/session',
  'DELETE /v1/my/sessions/:session',
  'DELETE /v1/sessions/:session',
]
const limit = { kind: 'amount', amount: '5', reason: 'the walk' }
const schema = { attributes: [{ name: 'badge', type: 'string' }] }

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let stranger: TestTeam
  let cousin: TestDirectory
  let user: string
  let group: string
  let memberId: string
  let request: string
  /** A paused directory of the team. */
  let sleeper: TestDirectory
  /** Tokens of the first directory, each to be ended once. */
  const spareTokens: string[] = []
  let key: string
  let invite: string
  let limitId: string
  /** The limit of a group that was deleted, and a living group that may take it over. */
  let frozenLimit: string
  let heir: string
  let decision: string
  /** Holds, and events in quarantine, each to be decided once. */
  const spareHolds: string[] = []
  let spareEvents: string[] = []
  let session: string
  let setupLink: string
  let connection: string
  let domain: string
  let owner: TestBrowser
  let foreigner: TestBrowser
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ name: 'Team of the walk', domains: ['walk.example'], ownerEmail: 'owner@walk.example' })
    stranger = await server.addTeam({ ownerEmail: 'owner@stranger.example' })
    owner = await team.signIn()
    foreigner = await stranger.signIn()
    cousin = await team.addDirectory()
    user = await create(team.directory, 'Users', person('walker'))
    group = await create(team.directory, 'Groups', groupOf('Walkers', [user]))
    memberId = (await team.api('GET', `/users/${user}`)).body.id
    request = (await team.api('GET', '/provisioning_log')).body.items[0].id
    limitId = (await team.api('PUT', '/spend_limits/team_default', limit)).body.id
    for (let each = 0; each < 40; each++) spareHolds.push((await team.api('POST', '/authorizations', { user, amount: '0' })).body.id)
    decision = (await team.api('POST', '/authorizations', { user, amount: '1000' })).body.instance.split('/').at(-1)
    const unpriced = Array.from({ length: 30 }, (_, each) => usage(`unpriced ${each}`, user, undefined))
    await sendEvents(team, server, [usage('walked', user, '1'), ...unpriced])
    spareEvents = (await team.api('GET', '/quarantined_events')).body.items.map(({ id }: { id: string }) => id)
    await team.api('PUT', `/spend_limits/groups/${group}`, limit)
    await team.api('PUT', `/directories/${team.directory.directoryId}/schemas/acme`, schema)
    const deleted = await create(team.directory, 'Groups', groupOf('Deleted', [user]))
    frozenLimit = (await team.api('PUT', `/spend_limits/groups/${deleted}`, limit)).body.id
    await team.api('PATCH', '/team', { on_group_delete: 'freeze' })
    await team.directory.scim('DELETE', `/Groups/${deleted}`)
    heir = await create(team.directory, 'Groups', groupOf('Heirs'))
    await create(stranger.directory, 'Users', person('other'))
    sleeper = await team.addDirectory()
    await team.api('POST', `/directories/${sleeper.directoryId}/pause`)
    for (let each = 0; each < 8; each++) spareTokens.push((await team.api('POST', `/directories/${team.directory.directoryId}/tokens`, {})).body.id)
    key = (await owner.api('POST', '/my/api_keys', { name: 'walk', scopes: ['*'] })).body.id
    invite = (await owner.api('POST', '/invites', { email: 'guest@walk.example' })).body.id
    session = (await owner.api('GET', '/my/sessions')).body.items[0].id
    setupLink = (await owner.api('POST', '/setup_links', { purpose: 'sso' })).body.id
    connection = (await team.api('GET', '/connections')).body.items[0].id
    domain = (await team.api('GET', '/domains')).body.items[0].id
  })
  afterAll(() => server.stop())

  const routes = (isMeant: (route: TestRoute) => boolean) => server.routes.filter((route) => isMeant(route) && route.method !== 'OPTIONS')
  const tables = ['directoryUsers', 'directoryGroups', 'groupUsers', 'groupGroups', 'members'] as const
  const state = () => Promise.all(tables.map((table) => server.db.read.selectFrom(table).selectAll().execute()))

  /** Every way to name what is ours in the place of a parameter. A route with a parameter of a new name says here what stands for it. */
  const ours = (parameter: string): string[] => {
    const known: Record<string, string[]> = {
      user: [memberId, user, 'external_id:00u-walker', 'user_name:walker@acme.example', 'email:walker@acme.example'],
      group: [group],
      group_id: [group],
      limit_id: [limitId],
      authorization: parameter === 'authorization' ? spareHolds.splice(0, 1) : [],
      decision: [decision],
      event: parameter === 'event' ? spareEvents.splice(0, 1) : [],
      directory: [team.directory.directoryId],
      schema: ['acme'],
      request: [request],
      token: parameter === 'token' ? spareTokens.splice(0, 1) : [],
      member: [memberId],
      key: [key],
      invite: [invite],
      session: [session],
      setup_link: [setupLink],
      connection: [connection],
      domain: [domain],
      id: [user],
    }
    const found = known[parameter]
    if (!found) throw new Error(`The walk does not know what to put for :${parameter}.`)
    return found
  }
  const paths = (url: string, method: string): string[] => {
    // Steps in a directory's life, and what becomes of a frozen limit, are walked as previews, so that they are there for the next walk.
    if (url === '/v1/directories/:directory/resume') return [`/v1/directories/${sleeper.directoryId}/resume?dry_run=true`]
    if ((method === 'POST' || method === 'DELETE') && /^\/v1\/directories\/:directory(\/pause|\/replace|)$/.test(url))
      return ours('directory').map((id) => `${url.replace(':directory', id)}?dry_run=true`)
    if (/^\/v1\/spend_limits\/:limit_id\/\w+$/.test(url)) return [`${url.replace(':limit_id', frozenLimit)}?dry_run=true`]
    const [, before = '', parameter, after = ''] = /^(.*?\/):(\w+)(.*)$/.exec(url) ?? []
    return parameter === undefined ? [url] : ours(parameter).flatMap((value) => paths(`${before}${value}${after}`, method))
  }
  /** A body that the route takes. */
  const bodyFor = (method: string, path: string): object | undefined => {
    if (method === 'PUT' && path === '/v1/billing_period_settings') return { interval: 'week', timezone: 'UTC' }
    if (method === 'PUT' && path.startsWith('/v1/alert_rules')) return { thresholds: [] }
    if (method === 'PUT') return path.includes('/schemas/') ? schema : limit
    if (method === 'PATCH') return path.includes('/members/') ? { role: 'auditor' } : { name: 'Another name' }
    if (method !== 'POST') return undefined
    if (path.includes('/replace')) return { with: cousin.directoryId }
    if (path.endsWith('/settle') || path.endsWith('/increment')) return { amount: '0' }
    if (path.includes('/reattach')) return { group: heir }
    if (path.endsWith('/release')) return { cost: '0' }
    return path === '/v1/directories' ? { name: 'Another' } : {}
  }
  const askAs = (who: TestBrowser, method: string, path: string) => who.api(method, path.slice('/v1'.length), bodyFor(method, path))

  test('outside SCIM nothing is written but the team, who may do what in it, limits, schemas, and directories as a whole', () => {
    const others = routes((route) => !isScim(route) && !isRead(route) && !route.isRefusal)
    expect(others.map(nameOf).toSorted()).toEqual(writes.toSorted())
    // The routes of SCIM are walked below; that there are any tells that the walk sees them.
    expect(routes((route) => isScim(route) && !isRead(route) && !route.isRefusal)).toHaveLength(12)
  })

  test('no method on a user, group or list of them in the API changes it: 405, or 404 (GH:kortix-ai/suna#5097)', async () => {
    const before = await state()
    const urls = [...new Set(routes(({ url }) => url.startsWith('/v1/')).map(({ url }) => url))]
    const deeper = [
      '/v1/groups/:group/members/:user',
      '/v1/users/:user/groups',
      '/v1/directories/:directory/users',
      '/v1/directories/:directory/users/:id',
      '/v1/directories/:directory/groups/:group',
    ]
    const bodies = [
      person('walker', { active: false }),
      patchOf({ op: 'remove', path: 'members' }),
      { active: false, status: 'deprovisioned', display_name: 'x' },
    ]
    for (const url of [...urls, ...deeper]) {
      const methods = ['POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !writes.includes(`${method} ${url}`))
      const sent = /users|groups|members/.test(url) ? bodies : bodies.slice(0, 1)
      const tries = methods.flatMap((method) => paths(url, 'GET').flatMap((path) => sent.map((body) => ({ method, path, body }))))
      const answers = await Promise.all(tries.map(({ method, path, body }) => team.api(method, path.slice('/v1'.length), body)))
      for (const [place, { status }] of answers.entries()) expect([404, 405], JSON.stringify(tries[place])).toContain(status)
    }
    expect(await state()).toEqual(before)
  })

  test('setting and unsetting limits and schemas changes no user, group or membership', async () => {
    const before = await state()
    for (const [method, url] of settingWrites.map((each) => each.split(' ')))
      for (const path of paths(url ?? '', method ?? ''))
        expect((await askAs(owner, method ?? '', path)).status, `${method} ${path}`).toBeLessThan(300)
    expect(await state()).toEqual(before)
    limitId = (await team.api('PUT', '/spend_limits/team_default', limit)).body.id
    await team.api('PUT', `/spend_limits/groups/${group}`, limit)
    await team.api('PUT', `/directories/${team.directory.directoryId}/schemas/acme`, schema)
  })

  test('every route of the API that names something is 404 to another team’s owner, with the ids of this team', async () => {
    const isOperators = ({ permission }: TestRoute) => permission === 'teams:write'
    const naming = routes((route) => route.url.startsWith('/v1/') && route.url.includes(':') && !route.isRefusal && !isOperators(route))
    expect(naming.length).toBeGreaterThan(8)
    for (const route of naming) {
      for (const path of paths(route.url, route.method)) {
        const theirs = await askAs(foreigner, route.method, path)
        expect(theirs.status, `${route.method} ${path}`).toBe(404)
        // An error may say again what was asked for.
        for (const secret of ['Walkers', memberId, user, team.teamId, '"amount"'].filter((each) => !path.includes(each))) {
          expect(theirs.text).not.toContain(secret)
        }
        expect(theirs.headers.get('content-type')).toContain('application/problem+json')
        // What is ours and what is nobody's is answered alike.
        const nobodys = await askAs(foreigner, route.method, path.replace(/[0-9a-z]{26}/, '0'.repeat(26)))
        expect([nobodys.status, nobodys.body?.code]).toEqual([404, theirs.body?.code])
      }
    }
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'unlimited' })
    await team.api('PUT', `/spend_limits/users/${user}`, { kind: 'unlimited', reason: 'to be found' })
    // The same names are found by the team's own owner; the key is a personal one, which the team's routes do not rotate, and a test asks an identity provider.
    const others = ['/v1/api_keys/:key/rotate', '/v1/connections/:connection/test']
    for (const route of naming.filter(({ method, url }) => method !== 'DELETE' && !others.includes(url))) {
      for (const path of paths(route.url, route.method))
        expect((await askAs(owner, route.method, path)).status, `${route.method} ${path}`).toBeLessThan(300)
    }
    await team.api('POST', `/connections/${connection}/activate`)
    await team.api('PUT', `/spend_limits/groups/${group}`, limit)
    await team.api('PUT', `/directories/${team.directory.directoryId}/schemas/acme`, schema)
  })

  test('a list, with whatever filter or cursor, shows another team nothing of this one (GH:vouch-sh/vouch#317)', async () => {
    // Reads stand in the log a moment later; they are part of what must not be shown.
    await team.directory.scim('GET', '/Users')
    await until(async () => (await team.api('GET', '/provisioning_log?outcome=read')).body.items[0])
    const lists = routes(
      ({ method, url, isRefusal }) => method === 'GET' && url.startsWith('/v1/') && !url.includes(':') && !isRefusal && url !== '/v1/teams',
    )
    const cursors = await Promise.all(
      ['/users', '/groups', '/members', '/provisioning_log'].map(
        async (path) => (await team.api('GET', `${path}?limit=1`)).body.next_cursor ?? undefined,
      ),
    )
    const queries = [
      '',
      ...[`directory=${team.directory.directoryId}`, `subject=${user}`, 'name=walker@acme.example', 'status=all'].map((each) => `?${each}`),
      ...[user, group, memberId, '99999999', ...cursors.filter((cursor) => cursor !== undefined)].map(
        (cursor) => `?cursor=${encodeURIComponent(cursor)}`,
      ),
    ]
    // The audit log tells what they asked themselves, with whatever ids they asked for, and nothing that others did.
    for (const { actor } of (await foreigner.api('GET', '/audit_log?limit=200')).body.items)
      expect(['owner@stranger.example', 'tester', 'key']).toContain(actor.name)
    for (const { url } of lists.filter((each) => !each.url.startsWith('/v1/audit_log'))) {
      for (const query of queries) {
        const theirs = await askAs(foreigner, 'GET', `${url}${query}`)
        expect([200, 400, 404, 422], `${url}${query}`).toContain(theirs.status)
        for (const secret of ['walker', 'Walkers', team.teamId, memberId, user, group, request, team.directory.directoryId, team.directory.tokenId]) {
          expect(query.includes(secret) ? theirs.text.replaceAll(secret, '') : theirs.text, `${url}${query}`).not.toContain(secret)
        }
      }
    }
    for (const path of ['/users', '/groups']) {
      const theirs = await stranger.api('GET', `${path}?directory=${team.directory.directoryId}`)
      expect(theirs).toMatchObject({ status: 404, body: { code: 'directory-not-found' } })
    }
  })

  test('every SCIM route is 401 to another directory’s token, of this team too, whether or not the directory exists (GH:open-mercato/open-mercato#3984)', async () => {
    const before = await state()
    const nowhere = `dir_${'0'.repeat(26)}`
    const scimRoutes = routes(isScim)
    expect(scimRoutes.length).toBeGreaterThan(40)
    for (const route of scimRoutes) {
      const resource = route.url.includes('/Groups')
        ? group
        : route.url.includes('/Schemas')
          ? U
          : route.url.includes('/ResourceTypes')
            ? 'User'
            : user
      const at = (directoryId: string) => `${server.url}${route.url.replace(':directory', directoryId).replace(':id', resource)}`
      const body = isRead(route) ? undefined : route.method === 'PATCH' ? patchOf({ op: 'replace', value: { active: false } }) : person('walker')
      const send = (directoryId: string, token: string) =>
        ask(route.method, at(directoryId), body, { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/scim+json' }) })
      const answers = await Promise.all([
        send(team.directory.directoryId, cousin.token),
        send(team.directory.directoryId, stranger.directory.token),
        send(team.directory.directoryId, team.apiKey),
        send(nowhere, team.directory.token),
        send(nowhere, stranger.directory.token),
        send('nonsense', team.directory.token),
        send(team.teamId, team.directory.token),
      ])
      const texts = new Set(answers.map(({ text }) => text))
      expect(texts.size, nameOf(route)).toBe(1) // so nobody learns which directories there are
      for (const answer of answers) {
        expect(answer.status, nameOf(route)).toBe(401)
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
        if (route.method !== 'HEAD') expectScimError(answer, 401)
      }
    }
    expect(await state()).toEqual(before)
  })

  test('every SCIM route opens with the directory’s own token, and without any only ServiceProviderConfig', async () => {
    for (const route of routes((each) => isScim(each) && isRead(each) && !each.isRefusal)) {
      const resource = route.url.includes('/Groups')
        ? group
        : route.url.includes('/Schemas')
          ? U
          : route.url.includes('/ResourceTypes')
            ? 'User'
            : user
      const path = route.url.replace(scimPrefix, '').replace(':id', resource)
      expect((await team.directory.scim(route.method, path)).status, nameOf(route)).toBe(200)
      const open = await ask(route.method, `${team.directory.baseUrl}${path}`)
      expect(open.status, nameOf(route)).toBe(path === '/ServiceProviderConfig' ? 200 : 401)
    }
    expect(routes(({ isOpen }) => isOpen).map(({ url }) => url)).toEqual(Array.from({ length: 2 }, () => `${scimPrefix}/ServiceProviderConfig`))
  })

  test('what is open to everybody says nothing of any team', async () => {
    const open = routes(({ url, method }) => !url.startsWith('/v1/') && !url.startsWith('/scim/') && method === 'GET')
    // The dashboard is for whoever is signed in: all others are sent to sign in.
    const dashboard = ['/', '/sso', '/dashboard', ...['users', 'groups', 'members', 'spend', 'directory', 'log'].flatMap(pagesOf)]
    dashboard.push(...['diagnostics', 'keys', 'audit', 'settings', 'help'].flatMap(pagesOf))
    expect(open.map(({ url }) => url).toSorted()).toEqual(
      [
        ...dashboard,
        '/assets/*',
        '/docs/api',
        '/docs/api/openapi.json',
        '/link/:secret',
        '/livez',
        '/metrics',
        '/problems',
        '/problems/:code',
        '/readyz',
        '/setup/:secret',
        '/sign-in',
        '/sso/:connection/callback',
        '/sso/:connection/metadata',
        '/sso/:connection/slo',
        '/sso/:connection/start',
        '/sso/:connection/test/:secret',
      ].toSorted(),
    )
    for (const { url } of open) {
      const answer = await ask('GET', `${server.url}${url}`)
      expect(answer.status, url).toBe(dashboard.includes(url) ? 303 : /:|assets/.test(url) ? 404 : 200)
      expect(answer.text).not.toMatch(/walker|(?:team|dir|usr|grp|mem|tok|key)_[0-9a-z]{26}/)
    }
  })
})

const pagesOf = (name: string) => [`/${name}`, `/${name}/*`]
