import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOperatorKey, revokeOperatorKey, rotateOperatorKey } from '../server/access/operator-keys.ts'
import { installation } from '../server/kernel/ids.ts'
import type { SessionActor } from '../server/kernel/actor.ts'
import type { Role } from '../server/kernel/role.ts'
import { changeRole, removeMember } from '../server/members/change-role.ts'
import type { Trx } from '../server/store/open.ts'
import { lockTeam } from '../server/teams/teams.ts'
import { databases } from './support/databases.ts'
import { beginMeanwhile } from './support/meanwhile.ts'
import { create, patchOf, person, until } from './support/scim.ts'
import { ask, confirmLink, openBrowser, startTestServer, type TestBrowser, type TestServer, type TestTeam } from './support/test-server.ts'

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
      expect((await ops('PUT', `/team/plan?team=${team.teamId}`, { plan: 'enterprise' })).body.plan).toBe('enterprise')
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

    test('are not changed by an owner who was demoted, or an admin who was put out, while they asked', async () => {
      const second = await join('owner')
      const admin = await join('admin')
      const third = await join('member')
      const asOf = ({ memberId, email }: typeof second, role: Role): SessionActor => {
        const { teamId, requestId, at } = team.by()
        return { kind: 'session', teamId, requestId, at, name: email, sessionId: server.environment.newId('ses'), member: { memberId, email, role } }
      }
      const [owned, administered] = [asOf(second, 'owner'), asOf(admin, 'admin')] // as their requests were let in
      await owner.api('PATCH', `/members/${second.memberId}`, { role: 'admin' })
      await expect(changeRole(server.db, owned, third.memberId, 'owner')).rejects.toThrow('Only an owner')
      await owner.api('PATCH', `/members/${second.memberId}`, { role: 'member' })
      await expect(removeMember(server.db, owned, third.memberId)).rejects.toThrow('may not do this')
      await owner.api('DELETE', `/members/${admin.memberId}`)
      await expect(changeRole(server.db, administered, third.memberId, 'auditor')).rejects.toThrow('out of the team')
      expect((await third.browser.api('GET', '/session')).body.role).toBe('member')
    })

    // SQLite writes one after another anyway.
    test.runIf(database === 'postgres')('are changed one after another: who is being demoted meanwhile is told so', async () => {
      const [second, third] = [await join('owner'), await join('member')]
      const { teamId, requestId, at } = team.by()
      const member = { memberId: second.memberId, email: second.email, role: 'owner' } as const
      const by: SessionActor = { kind: 'session', teamId, requestId, at, name: second.email, sessionId: server.environment.newId('ses'), member }
      const demote = async (trx: Trx) => {
        await lockTeam(trx, teamId)
        await trx.updateTable('members').set({ role: 'auditor' }).where('teamId', '=', teamId).where('memberId', '=', second.memberId).execute()
      }
      const promoting = beginMeanwhile(server.db, demote, () => changeRole(server.db, by, third.memberId, 'owner'))
      await expect(promoting).rejects.toMatchObject({ kind: { code: 'insufficient-role' } })
    })

    test('are taken in once by an invitation, of many who use it at once: the others find it used', async () => {
      const { url } = (await owner.api('POST', '/invites', { email: `once-${++names}@else.example` })).body
      const answers = await Promise.all(Array.from({ length: 6 }, () => confirmLink(url, {}, { accept: 'application/json' })))
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
      expect(answers.filter(({ status, body }) => status === 410 && body.code === 'link-used')).toHaveLength(5)
    })

    test('whoever is put out, or is something else, lets nobody in any more: their invitations are revoked', async () => {
      const outsiders = ['scim', 'removed', 'demoted', 'key'].map((how) => `private-${how}-${++names}@mail.example`)
      const inviteBy = async (api: TestBrowser['api'], email = '', role = 'admin') => (await api('POST', '/invites', { email, role })).body
      // Whom a directory brought, and who is an owner.
      const user = await create(team.directory, 'Users', person('inviter'))
      const provided = (await team.api('GET', '/users/user_name:inviter@acme.example')).body.id
      await owner.api('PATCH', `/members/${provided}`, { role: 'owner' })
      const leaver = await team.signIn('user_name:inviter@acme.example')
      const removed = await join('admin')
      const demoted = await join('admin')
      const { id: keyId, secret } = (await owner.api('POST', '/api_keys', { name: 'inviter', scopes: ['*'] })).body
      const links = [
        await inviteBy(leaver.api, outsiders[0], 'owner'),
        await inviteBy(removed.browser.api, outsiders[1]),
        await inviteBy(demoted.browser.api, outsiders[2]),
        await inviteBy(withKey(secret), outsiders[3]),
      ]
      const stays = await inviteBy(owner.api, `stays-${names}@mail.example`)
      const out = await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
      expect(out.status).toBe(200)
      await owner.api('DELETE', `/members/${removed.memberId}`)
      await owner.api('PATCH', `/members/${demoted.memberId}`, { role: 'auditor' })
      await owner.api('DELETE', `/api_keys/${keyId}`)
      const open = (await owner.api('GET', '/invites?limit=200')).body.items.map(({ id }: { id: string }) => id)
      expect(open).toContain(stays.id)
      for (const { id, url } of links) {
        expect(open).not.toContain(id)
        expect(await confirmLink(url, {}, { accept: 'application/json' })).toMatchObject({ status: 410, body: { code: 'link-revoked' } })
      }
      expect((await confirmLink(stays.url)).status).toBe(303)
    })

    test.each(['member', 'key'])('also by an invitation that was made in the moment of their end, by a %s', async (maker) => {
      const admin = await join('admin')
      const { id: keyId, secret } = (await owner.api('POST', '/api_keys', { name: 'inviter', scopes: ['*'] })).body
      const by = maker === 'key' ? withKey(secret) : admin.browser.api
      const { id, url } = (await by('POST', '/invites', { email: `late-${++names}@mail.example`, role: 'admin' })).body
      if (maker === 'key') await owner.api('DELETE', `/api_keys/${keyId}`)
      else await owner.api('DELETE', `/members/${admin.memberId}`)
      // As one would stand that was written after the others were revoked.
      await server.db.read.updateTable('oneTimeLinks').set({ revokedAt: null }).where('linkId', '=', id).execute()
      expect(await confirmLink(url, {}, { accept: 'application/json' })).toMatchObject({ status: 410, body: { code: 'link-revoked' } })
    })

    test('are given no role that may do more than the key which gives it: scope-exceeds-own', async () => {
      const few = withKey(await team.addKey(['members:write']))
      const { memberId } = await join('member')
      const beyond = { status: 403, body: { code: 'scope-exceeds-own' } }
      for (const role of ['admin', 'billing_admin', 'auditor']) {
        expect(await few('POST', '/invites', { email: 'up@else.example', role }), role).toMatchObject(beyond)
        expect(await few('PATCH', `/members/${memberId}`, { role }), role).toMatchObject(beyond)
      }
      expect(await few('POST', '/invites', { email: 'up@else.example', role: 'owner' })).toMatchObject({ status: 403, body: { code: 'owners-only' } })
      // What every member may do is no way up.
      expect((await few('POST', '/invites', { email: `plain-${++names}@else.example`, role: 'member' })).status).toBe(201)
    })

    test('are removed, with their sessions and keys, unless an identity provider brought them', async () => {
      const { browser, memberId, email } = await join('admin')
      const key = (await browser.api('POST', '/my/api_keys', { name: 'k', scopes: ['*'] })).body.secret
      expect((await owner.api('DELETE', `/members/${memberId}`)).status).toBe(204)
      expect([(await browser.api('GET', '/session')).status, (await withKey(key)('GET', '/team')).status]).toEqual([401, 401])
      expect(await owner.api('PATCH', `/members/${memberId}`, { role: 'owner' })).toMatchObject({ status: 409, body: { code: 'member-out' } })
      // Whoever is invited again is the same member, and finds the old key dead.
      // The key lives on in the table, as of somebody whom a directory had put out: the invitation ends it, and tells so.
      await server.db.read.updateTable('apiKeys').set({ revokedAt: null }).where('memberId', '=', memberId).execute()
      const again = await openBrowser(server.url, (await owner.api('POST', '/invites', { email, role: 'member' })).body.url)
      const [told] = (await owner.api('GET', `/audit_log?action=sign_in&subject=${memberId}`)).body.items
      expect(told.changes).toContainEqual({ kind: 'access.ended', member: memberId, sessions: 0, keys: 1, links: 0 })
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

    test('are rotated without a body as well, and are not made to be over at once', async () => {
      const { id } = (await owner.api('POST', '/api_keys', { name: 'bare', scopes: ['team:read'] })).body
      const before = server.environment.now()
      expect(await owner.api('POST', `/api_keys/${id}/rotate`)).toMatchObject({ status: 201 })
      const { expires_at: end } = (await owner.api('GET', `/api_keys/${id}`)).body
      expect(Date.parse(end) - Date.parse(before)).toBeGreaterThanOrEqual(86_400_000)
      for (const none of ['0s', '0d', '00000y'])
        expect(await owner.api('POST', '/api_keys', { name: 'none', scopes: ['team:read'], expires_in: none })).toMatchObject({
          status: 422,
          body: { code: 'duration-invalid', detail: expect.stringContaining('over as it begins') },
        })
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

    test('of the team that a leaver made are a finding, until they are revoked', async () => {
      const admin = await join('admin')
      // As an owner, who may make a key that may do everything.
      await owner.api('PATCH', `/members/${admin.memberId}`, { role: 'owner' })
      const leaver = await team.signIn(admin.memberId)
      const { id } = (await leaver.api('POST', '/api_keys', { name: 'left behind', scopes: ['*'] })).body
      const findings = async () =>
        (await owner.api('GET', '/findings')).body.items.filter(
          ({ code, detail }: { code: string; detail: string }) => code === 'key-of-leaver' && detail.includes(id),
        )
      expect(await findings()).toEqual([])
      await owner.api('DELETE', `/members/${admin.memberId}`)
      expect(await findings()).toEqual([expect.objectContaining({ detail: expect.stringContaining(admin.email) })])
      await owner.api('DELETE', `/api_keys/${id}`)
      expect(await findings()).toEqual([])
    })

    test('of others are not revoked, rotated or seen as one’s own', async () => {
      const [one, other] = [await join('admin'), await join('admin')]
      const { id, secret } = (await one.browser.api('POST', '/my/api_keys', { name: 'mine', scopes: ['*'] })).body
      const ofTeam = (await owner.api('POST', '/api_keys', { name: 'ci', scopes: ['team:read'] })).body
      for (const keyId of [id, ofTeam.id]) {
        expect(await other.browser.api('DELETE', `/my/api_keys/${keyId}`)).toMatchObject({ status: 404, body: { code: 'key-not-found' } })
        expect(await other.browser.api('POST', `/my/api_keys/${keyId}/rotate`, {})).toMatchObject({ status: 404, body: { code: 'key-not-found' } })
      }
      expect([(await withKey(secret)('GET', '/team')).status, (await withKey(ofTeam.secret)('GET', '/team')).status]).toEqual([200, 200])
      expect((await other.browser.api('GET', '/my/api_keys')).body.items).toEqual([])
    })

    test('of the operator remember when they were last used, too', async () => {
      const by = { ...team.by(), teamId: installation }
      const { key, secret } = await createOperatorKey(server.db, server.environment, by, { name: 'used', scopes: ['*'], expiresAt: null })
      await withKey(secret)('GET', '/teams')
      const used = () =>
        server.db.read
          .selectFrom('operatorKeys')
          .select(['lastUsedAt', 'lastIp', 'firstUsedAt'])
          .where('keyId', '=', key.keyId)
          .executeTakeFirstOrThrow()
      expect(await until(async () => ((await used()).lastUsedAt === null ? undefined : used()))).toMatchObject({
        lastIp: '127.0.0.1',
        firstUsedAt: expect.any(String),
      })
    })

    test('of a person are theirs alone, never more than their role, and refused while they are out', async () => {
      const admin = await join('admin')
      const { id, secret } = (await admin.browser.api('POST', '/my/api_keys', { name: 'mine', scopes: ['*'] })).body
      expect((await withKey(secret)('PATCH', '/team', { name: 'By hand' })).status).toBe(200)
      expect(await owner.api('POST', `/api_keys/${id}/rotate`, {})).toMatchObject({ status: 404, body: { code: 'key-not-found' } })
      expect((await owner.api('GET', '/my/api_keys')).body.items).not.toContainEqual(expect.objectContaining({ id }))
      // A key of the team is no person: it makes no personal key, and has none, nor a session.
      expect(await team.api('POST', '/my/api_keys', { name: 'x', scopes: ['*'] })).toMatchObject({ status: 403, body: { code: 'no-member' } })
      for (const own of ['/my/api_keys', '/my/sessions'])
        expect(await team.api('GET', own)).toMatchObject({ status: 200, body: { items: [], next_cursor: null } })
      expect(await team.api('DELETE', `/my/api_keys/${id}`)).toMatchObject({ status: 404, body: { code: 'key-not-found' } })
      const sessionsOf = async (api: TestTeam['api']) => (await api('GET', '/my/sessions')).body.items
      const [session] = await sessionsOf(admin.browser.api)
      expect(await team.api('DELETE', `/my/sessions/${session.id}`)).toMatchObject({ status: 404, body: { code: 'session-not-found' } })
      // A personal key sees what its member has.
      expect(await sessionsOf(withKey(secret))).toEqual([expect.objectContaining({ id: session.id, is_current: false })])
      await owner.api('PATCH', `/members/${admin.memberId}`, { role: 'auditor' })
      expect(await withKey(secret)('PATCH', '/team', { name: 'No' })).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } })
      expect((await withKey(secret)('GET', '/team')).status).toBe(200)
      expect((await owner.api('DELETE', `/api_keys/${id}`)).status).toBe(204)
      expect((await withKey(secret)('GET', '/team')).status).toBe(401)
    })
  })
})
