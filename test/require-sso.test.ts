import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requireDispensable } from '../server/sso/require-sso.ts'
import { vouchForDomain } from '../server/sso/claim-domain.ts'
import type { Connection } from '../server/sso/connections.ts'
import { updateConnectionRow } from '../server/sso/connections.sql.ts'
import { write, type Trx } from '../server/store/open.ts'
import { lockTeam } from '../server/teams/teams.ts'
import { databases } from './support/databases.ts'
import { faultyClient, FaultyProvider, type Faults } from './support/faulty-provider.ts'
import { beginMeanwhile } from './support/meanwhile.ts'
import { connect, says, signIn } from './support/sign-ins.ts'
import { ask, confirmLink, openBrowser, startTestServer, type BareTeam, type TestBrowser, type TestServer } from './support/test-server.ts'
import { Visitor } from './support/visitor.ts'

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  let provider: FaultyProvider
  let team: BareTeam
  let connection: Connection
  let owner: TestBrowser
  let count = 0
  /** The domain of the team of this test. */
  let domain: string
  beforeAll(async () => {
    ;[server, provider] = await Promise.all([startTestServer(database), FaultyProvider.start()])
  })
  afterAll(() => Promise.all([server.stop(), provider.stop()]))
  beforeEach(async () => {
    domain = `team-${++count}.example`
    team = await server.addBareTeam({ domains: [domain], ownerEmail: `owner@${domain}` })
    connection = await connect(server, team, atProvider())
    owner = await team.signIn()
  })

  /** What a connection to the provider has. */
  const atProvider = () => ({ issuer: provider.issuer, clientId: faultyClient.clientId })
  const own = (name: string) => says(name, { email: `${name}@${domain}` })
  const turn = (who: Pick<TestBrowser, 'api'>, on: boolean) => who.api('PATCH', '/team', { require_sso: on })
  const isOn = async () => (await team.api('GET', '/team')).body.require_sso
  const inviteLink = async (email: string): Promise<string> => (await team.api('POST', '/invites', { email })).body.url
  const ownerSignsIn = () => signIn(server, connection, own('owner'))
  const alive = async ({ api }: Pick<TestBrowser, 'api'>) => (await api('GET', '/session')).status === 200

  /** Somebody signs in at the provider, in a test of this connection that `by` began. */
  const passTest = async (
    name: string,
    { by = owner, at = connection, faults = {} }: { by?: Pick<TestBrowser, 'api'>; at?: Connection; faults?: Faults } = {},
  ) => {
    const path = `/connections/${at.connectionId}`
    expect((await team.api('PATCH', path, { client_secret: faultyClient.clientSecret })).status).toBe(200)
    provider.faults = faults
    provider.person = `${name}@${domain}`
    expect((await new Visitor().visit((await by.api('POST', `${path}/test`)).body.url)).status).toBe(200)
    return (await team.api('GET', `${path}/tests?limit=1`)).body.items[0].outcome
  }

  describe('requiring single sign-on', () => {
    test('is refused to who has not shown that they can sign in, and granted once they have', async () => {
      expect(await turn(owner, true)).toMatchObject({ status: 409, body: { code: 'sso-unproven' } })
      expect(await isOn()).toBe(false)
      expect(await passTest('owner', { faults: { claims: (all) => ({ ...all, nonce: 'another' }) } })).toBe('failed')
      expect((await turn(owner, true)).body.code).toBe('sso-unproven')
      expect(await passTest('owner')).toBe('succeeded')
      expect(await turn(owner, true)).toMatchObject({ status: 200, body: { require_sso: true } })
      expect(await isOn()).toBe(true)
      const [row] = (await team.api('GET', '/audit_log?action=change_team&outcome=applied')).body.items
      expect(row.changes[0]).toMatchObject({ kind: 'team.updated', before: { requireSso: false }, after: { requireSso: true } })
    })

    test('takes a sign-in through an active connection for a test', async () => {
      await ownerSignsIn()
      owner = await team.signIn()
      expect((await turn(owner, true)).status).toBe(200)
    })

    test('is proved by nobody else, nor through a connection that is not active now', async () => {
      expect(await passTest('colleague')).toBe('succeeded')
      expect((await turn(owner, true)).body.code).toBe('sso-unproven') // begun by the owner, and somebody else signed in
      await passTest('owner')
      await updateState('inactive')
      await connect(server, team, { name: 'Other' })
      expect((await turn(owner, true)).body.code).toBe('sso-unproven')
      await updateState('active')
      const admin = await openBrowser(server.url, (await team.api('POST', '/invites', { email: `admin@${domain}`, role: 'admin' })).body.url)
      expect((await turn(admin, true)).body.code).toBe('sso-unproven') // the owner's test is not the admin's
      await passTest('admin', { by: owner })
      expect((await turn(admin, true)).status).toBe(200) // whoever began it
      await turn(admin, false)
      owner = await team.signIn() // sessions that began by links ended
      expect((await turn(owner, true)).status).toBe(200)
    })

    test('is not proved by a test of another issuer, client or tenant than the connection has now', async () => {
      const { connectionId } = connection
      const change = (given: object) => team.api('PATCH', `/connections/${connectionId}`, given)
      for (const given of [{ client_id: 'another' }, { entra_tenant_id: '11111111-2222-3333-4444-55555555555A' }]) {
        await passTest('owner')
        await updateState('inactive')
        expect(await change(given)).toMatchObject({ status: 200, body: { state: 'configured', tested_at: null } })
        await updateState('active')
        expect((await owner.api('POST', `/connections/${connectionId}/activate`)).body.lets_owners_in).toBe(true)
        expect((await turn(owner, true)).body.code).toBe('sso-unproven')
        await updateState('inactive')
        await change({ client_id: faultyClient.clientId, entra_tenant_id: null })
        await updateState('active')
        expect((await turn(owner, true)).body.code).toBe('sso-unproven')
      }
      await passTest('owner')
      expect((await turn(owner, true)).body.code).toBe('sso-unproven') // no owner lets owners in through what it is now
      expect((await owner.api('POST', `/connections/${connectionId}/activate`)).body.lets_owners_in).toBe(true)
      expect((await turn(owner, true)).status).toBe(200)
    })

    const updateState = (state: 'active' | 'inactive') =>
      server.db.transact((trx) => updateConnectionRow(trx, team.teamId, connection.connectionId, { state }))

    test('by a key of no person needs that an owner or admin has; turning it off needs nothing', async () => {
      expect((await turn(team, true)).body.code).toBe('sso-unproven')
      await signIn(server, connection, own('plain')) // a member who is neither
      expect((await turn(team, true)).body.code).toBe('sso-unproven')
      await passTest('owner')
      await makeOwnerMember()
      expect((await turn(team, true)).body.code).toBe('sso-unproven') // who tested may not turn it off any more
      await signIn(server, connection, own('second'))
      expect((await turn(team, true)).status).toBe(200)
      expect((await turn(team, false)).body.require_sso).toBe(false)
    })

    /** Another owner is there, and the first one is a plain member. */
    const makeOwnerMember = async () => {
      const { member_id: first } = (await owner.api('GET', '/session')).body
      const second = await openBrowser(server.url, (await owner.api('POST', '/invites', { email: `second@${domain}`, role: 'owner' })).body.url)
      expect((await second.api('PATCH', `/members/${first}`, { role: 'member' })).status).toBe(200)
    }

    test('needs a verified domain and an active connection', async () => {
      const bare = await server.addBareTeam({ ownerEmail: 'owner@bare.example' })
      expect((await turn(bare, true)).body.code).toBe('sso-not-ready')
      await connect(server, bare)
      expect((await turn(bare, true)).body.code).toBe('sso-not-ready')
      const unconnected = await server.addBareTeam({ domains: [`un-${domain}`], ownerEmail: 'owner@bare.example' })
      expect((await turn(unconnected, true)).body.code).toBe('sso-not-ready')
    })

    test('needs sso:write besides team:write, and a body that names something', async () => {
      await ownerSignsIn()
      const key = await team.addKey(['team:write'])
      const send = (body: object) =>
        ask('PATCH', `${server.url}/v1/team`, body, { authorization: `Bearer ${key}`, 'content-type': 'application/json' })
      expect(await send({ require_sso: true })).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } })
      expect(await send({ name: 'Renamed' })).toMatchObject({ status: 200, body: { name: 'Renamed', require_sso: false } })
      expect((await send({})).status).toBe(422)
      expect((await send({ require_sso: 'yes' })).status).toBe(422)
    })
  })

  describe('where it is required', () => {
    test('sessions that began by links end as it is turned on, but for the one that turns it on and those of other domains', async () => {
      const colleague = await openBrowser(server.url, await inviteLink(`colleague@${domain}`))
      const guest = await openBrowser(server.url, await inviteLink('guest@partner.example'))
      const bySso = await signIn(server, connection, own('sso'))
      await passTest('owner')
      const elsewhere = await team.signIn()
      await turn(owner, true)
      expect([await alive(owner), await alive(bySso), await alive(guest)]).toEqual([true, true, true])
      expect([await alive(colleague), await alive(elsewhere)]).toEqual([false, false])
    })

    test('an invitation’s link says where to sign in, and the sign-in uses it', async () => {
      await ownerSignsIn()
      const link = await inviteLink(`new@${domain}`)
      expect((await turn(team, true)).status).toBe(200)
      for (const answer of [
        await confirmLink(link, {}, { accept: 'application/json' }),
        await ask('GET', link, undefined, { accept: 'application/json' }),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'sso-required', sign_in: [`/sso/${connection.connectionId}/start`] } })
        expect(answer.headers.get('set-cookie')).toBeNull()
      }
      expect((await ask('GET', link, undefined, { 'accept-language': 'fr', accept: 'text/html' })).text).toContain('/sign-in')
      const member = await signIn(server, connection, own('new'))
      expect((await member.api('GET', '/session')).status).toBe(200)
      expect((await confirmLink(link, {}, { accept: 'application/json' })).body.code).toBe('link-used')
    })

    // SQLite writes one after another anyway.
    test.runIf(database === 'postgres')('an invitation that is used as it is turned on lets nobody in', async () => {
      const link = await inviteLink(`hasty@${domain}`)
      const answer = await beginMeanwhile(
        server.db,
        (trx) => trx.updateTable('teams').set({ requireSso: true }).where('teamId', '=', team.teamId).execute(),
        () => confirmLink(link, {}, { accept: 'application/json' }),
      )
      expect(answer.body.code).toBe('sso-required')
    })

    test('a guest of another domain comes in by a link, and the operator’s login link opens: break-glass', async () => {
      await ownerSignsIn()
      await turn(team, true)
      expect(await alive(await openBrowser(server.url, await inviteLink('guest@partner.example')))).toBe(true)
      expect(await alive(await team.signIn())).toBe(true)
      expect((await team.api('GET', '/audit_log?action=create_login_link')).body.items.length).toBeGreaterThan(0)
    })

    test('the last verified domain cannot be given up, another one can', async () => {
      await ownerSignsIn()
      await turn(team, true)
      const idOf = async (name: string) => (await team.api('GET', '/domains')).body.items.find((each: { domain: string }) => each.domain === name).id
      const [last, pending] = [await idOf(domain), (await team.api('POST', '/domains', { domain: `more-${domain}` })).body.id]
      expect(await team.api('DELETE', `/domains/${last}`)).toMatchObject({ status: 409, body: { code: 'sso-still-required' } })
      expect((await team.api('DELETE', `/domains/${pending}`)).status).toBe(204)
      await vouchForDomain(server.db, server.environment, team.by(), `spare-${domain}`)
      expect((await team.api('DELETE', `/domains/${last}`)).status).toBe(204)
      const spare = await idOf(`spare-${domain}`)
      expect((await team.api('DELETE', `/domains/${spare}`)).status).toBe(409)
      await turn(team, false)
      expect((await team.api('DELETE', `/domains/${spare}`)).status).toBe(204)
    })

    // Of two who each see the other's, both would go.
    test.runIf(database === 'postgres')('of the last two domains or connections that are ended at once one stays', async () => {
      await ownerSignsIn()
      await turn(team, true)
      const spare = await vouchForDomain(server.db, server.environment, team.by(), `spare-${domain}`)
      const second = await connect(server, team, atProvider())
      const loseDomain = async (trx: Trx) => {
        await lockTeam(trx, team.teamId)
        await trx.updateTable('domains').set({ state: 'removed' }).where('domain', '=', domain).execute()
      }
      const endFirst = async (trx: Trx) => {
        await lockTeam(trx, team.teamId)
        await updateConnectionRow(trx, team.teamId, connection.connectionId, { state: 'inactive' })
      }
      const refused = { status: 409, body: { code: 'sso-still-required' } }
      expect(await beginMeanwhile(server.db, loseDomain, () => team.api('DELETE', `/domains/${spare.domainId}`))).toMatchObject(refused)
      expect(await beginMeanwhile(server.db, endFirst, () => team.api('DELETE', `/connections/${second.connectionId}`))).toMatchObject(refused)
    })

    test('the last active connection cannot be ended, another one can', async () => {
      await ownerSignsIn()
      await turn(team, true)
      const end = (one: Connection) => write(server.db, (trx) => requireDispensable(trx, team.teamId, one.connectionId))
      await expect(end(connection)).rejects.toMatchObject({ kind: { code: 'sso-still-required', status: 409 } })
      const spare = await connect(server, team)
      await end(connection)
      await end(spare)
      await turn(team, false)
      await end(connection)
    })
  })

  describe('the page to sign in from', () => {
    const submit = (email: string, query = '', headers = {}) =>
      ask('POST', `${server.url}/sign-in${query}`, new URLSearchParams({ email }).toString(), {
        'content-type': 'application/x-www-form-urlencoded',
        origin: server.url,
        ...headers,
      })
    const hrefsIn = (text: string) => [...text.matchAll(/href="(sso[^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

    test('leads an address of a verified domain to its team’s connection, with the way back', async () => {
      const email = `Somebody@${domain.toUpperCase()}`
      const page = await submit(email, '?return_to=/directory%3Ftab%3D1')
      const query = `return_to=%2Fdirectory%3Ftab%3D1&login_hint=${encodeURIComponent(email)}`
      const href = `sso/${connection.connectionId}/start?${query}`
      expect([page.status, page.headers.get('refresh'), hrefsIn(page.text)]).toEqual([200, `0; url=${href}`, [href]])
      expect(page.headers.get('set-cookie')).toBeNull()
    })

    test('offers each active connection by name, and goes on by itself with none', async () => {
      await connect(server, team, { name: '<Entra>' })
      await connect(server, team, { name: 'Old', state: 'inactive' })
      const page = await submit(`a@${domain}`)
      expect(page.headers.get('refresh')).toBeNull()
      expect(hrefsIn(page.text)).toHaveLength(2)
      expect(page.text).toContain('Sign in with &lt;Entra&gt;')
      expect(page.text).not.toContain('Old')
    })

    test('answers alike for an unknown domain, one without a connection, and what is no address', async () => {
      await server.addBareTeam({ domains: [`quiet-${domain}`] })
      const pages = []
      for (const email of ['a@nobodys.example', `a@quiet-${domain}`, 'no address', '', `a@evil.example@${domain}`]) {
        const { status, text } = await submit(email)
        pages.push(`${status} ${text.replaceAll(/nonce="[^"]+"/g, '')}`)
      }
      expect(new Set(pages).size).toBe(1)
    })

    test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])('takes %j for no way back', async (to) => {
      const query = `?return_to=${encodeURIComponent(to)}`
      const json = { accept: 'application/json' }
      expect(await submit(`a@${domain}`, query, json)).toMatchObject({ status: 400, body: { code: 'return-to-foreign' } })
      expect((await ask('GET', `${server.url}/sign-in${query}`, undefined, json)).status).toBe(400)
    })

    test('is in English and French, has no script, and is led to from the front page', async () => {
      const french = await ask('GET', `${server.url}/sign-in?lang=fr`)
      expect(french.text).toContain('<html lang="fr">')
      expect(french.text).toContain('Saisissez votre adresse')
      const english = await ask('GET', `${server.url}/sign-in`)
      expect(english.text).toContain('Type your work e-mail address')
      expect(english.text).not.toMatch(/<script|https?:\/\//)
      expect((await ask('GET', `${server.url}/`)).headers.get('location')).toBe('/sign-in?return_to=%2F')
    })

    test('may not be sent by another site', async () => {
      expect((await submit(`a@${domain}`, '', { origin: 'https://evil.example', accept: 'application/json' })).body.code).toBe('cross-origin')
    })
  })
})
