import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import type { Adapter, AdapterPayload, Provider } from 'oidc-provider'
import { people } from './company.ts'

/** The single sign-on of the sample company: a certified OpenID provider on a port of its own, with none of Purser's code inside. */
export type SandboxOidc = {
  issuer: string
  client: { id: string; secret: string }
  /** Lets the client have people sent back to an address. */
  allow: (redirectUri: string) => Promise<void>
  stop: () => void
}

/** Starts it. Whoever signs in there says who they are, and is believed: it is a demo. Throws where its package, which the demo alone needs, is not installed. */
export async function startSandboxOidc(): Promise<SandboxOidc> {
  const { Provider } = await loadProvider()
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  const issuer = `http://127.0.0.1:${port}`
  const client = { id: 'purser-demo', secret: randomBytes(24).toString('base64url') }
  const provider: Provider = new Provider(issuer, {
    adapter: MemoryAdapter,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'demo', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'given_name', 'family_name', 'groups'] },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 3600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    // Whoever signs in has consented.
    loadExistingGrant: async ({ oidc: { session, client: asking } }) => {
      const grant = new provider.Grant({ ...(session?.accountId && { accountId: session.accountId }), ...(asking && { clientId: asking.clientId }) })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  const redirectUris: string[] = []
  server.on('request', (request, response) => {
    const isOwnPage = request.url?.startsWith('/interaction/') === true
    const answered = isOwnPage ? answerInteraction(provider, request, response) : answer(request, response)
    answered.catch(() => response.writeHead(400, { 'content-type': 'text/plain' }).end('This sign-in is over. Begin again from the start.'))
  })
  return {
    issuer,
    client,
    allow: (redirectUri) => {
      redirectUris.push(redirectUri)
      return new MemoryAdapter('Client').upsert(client.id, {
        client_id: client.id,
        client_secret: client.secret,
        client_name: 'Purser',
        redirect_uris: redirectUris,
      })
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function loadProvider(): Promise<typeof import('oidc-provider')> {
  const { warn } = console
  console.warn = () => {} // as it loads it tells that this version of Node has no long-term support
  try {
    return await import('oidc-provider')
  } catch {
    throw new Error('The demo needs the package oidc-provider, which npm leaves out with --omit=dev. Install with: npm ci')
  } finally {
    console.warn = warn
  }
}

/** Of somebody in the company, whose key SCIM sends as externalId, or of whatever address was typed. */
function claimsOf(id: string) {
  const person = people.find(({ key }) => key === id)
  const names = person && { name: `${person.givenName} ${person.familyName}`, given_name: person.givenName, family_name: person.familyName }
  return { sub: id, email: person?.email ?? id, email_verified: true, ...names, ...(person && { groups: person.groups }) }
}

/** The page on which somebody says who they are, and what it leads to. */
async function answerInteraction(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response) // refuses what was not begun in this browser
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page)
    return
  }
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const login = new URLSearchParams(body).get('login')?.trim() ?? ''
  const accountId = people.find(({ email }) => email === login)?.key ?? login
  await provider.interactionFinished(request, response, { login: { accountId } })
}

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Acme sandbox sign-in</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}input,button{font:inherit;padding:.5rem;margin:.25rem 0}</style></head>
<body><h1>Acme sandbox sign-in</h1><p>This identity provider belongs to the demo and believes everybody.</p>
<form method="post"><label>Who are you? <input name="login" type="email" required list="people" autocomplete="off" value="${people[1]?.email ?? ''}"></label>
<datalist id="people">${people
  .slice(0, 20)
  .map(({ email }) => `<option value="${email}">`)
  .join('')}</datalist>
<p><button type="submit">Sign in</button></p></form></body></html>`

/** What the provider remembers, as long as it runs. */
class MemoryAdapter implements Adapter {
  static readonly #kept = new Map<string, AdapterPayload>()
  readonly #model: string
  constructor(model: string) {
    this.#model = model
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    MemoryAdapter.#kept.set(this.#key(id), payload)
  }
  async find(id: string): Promise<AdapterPayload | undefined> {
    return MemoryAdapter.#kept.get(this.#key(id))
  }
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#all().find((payload) => payload.uid === uid)
  }
  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#all().find((payload) => payload.userCode === userCode)
  }
  async consume(id: string): Promise<void> {
    const payload = await this.find(id)
    if (payload) payload.consumed = Math.floor(Date.now() / 1000)
  }
  async destroy(id: string): Promise<void> {
    MemoryAdapter.#kept.delete(this.#key(id))
  }
  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, payload] of MemoryAdapter.#kept) if (payload.grantId === grantId) MemoryAdapter.#kept.delete(key)
  }

  #key(id: string): string {
    return `${this.#model} ${id}`
  }
  #all(): AdapterPayload[] {
    return [...MemoryAdapter.#kept].filter(([key]) => key.startsWith(`${this.#model} `)).map(([, payload]) => payload)
  }
}
