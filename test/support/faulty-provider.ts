import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose'

type Claims = Record<string, unknown>

/** What is wrong with the provider: each changes what it would say else. */
export type Faults = {
  discovery?: (document: Claims) => unknown
  /** Instead of the discovery document. */
  serveDiscovery?: (response: ServerResponse) => void
  keys?: (keys: JWK[]) => unknown
  /** Of the parameters by which the browser comes back. */
  response?: (parameters: URLSearchParams) => void
  claims?: (claims: Claims) => Claims
  /** How the ID token is signed instead. */
  sign?: 'none' | 'HS256' | 'foreign-key' | 'unknown-key' | 'without-kid'
  tokens?: (answer: Claims) => unknown
  tokenStatus?: number
  userinfo?: (claims: Claims) => unknown
  userinfoHeaders?: Record<string, string>
}

type Signing = { alg: string; kid: string; publicJwk: JWK; privateKey: CryptoKey }
type Grant = { nonce: string; redirectUri: string; challenge: string; clientId: string; subject: string }

export const faultyClient = { clientId: 'purser', clientSecret: 'a secret of the client' }

/** An OpenID provider of the tests' own that does as it is told, also wrong. It asks nobody for a password: `login_hint` is who signs in, or `person`. */
export class FaultyProvider {
  faults: Faults = {}
  /** Who signs in where no `login_hint` says so. */
  person = 'ada@acme.example'
  /** The paths that were asked, in order. */
  asked: string[] = []
  readonly issuer: string
  readonly #server: Server
  #signing: Signing
  readonly #grants = new Map<string, Grant>()
  readonly #subjects = new Map<string, string>()

  private constructor(server: Server, signing: Signing) {
    this.#server = server
    this.#signing = signing
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async start(): Promise<FaultyProvider> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const provider = new FaultyProvider(server, await makeKey())
    server.on('request', (request, response) => void provider.#answer(request, response))
    return provider
  }

  /** Signs with another key from now on, and publishes that alone. */
  async rotate(alg = 'RS256'): Promise<void> {
    this.#signing = await makeKey(alg)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer)
    this.asked.push(url.pathname)
    const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body))
    if (url.pathname.endsWith('/.well-known/openid-configuration')) {
      if (this.faults.serveDiscovery) return this.faults.serveDiscovery(response)
      return json((this.faults.discovery ?? same)(this.#discovery()))
    }
    if (url.pathname === '/jwks') return json({ keys: (this.faults.keys ?? same)([this.#signing.publicJwk]) })
    if (url.pathname === '/authorize') return void response.writeHead(303, { location: this.#authorize(url.searchParams) }).end()
    if (url.pathname === '/token') {
      const [status, answer] = await this.#trade(request, new URLSearchParams(await textOf(request)))
      return json(answer, status)
    }
    if (url.pathname === '/userinfo') {
      const subject = this.#subjects.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
      if (subject === undefined) return json({ error: 'invalid_token' }, 401)
      return json(await (this.faults.userinfo ?? same)({ sub: subject, email: subject, name: 'Ada Lovelace' }), 200, this.faults.userinfoHeaders)
    }
    json({}, 404)
  }

  #discovery(): Claims {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      // As LemonLDAP::NG 2.16 has it.
      id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256'],
      scopes_supported: ['openid', 'email', 'profile'],
    }
  }

  #authorize(asked: URLSearchParams): string {
    const code = randomBytes(16).toString('base64url')
    const redirectUri = asked.get('redirect_uri') ?? ''
    if (asked.get('code_challenge_method') !== 'S256' || (asked.get('nonce') ?? '').length < 22 || (asked.get('state') ?? '').length < 22)
      throw new Error('A sign-in has PKCE, and a state and a nonce of 128 bits')
    this.#grants.set(code, {
      nonce: asked.get('nonce') ?? '',
      redirectUri,
      challenge: asked.get('code_challenge') ?? '',
      clientId: asked.get('client_id') ?? '',
      subject: asked.get('login_hint') ?? this.person,
    })
    const parameters = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: this.issuer })
    this.faults.response?.(parameters)
    return `${redirectUri}?${parameters.toString()}`
  }

  async #trade(request: IncomingMessage, form: URLSearchParams): Promise<[number, unknown]> {
    const grant = this.#grants.get(form.get('code') ?? '')
    this.#grants.delete(form.get('code') ?? '')
    const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
    const [id, secret] = basic.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    if (id !== faultyClient.clientId || secret !== faultyClient.clientSecret) return [401, { error: 'invalid_client' }]
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!grant || grant.redirectUri !== form.get('redirect_uri') || grant.challenge !== challenge) return [400, { error: 'invalid_grant' }]
    const accessToken = randomBytes(16).toString('base64url')
    this.#subjects.set(accessToken, grant.subject)
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      sub: grant.subject,
      aud: grant.clientId,
      exp: now + 3600,
      iat: now,
      nonce: grant.nonce,
      at_hash: halfHash(this.#signing.alg === 'EdDSA' ? 'sha512' : 'sha256', accessToken),
      email: grant.subject,
      email_verified: true,
    }
    const idToken = await this.#sign((this.faults.claims ?? same)(claims))
    const answer = { access_token: accessToken, token_type: 'Bearer', expires_in: 60, id_token: idToken }
    return [this.faults.tokenStatus ?? 200, (this.faults.tokens ?? same)(answer)]
  }

  async #sign(claims: JWTPayload): Promise<string> {
    const { alg, kid, privateKey } = this.#signing
    const token = new SignJWT(claims)
    switch (this.faults.sign ?? 'well') {
      case 'none':
        return new UnsecuredJWT(claims).encode()
      case 'HS256':
        return token.setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(faultyClient.clientSecret.padEnd(32)))
      case 'foreign-key':
        return token.setProtectedHeader({ alg: 'RS256', kid }).sign((await makeKey()).privateKey)
      case 'unknown-key':
        return token.setProtectedHeader({ alg: 'RS256', kid: 'unheard-of' }).sign((await makeKey()).privateKey)
      case 'without-kid':
        return token.setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
      case 'well':
        return token.setProtectedHeader({ alg, kid }).sign(privateKey)
    }
  }
}

async function makeKey(alg = 'RS256'): Promise<Signing> {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const kid = randomBytes(8).toString('hex')
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

function halfHash(algorithm: string, text: string): string {
  const whole = createHash(algorithm).update(text).digest()
  return whole.subarray(0, whole.length / 2).toString('base64url')
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

const same = <Value>(value: Value): Value => value
