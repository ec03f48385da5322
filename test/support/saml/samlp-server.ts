import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { idpMetadata, makeKeys } from './identity-provider.ts'

// A SAML identity provider (Auth0's samlp, which has its own XML stack) as a process of its own. It verifies the signature of each request, asks who
// somebody is, believes it, and has the browser post the answer to the service. Run by `start-samlp.ts`.

// The package is untyped CommonJS.
type Request = { query: Record<string, string>; body: Record<string, string> }
type Parsed = { id: string; issuer: string; assertionConsumerServiceURL: string }
const samlp = createRequire(import.meta.url)('samlp') as {
  parseRequest: (request: Request, options: object, done: (error: Error | null, parsed?: Parsed) => void) => void
  getSamlResponse: (options: object, user: object, done: (error: Error | null, xml: string) => void) => void
}

/** What the service's metadata said, and how this provider is to answer it. */
type Service = {
  entityId: string
  acsUrl: string
  certificate: string
  signs?: 'assertion' | 'response' | 'both'
  encrypts?: boolean
  rolledOver?: boolean
}

const services = new Map<string, Service>()
const [keys, newKeys] = await Promise.all([makeKeys(), makeKeys()])
const server = createServer((request, response) => {
  answer(request).then(
    ([type, body]) => response.writeHead(200, { 'content-type': type }).end(body),
    (error: unknown) => response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error)),
  )
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: base() })))
const base = () => `http://localhost:${(server.address() as AddressInfo).port}` // it listens on TCP; by another name than the service, and so another site

async function answer(request: IncomingMessage): Promise<[type: string, body: string]> {
  const url = new URL(request.url ?? '/', base())
  const body = Object.fromEntries(new URLSearchParams(await read(request)))
  const query = Object.fromEntries(url.searchParams)
  if (url.pathname === '/trust') {
    services.set(body['entityId'] ?? '', JSON.parse(body['service'] ?? ''))
    return ['text/plain', 'trusted']
  }
  if (url.pathname === '/metadata') {
    const certificates = [keys, ...(query['both'] ? [newKeys] : [])].map(({ certificate }) => certificate)
    const endpoint = query['post'] ? { postUrl: `${base()}/sso` } : {}
    const xml = idpMetadata({ entityId: `${base()}/metadata`, ssoUrl: `${base()}/sso`, certificates, ...endpoint })
    return ['application/xml', query['post'] ? xml.replace(/<md:SingleSignOnService Binding="[^"]*HTTP-Redirect"[^>]*>/, '') : xml]
  }
  if (body['login'] === undefined) return ['text/html', loginPage({ ...query, ...body })]
  return [
    'text/html',
    await sendBack({ query: body['Signature'] ? body : {}, body: body['Signature'] ? {} : body }, body['login'], body['RelayState'] ?? ''),
  ]
}

/** Who are you? The request travels on in the form. */
const loginPage = (message: Record<string, string>) =>
  `<!doctype html><title>Sandbox</title><form method="post" action="/sso">${fieldsOf(message)}<input name="login" value="grace.hopper@acme.example"><button>Sign in</button></form>`

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const fieldsOf = (fields: Record<string, string>) => Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`).join('') // prettier-ignore

async function sendBack(request: Request, login: string, relayState: string): Promise<string> {
  const parsed = await new Promise<Parsed>((resolve, reject) => {
    const getCredentials = (issuer: string, _indices: unknown, _name: unknown, done: (error: null, credentials: { cert: string }) => void) =>
      done(null, { cert: services.get(issuer)?.certificate ?? 'unknown service' })
    samlp.parseRequest(request, { getCredentials }, (error, result) =>
      error || !result ? reject(error ?? new Error('no request')) : resolve(result),
    )
  })
  const service = services.get(parsed.issuer)
  if (!service || parsed.assertionConsumerServiceURL !== service.acsUrl) throw new Error(`an unknown service, ${parsed.issuer}`)
  const [given = '', family = ''] = login.split('@')[0]?.split('.') ?? []
  const { privateKey, certificate } = service.rolledOver ? newKeys : keys
  const options = {
    issuer: `${base()}/metadata`,
    cert: certificate,
    key: privateKey,
    audience: service.entityId,
    recipient: service.acsUrl,
    destination: service.acsUrl,
    inResponseTo: parsed.id,
    lifetimeInSeconds: 300,
    signatureAlgorithm: 'rsa-sha256',
    digestAlgorithm: 'sha256',
    nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    signAssertion: service.signs !== 'response',
    signResponse: service.signs === 'response' || service.signs === 'both',
    ...(service.encrypts && { encryptionCert: service.certificate, encryptionPublicKey: service.certificate }),
  }
  const user = { id: `user-${login}`, emails: [{ value: login }], displayName: `${given} ${family}`, name: { givenName: given, familyName: family } }
  const xml = await new Promise<string>((resolve, reject) =>
    samlp.getSamlResponse(options, user, (error, made) => (error ? reject(error) : resolve(made))),
  )
  const fields = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState }
  return `<!doctype html><form method="post" action="${service.acsUrl}">${fieldsOf(fields)}<button>Continue</button></form><script>document.forms[0].submit()</script>`
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
