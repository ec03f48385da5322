import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { faultyClient, FaultyProvider } from '../../test/support/faulty-provider.ts'
import { ask, startTestServer, type Answer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { Visitor } from '../../test/support/visitor.ts'
import { assert } from '../kernel/assert.ts'
import { isId } from '../kernel/ids.ts'
import { identityOf } from './connection-identity.ts'
import { findConnection } from './connections.ts'
import { updateConnectionRow } from './connections.sql.ts'
import { makeKeyPair } from './saml/sp-keys.ts'
import { finishTest } from './test-connection.ts'

describe.each(databases)('connections, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let provider: FaultyProvider
  beforeAll(async () => {
    ;[server, provider] = await Promise.all([startTestServer(database), FaultyProvider.start()])
    team = await server.addTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
  })
  afterAll(() => Promise.all([server.stop(), provider.stop()]))

  const whole = () => ({
    protocol: 'oidc',
    name: 'IdP',
    issuer: provider.issuer,
    client_id: faultyClient.clientId,
    client_secret: faultyClient.clientSecret,
  })
  const create = async (given: object = whole(), of = team) => (await of.api('POST', '/connections', given)).body
  async function pass(id: string): Promise<void> {
    await new Visitor().visit((await team.api('POST', `/connections/${id}/test`)).body.url)
  }
  async function createActive(): Promise<string> {
    const { id } = await create()
    await pass(id)
    expect((await team.api('POST', `/connections/${id}/activate`)).body.state).toBe('active')
    return id
  }
  const stateOf = async (id: string) => (await team.api('GET', `/connections/${id}`)).body.state
  async function signIn(id: string, who: string): Promise<string> {
    const visitor = new Visitor()
    await visitor.visit(`${server.url}/sso/${id}/start?login_hint=${who}`)
    return `purser_session=${visitor.cookie(server.url, 'purser_session')}`
  }
  const sessionOf = async (cookie: string) => (await ask('GET', `${server.url}/v1/session`, undefined, { cookie })).status

  test('a draft may lack nearly all, and says what', async () => {
    expect(await create({ protocol: 'oidc', name: 'Bare' })).toMatchObject({
      state: 'draft',
      missing: ['issuer', 'client_id', 'client_secret'],
      issuer: null,
    })
    const everybody = { protocol: 'oidc', name: 'Entra', client_id: 'c', client_secret: 's' }
    expect(await create(everybody)).toMatchObject({ state: 'draft', missing: ['issuer'] })
  })

  test.each<[given: object, because: string]>([
    [{ name: 'N' }, 'no protocol'],
    [{ protocol: 'ldap', name: 'N' }, 'an unknown protocol'],
    [{ protocol: 'oidc' }, 'no name'],
    [{ protocol: 'oidc', name: 'N', clientId: 'c' }, 'a field that is none'],
    [{ protocol: 'oidc', name: 'N', attribute_mapping: { mail: 'x' } }, 'a mapping of what is nothing'],
    [{ protocol: 'oidc', name: 'N', entra_tenant_id: 'acme' }, 'a tenant that is no id'],
  ])('%j is refused: %s', async (given) =>
    expect(await team.api('POST', '/connections', given)).toMatchObject({ status: 422, body: { code: 'schema-violated' } }),
  )

  test('a change of what the test proved takes a connection back, other changes and a new secret do not', async () => {
    const { id } = await create()
    const change = async (given: object) => (await team.api('PATCH', `/connections/${id}`, given)).body.state
    await pass(id)
    expect(await stateOf(id)).toBe('tested')
    expect(await change({ name: 'Other', client_secret: faultyClient.clientSecret, jit: false, attribute_mapping: { groups: 'roles' } })).toBe(
      'tested',
    )
    expect(await change({ issuer: provider.issuer, client_id: faultyClient.clientId })).toBe('tested')
    expect(await change({ client_id: 'another' })).toBe('configured')
    expect((await team.api('POST', `/connections/${id}/activate`)).status).toBe(409)
    expect(await change({ client_id: faultyClient.clientId })).toBe('configured')
    await pass(id)
    expect(await change({ issuer: `${provider.issuer}/` })).toBe(undefined)
    expect(await stateOf(id)).toBe('tested')
  })

  test('an active one keeps issuer and client id; turned off it is active again without a test, unless these changed', async () => {
    const id = await createActive()
    const path = `/connections/${id}`
    expect(await team.api('PATCH', path, { client_id: 'another' })).toMatchObject({ status: 409, body: { code: 'connection-in-use' } })
    expect(await team.api('PATCH', path, { client_secret: faultyClient.clientSecret, name: 'Renamed' })).toMatchObject({
      status: 200,
      body: { state: 'active', name: 'Renamed' },
    })
    expect(await team.api('POST', `${path}/deactivate`)).toMatchObject({ status: 200, body: { state: 'inactive' } })
    expect(await team.api('POST', `${path}/deactivate`)).toMatchObject({ status: 200, body: { state: 'inactive' } })
    expect(await team.api('POST', `${path}/activate`)).toMatchObject({ status: 200, body: { state: 'active' } })
    await pass(id)
    expect(await stateOf(id)).toBe('active')
    await team.api('POST', `${path}/deactivate`)
    expect(await team.api('PATCH', path, { client_id: 'another' })).toMatchObject({ status: 200, body: { state: 'configured', tested_at: null } })
    expect((await team.api('POST', `${path}/activate`)).status).toBe(409)
    const { id: draft } = await create({ protocol: 'oidc', name: 'Bare' })
    expect(await team.api('POST', `/connections/${draft}/deactivate`)).toMatchObject({ status: 409, body: { code: 'connection-state' } })
  })

  test('a test that was begun before a change proves nothing of the connection as it is now', async () => {
    const { id } = await create()
    const visitor = new Visitor()
    const { url } = await visitor.visit((await team.api('POST', `/connections/${id}/test`)).body.url, (next) => next.includes('/callback'))
    await team.api('PATCH', `/connections/${id}`, { client_id: 'another' })
    expect((await visitor.visit(url)).text).toContain('connection-changed')
    expect(await stateOf(id)).toBe('configured')
  })

  test('owners come in through a connection once an owner has activated it as it is: whoever sets it up could have it say that they are one', async () => {
    const admin = await team.addKey(['sso:read', 'sso:write'])
    const asAdmin = (method: string, path: string, body?: object) =>
      ask(method, `${server.url}/v1${path}`, body, { authorization: `Bearer ${admin}`, ...(body && { 'content-type': 'application/json' }) })
    const { id } = (await asAdmin('POST', '/connections', whole())).body
    const path = `/connections/${id}`
    await pass(id)
    expect((await asAdmin('POST', `${path}/activate`)).body).toMatchObject({ state: 'active', lets_owners_in: false })
    await team.api('POST', '/invites', { email: 'partner@acme.example', role: 'owner' })
    const come = async (who: string) => (await new Visitor().visit(`${server.url}/sso/${id}/start?login_hint=${who}`)).text
    for (const owner of ['owner@acme.example', 'partner@acme.example']) expect(await come(owner)).toContain('<code>owners-not-let-in</code>')
    expect(await sessionOf(await signIn(id, 'plain@acme.example'))).toBe(200)
    expect((await team.api('GET', `${path}/sign_ins`)).body.items.at(-1)).toMatchObject({ code: 'owners-not-let-in', email: 'owner@acme.example' })

    expect((await team.api('POST', `${path}/activate`)).body).toMatchObject({ state: 'active', lets_owners_in: true })
    expect(await sessionOf(await signIn(id, 'owner@acme.example'))).toBe(200)
    const change = async (mapping: object) => (await asAdmin('PATCH', path, { attribute_mapping: mapping })).body.lets_owners_in
    expect(await change({ groups: 'roles' })).toBe(true)
    expect(await change({ email: 'email' })).toBe(true) // what it is by default
    for (const mapping of [{ email: 'nickname' }, { email: null, subject: 'nickname' }]) {
      expect(await change(mapping)).toBe(false)
      expect((await team.api('PATCH', path, { attribute_mapping: { subject: null, email: null } })).body.lets_owners_in).toBe(false)
      expect(await come('owner@acme.example')).toContain('<code>owners-not-let-in</code>')
      expect((await asAdmin('POST', `${path}/activate`)).body.lets_owners_in).toBe(false)
      expect((await team.api('POST', `${path}/activate`)).body.lets_owners_in).toBe(true)
      expect(await sessionOf(await signIn(id, 'owner@acme.example'))).toBe(200)
    }
    expect((await team.api('PATCH', path, { attribute_mapping: { email: 'mail' } })).body.lets_owners_in).toBe(true) // by an owner
    await asAdmin('POST', `${path}/deactivate`)
    expect((await asAdmin('PATCH', path, { client_id: 'another' })).body).toMatchObject({ state: 'configured', lets_owners_in: false })
  })

  test('of SAML the same holds for another certificate, another address of metadata and another attribute', async () => {
    const admin = await team.addKey(['sso:read', 'sso:write'])
    const certificate = async () => (await makeKeyPair(server.environment, 'idp.example')).certificate
    const [own, next] = [await certificate(), await certificate()]
    const given = { protocol: 'saml', name: 'SAML', idp_entity_id: 'https://idp.example', sso_url: 'https://idp.example/sso', certificates: [own] }
    const { id } = await create(given)
    const path = `/connections/${id}`
    await server.db.transact((trx) => updateConnectionRow(trx, team.teamId, id, { state: 'tested' }))
    const activate = async () => (await team.api('POST', `${path}/activate`)).body.lets_owners_in
    expect(await activate()).toBe(true)
    const change = async (body: object) =>
      (await ask('PATCH', `${server.url}/v1${path}`, body, { authorization: `Bearer ${admin}`, 'content-type': 'application/json' })).body
    expect((await change({ name: 'Renamed', certificates: [own], attribute_mapping: { groups: 'roles' } })).lets_owners_in).toBe(true)
    for (const body of [
      { certificates: [own, next] },
      { attribute_mapping: { email: 'nickname' } },
      { metadata_url: 'https://nobody.example/metadata' },
    ]) {
      expect([body, (await change(body)).lets_owners_in]).toEqual([body, false])
      expect(await activate()).toBe(true)
    }
    expect((await team.api('PATCH', path, { certificates: [next] })).body.lets_owners_in).toBe(true)
  })

  test('a test fails by an address that could not sign in either; a team without a domain is told', async () => {
    const { id } = await create()
    const at = provider.person
    provider.person = 'stranger@gmail.example'
    const { url } = (await team.api('POST', `/connections/${id}/test`)).body
    expect((await new Visitor().visit(url)).text).toContain('IdP does not work yet')
    expect((await team.api('GET', `/connections/${id}/tests`)).body.items).toMatchObject([{ outcome: 'failed', code: 'email-foreign' }])
    expect(await stateOf(id)).toBe('configured')
    const bare = await server.addBareTeam()
    const { id: early } = (await bare.api('POST', '/connections', whole())).body
    const page = await new Visitor().visit((await bare.api('POST', `/connections/${early}/test`)).body.url)
    provider.person = at
    expect(page.text).toContain('IdP works, and lets nobody in yet')
    const { items } = (await bare.api('GET', `/connections/${early}/tests`)).body
    expect(items).toMatchObject([{ outcome: 'succeeded', problems: expect.arrayContaining([expect.objectContaining({ code: 'email-foreign' })]) }])
  })

  test('the gate tells since when there is no connection only where people could sign in through one, whatever was deleted since', async () => {
    const other = await server.addBareTeam({ domains: ['since.example'] })
    const since = async () => {
      const { body } = await other.api('GET', '/prerequisites')
      return body.find((each: { id: string }) => each.id === 'sso').since
    }
    const make = async (): Promise<string> => (await other.api('POST', '/connections', whole())).body.id
    const testIt = async (id: string) => {
      const at = provider.person
      provider.person = 'ada@since.example'
      await new Visitor().visit((await other.api('POST', `/connections/${id}/test`)).body.url)
      provider.person = at
      expect((await other.api('GET', `/connections/${id}`)).body.state).toBe('tested')
    }
    const never = await make()
    await testIt(never)
    await other.api('DELETE', `/connections/${never}`)
    expect(await since()).toBe(null)
    const used = await make()
    await testIt(used)
    await other.api('POST', `/connections/${used}/activate`)
    const { state_since: lost } = (await other.api('POST', `/connections/${used}/deactivate`)).body
    server.pass(60)
    await other.api('DELETE', `/connections/${used}`)
    expect(await since()).toBe(lost)
    for (let times = 0; times < 20; times++) await other.api('DELETE', `/connections/${await make()}`)
    const living = await make()
    expect((await other.api('GET', '/prerequisites')).text).toContain('Test IdP, then activate it')
    await other.api('DELETE', `/connections/${living}`)
    server.pass(-60)
  })

  test('a team has a hundred connections at most', async () => {
    const other = await server.addBareTeam()
    const draft = { protocol: 'oidc', name: 'Draft' }
    const made = await Promise.all(Array.from({ length: 100 }, () => other.api('POST', '/connections', draft)))
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]))
    expect(await other.api('POST', '/connections', draft)).toMatchObject({ status: 409, body: { code: 'connections-too-many' } })
    await other.api('DELETE', `/connections/${made[0]?.body.id}`)
    expect((await other.api('POST', '/connections', draft)).status).toBe(201)
  })

  test('a test is kept once: of two sign-ins of one test the second is refused', async () => {
    const { id } = await create()
    const { url } = (await team.api('POST', `/connections/${id}/test`)).body
    const answers = await Promise.all(
      [new Visitor(), new Visitor()].map(async (visitor) => ({ visitor, to: (await visitor.visit(url, (next) => next.includes('/callback'))).url })),
    )
    const ended = await Promise.all(answers.map(({ visitor, to }) => visitor.visit(to)))
    expect(ended.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 410])
    expect((await new Visitor().visit(url)).status).toBe(410)
    const { items } = (await team.api('GET', `/audit_log?action=test_sign_in&limit=200`)).body
    expect(items.filter((row: { subject: { id: string } }) => JSON.stringify(row).includes(id))).toHaveLength(1)
  })

  test('a test that fails as it is begun has that for its result', async () => {
    const { id } = await create()
    const { url } = (await team.api('POST', `/connections/${id}/test`)).body
    server.pass(601) // what discovery said is not kept any longer
    provider.faults = { serveDiscovery: (response) => void response.writeHead(503).end() }
    const refused = await new Visitor().visit(url)
    provider.faults = {}
    server.pass(-601)
    expect(refused.text).toContain('discovery-unavailable')
    const { items } = (await team.api('GET', `/connections/${id}/tests`)).body
    expect(items).toMatchObject([{ outcome: 'failed', code: 'discovery-unavailable', detail: expect.stringContaining('503') }])
  })

  test('a test of a connection that was deleted meanwhile is over, and goes nowhere', async () => {
    const { id } = await create()
    const { url } = (await team.api('POST', `/connections/${id}/test`)).body
    await team.api('DELETE', `/connections/${id}`)
    provider.asked = []
    expect((await new Visitor().visit(url)).text).toContain('connection-not-active')
    expect(provider.asked).toEqual([])
  })

  test('a test whose connection became another, or was deleted, while its answer was looked at proves nothing of it', async () => {
    const begin = async (id: string) => {
      await team.api('POST', `/connections/${id}/test`)
      const [{ id: testId }] = (await team.api('GET', `/connections/${id}/tests?limit=1`)).body.items
      assert(isId('tst', testId), 'a test has an id of its kind')
      const connection = await findConnection(server.db.read, id)
      assert(connection, 'it was just made')
      return (identity = identityOf(connection)) => {
        const occasion = { requestId: server.environment.newId('req'), at: server.environment.now() }
        const succeeded = { received: {}, mapped: null, failure: null, problems: [], assertion: null, identity }
        return finishTest(server.db, occasion, connection, testId, succeeded)
      }
    }
    const [changed, deleted] = [await create(), await create()]
    const [finishChanged, finishDeleted] = [await begin(changed.id), await begin(deleted.id)]
    expect((await finishChanged('what it was before')).outcome).toBe('succeeded')
    expect(await stateOf(changed.id)).toBe('configured')
    await team.api('DELETE', `/connections/${deleted.id}`)
    await finishDeleted()
    expect(await findConnection(server.db.read, deleted.id)).toMatchObject({ state: 'inactive', testedAt: null })
  })

  test('a change names the version that it is of', async () => {
    const { id } = await create()
    const path = `${server.url}/v1/connections/${id}`
    const send = (method: string, tag: string, body?: object): Promise<Answer> =>
      ask(method, path, body, { authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json', 'if-match': tag })
    const tag = (await team.api('GET', `/connections/${id}`)).headers.get('etag') ?? ''
    const changed = await send('PATCH', tag, { name: 'Second' })
    expect(changed.headers.get('etag')).not.toBe(tag)
    expect(await send('PATCH', tag, { name: 'Third' })).toMatchObject({ status: 412, body: { code: 'stale-etag' } })
    expect(await send('DELETE', tag)).toMatchObject({ status: 412 })
    expect((await team.api('PATCH', `/connections/${id}`, { name: 'Second' })).headers.get('etag')).toBe(changed.headers.get('etag'))
    expect((await send('DELETE', changed.headers.get('etag') ?? '')).status).toBe(204)
  })

  test('the client secret is in no answer, no row of the journal, and not in the database as it is; it goes with the connection, as a key of SAML does', async () => {
    const secret = 'tell-nobody-of-this'
    const { id } = await create({ ...whole(), client_secret: secret })
    const shown = await Promise.all(['', '/tests'].map((path) => team.api('GET', `/connections/${id}${path}`)))
    const audit = await team.api('GET', '/audit_log?limit=200')
    for (const { text } of [...shown, audit]) expect(text).not.toContain(secret)
    const rows = await server.db.read.selectFrom('sealedSecrets').selectAll().execute()
    expect(rows.some(({ name }) => name === `${id} client secret`)).toBe(true)
    expect(JSON.stringify(rows)).not.toContain(secret)
    const saml = await create({ protocol: 'saml', name: 'SAML' })
    const kept = async () =>
      (await server.db.read.selectFrom('sealedSecrets').select('name').execute()).filter(({ name }) =>
        [id, saml.id].some((one) => name.startsWith(one)),
      )
    expect(await kept()).toHaveLength(2)
    for (const each of [id, saml.id]) await team.api('DELETE', `/connections/${each}`)
    expect(await kept()).toEqual([])
  })

  test('several are active at once, and the end of one ends the sessions that began through it, and no others', async () => {
    const [leaving, staying] = [await createActive(), await createActive()]
    const [gone, kept, linked] = [await signIn(leaving, 'a@acme.example'), await signIn(staying, 'b@acme.example'), (await team.signIn()).cookie]
    await team.api('POST', `/connections/${leaving}/deactivate`)
    expect(await sessionOf(gone)).toBe(200)
    expect((await team.api('DELETE', `/connections/${leaving}`)).status).toBe(204)
    expect([await sessionOf(gone), await sessionOf(kept), await sessionOf(linked)]).toEqual([401, 200, 200])
    expect((await team.api('GET', '/audit_log?limit=1')).text).toContain('deleted')
  })

  test('whom a connection linked is linked anew once its issuer, client or subject is another', async () => {
    const id = await createActive()
    await signIn(id, 'link@acme.example')
    const links = async () => (await team.api('GET', '/members/email:link@acme.example/identities')).body.items.length
    expect(await links()).toBe(1)
    await team.api('PATCH', `/connections/${id}`, { attribute_mapping: { subject: 'sub' } })
    expect(await links()).toBe(1)
    await team.api('PATCH', `/connections/${id}`, { attribute_mapping: { subject: 'email' } })
    expect(await links()).toBe(0)
  })

  test('another team sees nothing of them, by any route', async () => {
    const { id } = await create()
    const other = await server.addTeam()
    const calls = [
      ['GET'],
      ['PATCH', '', { name: 'X' }],
      ['DELETE'],
      ['POST', '/test'],
      ['GET', '/tests'],
      ['POST', '/activate'],
      ['POST', '/deactivate'],
    ] as const
    for (const [method, path = '', body] of calls)
      expect(await other.api(method, `/connections/${id}${path}`, body)).toMatchObject({ status: 404, body: { code: 'connection-not-found' } })
    const { items } = (await other.api('GET', '/connections')).body
    expect(items.some((each: { id: string }) => each.id === id)).toBe(false)
  })

  test('they are listed oldest first, in pages', async () => {
    const other = await server.addTeam()
    const made = [await create({ protocol: 'oidc', name: 'A' }, other), await create({ protocol: 'oidc', name: 'B' }, other)].map(({ id }) => id)
    const first = (await other.api('GET', '/connections?limit=2')).body
    const second = (await other.api('GET', `/connections?limit=2&cursor=${first.next_cursor}`)).body
    expect([...first.items, ...second.items].map(({ id }: { id: string }) => id).slice(-2)).toEqual(made)
    expect(second.next_cursor).toBeNull()
  })

  test('the test’s address is nobody’s to guess, and ends after an hour', async () => {
    const { id } = await create()
    const { url } = (await team.api('POST', `/connections/${id}/test`)).body
    expect((await new Visitor().visit(`${url.slice(0, -3)}abc`)).status).toBe(404)
    server.pass(3_601)
    expect((await new Visitor().visit(url)).status).toBe(410)
    server.pass(-3_601)
  })

  test('who began a test is told with it', async () => {
    const { id } = await create()
    const owner = await team.signIn()
    await owner.api('POST', `/connections/${id}/test`)
    const [begun] = (await team.api('GET', `/connections/${id}/tests`)).body.items
    expect(begun).toMatchObject({ outcome: 'waiting', started_by: 'owner@acme.example', member_id: expect.stringMatching(/^mem_/) })
  })
})

test('sign-ins from one address are counted, both ways', async () => {
  const server = await startTestServer('sqlite', { signInRate: 2 })
  const codes = async (path: string) => {
    const answers = [1, 2, 3].map(async () => (await ask('GET', `${server.url}/sso/con_${'0'.repeat(26)}${path}`)).status)
    return Promise.all(answers)
  }
  expect((await codes('/start')).toSorted((one, other) => one - other)).toEqual([404, 404, 429])
  expect((await codes('/callback?state=x')).toSorted((one, other) => one - other)).toEqual([404, 404, 429])
  await server.stop()
})

test('over plain http to another machine nobody begins: the cookie would be anybody’s to read', async () => {
  const server = await startTestServer('sqlite', { publicUrl: 'http://purser.example' })
  expect((await ask('GET', `${server.url}/sso/con_${'0'.repeat(26)}/start`)).text).toContain('https-required')
  await server.stop()
})
