import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../../test/support/databases.ts'
import { faultyClient, FaultyProvider, type Faults } from '../../../test/support/faulty-provider.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../../test/support/test-server.ts'
import { Visitor, type Visit } from '../../../test/support/visitor.ts'
import type { ConnectionId } from '../../kernel/ids.ts'

const now = () => Math.floor(Date.now() / 1000)
/** A change of the claims in the ID token. */
const claims = (changed: (all: Record<string, unknown>) => Record<string, unknown>): Faults => ({ claims: (all) => ({ ...all, ...changed(all) }) })
const without =
  (...names: string[]) =>
  (all: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))

/** A JWT that is fine but for its signature. */
async function signedByAnybody(all: Record<string, unknown>): Promise<string> {
  return new SignJWT(all).setProtectedHeader({ alg: 'RS256' }).sign((await generateKeyPair('RS256')).privateKey)
}

/** Says, as RFC 9207 has it, that its answers name it. */
const promising = (all: Record<string, unknown>) => ({ ...all, authorization_response_iss_parameter_supported: true })

// What a provider, or whoever stands between, may answer. Each is refused with a code of its own, and nobody is in.
const bad: [code: string, faults: Faults, because: string][] = [
  ['oidc-response-issuer', { response: (sent) => sent.set('iss', 'https://evil.example') }, 'the answer names another issuer (RFC 9207)'],
  ['oidc-response-issuer', { response: (sent) => sent.append('iss', 'https://evil.example') }, 'it names ours and another one'],
  ['oidc-refused-by-provider', { response: (sent) => sent.set('error', 'access_denied') }, 'the provider refuses in its own words'],
  [
    'oidc-refused-by-provider',
    { response: (sent) => (sent.set('error', 'x'), sent.set('error_description', `\0${'x'.repeat(298)}\u{1F600}`)) },
    'in words that PostgreSQL does not hold, cut within a sign',
  ],
  ['oidc-response-issuer', { response: (sent) => sent.set('iss', 'https://evil\0.example') }, 'the issuer has a sign that is no text'],
  [
    'oidc-response-issuer',
    { discovery: promising, response: (sent) => sent.delete('iss') },
    'no issuer is named, and the provider says that it always does',
  ],
  [
    'oidc-nonce',
    claims(() => ({ nonce: 'x', 'a\0b': 'c\0d', [`${'x'.repeat(299)}\u{1F600}`]: { 'e\0': '\ud800' } })),
    'claims have names that are no text',
  ],
  ['oidc-answer-incomplete', { response: (sent) => sent.delete('code') }, 'there is no code'],
  ['oidc-answer-incomplete', { response: (sent) => sent.append('code', 'another') }, 'there are two codes'],
  ['sign-in-unknown', { response: (sent) => sent.set('state', 'x'.repeat(43)) }, 'the state is none of ours'],
  ['sign-in-unknown', { response: (sent) => sent.delete('state') }, 'there is no state'],
  ['sign-in-unknown', { response: (sent) => sent.append('state', 'x') }, 'there are two states'],
  ['oidc-code-refused', { response: (sent) => sent.set('code', 'of-another-sign-in') }, 'the code is not the one that was given'],
  ['oidc-token-issuer', claims(() => ({ iss: 'https://evil.example' })), 'the token is of another issuer'],
  ['oidc-audience', claims(() => ({ aud: 'another-client' })), 'the token is for another client'],
  ['oidc-audience', claims(() => ({ aud: ['purser', 'another-client'] })), 'it is for several, and none is said to be meant'],
  ['oidc-audience', claims(() => ({ aud: ['purser', 'another-client'], azp: 'another-client' })), 'it is for several, and another is meant'],
  ['oidc-authorized-party', claims(() => ({ azp: 'another-client' })), 'it was given to another client'],
  ['oidc-nonce', claims(() => ({ nonce: 'of-another-sign-in' })), 'the token is of another sign-in'],
  ['oidc-nonce', { claims: without('nonce') }, 'the token does not say of which sign-in it is'],
  ['oidc-expired', claims(() => ({ exp: now() - 151 })), 'the token has expired'],
  ['oidc-expired', claims(() => ({ nbf: now() + 200 })), 'the token does not count yet'],
  ['oidc-clock-ahead', claims(() => ({ iat: now() + 300 })), 'it was issued five minutes from now'],
  ['oidc-clock-behind', claims(() => ({ iat: now() - 300 })), 'it was issued five minutes ago, and came now'],
  ['oidc-claim-missing', { claims: without('iat') }, 'when it was issued is not said'],
  ['oidc-claim-missing', { claims: without('sub') }, 'who it is about is not said'],
  ['oidc-claim-missing', claims(() => ({ sub: '' })), 'who it is about is nobody'],
  ['oidc-claim-missing', { claims: without('exp') }, 'until when it counts is not said'],
  ['oidc-access-token-hash', claims(() => ({ at_hash: 'of-another-token' })), 'the access token is another'],
  ['oidc-algorithm', { sign: 'none' }, 'the token is not signed'],
  ['oidc-algorithm', { sign: 'HS256' }, 'it is signed by a secret that the client has too'],
  ['oidc-signature', { sign: 'foreign-key' }, 'it is signed by another key under the name of ours'],
  ['oidc-key-unknown', { sign: 'unknown-key' }, 'it is signed by a key that the issuer does not publish'],
  ['oidc-token-malformed', { tokens: (all) => ({ ...all, id_token: 'a.b' }) }, 'the ID token is none'],
  ['oidc-id-token-missing', { tokens: without('id_token') }, 'there is no ID token'],
  ['oidc-token-answer', { tokens: () => 'not json' }, 'the token endpoint answers no JSON'],
  ['oidc-token-answer', { tokenStatus: 400, tokens: () => ({ error: 'temporarily_unavailable' }) }, 'the token endpoint has an error of its own'],
  ['oidc-token-answer', { tokens: (all) => ({ ...all, access_token: 'a\0b' }) }, 'the access token cannot be sent'],
  ['oidc-userinfo-subject', { userinfo: (all) => ({ ...all, sub: 'somebody-else' }) }, 'user info is of somebody else'],
  ['oidc-userinfo-failed', { userinfo: () => 'not json' }, 'user info is no JSON'],
  [
    'oidc-userinfo-failed',
    { userinfo: signedByAnybody, userinfoHeaders: { 'content-type': 'application/jwt' } },
    'user info is signed by nobody knows whom',
  ],
  [
    'subject-invalid',
    { claims: (all) => ({ ...all, sub: ' ada ' }), userinfo: () => ({ sub: ' ada ' }) },
    'the subject would be another one without its spaces',
  ],
  ['email-missing', { claims: without('email'), userinfo: without('email') }, 'there is no address'],
  ['email-several', claims(() => ({ email: ['ada@acme.example', 'grace@acme.example'] })), 'there are two addresses'],
  ['email-foreign', claims(() => ({ email: 'ada@globex.example' })), 'the address is in a domain of another team'],
  ['email-unverified', claims(() => ({ email_verified: false })), 'the provider says that the address is not verified'],
  [
    'email-foreign',
    claims(() => ({ email: 'ada@nobody.example', email_verified: true })),
    'the address is in nobody’s domain, whatever the provider says of it',
  ],
]

describe.each(databases)('an answer that is not to be believed, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let provider: FaultyProvider
  let id: string
  let otherId: string
  const names = new Map<string, string[]>()
  beforeAll(async () => {
    const lookup = async (host: string) => [{ address: names.get(host)?.shift() ?? '10.0.0.1', family: 4 }]
    ;[server, provider] = await Promise.all([startTestServer(database, { lookup }), FaultyProvider.start()])
    team = await server.addTeam({ domains: ['acme.example'] })
    await server.addTeam({ domains: ['globex.example'] })
    ;[id, otherId] = [await connect(), await connect()]
  })
  afterAll(() => Promise.all([server.stop(), provider.stop()]))
  afterEach(() => {
    provider.faults = {}
  })

  /** An active connection to the provider. */
  async function connect(issuer = provider.issuer): Promise<string> {
    const body = { protocol: 'oidc', name: 'Faulty', issuer, client_id: faultyClient.clientId, client_secret: faultyClient.clientSecret }
    const made = await team.api('POST', '/connections', body)
    expect(made.body).toMatchObject({ state: 'configured' })
    const { url } = (await team.api('POST', `/connections/${made.body.id}/test`)).body
    expect((await new Visitor().visit(url)).text).toContain('Faulty works')
    expect((await team.api('POST', `/connections/${made.body.id}/activate`)).body.state).toBe('active')
    return made.body.id
  }
  const startOf = (connection = id) => `${server.url}/sso/${connection}/start`
  const isCallback = (url: string) => url.startsWith(`${server.url}/sso/`) && url.includes('/callback')
  const logOf = async (connection = id) => (await team.api('GET', `/connections/${connection}/sign_ins?limit=1`)).body.items[0]
  /** That the browser was told so, that nobody is in, and that the sign-in log has it in words. */
  async function expectRefused(visit: Visit, code: string, connection = id): Promise<void> {
    expect([visit.status, visit.text]).toEqual([
      expect.toSatisfy((status) => status >= 400 && status < 500),
      expect.stringContaining(`<code>${code}</code>`),
    ])
    expect(visit.headers.getSetCookie().filter((cookie) => cookie.startsWith('purser_session'))).toEqual([])
    expect(await logOf(connection)).toMatchObject({ outcome: 'failed', code, detail: expect.stringMatching(/\w+ \w+/) })
  }
  const expectIn = async (visitor: Visitor, visit: Visit) => {
    expect([visit.status, visit.text]).toEqual([200, expect.stringContaining('<title>Purser</title>')])
    expect((await visitor.visit(`${server.url}/v1/session`)).text).toContain('ada@acme.example')
    expect(visitor.cookie(server.url, 'purser_session')).toMatch(/^purser_session_/)
  }

  test.each(bad.map(([code, faults, because]) => [code, because, faults] as const))('%s: %s', async (code, _because, faults) => {
    provider.faults = faults
    if (faults.discovery) server.pass(601) // what was said before is not kept any longer
    const refused = await new Visitor().visit(startOf())
    if (faults.discovery) server.pass(-601)
    await expectRefused(refused, code)
  })

  test('the test sign-in shows the same failures, with what had been received, and leaves the connection as it is', async () => {
    const made = await team.api('POST', '/connections', {
      protocol: 'oidc',
      name: 'New',
      issuer: provider.issuer,
      client_id: 'purser',
      client_secret: 'wrong',
    })
    const path = `/connections/${made.body.id}`
    const run = async () => (await new Visitor().visit((await team.api('POST', `${path}/test`)).body.url)).text
    expect(await run()).toContain('oidc-client-refused')
    await team.api('PATCH', path, { client_secret: faultyClient.clientSecret })
    provider.faults = claims(() => ({ nonce: 'x' }))
    expect(await run()).toContain('oidc-nonce')
    provider.faults = claims(() => ({ nonce: 'x', 'a\0b': 'c\0d' }))
    expect(await run()).toContain('oidc-nonce')
    provider.faults = { claims: without('email'), userinfo: without('email') }
    expect(await run()).toContain('email-missing')
    provider.faults = { sign: 'foreign-key' }
    expect(await run()).toContain('oidc-signature')
    const { items } = (await team.api('GET', `${path}/tests`)).body
    expect(items.map(({ outcome, code }: Record<string, string>) => [outcome, code])).toEqual([
      ['failed', 'oidc-signature'],
      ['failed', 'email-missing'],
      ['failed', 'oidc-nonce'],
      ['failed', 'oidc-nonce'],
      ['failed', 'oidc-client-refused'],
    ])
    expect(items[0].received.claims).toMatchObject({ email: 'ada@acme.example', at_hash: '[redacted]' })
    expect((await team.api('GET', path)).body.state).toBe('configured')
    expect((await team.api('POST', `${path}/activate`)).status).toBe(409)
  })

  test('an answer comes by the browser that began, to the connection that asked, in time, and once', async () => {
    const visitor = new Visitor()
    const { url: first } = await visitor.visit(startOf(), isCallback)
    await expectRefused(await new Visitor().visit(first), 'sign-in-other-browser')
    await expectRefused(await visitor.visit(first.replace(id, otherId)), 'sign-in-other-connection', otherId)
    await expectIn(visitor, await visitor.visit(first))
    await expectRefused(await visitor.visit(first), 'sign-in-used')

    const { url: second } = await visitor.visit(startOf(), isCallback)
    const [used, fresh] = [new URL(first), new URL(second)]
    fresh.searchParams.set('code', used.searchParams.get('code') ?? '')
    await expectRefused(await visitor.visit(fresh.href), 'oidc-code-refused')

    const { url: third } = await visitor.visit(startOf(), isCallback)
    server.pass(601)
    await expectRefused(await visitor.visit(third), 'sign-in-expired')
    server.pass(-601)
  })

  test('two answers at the same moment sign in once', async () => {
    const visitor = new Visitor()
    const { url } = await visitor.visit(startOf(), isCallback)
    const answers = await Promise.all([visitor.ask('GET', url), visitor.ask('GET', url)])
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([303, 400])
  })

  test.each([
    [300, 'oidc-clock-behind'],
    [-300, 'oidc-clock-ahead'],
    [3_800, 'oidc-expired'],
  ])('with our clock %d seconds off the provider’s: %s; two minutes are let pass', async (seconds, code) => {
    server.pass(seconds)
    const refused = await new Visitor().visit(startOf())
    server.pass(-seconds)
    await expectRefused(refused, code)
    server.pass(Math.sign(seconds) * 120)
    const visitor = new Visitor()
    const visit = await visitor.visit(startOf())
    server.pass(-Math.sign(seconds) * 120)
    expect(visit.text).not.toContain('oidc-')
    expect(visitor.cookie(server.url, 'purser_session')).toMatch(/^purser_session_/)
  })

  test('keys that are rotated in the middle fail nobody, and an unknown one is sought once a minute', async () => {
    const signIn = async () => {
      const visitor = new Visitor()
      await expectIn(visitor, await visitor.visit(startOf()))
    }
    server.pass(61)
    await signIn()
    await provider.rotate()
    await signIn()
    provider.faults = { sign: 'unknown-key' }
    provider.asked = []
    for (let times = 0; times < 3; times++) await new Visitor().visit(startOf())
    expect(provider.asked.filter((path) => path === '/jwks')).toEqual([])
    server.pass(61)
    for (let times = 0; times < 3; times++) await new Visitor().visit(startOf())
    expect(provider.asked.filter((path) => path === '/jwks')).toHaveLength(1)
    provider.faults = {}
    server.pass(-122)
  })

  test.each(['PS256', 'ES256', 'EdDSA', 'RS256'])('a token that is signed by %s is taken', async (algorithm) => {
    await provider.rotate(algorithm)
    const connection = await connect()
    const visitor = new Visitor()
    await expectIn(visitor, await visitor.visit(startOf(connection)))
  })

  test.each(['RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512'])('one by %s, which a library would take, is not', async (algorithm) => {
    await provider.rotate(algorithm)
    const refused = await new Visitor().visit(startOf())
    await provider.rotate()
    await expectRefused(refused, 'oidc-algorithm')
    server.pass(61) // an unknown key may be sought again
    await new Visitor().visit(startOf())
    server.pass(-61)
  })

  test('keys are kept for five minutes and discovery for ten, for each connection by itself', async () => {
    const [one, other] = [await connect(), await connect()]
    const askedBy = async (connection: string) => {
      provider.asked = []
      const visitor = new Visitor()
      await expectIn(visitor, await visitor.visit(startOf(connection)))
      return provider.asked.filter((path) => path === '/jwks' || path.includes('.well-known'))
    }
    const document = '/.well-known/openid-configuration'
    expect(await askedBy(one)).toEqual([])
    // The provider's clock goes with ours.
    const pass = (seconds: number, ahead: number) => {
      server.pass(seconds)
      provider.faults = claims(({ iat, exp }) => ({ iat: Number(iat) + ahead, exp: Number(exp) + ahead }))
    }
    pass(301, 301)
    expect([await askedBy(one), await askedBy(one), await askedBy(other)]).toEqual([['/jwks'], [], ['/jwks']])
    pass(300, 601)
    expect([await askedBy(one), await askedBy(one), await askedBy(other)]).toEqual([[document, '/jwks'], [], [document, '/jwks']])
    server.pass(-601)
  })

  test('a connection that is changed or deleted while the provider is asked is not proved, and lets nobody in', async () => {
    const path = async () => {
      const body = {
        protocol: 'oidc',
        name: 'Racing',
        issuer: provider.issuer,
        client_id: faultyClient.clientId,
        client_secret: faultyClient.clientSecret,
      }
      return `/connections/${(await team.api('POST', '/connections', body)).body.id}`
    }
    const meanwhile = (act: () => Promise<unknown>): Faults => ({ userinfo: async (all) => (await act(), all) })
    const [changed, deleted, active] = [await path(), await path(), await connect()]
    for (const [at, method, body] of [[changed, 'PATCH', { client_id: 'another' }] as const, [deleted, 'DELETE', undefined] as const]) {
      const { url } = (await team.api('POST', `${at}/test`)).body
      provider.faults = meanwhile(() => team.api(method, at, body))
      expect((await new Visitor().visit(url)).status).toBe(200)
    }
    expect((await team.api('GET', changed)).body).toMatchObject({ state: 'configured', tested_at: null })
    const row = await server.db.read
      .selectFrom('connections')
      .selectAll()
      .where('connectionId', '=', deleted.split('/')[2] as ConnectionId)
      .executeTakeFirst()
    expect(row).toMatchObject({ state: 'inactive', testedAt: null })
    const tests = await server.db.read
      .selectFrom('connectionTests')
      .select('provenMemberId')
      .where('connectionId', '=', deleted.split('/')[2] as ConnectionId)
      .execute()
    expect(tests).toEqual([{ provenMemberId: null }])
    provider.faults = meanwhile(() => team.api('DELETE', `/connections/${active}`))
    const visitor = new Visitor()
    expect((await visitor.visit(startOf(active))).text).toContain('<code>connection-not-active</code>')
    expect(visitor.cookie(server.url, 'purser_session')).toBeUndefined()
  })

  test.each<[changed: Record<string, unknown>, because: string]>([
    [{ n: 'AQAB' }, 'of too few bits'],
    [{ n: '', e: '' }, 'without numbers'],
    [{ n: 5 }, 'with a number that is no text'],
  ])('a key that is published so that nobody can use it fails the sign-in in words: %j, %s', async (changed) => {
    provider.faults = { keys: (own) => own.map((key) => ({ ...key, ...changed })) }
    const path = `/connections/${(await create(provider.issuer, faultyClient)).body.id}`
    const visit = await new Visitor().visit((await team.api('POST', `${path}/test`)).body.url)
    expect([visit.status, visit.text]).toEqual([200, expect.stringContaining('oidc-keys-unreadable')])
    expect((await team.api('GET', `${path}/tests`)).body.items[0]).toMatchObject({ outcome: 'failed', code: 'oidc-keys-unreadable' })
  })

  test('a token without kid is tried with each key', async () => {
    const others: JWK[] = [{ ...(await exportJWK((await generateKeyPair('RS256')).publicKey)), kid: 'other', use: 'sig' }]
    provider.faults = { sign: 'without-kid', keys: (own) => [...others, ...own] }
    const connection = await connect()
    const visitor = new Visitor()
    await expectIn(visitor, await visitor.visit(startOf(connection)))
  })

  test.each([
    ['https://evil.example/', 'another origin'],
    ['//evil.example/', 'another host of the same scheme'],
    ['/\\evil.example/', 'a backslash, which browsers take for a slash'],
    ['/\t/evil.example', 'a tab, which browsers pass over'],
    ['/.//evil.example', 'a dot segment, without which it is another host'],
    ['/x/%2e%2e//evil.example', 'the same in another spelling'],
    ['javascript:alert(1)', 'a script'],
    ['directory', 'no path'],
  ])('return_to %j is refused before anything begins: %s', async (to) => {
    expect(await new Visitor().visit(`${startOf()}?return_to=${encodeURIComponent(to)}`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('return-to-foreign'),
    })
  })

  test.each([
    ['image', 403],
    ['iframe', 403],
    ['empty', 403],
    ['document', 303],
    [undefined, 303],
  ])(
    'a sign-in that a browser begins for a thing of the kind %s is answered %s, since nobody sees what else than a page signs them in',
    async (dest, status) => {
      const answer = await ask('GET', startOf(), undefined, {
        accept: 'text/html',
        'sec-fetch-site': 'cross-site',
        ...(dest && { 'sec-fetch-dest': dest }),
      })
      expect([answer.status, answer.headers.get('set-cookie') === null]).toEqual([status, status === 403])
      const { url } = (await team.api('POST', `/connections/${id}/test`)).body
      expect((await ask('GET', url, undefined, { accept: 'text/html', ...(dest && { 'sec-fetch-dest': dest }) })).status).toBe(status)
    },
  )

  test('a connection that is changed or turned off while somebody is at the provider lets nobody in', async () => {
    const connection = await connect()
    const visitor = new Visitor()
    const [{ url: first }, { url: second }] = [
      await visitor.visit(startOf(connection), isCallback),
      await visitor.visit(startOf(connection), isCallback),
    ]
    await team.api('POST', `/connections/${connection}/deactivate`)
    await expectRefused(await visitor.visit(first), 'connection-not-active', connection)
    provider.asked = []
    await expectRefused(await visitor.visit(startOf(connection)), 'connection-not-active', connection)
    expect(provider.asked).toEqual([])
    expect((await team.api('POST', `/connections/${connection}/activate`)).body.state).toBe('active')
    await team.api('DELETE', `/connections/${connection}`)
    expect(await visitor.visit(second)).toMatchObject({ status: 403, text: expect.stringContaining('connection-not-active') })
  })

  const create = (issuer: string, { clientId, clientSecret } = { clientId: 'c', clientSecret: 's' }) =>
    team.api('POST', '/connections', { protocol: 'oidc', name: 'N', issuer, client_id: clientId, client_secret: clientSecret })
  const sentTo = (location: string): Faults => ({ serveDiscovery: (response) => void response.writeHead(302, { location }).end() })
  const badIssuers: [code: string, faults: Faults, issuer: string | undefined, because: string][] = [
    ['outgoing-address-forbidden', {}, 'https://10.0.0.1', 'a private address'],
    ['outgoing-address-forbidden', {}, 'https://169.254.169.254', 'where clouds keep their secrets'],
    ['outgoing-address-forbidden', {}, 'https://0xa000001/', 'a private address in another spelling'],
    ['outgoing-address-forbidden', {}, 'https://[::ffff:10.0.0.1]', 'a private address within IPv6'],
    ['outgoing-address-forbidden', {}, 'https://internal.example', 'a name that leads to a private address'],
    ['outgoing-address-forbidden', sentTo('http://10.0.0.1/'), undefined, 'a redirect to a private address'],
    ['outgoing-address-forbidden', sentTo('https://internal.example/'), undefined, 'a redirect to a name that leads there'],
    ['outgoing-url-invalid', sentTo('file:///etc/passwd'), undefined, 'a redirect to a file'],
    ['outgoing-url-invalid', {}, 'not a url', 'no URL'],
    ['outgoing-url-invalid', {}, 'https://user:password@idp.example', 'a URL with a password in it'],
    ['discovery-issuer-mismatch', { discovery: (all) => ({ ...all, issuer: 'https://evil.example' }) }, undefined, 'the document of another issuer'],
    ['discovery-incomplete', { discovery: without('jwks_uri') }, undefined, 'a document without keys'],
    ['outgoing-address-forbidden', { discovery: (all) => ({ ...all, token_endpoint: 'https://10.0.0.1/' }) }, undefined, 'a token endpoint within'],
    ['discovery-not-json', { discovery: () => '<html>' }, undefined, 'a page instead'],
    ['discovery-failed', { serveDiscovery: (response) => void response.writeHead(404).end() }, undefined, 'nothing'],
    ['outgoing-too-large', { discovery: (all) => ({ ...all, more: 'x'.repeat(1_100_000) }) }, undefined, 'a document of more than a megabyte'],
  ]
  const rows = badIssuers.map(([code, faults, issuer, because]) => [because, code, faults, issuer] as const)
  test.each(rows)('an issuer is refused as it is given, and no connection is made: %s, %s', async (_because, code, faults, issuer) => {
    provider.faults = faults
    const before = (await team.api('GET', '/connections')).body.items.length
    expect(await create(issuer ?? provider.issuer)).toMatchObject({ status: 422, body: { code } })
    expect((await team.api('GET', '/connections')).body.items).toHaveLength(before)
  })

  test('a discovery document that is no object is said to be none', async () => {
    provider.faults = { discovery: () => [] }
    const { body } = await create(provider.issuer)
    expect(body).toMatchObject({ code: 'discovery-incomplete', detail: expect.stringContaining('no JSON object') })
  })

  test('an issuer that cannot be reached makes a draft that says why, and a later test completes it', async () => {
    const later = createServer()
    await new Promise<void>((resolve) => later.listen(0, '127.0.0.1', resolve))
    const { port } = later.address() as AddressInfo
    await new Promise((resolve) => later.close(resolve))
    const issuer = `http://127.0.0.1:${port}`
    const made = await create(issuer)
    expect(made).toMatchObject({ status: 201, body: { state: 'draft', missing: [], problems: [{ code: 'outgoing-unreachable' }] } })
    expect(await team.api('POST', `/connections/${made.body.id}/test`)).toMatchObject({
      status: 409,
      body: {
        code: 'connection-incomplete',
        detail: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)\.$/),
        problems: [{ code: 'outgoing-unreachable' }],
      },
    })
  })

  test('a name that changes its meaning between two requests is judged at each', async () => {
    const { port } = new URL(provider.issuer)
    names.set('rebind.example', ['127.0.0.1', '127.0.0.1'])
    const issuer = `http://rebind.example:${port}`
    provider.faults = {
      response: (sent) => sent.delete('iss'),
      discovery: (all) => Object.fromEntries(Object.entries(all).map(([key, value]) => [key, rename(value)])),
    }
    const rename = (value: unknown) => (typeof value === 'string' ? value.replace(provider.issuer, issuer) : value)
    const made = await team.api('POST', '/connections', {
      protocol: 'oidc',
      name: 'Rebinding',
      issuer,
      client_id: 'purser',
      client_secret: faultyClient.clientSecret,
    })
    expect(made.body.state).toBe('configured')
    const { url } = (await team.api('POST', `/connections/${made.body.id}/test`)).body
    const visitor = new Visitor()
    const sent = await visitor.visit(url, (next) => next.startsWith(issuer))
    const back = await visitor.visit(sent.url.replace(issuer, provider.issuer), isCallback)
    provider.asked = []
    expect((await visitor.visit(back.url)).text).toContain('outgoing-address-forbidden')
    expect(provider.asked).toEqual([])
  })
})
