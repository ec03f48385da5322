import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { startOidcProvider, type RunningProvider } from '../../test/support/start-oidc-provider.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { signInAtProvider, Visitor } from '../../test/support/visitor.ts'

// A certified provider on its own port, and a team that sets single sign-on up with it from nothing.

describe.each(databases)('single sign-on through a real OpenID provider, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let provider: RunningProvider
  beforeAll(async () => {
    ;[server, provider] = await Promise.all([startTestServer(database), startOidcProvider()])
    team = await server.addTeam({ domains: ['acme.example'] })
  })
  afterAll(() => Promise.all([server.stop(), provider.stop()]))

  test('a connection is set up, tested, activated, signed in through, and deleted', async () => {
    const draft = await team.api('POST', '/connections', { protocol: 'oidc', name: 'Test provider', issuer: provider.issuer })
    expect(draft).toMatchObject({
      status: 201,
      body: { state: 'draft', missing: ['client_id', 'client_secret'], problems: [], has_client_secret: false },
    })
    const { id, redirect_uri: redirectUri } = draft.body
    expect(redirectUri).toBe(`${server.url}/sso/${id}/callback`)
    const path = `/connections/${id}`
    expect(await team.api('POST', `${path}/activate`)).toMatchObject({ status: 409, body: { code: 'connection-not-tested' } })
    expect(await team.api('POST', `${path}/test`)).toMatchObject({
      status: 409,
      body: { code: 'connection-incomplete', missing: ['client_id', 'client_secret'] },
    })
    const visitor = new Visitor()
    expect(await visitor.visit(`${server.url}/sso/${id}/start`)).toMatchObject({
      status: 403,
      text: expect.stringContaining('connection-not-active'),
    })

    const { clientId, clientSecret } = await provider.register(redirectUri)
    const configured = await team.api('PATCH', path, { client_id: clientId, client_secret: clientSecret })
    expect(configured).toMatchObject({ status: 200, body: { state: 'configured', missing: [], has_client_secret: true } })
    expect(configured.text).not.toContain(clientSecret)
    expect((await team.api('POST', `${path}/activate`)).status).toBe(409)

    const begun = await team.api('POST', `${path}/test`)
    expect(begun).toMatchObject({ status: 200, body: { url: expect.stringContaining(`${server.url}/sso/${id}/`) } })
    const page = await signInAtProvider(visitor, begun.body.url, 'ada.lovelace@acme.example')
    expect(page.text).toContain('Test provider works')
    expect(page.text).toContain('ada.lovelace@acme.example')
    const { items } = (await team.api('GET', `${path}/tests`)).body
    expect(items).toMatchObject([
      {
        outcome: 'succeeded',
        code: null,
        mapped: { email: 'ada.lovelace@acme.example', first_name: 'Ada', last_name: 'Lovelace', display_name: 'Ada Lovelace', groups: ['Everyone'] },
        received: { claims: { iss: provider.issuer, nonce: '[redacted]' }, userinfo: { email_verified: true } },
        problems: [],
      },
    ])
    expect((await team.api('GET', path)).body.state).toBe('tested')
    expect(await visitor.visit(begun.body.url)).toMatchObject({ status: 410 })

    expect(await team.api('POST', `${path}/activate`)).toMatchObject({ status: 200, body: { state: 'active' } })
    const person = new Visitor()
    const home = await signInAtProvider(person, `${server.url}/sso/${id}/start?return_to=/?lang=fr`, 'grace.hopper@acme.example')
    expect([home.status, home.url]).toEqual([200, `${server.url}/?lang=fr`])
    expect(home.text).toContain('<title>Purser</title>')
    const cookie = `purser_session=${person.cookie(server.url, 'purser_session')}`
    expect(await ask('GET', `${server.url}/v1/session`, undefined, { cookie })).toMatchObject({
      status: 200,
      body: { email: 'grace.hopper@acme.example', role: 'member' },
    })
    expect((await team.api('GET', `${path}/sign_ins`)).body.items[0]).toMatchObject({ outcome: 'succeeded', email: 'grace.hopper@acme.example' })

    expect((await team.api('DELETE', path)).status).toBe(204)
    expect((await ask('GET', `${server.url}/v1/session`, undefined, { cookie })).status).toBe(401)
    expect((await team.api('GET', path)).status).toBe(404)
    expect(await person.visit(`${server.url}/sso/${id}/start`)).toMatchObject({ status: 403, text: expect.stringContaining('connection-not-active') })
  })
})
