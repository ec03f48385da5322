import { readFileSync } from 'node:fs'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOperatorKey } from '../server/access/operator-keys.ts'
import {
  isForOperators,
  permissionNames,
  permissions,
  roleAllows,
  scopesAllow,
  setupLinkAllows,
  type Permission,
} from '../server/access/permissions.ts'
import { renderSecurityPage } from '../server/cli/security-page.ts'
import { v1Shell } from '../server/http/v1.ts'
import { installation } from '../server/kernel/ids.ts'
import { roles } from '../server/kernel/role.ts'
import { setupPurposes } from '../server/kernel/setup-purpose.ts'
import {
  ask,
  openBrowser,
  sessionLife,
  startTestServer,
  type Answer,
  type TestBrowser,
  type TestRoute,
  type TestServer,
  type TestTeam,
} from './support/test-server.ts'

// Every route that is registered, as every role and with every scope, against the one table of permissions.

const nowhere = '0'.repeat(26)
const isDeclared = ({ url, method, isRefusal }: TestRoute) => url.startsWith('/v1/') && method !== 'HEAD' && !isRefusal // HEAD is GET without a body
/** A path that names nothing, so that whoever may use the route changes nothing by it. */
const pathOf = ({ url }: TestRoute) =>
  url.slice('/v1'.length).replaceAll(/:(\w+)/g, (_, name: string) => (name === 'user' ? `mem_${nowhere}` : nowhere))
const bodyOf = ({ method }: TestRoute) =>
  method === 'POST' || method === 'PUT' || method === 'PATCH' ? { nothing: 'that a schema takes' } : undefined
const permissionOf = (route: TestRoute): Permission => {
  const found = permissionNames.find((name) => name === route.permission)
  if (found === undefined) throw new Error(`${nameOf(route)} has no permission.`)
  return found
}
const nameOf = ({ method, url }: TestRoute) => `${method} ${url}`

/** What of one’s own session a member alone has. */
const membersOwn = ['GET /v1/my/sessions', 'DELETE /v1/my/sessions/:session']

type Ask = (method: string, path: string, body?: unknown) => Promise<Answer>

// What a credential may do is decided before any row but its own is read: one database is enough for so many questions.
describe('who may do what', () => {
  let server: TestServer
  let team: TestTeam
  let declared: TestRoute[]
  beforeAll(async () => {
    server = await startTestServer('sqlite')
    team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    declared = server.routes.filter(isDeclared)
  })
  afterAll(() => server.stop())

  const invite = async (role: string): Promise<TestBrowser> =>
    openBrowser(server.url, (await team.api('POST', '/invites', { email: `${role}-${server.environment.newId('req')}@role.example`, role })).body.url)
  const withKey =
    (key: string, query = ''): Ask =>
    (method, path, body) =>
      ask(method, `${server.url}/v1${path}${query}`, body, {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      })

  /** Which routes refuse by this code. Each refusal names the permission that is lacking. */
  async function refusals(askAs: Ask, code: string, besides: readonly string[] = []): Promise<string[]> {
    const isSignOut = (route: TestRoute) => nameOf(route) === 'DELETE /v1/session'
    const askFor = async (route: TestRoute) => ({ route, answer: await askAs(route.method, pathOf(route), bodyOf(route)) })
    const answers = await Promise.all(declared.filter((route) => !isSignOut(route)).map(askFor))
    for (const route of declared.filter(isSignOut)) answers.push(await askFor(route)) // last: it ends the session
    const refused = answers.filter(({ route, answer }) => answer.body?.code === code && !besides.includes(nameOf(route)))
    for (const { route, answer } of refused)
      expect([answer.status, answer.body.detail]).toEqual([403, expect.stringContaining(route.permission ?? '-')])
    return refused.map(({ route }) => nameOf(route)).toSorted()
  }
  const routesWhere = (isMeant: (permission: Permission) => boolean) =>
    declared
      .filter((route) => isMeant(permissionOf(route)))
      .map(nameOf)
      .toSorted()

  test.each([
    ['none', {}],
    ['one that is not in the table', { permission: 'everything:write' }],
  ])('a route with %s for its permission does not start', async (_what, config) => {
    const app = fastify()
    app.register(v1Shell, {
      db: server.db,
      environment: server.environment,
      sessionLife,
      authFailureRate: 1,
      publicUrl: () => server.url,
      mount: async (v1) => void v1.get('/open', { config: config as object }, async () => 'everything'),
    })
    await expect(app.ready()).rejects.toThrow('GET /open declares no permission')
    await app.close()
  })

  test('every route declares a permission of the table', () => {
    expect(declared.length).toBeGreaterThan(40)
    for (const route of declared) expect(permissionNames, nameOf(route)).toContain(route.permission)
  })

  test('nobody without a credential: 401 on every route', async () => {
    for (const route of declared) {
      const answer = await ask(route.method, `${server.url}/v1${pathOf(route)}`)
      expect([answer.status, answer.body.code, nameOf(route)]).toEqual([401, 'unauthenticated', nameOf(route)])
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })

  test.each(roles)('a session of the role %s may use the routes that the table gives it, and no others', async (role) => {
    const browser = await invite(role)
    expect(await refusals(browser.api, 'insufficient-role')).toEqual(routesWhere((permission) => !roleAllows(role, permission)))
  })

  test.each(permissionNames.filter((name) => !isForOperators(name)))('a key with the scope %s may use its routes and no others', async (scope) => {
    const asKey = withKey(await team.addKey([scope]))
    expect(await refusals(asKey, 'insufficient-scope')).toEqual(routesWhere((permission) => !scopesAllow([scope], permission)))
  })

  test.each(permissionNames)('an operator’s key with the scope %s may use its routes and no others', async (scope) => {
    const by = { ...team.by(), teamId: installation }
    const { secret } = await createOperatorKey(server.db, server.environment, by, { name: 'k', scopes: [scope], expiresAt: null })
    const asOperator = withKey(secret, `?team=${team.teamId}`)
    expect(await refusals(asOperator, 'insufficient-scope')).toEqual(routesWhere((permission) => !scopesAllow([scope], permission, true)))
  })

  test('a key with no scope may do nothing, one with * all that a role may, and nothing of the operator’s', async () => {
    expect(await refusals(withKey(await team.addKey([])), 'insufficient-scope')).toEqual(routesWhere(() => true))
    expect(await refusals(team.api, 'insufficient-scope')).toEqual(routesWhere(isForOperators))
  })

  test('a personal key may do what both its scopes and its member’s role allow', async () => {
    const browser = await invite('auditor')
    const make = async (scopes: string[]) => withKey((await browser.api('POST', '/my/api_keys', { name: 'k', scopes })).body.secret)
    expect(await refusals(await make(['*']), 'insufficient-scope')).toEqual(routesWhere((permission) => !roleAllows('auditor', permission)))
    expect(await refusals(await make(['audit:read']), 'insufficient-scope')).toEqual(
      routesWhere((permission) => !scopesAllow(['audit:read'], permission)),
    )
  })

  test.each(setupPurposes)('a set-up link for %s may use the routes that the table gives it, and no others', async (purpose) => {
    const { url } = (await team.api('POST', '/setup_links', { purpose })).body
    const guest = await openBrowser(server.url, url)
    const refused = await refusals(guest.api, 'insufficient-link', membersOwn)
    expect(refused).toEqual(routesWhere((permission) => !setupLinkAllows(purpose, permission)))
  })

  test('a wider scope holds what is a part of it, and no other scope does', () => {
    const parts = Object.entries(permissions).flatMap(([name, facts]) => ('partOf' in facts ? [[name, facts.partOf]] : []))
    expect(parts).toEqual([
      ['prerequisites:read', 'directory:read'],
      ['directory_setup:read', 'directory:read'],
      ['directory_setup:write', 'directory:write'],
      ['identities:read', 'sso:read'],
      ['identities:write', 'sso:write'],
      ['setup_links:read', 'sso:read'],
      ['setup_links:write', 'sso:write'],
    ])
  })

  test('docs/security.md prints the table and the routes as they are', () => {
    expect(readFileSync('docs/security.md', 'utf8')).toBe(renderSecurityPage(permissions, declared))
  })
})
