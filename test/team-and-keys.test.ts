import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOperatorKey, revokeOperatorKey, rotateOperatorKey } from '../server/access/operator-keys.ts'
import { installation } from '../server/kernel/ids.ts'
import { databases } from './support/databases.ts'
import { create, patchOf, person, until } from './support/scim.ts'
import { ask, openBrowser, startTestServer, type TestBrowser, type TestServer, type TestTeam } from './support/test-server.ts'

describe.each(databases)('a team, its members and keys, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let owner: TestBrowser
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
    owner = await team.signIn()
  })
  afterAll(() => server.stop())

  let names = 0
  const join = async (role: string, of: TestTeam = team) => {
    const email = `person-${++names}@acme.example`
    const browser = await openBrowser(server.url, (await of.api('POST', '/invites', { email, role })).body.url)
    const { member_id: memberId } = (await browser.api('GET', '/session')).body
    return { browser, memberId, email }
  }
  const withKey = (key: string) => (method: string, path: string, body?: unknown) =>
    ask(method, `${server.url}/v1${path}`, body, {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    })

  describe('the team', () => {
    test('has a plan, enterprise unless the operator sets another, and a name', async () => {
      expect((await owner.api('GET', '/team')).body).toMatchObject({ id: team.teamId, plan: 'enterprise', currency: 'USD' })
      expect((await owner.api('PATCH', '/team', { name: '  New name ' })).body.name).toBe('New name')
      expect(await owner.api('PUT', '/team/plan', { plan: 'standard' })).toMatchObject({ status: 403, body: { code: 'insufficient-role' } })
      expect(await team.api('PUT', '/team/plan', { plan: 'standard' })).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } })
    })

    test('is named by an operator’s key: ?team=; all of them are listed to it, and made by it', async () => {
      const by = { ...team.by(), teamId: installation }
      const { key, secret } = await createOperatorKey(server.db, server.environment, by, { name: 'ops', scopes: ['*'], expiresAt: null })
      const ops = withKey(secret)
      expect((await ops('PUT', `/team/plan?team=${team.teamId}`, { plan: 'standard' })).body).toMatchObject({ id: team.teamId, plan: 'standard' })
      expect((await ops('PUT', `/team/plan?team=${team.teamId}`, { plan: 'gold' })).status).toBe(422)
      expect(await ops('GET', '/team')).toMatchObject({ status: 400, body: { code: 'team-not-named' } })
      for (const wrong of ['team_nope', `team_${'0'.repeat(26)}`, '', 'a&team=b'])
        expect(await ops('GET', `/team?team=${wrong}`)).toMatchObject({ status: 404, body: { code: 'team-not-found' } })
      const made = await ops('POST', '/teams', { name: 'Made by a program', owner_email: 'first@made.example', currency: 'eur' })
      expect(made).toMatchObject({ status: 201, body: { name: 'Made by a program', currency: 'EUR', plan: 'enterprise' } })
      const listed = (await ops('GET', '/teams?limit=200')).body.items.map(({ id }: { id: string }) => id)
      expect(listed).toEqual(expect.arrayContaining([team.teamId, made.body.id]))
      // Whoever is no operator has one team, and what they name else is not there.
      expect(await team.api('GET', `/team?team=${made.body.id}`)).toMatchObject({ status: 404, body: { code: 'team-not-found' } })
      expect((await owner.api('GET', `/team?team=${team.teamId}`)).status).toBe(200)
      const next = await rotateOperatorKey(server.db, server.environment, { ...by, at: server.environment.now() }, key.keyId, 60)
      expect([(await ops('GET', '/teams')).status, (await withKey(next.secret)('GET', '/teams')).status]).toEqual([200, 200])
      await revokeOperatorKey(server.db, { ...by, at: server.environment.now() }, next.key.keyId)
      server.pass(61)
      expect([(await ops('GET', '/teams')).status, (await withKey(next.secret)('GET', '/teams')).status]).toEqual([401, 401])
    })
  })

  describe('members', () => {
    test('are invited for an address and a role, once, and an invitation can be taken back', async () => {
      const { body: made, status } = await owner.api('POST', '/invites', { email: 'guest@else.example', role: 'auditor' })
      expect([status, made]).toEqual([
        201,
        expect.objectContaining({ email: 'guest@else.example', role: 'auditor', url: expect.stringContaining('/link/purser_link_') }),
      ])
      const open = async () => (await owner.api('GET', '/invites')).body.items
      expect(await open()).toEqual([expect.not.objectContaining({ url: expect.anything() })])
      const guest = await openBrowser(server.url, made.url)
      expect((await guest.api('GET', '/session')).body).toMatchObject({ email: 'guest@else.example', role: 'auditor' })
      expect(await open()).toEqual([])
      expect(await owner.api('POST', '/invites', { email: 'Guest@else.example' })).toMatchObject({ status: 409, body: { code: 'already-member' } })
      const other = (await owner.api('POST', '/invites', { email: 'not-yet@else.example' })).body
      expect((await owner.api('DELETE', `/invites/${other.id}`)).status).toBe(204)
      expect(await owner.api('DELETE', `/invites/${other.id}`)).toMatchObject({ status: 404, body: { code: 'invite-not-found' } })
      await expect(openBrowser(server.url, other.url)).rejects.toThrow('410')
    })

    test('who is made owner by an admin, or unmade: owners-only', async () => {
      const admin = await join('admin')
      const second = await join('owner')
      const refused = { status: 403, body: { code: 'owners-only' } }
      expect(await admin.browser.api('POST', '/invites', { email: 'x@else.example', role: 'owner' })).toMatchObject(refused)
      expect(await admin.browser.api('PATCH', `/members/${admin.memberId}`, { role: 'owner' })).toMatchObject(refused)
      expect(await admin.browser.api('PATCH', `/members/${second.memberId}`, { role: 'member' })).toMatchObject(refused)
      expect(await admin.browser.api('DELETE', `/members/${second.memberId}`)).toMatchObject(refused)
      expect((await owner.api('PATCH', `/members/${second.memberId}`, { role: 'billing_admin' })).body.role).toBe('billing_admin')
    })

    test('are removed, with their sessions and keys, unless an identity provider brought them', async () => {
      const { browser, memberId, email } = await join('admin')
      const key = (await browser.api('POST', '/my/api_keys', { name: 'k', scopes: ['*'] })).body.secret
      expect((await owner.api('DELETE', `/members/${memberId}`)).status).toBe(204)
      expect([(await browser.api('GET', '/session')).status, (await withKey(key)('GET', '/team')).status]).toEqual([401, 401])
      expect(await owner.api('PATCH', `/members/${memberId}`, { role: 'owner' })).toMatchObject({ status: 409, body: { code: 'member-out' } })
      // Whoever is invited again is the same member, and finds the old key dead.
      const again = await openBrowser(server.url, (await owner.api('POST', '/invites', { email, role: 'member' })).body.url)
      expect((await again.api('GET', '/session')).body).toMatchObject({ member_id: memberId, role: 'member' })
      expect((await withKey(key)('GET', '/team')).status).toBe(401)
      await create(team.directory, 'Users', person('provided'))
      const provided = (await team.api('GET', '/users/user_name:provided@acme.example')).body.id
      expect(await owner.api('DELETE', `/members/${provided}`)).toMatchObject({ status: 409, body: { code: 'managed-by-directory' } })
      expect((await owner.api('PATCH', `/members/${provided}`, { role: 'auditor' })).body.role).toBe('auditor')
    })

    test('of another team are not found', async () => {
      const other = await server.addTeam({ ownerEmail: 'owner@other.example' })
      const { memberId } = await join('member')
      const foreigner = await other.signIn()
      for (const [method, body] of [
        ['PATCH', { role: 'owner' }],
        ['DELETE', undefined],
      ] as const)
        expect(await foreigner.api(method, `/members/${memberId}`, body)).toMatchObject({ status: 404, body: { code: 'user-not-found' } })
    })
  })

  describe('at least one active owner remains', () => {
    const lonely = async () => {
      const one = await server.addTeam({ domains: [`lonely-${++names}.example`], ownerEmail: `boss@lonely-${names}.example` })
      const boss = await one.signIn()
      return { one, boss, bossId: (await boss.api('GET', '/session')).body.member_id }
    }
    const activeOwners = async (of: TestTeam) => (await of.api('GET', '/members')).body.items.filter(({ role }: { role: string }) => role === 'owner')

    test('whoever is the last cannot leave, be demoted or be removed, by themselves or a key: last-owner', async () => {
      const { one, boss, bossId } = await lonely()
      for (const api of [boss.api, one.api]) {
        expect(await api('PATCH', `/members/${bossId}`, { role: 'member' })).toMatchObject({ status: 409, body: { code: 'last-owner' } })
        expect(await api('DELETE', `/members/${bossId}`)).toMatchObject({ status: 409, body: { code: 'last-owner' } })
      }
      expect((await boss.api('GET', '/session')).body.role).toBe('owner')
    })

    test('also when all of them are demoted, removed and deprovisioned at once', async () => {
      for (let turn = 0; turn < 4; turn++) {
        const { one, bossId } = await lonely()
        const domain = `lonely-${names}.example`
        const others = await Promise.all([1, 2, 3].map(() => join('owner', one)))
        const userId = await create(
          one.directory,
          'Users',
          person('boss', { userName: `boss@${domain}`, emails: [{ value: `boss@${domain}`, primary: true }] }),
        )
        await Promise.all([
          one.directory.scim('PATCH', `/Users/${userId}`, patchOf({ op: 'replace', value: { active: false } })),
          ...others.map(({ memberId }, place) =>
            place === 0 ? one.api('DELETE', `/members/${memberId}`) : one.api('PATCH', `/members/${memberId}`, { role: 'member' }),
          ),
        ])
        expect((await activeOwners(one)).length, bossId).toBeGreaterThan(0)
      }
    })
  })

  describe('keys', () => {
    test('are made, listed without their secrets, rotated with an overlap and revoked over the API', async () => {
      const made = await owner.api('POST', '/api_keys', { name: 'ci', scopes: ['team:read', 'keys:read'], expires_in: '90d' })
      expect(made).toMatchObject({
        status: 201,
        body: { name: 'ci', member_id: null, scopes: ['team:read', 'keys:read'], expires_at: expect.any(String) },
      })
      const { id, secret } = made.body
      expect((await withKey(secret)('GET', '/team')).status).toBe(200)
      const listed = await owner.api('GET', '/api_keys?limit=200')
      expect(listed.body.items.find((key: { id: string }) => key.id === id)).toMatchObject({ prefix: secret.slice(0, 15) })
      expect(listed.text).not.toContain(secret.slice(20))
      const rotated = await owner.api('POST', `/api_keys/${id}/rotate`, { overlap: '60s' })
      expect([rotated.status, (await withKey(secret)('GET', '/team')).status, (await withKey(rotated.body.secret)('GET', '/team')).status]).toEqual([
        201, 200, 200,
      ])
      server.pass(61)
      expect((await withKey(secret)('GET', '/team')).status).toBe(401)
      expect((await owner.api('DELETE', `/api_keys/${rotated.body.id}`)).status).toBe(204)
      expect((await withKey(rotated.body.secret)('GET', '/team')).status).toBe(401)
      expect(await owner.api('DELETE', `/api_keys/${rotated.body.id}`)).toMatchObject({ status: 409, body: { code: 'credential-ended' } })
    })

    test('do not last beyond 10 years, nor go on beyond 90 days: moments after the year 9999 do not sort as text', async () => {
      const make = (more: object) => owner.api('POST', '/api_keys', { name: 'long', scopes: ['team:read'], ...more })
      expect(await make({ expires_in: '9000y' })).toMatchObject({ status: 422, body: { code: 'duration-invalid' } })
      const { id } = (await make({ expires_in: '10y' })).body
      for (const overlap of ['9000y', '91d'])
        expect(await owner.api('POST', `/api_keys/${id}/rotate`, { overlap })).toMatchObject({ status: 422, body: { code: 'duration-invalid' } })
      expect(await owner.api('POST', `/api_keys/${id}/rotate`, { overlap: '90d' })).toMatchObject({ status: 201 })
    })

    test('remember when they were last used, a moment later', async () => {
      const { id, secret } = (await owner.api('POST', '/api_keys', { name: 'used', scopes: ['team:read'] })).body
      await withKey(secret)('GET', '/team')
      const find = async () => (await owner.api('GET', '/api_keys?limit=200')).body.items.find((key: { id: string }) => key.id === id)
      expect(await until(async () => ((await find()).last_used_at === null ? undefined : find()))).toMatchObject({
        last_ip: '127.0.0.1',
        first_used_at: expect.any(String),
      })
    })

    test('may not be more than who makes or rotates them: scope-exceeds-own', async () => {
      const admin = await join('admin')
      const beyond = { status: 403, body: { code: 'scope-exceeds-own' } }
      expect(await admin.browser.api('POST', '/api_keys', { name: 'all', scopes: ['*'] })).toMatchObject(beyond)
      expect(await admin.browser.api('POST', '/api_keys', { name: 'owners', scopes: ['owners:write'] })).toMatchObject(beyond)
      const small = await team.addKey(['keys:write', 'limits:read'])
      expect(await withKey(small)('POST', '/api_keys', { name: 'up', scopes: ['limits:read', 'limits:write'] })).toMatchObject(beyond)
      expect((await withKey(small)('POST', '/api_keys', { name: 'same', scopes: ['limits:read'] })).status).toBe(201)
      const all = (await owner.api('POST', '/api_keys', { name: 'all', scopes: ['*'] })).body.id
      expect(await admin.browser.api('POST', `/api_keys/${all}/rotate`, {})).toMatchObject(beyond)
      expect(await owner.api('POST', '/api_keys', { name: 'ops', scopes: ['teams:write'] })).toMatchObject({
        status: 422,
        body: { code: 'scope-unknown' },
      })
      // A personal key with few scopes makes none with more.
      const few = (await admin.browser.api('POST', '/my/api_keys', { name: 'few', scopes: ['keys:own'] })).body.secret
      expect(await withKey(few)('POST', '/my/api_keys', { name: 'more', scopes: ['*'] })).toMatchObject(beyond)
    })

    test('of a person are theirs alone, never more than their role, and refused while they are out', async () => {
      const admin = await join('admin')
      const { id, secret } = (await admin.browser.api('POST', '/my/api_keys', { name: 'mine', scopes: ['*'] })).body
      expect((await withKey(secret)('PATCH', '/team', { name: 'By hand' })).status).toBe(200)
      expect(await owner.api('POST', `/api_keys/${id}/rotate`, {})).toMatchObject({ status: 404, body: { code: 'key-not-found' } })
      expect((await owner.api('GET', '/my/api_keys')).body.items).not.toContainEqual(expect.objectContaining({ id }))
      expect(await team.api('POST', '/my/api_keys', { name: 'x', scopes: ['*'] })).toMatchObject({ status: 403, body: { code: 'no-member' } })
      await owner.api('PATCH', `/members/${admin.memberId}`, { role: 'auditor' })
      expect(await withKey(secret)('PATCH', '/team', { name: 'No' })).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } })
      expect((await withKey(secret)('GET', '/team')).status).toBe(200)
      expect((await owner.api('DELETE', `/api_keys/${id}`)).status).toBe(204)
      expect((await withKey(secret)('GET', '/team')).status).toBe(401)
    })
  })
})
