import { SAML } from '@node-saml/node-saml'
import type { IdentityProvider, PendingRequest, ServiceProvider } from './parties.ts'

export type Endpoint = { binding: 'redirect' | 'post'; url: string }

/** How the browser takes a message to the identity provider: to an address, or by a form that posts itself. */
export type Departure = { kind: 'redirect'; url: string } | { kind: 'post'; url: string; fields: Record<string, string> }

/**
 * A request to sign somebody in, signed with RSA and SHA-256 (bindings §3.4.4.1, §3.5). `request` was stored for this browser before. It asks for
 * no NameID format and no way of signing in: those are the provider's to choose, and each that is asked for is refused by some.
 */
export async function makeAuthnRequest(
  us: ServiceProvider,
  { entityId }: Pick<IdentityProvider, 'entityId'>,
  endpoint: Endpoint,
  request: PendingRequest,
  forceAuthn = false,
): Promise<Departure> {
  const saml = new SAML({
    issuer: us.entityId,
    callbackUrl: us.acsUrl,
    entryPoint: endpoint.url,
    idpIssuer: entityId,
    idpCert: us.certificate, // the library wants one; for asking it uses none
    privateKey: us.privateKey,
    signatureAlgorithm: 'sha256', // its own default is SHA-1
    digestAlgorithm: 'sha256',
    generateUniqueId: () => request.requestId,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    forceAuthn,
    // A message by redirect is deflated, one by form is not (bindings §3.5.4).
    skipRequestCompression: endpoint.binding === 'post',
  })
  if (endpoint.binding === 'redirect') return { kind: 'redirect', url: await saml.getAuthorizeUrlAsync(request.relayState, undefined, {}) }
  const fields = await saml.getAuthorizeMessageAsync(request.relayState, undefined, {})
  return { kind: 'post', url: endpoint.url, fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])) }
}
