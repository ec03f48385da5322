import type { Element } from '@xmldom/xmldom'
import { X509Certificate } from 'node:crypto'
import { toMilliseconds, toTimestamp, type Timestamp } from '../../kernel/timestamp.ts'
import type { Endpoint } from './authn-request.ts'
import { parseMoment } from './moments.ts'
import { findUnsafe } from './policy/text-checks.ts'
import { metadataExpired, metadataInvalid } from './refusals.ts'
import { toPem } from './sp-keys.ts'
import { allOf, attributeOf, childrenOf, follow, parseXml, plainText } from './xml.ts'

/** What a connection needs of its identity provider. */
export type ProviderFacts = {
  entityId: string
  signIn: Endpoint
  /** Where a person is signed out there, by redirect. Null where the provider does not offer it. */
  signOut: Endpoint | null
  certificates: readonly StoredCertificate[]
  /** Until when the provider stands by what its metadata says. */
  validUntil: Timestamp | null
}

export type StoredCertificate = { pem: string; fingerprint: string; subject: string; validFrom: Timestamp; validTo: Timestamp }

const bindings = { redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' } as const
const longestMetadata = 1024 * 1024
const mostCertificates = 10

/** Reads the metadata of one identity provider (SAML metadata §2.4.3). A federation's list of many is refused: its entries would all be trusted. Refuses: saml-metadata-invalid, saml-metadata-expired. */
export function readIdpMetadata(text: string, now: Timestamp): ProviderFacts {
  const root = parseMetadata(text)
  const entity = onlyEntity(root)
  const entityId = attributeOf(entity, 'entityID')?.trim() ?? ''
  if (entityId === '' || entityId.length > 1024) throw metadataInvalid('The metadata has no entityID, or one longer than 1024 characters.')
  const [idp, ...others] = childrenOf(entity, 'md', 'IDPSSODescriptor').filter((each) =>
    attributeOf(each, 'protocolSupportEnumeration')?.includes('urn:oasis:names:tc:SAML:2.0:protocol'),
  )
  if (!idp || others.length > 0)
    throw metadataInvalid(
      `"${entityId}" describes ${idp ? 'several' : 'no'} identity providers of SAML 2.0. ${idp ? '' : 'Take the metadata of the provider, not of a service.'}`.trim(),
    )
  const validUntil = validityOf([root, entity, idp], now)
  const signIn = findEndpoint(idp, 'SingleSignOnService')
  if (!signIn)
    throw metadataInvalid(`"${entityId}" offers neither HTTP-Redirect nor HTTP-POST to sign in by. It offers: ${offered(idp) || 'nothing'}.`)
  return { entityId, signIn, signOut: findEndpoint(idp, 'SingleLogoutService', ['redirect']), certificates: certificatesOf(idp), validUntil }
}

function parseMetadata(text: string): Element {
  if (Buffer.byteLength(text) > longestMetadata) throw metadataInvalid('The metadata is larger than 1 MB. Take that of the one provider.')
  // Some providers begin the file with a byte order mark.
  const plain = text.replace(/^\uFEFF/, '').trim()
  const wrong = findUnsafe(plain)
  if (wrong !== undefined) throw metadataInvalid(wrong.replace('The message', 'The metadata'))
  const root = parseXml(plain)?.documentElement
  if (!root) throw metadataInvalid('The metadata is not well-formed XML. Take the file as the provider gives it.')
  return root
}

function onlyEntity(root: Element): Element {
  const [entity, ...others] = allOf(root, 'md', 'EntityDescriptor')
  if (!entity) throw metadataInvalid(`The document is <${root.nodeName}>, not the metadata of an identity provider (EntityDescriptor).`)
  if (others.length > 0) throw metadataInvalid(`The metadata describes ${others.length + 1} entities. Take that of the one provider.`)
  return entity
}

function validityOf(elements: readonly Element[], now: Timestamp): Timestamp | null {
  const ends = elements.flatMap((element) => attributeOf(element, 'validUntil') ?? [])
  const milliseconds = ends.map((end) => parseMoment(end))
  if (milliseconds.some((end) => Number.isNaN(end))) throw metadataInvalid(`validUntil is "${ends.join('", "')}", which is no moment.`)
  const end = Math.min(...milliseconds)
  if (end <= toMilliseconds(now)) throw metadataExpired(`The metadata was valid until ${toTimestamp(end)}. Get it anew from the provider.`)
  return Number.isFinite(end) ? toTimestamp(end) : null
}

/** Redirect first: a signed address is shorter than a form, and needs no script. */
function findEndpoint(
  idp: Element,
  name: 'SingleSignOnService' | 'SingleLogoutService',
  taken: readonly Endpoint['binding'][] = ['redirect', 'post'],
): Endpoint | null {
  const services = childrenOf(idp, 'md', name)
  for (const binding of taken) {
    const service = services.find((each) => attributeOf(each, 'Binding') === bindings[binding])
    const url = service && attributeOf(service, 'Location')
    if (url !== undefined) return { binding, url: requireWebAddress(url, name) }
  }
  return null
}

const offered = (idp: Element) =>
  childrenOf(idp, 'md', 'SingleSignOnService')
    .map((service) => attributeOf(service, 'Binding')?.split(':').at(-1))
    .join(', ')

/** This computer, by number or by a name that no other may have (RFC 6761 §6.3). */
const loopback = /^(([\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** The browser goes there, not this server: a name inside a company's network is right here. Refuses: saml-metadata-invalid. */
export function requireWebAddress(url: string, name: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isWeb = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && loopback.test(parsed.hostname))
  if (!parsed || !isWeb || parsed.username !== '' || url.length > 2048)
    throw metadataInvalid(`${name} is "${url.slice(0, 200)}", where an https address is needed.`)
  return url
}

/** The keys that sign. A key without a `use` is for both (metadata §2.4.1.1). */
function certificatesOf(idp: Element): StoredCertificate[] {
  const keys = childrenOf(idp, 'md', 'KeyDescriptor').filter((key) => (attributeOf(key, 'use') ?? 'signing') === 'signing')
  const elements = keys.flatMap((key) => follow(key, ['ds', 'KeyInfo'], ['ds', 'X509Data'], ['ds', 'X509Certificate']))
  if (elements.length === 0) throw metadataInvalid('The metadata has no certificate that signs (KeyDescriptor with an X509Certificate).')
  return readCertificates(elements.map((element) => plainText(element) ?? ''))
}

/** Certificates as PEM or as base64 alone, each once. Refuses: saml-metadata-invalid. */
export function readCertificates(texts: readonly string[]): StoredCertificate[] {
  const read = new Map(texts.map(readCertificate).map((each) => [each.fingerprint, each]))
  if (read.size === 0) throw metadataInvalid('A certificate of the identity provider is needed.')
  if (read.size > mostCertificates) throw metadataInvalid(`${read.size} certificates; at most ${mostCertificates} are kept.`)
  return [...read.values()]
}

function readCertificate(text: string): StoredCertificate {
  if (/PRIVATE KEY/.test(text))
    throw metadataInvalid('This is a private key, which is for nobody else to have. Make a new pair at the provider, and give its certificate.')
  const certificate = parseCertificate(text)
  if (!certificate) throw metadataInvalid(`"${text.trim().slice(0, 40)}…" is not an X.509 certificate.`)
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  if (asymmetricKeyType !== 'rsa')
    throw metadataInvalid(`A certificate has a key of the kind ${asymmetricKeyType ?? 'unknown'}; signatures are verified with RSA alone.`)
  if ((asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw metadataInvalid('A certificate has an RSA key of less than 2048 bits. Have the provider make a new one.')
  return {
    pem: toPem('CERTIFICATE', certificate.raw),
    fingerprint: certificate.fingerprint256,
    subject: certificate.subject.replaceAll('\n', ', '),
    validFrom: toTimestamp(Date.parse(certificate.validFrom)),
    validTo: toTimestamp(Date.parse(certificate.validTo)),
  }
}

function parseCertificate(text: string): X509Certificate | undefined {
  const base64 = text.replaceAll(/-----[A-Z ]+-----|\s/g, '')
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}
