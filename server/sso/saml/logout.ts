import { SAML } from '@node-saml/node-saml'
import { inflateRawSync } from 'node:zlib'
import { toMilliseconds, type Timestamp } from '../../kernel/timestamp.ts'
import { parseMoment } from './moments.ts'
import type { IdentityProvider, ServiceProvider } from './parties.ts'
import { clockSkewSeconds } from './policy/assertion-checks.ts'
import { findComment, findNotBase64, findTooLarge, findUnsafe, longestMessage } from './policy/text-checks.ts'
import { validCertificates } from './policy/trust-checks.ts'
import { logoutInvalid } from './refusals.ts'
import { attributeOf, childrenOf, isNamed, parseXml, plainText } from './xml.ts'

/** Who is signed out, as the identity provider called them when they signed in: it compares all of it (core §3.7.1, §8.3.7). */
export type LogoutSubject = {
  nameId: string
  nameIdFormat: string | null
  nameQualifier: string | null
  spNameQualifier: string | null
  sessionIndex: string | null
}

const signing = (us: ServiceProvider, url: string) =>
  new SAML({
    issuer: us.entityId,
    callbackUrl: us.acsUrl,
    entryPoint: url,
    logoutUrl: url,
    idpCert: us.certificate, // the library wants one; for asking it uses none
    privateKey: us.privateKey,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
  })

/** Where the browser goes to be signed out at the provider too: a LogoutRequest, signed over the query (bindings §3.4.4.1). */
export const makeLogoutRequest = (us: ServiceProvider, url: string, who: LogoutSubject): Promise<string> =>
  signing(us, url).getLogoutUrlAsync(
    {
      issuer: '',
      nameID: who.nameId,
      nameIDFormat: who.nameIdFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      ...(who.nameQualifier !== null && { nameQualifier: who.nameQualifier }),
      ...(who.spNameQualifier !== null && { spNameQualifier: who.spNameQualifier }),
      ...(who.sessionIndex !== null && { sessionIndex: who.sessionIndex }),
    },
    '',
    {},
  )

/** Where the browser goes back to, after the provider's LogoutRequest. */
export const makeLogoutResponse = (us: ServiceProvider, url: string, requestId: string, relayState: string): Promise<string> =>
  signing(us, url).getLogoutResponseUrlAsync({ issuer: '', nameID: '', nameIDFormat: '', ID: requestId }, relayState, {}, true)

export type LogoutRequest = { id: string; nameId: string; sessionIndexes: readonly string[]; relayState: string }

const strongAlgorithms = ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512']
const longestLifeSeconds = 600

/** For so long at most after it came a LogoutRequest would be taken again, one by a clock that is ahead. */
export const logoutLifeSeconds = longestLifeSeconds + clockSkewSeconds

/**
 * Reads a provider's LogoutRequest from a query. It is signed, or anybody could sign anybody out: the library takes one without, by any algorithm, and the first of
 * several parameters. Refuses: saml-logout-invalid.
 */
export async function readLogoutRequest(
  query: string,
  us: ServiceProvider & { sloUrl: string },
  provider: IdentityProvider,
  now: Timestamp,
): Promise<LogoutRequest> {
  const values = requireOnce(query)
  const xml = inflate(values['SAMLRequest'] ?? '')
  const wrong = findUnsafe(xml) ?? findComment(xml)
  if (wrong !== undefined) throw logoutInvalid(wrong)
  await requireSignature(query, values, us, validCertificates({ certificates: provider.certificates, now }))
  return readRequest(xml, values['RelayState'] ?? '', { us, provider, now })
}

/** Each parameter once, and no other, since what is signed is found by its name. */
function requireOnce(query: string): Record<string, string> {
  const names = query.split('&').map((pair) => pair.split('=')[0] ?? '')
  const known = ['SAMLRequest', 'RelayState', 'SigAlg', 'Signature']
  const isRight =
    names.every((name) => known.includes(name)) &&
    new Set(names).size === names.length &&
    ['SAMLRequest', 'SigAlg', 'Signature'].every((name) => names.includes(name))
  if (!isRight) throw logoutInvalid('A LogoutRequest comes signed: with SAMLRequest, SigAlg and Signature, each once, and perhaps RelayState.')
  const values = Object.fromEntries(new URLSearchParams(query))
  if (!strongAlgorithms.includes(values['SigAlg'] ?? ''))
    throw logoutInvalid(`The LogoutRequest is signed with "${values['SigAlg']?.slice(0, 100) ?? ''}". Have the provider sign with RSA and SHA-256.`)
  return values
}

function inflate(message: string): string {
  const wrong = findTooLarge(message) ?? findNotBase64(message)
  if (wrong !== undefined) throw logoutInvalid(wrong)
  try {
    // A kilobyte may hold a megabyte.
    return inflateRawSync(Buffer.from(message, 'base64'), { maxOutputLength: longestMessage }).toString('utf8')
  } catch {
    throw logoutInvalid(`The LogoutRequest is not deflated, or longer than ${longestMessage} bytes.`)
  }
}

async function requireSignature(query: string, values: Record<string, string>, us: ServiceProvider, certificates: string[]): Promise<void> {
  if (certificates.length === 0) throw logoutInvalid('The connection has no certificate of its identity provider that is valid now.')
  const verifier = new SAML({ issuer: us.entityId, callbackUrl: us.acsUrl, idpCert: certificates, acceptedClockSkewMs: -1 })
  const verified = await verifier.validateRedirectAsync(values, query).catch(() => undefined)
  if (verified?.loggedOut !== true) throw logoutInvalid('The signature of the LogoutRequest does not verify with a certificate of this connection.')
}

function readRequest(
  xml: string,
  relayState: string,
  { us, provider, now }: { us: { sloUrl: string }; provider: IdentityProvider; now: Timestamp },
): LogoutRequest {
  const root = parseXml(xml)?.documentElement
  if (!root || !isNamed(root, 'samlp', 'LogoutRequest')) throw logoutInvalid('The message is no LogoutRequest.')
  const [issuer, ...others] = childrenOf(root, 'saml', 'Issuer').map(plainText)
  if (issuer?.trim() !== provider.entityId || others.length > 0)
    throw logoutInvalid(`The LogoutRequest comes from "${issuer ?? ''}"; this connection is with "${provider.entityId}".`)
  const destination = attributeOf(root, 'Destination')
  if (destination !== undefined && destination !== us.sloUrl)
    throw logoutInvalid(`The LogoutRequest is meant for "${destination}"; here is "${us.sloUrl}".`)
  const age = (toMilliseconds(now) - parseMoment(attributeOf(root, 'IssueInstant') ?? null)) / 1000
  const ends = attributeOf(root, 'NotOnOrAfter')
  const isOver = ends !== undefined && !(toMilliseconds(now) - clockSkewSeconds * 1000 < parseMoment(ends))
  if (!(age < longestLifeSeconds && age > -clockSkewSeconds) || isOver) throw logoutInvalid('The LogoutRequest is too old, or the clocks differ.')
  const [nameId, ...more] = childrenOf(root, 'saml', 'NameID').map(plainText)
  const id = attributeOf(root, 'ID')
  if (nameId === undefined || nameId === '' || more.length > 0 || id === undefined) throw logoutInvalid('The LogoutRequest names nobody, or several.')
  return {
    id,
    nameId: nameId.trim(),
    sessionIndexes: childrenOf(root, 'samlp', 'SessionIndex').flatMap((each) => plainText(each)?.trim() ?? []),
    relayState,
  }
}
