import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { makeKeys, idpMetadata, rightAnswer, signedResponse, toBase64, type Answer } from '../support/saml/identity-provider.ts'
import { ask, sessionLife, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { Visitor, type Visit } from '../support/visitor.ts'
import { buildApp } from '../../server/app.ts'
import { realEnvironment } from '../../server/kernel/environment.ts'
import { eraseMember } from '../../server/provisioning/erase-member.ts'
import { requireMember } from '../../server/members/find-member.ts'
import { addSeconds } from '../../server/kernel/timestamp.ts'
import { forgetTestAnswers } from '../../server/sso/test-connection.ts'
import { openDatabase } from '../../server/store/open.ts'
import type { KeyPair } from '../../server/sso/saml/sp-keys.ts'
import { sign as signBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

// Answers as the test makes them, in front of a real server: what a real provider never sends. Real providers are in `providers.test.ts`.

const entityId = 'https://idp.example/saml'
const ssoUrl = 'https://idp.example/sso'

describe.each(databases)('single sign-on by SAML, on %s', (database) => {
  const secretKeys = [realEnvironment.chance(32)]
  let server: TestServer
  let team: TestTeam
  let idp: KeyPair
  let next: KeyPair
  beforeAll(async () => {
    ;[server, idp, next] = await Promise.all([startTestServer(database, { secretKeys }), makeKeys(), makeKeys()])
    team = await server.addTeam({ domains: ['acme.example'] })
  })
  afterAll(() => server.stop())

  const metadata = (certificates: string[], more: Partial<Parameters<typeof idpMetadata>[0]> = {}) =>
    idpMetadata({ entityId, ssoUrl, certificates, ...more })
  const acsOf = (id: string) => `${server.url}/sso/${id}/acs`

  async function connect(fields: Record<string, unknown> = {}, of = team): Promise<string> {
    const made = await of.api('POST', '/connections', { protocol: 'saml', name: 'IdP', metadata_xml: metadata([idp.certificate]), ...fields })
    expect(made.status, made.text).toBe(201)
    return made.body.id
  }

  /** Begins at an address of ours, and answers with what the provider is told. */
  async function begin(visitor: Visitor, start: string) {
    const sent = await visitor.visit(start, (url) => url.startsWith(ssoUrl))
    const { searchParams } = new URL(sent.url)
    const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
    return { requestId: /ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState: searchParams.get('RelayState') ?? '' }
  }

  const answerTo = (id: string, requestId: string | null, email: string, changes: Partial<Answer> = {}): Answer => ({
    ...rightAnswer({
      issuer: entityId,
      acsUrl: acsOf(id),
      audience: `${server.url}/sso/${id}/metadata`,
      requestId,
      email,
      now: server.environment.now(),
    }),
    ...changes,
  })

  /** Posts as a provider's page has a browser do it: from another site, so without our cookies; then as the page that answers has it do. */
  async function post(visitor: Visitor, id: string, xml: string, relayState: string): Promise<Visit> {
    const fields = { SAMLResponse: toBase64(xml), ...(relayState !== '' && { RelayState: relayState }) }
    const first = await new Visitor().ask('POST', acsOf(id), new URLSearchParams(fields).toString(), {
      origin: 'https://idp.example',
      'sec-fetch-site': 'cross-site',
    })
    if (first.status !== 200 || !first.text.includes('posted_again')) return { ...first, url: acsOf(id) }
    return visitor.submit(acsOf(id), { ...fields, posted_again: '1' })
  }

  async function test1(id: string, email: string, changes: Partial<Answer> = {}): Promise<Visit> {
    const begun = await team.api('POST', `/connections/${id}/test`)
    expect(begun.status, begun.text).toBe(200)
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, begun.body.url)
    return post(visitor, id, signedResponse(answerTo(id, requestId, email, changes), idp), relayState)
  }

  async function connectActive(fields: Record<string, unknown> = {}): Promise<string> {
    const id = await connect(fields)
    await test1(id, 'ada@acme.example')
    expect(await team.api('POST', `/connections/${id}/activate`)).toMatchObject({ status: 200, body: { state: 'active' } })
    return id
  }

  async function signIn(id: string, email: string, keys = idp, changes: Partial<Answer> = {}): Promise<Visit> {
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start`)
    return post(visitor, id, signedResponse(answerTo(id, requestId, email, changes), keys), relayState)
  }

  test('a connection is set up from metadata, tested, activated, signed in through, and rolls over', async () => {
    const preview = await team.api('POST', '/connections?dry_run=true', { protocol: 'saml', name: 'IdP', metadata_xml: metadata([idp.certificate]) })
    expect(preview).toMatchObject({
      status: 200,
      body: { dry_run: true, idp_entity_id: entityId, sso_url: ssoUrl, sso_binding: 'redirect', certificates: [{}], missing: [] },
    })
    const draft = await team.api('POST', '/connections', { protocol: 'saml', name: 'IdP' })
    expect(draft).toMatchObject({ status: 201, body: { state: 'draft', protocol: 'saml', missing: ['idp_entity_id', 'sso_url', 'certificates'] } })
    const { id } = draft.body
    expect(draft.body).toMatchObject({
      acs_url: acsOf(id),
      sp_entity_id: `${server.url}/sso/${id}/metadata`,
      sp_metadata_url: `${server.url}/sso/${id}/metadata`,
    })
    expect(await team.api('POST', `/connections/${id}/test`)).toMatchObject({ status: 409, body: { code: 'connection-incomplete' } })
    const configured = await team.api('PATCH', `/connections/${id}`, { metadata_xml: metadata([idp.certificate]) })
    expect(configured, configured.text).toMatchObject({ status: 200, body: { state: 'configured', missing: [], idp_entity_id: entityId } })
    const own = await ask('GET', draft.body.sp_metadata_url)
    expect(own.text).toContain(`Location="${acsOf(id)}"`)
    expect(own.text).toContain('AuthnRequestsSigned="true"')

    const failed = await test1(id, 'ada@acme.example', { audience: 'https://wrong.example' })
    expect(failed.text).toContain('saml-audience')
    expect((await team.api('GET', `/connections/${id}/tests`)).body.items[0]).toMatchObject({
      outcome: 'failed', code: 'saml-audience', mapped: { email: 'ada@acme.example' },
      received: { verified: true, assertion: { audience: ['https://wrong.example'], attributes: { email: ['ada@acme.example'] } } },
    }) // prettier-ignore
    expect((await team.api('GET', `/connections/${id}`)).body.state).toBe('configured')
    const page = await test1(id, 'ada@acme.example')
    expect(page.text).toContain('IdP works')
    expect((await team.api('GET', `/connections/${id}`)).body.state).toBe('tested')
    expect(await team.api('POST', `/connections/${id}/activate`)).toMatchObject({ status: 200, body: { state: 'active' } })

    const home = await signIn(id, 'grace@acme.example')
    expect([home.status, home.url]).toEqual([200, `${server.url}/`])
    expect(home.text).toContain('<title>Purser</title>')

    const both = await team.api('PATCH', `/connections/${id}`, { metadata_xml: metadata([idp.certificate, next.certificate]) })
    expect(both).toMatchObject({ status: 200, body: { state: 'active', certificates: [{}, {}] } })
    expect((await signIn(id, 'grace@acme.example')).text).toContain('<title>Purser</title>')
    expect((await signIn(id, 'grace@acme.example', next)).text).toContain('<title>Purser</title>')
    expect(await team.api('PATCH', `/connections/${id}`, { metadata_xml: metadata([next.certificate]) })).toMatchObject({
      status: 200,
      body: { state: 'active' },
    })
    expect((await signIn(id, 'grace@acme.example', next)).status).toBe(200)
    const old = await signIn(id, 'grace@acme.example', idp)
    expect([old.status, old.text.includes('saml-unknown-key')]).toEqual([403, true])

    const other = idpMetadata({ entityId: 'https://other.example', ssoUrl, certificates: [next.certificate] })
    expect(await team.api('PATCH', `/connections/${id}`, { metadata_xml: other })).toMatchObject({ status: 409, body: { code: 'connection-in-use' } })
    expect(await team.api('POST', `/connections/${id}/deactivate`)).toMatchObject({ status: 200 })
    expect(await team.api('PATCH', `/connections/${id}`, { metadata_xml: other })).toMatchObject({ status: 200, body: { state: 'configured' } })
    const log = (await team.api('GET', `/connections/${id}/sign_ins`)).body.items
    expect(log[0]).toMatchObject({ outcome: 'failed', code: 'saml-unknown-key' })
    expect(log.find((each: { outcome: string }) => each.outcome === 'succeeded')).toMatchObject({
      email: 'grace@acme.example',
      received: { assertion: { attributes: { email: '1 value' } } },
    })
  })

  test('an answer signs in once, in the browser that asked, within ten minutes', async () => {
    const id = await connectActive()
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start?return_to=/?lang=fr`)
    const xml = signedResponse(answerTo(id, requestId, 'grace@acme.example'), idp)
    const stranger = await post(new Visitor(), id, xml, relayState)
    expect([stranger.status, stranger.text.includes('sign-in-other-browser')]).toEqual([400, true])
    const otherBrowser = new Visitor()
    await begin(otherBrowser, `${server.url}/sso/${id}/start`)
    expect((await post(otherBrowser, id, xml, relayState)).text).toContain('sign-in-other-browser')
    const wrong = await post(visitor, id, signedResponse(answerTo(id, '_other', 'grace@acme.example'), idp), relayState)
    expect([wrong.status, wrong.text.includes('saml-in-response-to')]).toEqual([403, true])

    const home = await post(visitor, id, xml, relayState)
    expect([home.status, home.url]).toEqual([200, `${server.url}/?lang=fr`])
    const again = await post(visitor, id, xml, relayState)
    expect([again.status, again.text.includes('saml-replayed')]).toEqual([403, true])
    const second = await post(visitor, id, signedResponse(answerTo(id, requestId, 'grace@acme.example'), idp), relayState)
    expect([second.status, second.text.includes('sign-in-used')]).toEqual([400, true])

    const late = new Visitor()
    const begun = await begin(late, `${server.url}/sso/${id}/start`)
    server.pass(601)
    const answer = await post(late, id, signedResponse(answerTo(id, begun.requestId, 'grace@acme.example'), idp), begun.relayState)
    expect([answer.status, answer.text.includes('sign-in-expired')]).toEqual([400, true])
  })

  test('an answer that was used on one node signs nobody in on another, nor after a restart', async () => {
    const id = await connectActive()
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start`)
    const xml = signedResponse(answerTo(id, requestId, 'grace@acme.example'), idp)
    expect((await post(visitor, id, xml, relayState)).status).toBe(200)
    // A process of its own would share no more with the first than this one does: the database.
    const db = openDatabase(server.databaseUrl)
    const node = buildApp({
      db,
      environment: server.environment,
      secretKeys,
      publicUrl: () => server.url,
      sessionLife,
      signInRate: 1_000,
      authFailureRate: 1_000,
    })
    const url = await node.listen({ host: '127.0.0.1', port: 0 })
    const body = new URLSearchParams({ SAMLResponse: toBase64(xml), RelayState: relayState, posted_again: '1' }).toString()
    const cookie = `purser_sign_in=${visitor.cookie(server.url, 'purser_sign_in')}`
    const again = await ask('POST', `${url}/sso/${id}/acs`, body, {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
      cookie,
    })
    expect([again.status, again.text.includes('saml-replayed')]).toEqual([403, true])
    await node.close()
    await db.close()
  })

  test('of answers that come at once, one signs in', async () => {
    const id = await connectActive()
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start`)
    const xml = signedResponse(answerTo(id, requestId, 'grace@acme.example'), idp)
    const body = new URLSearchParams({ SAMLResponse: toBase64(xml), RelayState: relayState, posted_again: '1' }).toString()
    const answers = await Promise.all([1, 2, 3, 4].map(() => visitor.ask('POST', acsOf(id), body)))
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([303, 403, 403, 403])
  })

  test('a test that was begun with one provider is not passed by another, which the connection has since', async () => {
    const id = await connect()
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, (await team.api('POST', `/connections/${id}/test`)).body.url)
    const issuer = 'https://other.example'
    const other = idpMetadata({ entityId: issuer, ssoUrl, certificates: [next.certificate] })
    expect((await team.api('PATCH', `/connections/${id}`, { metadata_xml: other })).status).toBe(200)
    const answer = answerTo(id, requestId, 'ada@acme.example', { issuer, responseIssuer: issuer })
    expect((await post(visitor, id, signedResponse(answer, next), relayState)).text).toContain('connection-changed')
    expect((await team.api('GET', `/connections/${id}`)).body.state).toBe('configured')
  })

  test('a provider starts by itself only where that is allowed, and then a person says so', async () => {
    const id = await connectActive()
    const unasked = () => signedResponse(answerTo(id, null, 'grace@acme.example'), idp)
    const refused = await post(new Visitor(), id, unasked(), '')
    expect([refused.status, refused.text.includes('saml-unsolicited')]).toEqual([403, true])
    await team.api('PATCH', `/connections/${id}`, { idp_initiated: true })
    const xml = unasked()
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const forced = await new Visitor().ask(
      'POST',
      acsOf(id),
      new URLSearchParams({ SAMLResponse: toBase64(xml), posted_again: '1' }).toString(),
      foreign,
    )
    expect([forced.status, forced.headers.get('set-cookie'), forced.text.includes('<script')]).toEqual([200, null, false])
    // Also where a browser does not tell which page it comes from.
    const untold = await ask('POST', acsOf(id), new URLSearchParams({ SAMLResponse: toBase64(xml) }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect([untold.status, untold.headers.get('set-cookie')]).toEqual([200, null])
    const home = await post(new Visitor(), id, xml, '')
    expect(home.text).toContain('<title>Purser</title>')
    expect((await team.api('GET', `/connections/${id}/sign_ins`)).body.items[0]).toMatchObject({ outcome: 'succeeded', source: 'identity_provider' })
    expect((await post(new Visitor(), id, xml, '')).text).toContain('saml-replayed')
    expect((await post(new Visitor(), id, unasked(), 'https://evil.example')).text).toContain('saml-relay-state')
  })

  test('what is posted is refused in words, with a code, and stands in the log', async () => {
    const id = await connectActive()
    const at = async (body: string, headers = {}) => (await new Visitor().ask('POST', acsOf(id), body, headers)).text
    expect(await at(`SAMLResponse=${'A'.repeat(3_000_000)}`)).toContain('saml-too-large')
    expect(await at('SAMLResponse=PGEvPg%3D%3D&SAMLResponse=PGEvPg%3D%3D')).toContain('saml-form')
    expect(await at('')).toContain('saml-form')
    expect((await new Visitor().ask('POST', acsOf(id), '{}', { 'content-type': 'application/json' })).status).toBe(415)
    expect((await ask('GET', acsOf(id))).status).toBe(404)
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start`)
    const foreign = await post(visitor, id, signedResponse(answerTo(id, requestId, 'eve@other.example'), idp), relayState)
    expect([foreign.status, foreign.text.includes('email-foreign')]).toEqual([403, true])
    const codes = (await team.api('GET', `/connections/${id}/sign_ins`)).body.items.map((each: { code: string }) => each.code)
    expect(codes.slice(0, 4)).toEqual(['email-foreign', 'saml-form', 'saml-form', 'saml-too-large'])
  })

  test('the session ends when the provider wants it to, if that is before ours', async () => {
    const id = await connectActive()
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start`)
    const sessionNotOnOrAfter = addSeconds(server.environment.now(), 60)
    await post(visitor, id, signedResponse(answerTo(id, requestId, 'grace@acme.example', { sessionNotOnOrAfter }), idp), relayState)
    const status = async () => (await visitor.ask('GET', `${server.url}/v1/session`)).status
    expect(await status()).toBe(200)
    server.pass(61)
    expect(await status()).toBe(401)
  })

  test('an identity provider of one team signs in nobody of another', async () => {
    const other = await server.addTeam({ domains: ['beta.example'] })
    const theirs = await connect({}, other)
    const ours = await connectActive()
    expect((await signIn(ours, 'bob@beta.example')).text).toContain('email-foreign')
    const visitor = new Visitor()
    const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${ours}/start`)
    const crossed = await post(visitor, theirs, signedResponse(answerTo(theirs, requestId, 'bob@beta.example'), idp), relayState)
    expect(crossed.status).toBe(403)
    expect(await team.api('GET', `/connections/${theirs}`)).toMatchObject({ status: 404 })
  })

  test('signing out ends the session here and there, and a provider signs people out by a signed request alone', async () => {
    const sloUrl = 'https://idp.example/slo'
    const id = await connectActive({ metadata_xml: metadata([idp.certificate], { sloUrl }) })
    const who = async (visitor: Visitor) => (await visitor.visit(`${server.url}/v1/session`)).text
    const arrive = async () => {
      const visitor = new Visitor()
      const { requestId, relayState } = await begin(visitor, `${server.url}/sso/${id}/start`)
      const qualified = { nameQualifier: entityId, spNameQualifier: 'of a "<service>"'.replaceAll('"', '&quot;').replaceAll('<', '&lt;') }
      await post(visitor, id, signedResponse(answerTo(id, requestId, 'grace@acme.example', qualified), idp), relayState)
      expect(await who(visitor)).toContain('grace@acme.example')
      return visitor
    }
    const one = await arrive()
    const out = await one.submit(`${server.url}/sso/sign-out`, {})
    const [, onTo = ''] = /^0; url=(.*)$/.exec(out.headers.get('refresh') ?? '') ?? []
    expect(onTo).toContain(`${sloUrl}?`)
    const sent = new URL(onTo).searchParams
    const asked = inflateRawSync(Buffer.from(sent.get('SAMLRequest') ?? '', 'base64')).toString()
    expect(asked).toMatch(/<samlp:LogoutRequest.*grace@acme.example.*_s1/s)
    // A provider looks for the whole name, qualifiers and all (core §8.3.7).
    expect([/ NameQualifier="([^"]*)"/.exec(asked)?.[1], / SPNameQualifier="([^"]*)"/.exec(asked)?.[1]]).toEqual([
      entityId,
      'of a &quot;&lt;service>&quot;',
    ])
    expect([sent.get('SigAlg'), sent.has('Signature')]).toEqual(['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', true])
    expect(await who(one)).not.toContain('grace@acme.example')

    const two = await arrive()
    const at = server.environment.now()
    const xml = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_l1" Version="2.0" IssueInstant="${at}" Destination="${server.url}/sso/${id}/slo"><saml:Issuer>${entityId}</saml:Issuer><saml:NameID>grace@acme.example</saml:NameID><samlp:SessionIndex>_s1</samlp:SessionIndex></samlp:LogoutRequest>`
    const deflated = (text: string) => ({ SAMLRequest: deflateRawSync(text).toString('base64') })
    const query = (text: string, keys: KeyPair | null, [digest, SigAlg] = ['sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256']) => {
      const message = new URLSearchParams({ ...deflated(text), SigAlg }).toString()
      return keys
        ? `${message}&${new URLSearchParams({ Signature: signBytes(digest, Buffer.from(message), keys.privateKey).toString('base64') }).toString()}`
        : message
    }
    const ofNobody = xml.replace('grace@acme.example', 'nobody@acme.example')
    const ask1 = async (asked: string) => (await new Visitor().ask('GET', `${server.url}/sso/${id}/slo?${asked}`)).status
    const bad = [
      query(xml, null),
      query(xml, next),
      query(xml, idp, ['sha1', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1']),
      // One that was signed, and one that was not before or after it: whichever of them is verified, the other might be read.
      `${query(ofNobody, idp)}&${new URLSearchParams(deflated(xml)).toString()}`,
      `${new URLSearchParams(deflated(xml)).toString()}&${query(ofNobody, idp)}`,
    ]
    const wrong = [
      xml.replace(entityId, 'https://other.example'),
      xml.replace('/slo"', '/other"'),
      xml.replace(at, '2020-01-01T00:00:00Z'),
      xml.replace(' Destination', ` NotOnOrAfter="${addSeconds(at, -600)}" Destination`),
      `<!DOCTYPE x>${xml}`,
      ' '.repeat(3_000_000),
    ]
    for (const each of [...bad, ...wrong.map((text) => query(text, idp))]) expect(await ask1(each)).toBe(403)
    expect(await who(two)).toContain('grace@acme.example')
    // It is of one session, where it names one.
    expect(await ask1(query(xml.replace('>_s1<', '>_other<').replace('_l1', '_l0'), idp))).toBe(303)
    expect(await who(two)).toContain('grace@acme.example')
    const back = await new Visitor().ask('GET', `${server.url}/sso/${id}/slo?${query(xml, idp)}`)
    expect([back.status, back.headers.get('location')]).toEqual([303, expect.stringContaining(`${sloUrl}?SAMLResponse=`)])
    expect(await who(two)).not.toContain('grace@acme.example')
    // Once: who has signed in again meanwhile stays in.
    const three = await arrive()
    expect(await ask1(query(xml, idp))).toBe(403)
    expect(await who(three)).toContain('grace@acme.example')
  })

  test('who is erased is named nowhere: not by what their session is called there, nor by a test that they passed or began', async () => {
    const id = await connectActive({ metadata_xml: metadata([idp.certificate], { sloUrl: 'https://idp.example/slo' }) })
    expect((await test1(id, 'zaphod@acme.example')).text).toContain('IdP works')
    expect((await test1(id, 'trillian@acme.example')).text).toContain('IdP works')
    expect((await signIn(id, 'zaphod@acme.example')).text).toContain('<title>Purser</title>')
    const stored = async () => {
      const rows = await Promise.all(
        (['samlSessions', 'connectionTests', 'identities'] as const).map((table) => server.db.read.selectFrom(table).selectAll().execute()),
      )
      return JSON.stringify(rows)
    }
    expect(await stored()).toContain('zaphod@acme.example')
    const { memberId } = await requireMember(server.db.read, team.teamId, 'email:zaphod@acme.example')
    await team.api('DELETE', `/members/${memberId}`)
    await eraseMember(server.db, team.by(), memberId)
    expect(await stored()).not.toContain('zaphod')
    expect(await stored()).toContain('trillian@acme.example')
    const { items } = (await team.api('GET', `/connections/${id}/tests`)).body
    expect(items.map(({ outcome, mapped }: { outcome: string; mapped: unknown }) => [outcome, mapped === null])).toContainEqual(['succeeded', true])
    // What is left of others is forgotten in its time.
    for (const [days, isShown] of [
      [29, true],
      [31, false],
    ] as const) {
      await forgetTestAnswers(server.db, 30, addSeconds(server.environment.now(), days * 86_400))
      expect((await stored()).includes('"name_id":"trillian@acme.example"'), `${days} days`).toBe(isShown)
    }
  })

  test('an answer that is no form hears which form is meant', async () => {
    const id = await connect()
    const answer = await ask('POST', acsOf(id), JSON.stringify({ SAMLResponse: 'x' }), { 'content-type': 'application/json', accept: 'text/html' })
    expect([answer.status, answer.text]).toEqual([415, expect.stringContaining('application/x-www-form-urlencoded')])
  })

  test('metadata that cannot be is refused, and nothing is made', async () => {
    const refusals: [fields: Record<string, unknown>, code: string][] = [
      [{ metadata_xml: `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${metadata([idp.certificate]).replace(/<\?.*?\?>/, '').repeat(2)}</md:EntitiesDescriptor>` }, 'saml-metadata-invalid'],
      [{ metadata_xml: metadata([idp.certificate]).replaceAll('HTTP-Redirect', 'SOAP') }, 'saml-metadata-invalid'],
      [{ metadata_url: 'https://10.0.0.7/metadata' }, 'outgoing-address-forbidden'],
      [{ metadata_xml: metadata([idp.certificate], { ssoUrl: 'https://10.0.0.7/sso' }) }, 'outgoing-address-forbidden'],
      [{ metadata_xml: metadata([idp.certificate], { sloUrl: 'https://[::ffff:169.254.169.254]/slo' }) }, 'outgoing-address-forbidden'],
      [{ idp_entity_id: 'x', sso_url: 'https://192.168.1.1/sso', certificates: [idp.certificate] }, 'outgoing-address-forbidden'],
      [{ metadata_url: 'http://93.184.216.34/metadata' }, 'outgoing-not-https'],
      [{ metadata_url: 'https://idp.example/m', metadata_xml: metadata([idp.certificate]) }, 'saml-metadata-twice'],
      [{ idp_entity_id: 'x', sso_url: 'javascript:alert(1)', certificates: [idp.certificate] }, 'saml-metadata-invalid'],
    ] // prettier-ignore
    const before = (await team.api('GET', '/connections?limit=100')).body.items.length
    for (const [fields, code] of refusals)
      expect(await team.api('POST', '/connections', { protocol: 'saml', name: 'IdP', ...fields })).toMatchObject({ status: 422, body: { code } })
    expect((await team.api('GET', '/connections?limit=100')).body.items.length).toBe(before)
    const byHand = await team.api('POST', '/connections', {
      protocol: 'saml',
      name: 'IdP',
      idp_entity_id: entityId,
      sso_url: ssoUrl,
      certificates: [idp.certificate],
    })
    expect(byHand).toMatchObject({ status: 201, body: { state: 'configured' } })
    expect(await team.api('PATCH', `/connections/${byHand.body.id}`, { client_id: 'x' })).toMatchObject({
      status: 422,
      // As every other 422 points to the whole body (RFC 6901 §6).
      body: { code: 'connection-field-invalid', detail: expect.stringMatching(/^body: .*"client_id"/), errors: [{ pointer: '#' }] },
    })
    expect(await team.api('PATCH', `/connections/${byHand.body.id}`, { attribute_mapping: { mail: 'x' } })).toMatchObject({
      body: { errors: [{ pointer: '#/attribute_mapping' }] },
    })
  })
})
