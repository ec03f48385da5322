import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { startOidcProvider, type RunningProvider } from './support/start-oidc-provider.ts'
import { create, patchOf, person } from './support/scim.ts'
import { ask, confirmLink, openBrowser, openDirectory, startTestServer, type BareTeam, type TestServer } from './support/test-server.ts'
import { signInAtProvider, Visitor, type Visit } from './support/visitor.ts'

// Who gets in and who does not, through a certified OpenID provider on a port of its own, from the page to sign in from to the session.

describe.each(databases)('people of a team come in by its identity provider, on %s', (database) => {
  let server: TestServer
  let provider: RunningProvider
  let team: BareTeam
  let connectionId: string
  beforeAll(async () => {
    ;[server, provider] = await Promise.all([startTestServer(database), startOidcProvider()])
    await server.addTeam({ domains: ['other.example'], ownerEmail: 'owner@other.example' })
    team = await server.addBareTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
    const owner = await team.signIn()
    const made = await owner.api('POST', '/connections', { protocol: 'oidc', name: 'Company login', issuer: provider.issuer })
    connectionId = made.body.id
    const { clientId, clientSecret } = await provider.register(made.body.redirect_uri)
    await owner.api('PATCH', `/connections/${connectionId}`, { client_id: clientId, client_secret: clientSecret })
  })
  afterAll(() => Promise.all([server.stop(), provider.stop()]))

  const start = () => `${server.url}/sso/${connectionId}/start`
  const signIn = async (login: string): Promise<{ page: Visit; cookie: string | undefined }> => {
    const browser = new Visitor()
    const page = await signInAtProvider(browser, start(), login)
    const secret = browser.cookie(server.url, 'purser_session')
    return { page, cookie: secret && `purser_session=${secret}` }
  }
  const who = (cookie: string | undefined) => ask('GET', `${server.url}/v1/session`, undefined, cookie === undefined ? {} : { cookie })
  const lastSignIn = async () => (await team.api('GET', `/connections/${connectionId}/sign_ins?limit=1`)).body.items[0]
  const expectRefused = async (login: string, status: number, code: string) => {
    const { page, cookie } = await signIn(login)
    expect([page.status, cookie]).toEqual([status, undefined])
    expect(page.text).toContain(`<code>${code}</code>`)
    const row = await lastSignIn()
    expect(row).toMatchObject({ outcome: 'failed', code })
    expect(page.text).toContain(row.id) // by which an admin finds it
    expect(row.received.claims?.sub ?? row.received.sub).toBe(login)
  }

  test('from the set-up to the end of a membership', async () => {
    const owner = await team.signIn()

    // Nobody may require what the owner has not tried.
    expect(await owner.api('PATCH', '/team', { require_sso: true })).toMatchObject({ status: 409, body: { code: 'sso-not-ready' } })
    const begun = await owner.api('POST', `/connections/${connectionId}/test`)
    expect((await signInAtProvider(new Visitor(), begun.body.url, 'owner@acme.example')).text).toContain('owner@acme.example')
    expect((await owner.api('POST', `/connections/${connectionId}/activate`)).body.state).toBe('active')
    const other = await openBrowser(server.url, (await owner.api('POST', '/invites', { email: 'second@acme.example', role: 'admin' })).body.url)
    expect(await other.api('PATCH', '/team', { require_sso: true })).toMatchObject({ status: 409, body: { code: 'sso-unproven' } })
    expect((await owner.api('PATCH', '/team', { require_sso: true })).body.require_sso).toBe(true)
    expect((await other.api('GET', '/session')).status).toBe(401) // came by a link
    expect((await owner.api('GET', '/session')).status).toBe(200)

    // From the page where only the address is known.
    const browser = new Visitor()
    const chosen = await browser.submit(`${server.url}/sign-in?return_to=/%3Flang=fr`, { email: 'ada@acme.example' })
    const [, href = ''] = /^0; url=(.+)$/.exec(chosen.headers.get('refresh') ?? '') ?? []
    const home = await signInAtProvider(browser, new URL(href, chosen.url).href, 'ada@acme.example')
    expect([home.status, home.url]).toEqual([200, `${server.url}/?lang=fr`])
    const adas = `purser_session=${browser.cookie(server.url, 'purser_session')}`
    const ada = (await who(adas)).body
    expect(ada).toMatchObject({ email: 'ada@acme.example', role: 'member' })
    expect(await lastSignIn()).toMatchObject({ outcome: 'succeeded', subject: 'ada@acme.example', member_id: ada.member_id })

    // Account takeover, and what is no address at all.
    await expectRefused('owner@other.example', 403, 'email-foreign')
    await expectRefused('nobody', 403, 'email-missing')

    // Whom an admin invited comes in by the provider, and not by the link.
    const invitation = (await owner.api('POST', '/invites', { email: 'guest@acme.example', role: 'auditor' })).body.url
    expect(await confirmLink(invitation, {}, { accept: 'application/json' })).toMatchObject({ status: 403, body: { code: 'sso-required' } })
    expect((await who((await signIn('guest@acme.example')).cookie)).body.role).toBe('auditor')

    // A directory says who is in from its first user on.
    const directoryId = (await owner.api('POST', '/directories', { name: 'Okta', provider: 'okta' })).body.id
    const { id: tokenId, secret: token } = (await owner.api('POST', `/directories/${directoryId}/tokens`, { name: 'first' })).body
    const directory = openDirectory(server.url, { directoryId, token, tokenId })
    const user = await create(directory, 'Users', person('ada', { externalId: 'ada@acme.example' }))
    expect((await who((await signIn('ada@acme.example')).cookie)).body.member_id).toBe(ada.member_id)
    await expectRefused('late@acme.example', 403, 'not-provisioned')
    expect((await who((await signIn('owner@acme.example')).cookie)).body.role).toBe('owner')
    expect((await who((await signIn('guest@acme.example')).cookie)).status).toBe(200)

    // The end: at once, and signing in does not bring it back.
    await directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    expect((await who(adas)).status).toBe(401)
    await expectRefused('ada@acme.example', 403, 'sign-in-out')
    await directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: true } }))
    expect((await who((await signIn('ada@acme.example')).cookie)).body.member_id).toBe(ada.member_id)

    // The only way in is not closed behind everybody.
    for (const [method, path] of [
      ['POST', '/deactivate'],
      ['DELETE', ''],
    ])
      expect(await owner.api(method ?? '', `/connections/${connectionId}${path}`)).toMatchObject({
        status: 409,
        body: { code: 'sso-still-required' },
      })
    expect((await owner.api('PATCH', '/team', { require_sso: false })).status).toBe(200)
    expect((await owner.api('POST', `/connections/${connectionId}/deactivate`)).body.state).toBe('inactive')
    expect((await new Visitor().visit(start())).text).toContain('<code>connection-not-active</code>')
    expect((await owner.api('POST', `/connections/${connectionId}/activate`)).body.state).toBe('active')
  })
})
