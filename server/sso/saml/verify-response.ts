import type { Document, Element } from '@xmldom/xmldom'
import { X509Certificate } from 'node:crypto'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { readPerson, type AttributeMapping, type Person } from './mapping.ts'
import { parseMoment } from './moments.ts'
import type { IdentityProvider, PendingRequest, ServiceProvider } from './parties.ts'
import { clockSkewSeconds } from './policy/assertion-checks.ts'
import { messageIn, type Form } from './policy/form-checks.ts'
import { policy as wholePolicy, runChecks, type Policy } from './policy/policy.ts'
import { findAssertion, isSigned, structureOf, type Structure } from './policy/structure.ts'
import { validCertificates } from './policy/trust-checks.ts'
import { readAssertion, readResponse, type ResponseFacts, type VerifiedAssertion } from './policy/verified-answer.ts'
import { samlCertificateUntrusted, samlNotXml, samlUnknownKey } from './refusals.ts'
import { decryptXml, nameCertificates, verifySignature, type VerifiedXml } from './verify-signature.ts'
import { allOf, childrenOf, isNamed, parseXml, plainText, writeXml } from './xml.ts'

/** Everything that an answer is held against. Nothing here comes from the message. */
export type Expectation = {
  us: ServiceProvider
  provider: IdentityProvider
  mapping: AttributeMapping
  request: PendingRequest | null
  now: Timestamp
  /** Stores the assertion's ID until then; false where it is there already. */
  isFirstUse: (assertionId: string, untilMilliseconds: number) => Promise<boolean>
}

export type VerifiedAnswer = {
  assertion: VerifiedAssertion
  person: Person
}

/** How far the reading came, for an admin to see: what is not verified is shown, and nothing else is done with it. */
export type Trace = { outer?: Structure; inner?: Structure; answer?: { response: ResponseFacts; assertion: VerifiedAssertion; person: Person } }

/**
 * Reads a posted answer: the checks before parsing, the library's verification, then the checks on the bytes that it returned (`policy/policy.ts`).
 * Refuses: what the policy refuses, saml-not-xml, saml-decryption, saml-unknown-key, saml-certificate-untrusted, saml-signature.
 */
export async function verifyResponse(form: Form, against: Expectation, policy: Policy = wholePolicy, trace: Trace = {}): Promise<VerifiedAnswer> {
  const { us, provider, request, now } = against
  runChecks(policy, 'form', { form, request })
  const message = messageIn(form)
  runChecks(policy, 'posted', message)
  const bytes = Buffer.from(message, 'base64')
  runChecks(policy, 'bytes', bytes)
  const outer = readStructure(policy, bytes.toString('utf8'), provider, false, trace)
  const inner = await openEncrypted(policy, outer, against, trace)
  runChecks(policy, 'trust', { certificates: provider.certificates, now })

  const verified = await verify(message, outer, inner, against)
  const signed = requireRoot(parseXml(verified.signed))
  const assertion = readAssertion(requireRoot(parseXml(verified.assertion)))
  const response = readResponse(isNamed(signed, 'samlp', 'Response') ? signed : outer.root)
  const person = readPerson(assertion, against.mapping)
  trace.answer = { response, assertion, person }
  runChecks(policy, 'assertion', { response, assertion, person, us, provider, request, now })
  runChecks(policy, 'use', await against.isFirstUse(assertion.id, lastUse(assertion)))
  return { assertion, person }
}

function readStructure(policy: Policy, text: string, { acceptsSha1 }: IdentityProvider, isInner: boolean, trace: Trace): Structure {
  runChecks(policy, 'text', text)
  const document = parseXml(text)
  const structure = document && structureOf(document, isInner)
  if (!structure) throw samlNotXml(`The ${isInner ? 'encrypted assertion' : 'message'} is not well-formed XML.`)
  trace[isInner ? 'inner' : 'outer'] = structure
  runChecks(policy, 'structure', [structure, { acceptsSha1 }])
  return structure
}

/** What was encrypted passes the checks that anything in the open passes: whoever has our certificate can encrypt to us. */
async function openEncrypted(policy: Policy, outer: Structure, { us, provider }: Expectation, trace: Trace): Promise<Structure | undefined> {
  const assertion = findAssertion(outer)
  if (!assertion || !isNamed(assertion, 'saml', 'EncryptedAssertion')) return undefined
  return readStructure(policy, await decryptXml(writeXml(assertion), us.privateKey), provider, true, trace)
}

async function verify(message: string, outer: Structure, inner: Structure | undefined, { us, provider, now }: Expectation): Promise<VerifiedXml> {
  const trusted = validCertificates({ certificates: provider.certificates, now })
  const assertion = inner?.root ?? findAssertion(outer)
  const wanted = {
    isResponseSigned: isSigned(outer.root),
    isAssertionSigned: inner !== undefined || (assertion !== undefined && isSigned(assertion)),
  }
  try {
    return await verifySignature(message, trusted, us, wanted)
  } catch (refused) {
    explainKey([outer.root, ...(inner ? [inner.root] : [])], trusted, provider)
    throw refused
  }
}

/** A signature that does not verify: whether it names a certificate that is not, or no longer, trusted. It says so by itself, and is believed for no more than the words. */
function explainKey(roots: readonly Element[], trusted: readonly string[], { certificates }: IdentityProvider): void {
  const named = roots.flatMap(namedCertificates)
  const fingerprints = (pems: readonly string[]) => pems.map((pem) => new X509Certificate(pem).fingerprint256)
  const foreign = named.find((certificate) => !fingerprints(trusted).includes(certificate.fingerprint256))
  if (!foreign) return
  if (fingerprints(certificates).includes(foreign.fingerprint256))
    throw samlCertificateUntrusted(
      `The answer is signed with a certificate that ended on ${foreign.validTo}. The provider has to sign with its new one.`,
    )
  throw samlUnknownKey(
    `The answer says that it is signed with the certificate ${foreign.fingerprint256.slice(0, 23)}…, which this connection does not trust: it has ${nameCertificates(certificates)}. ` +
      'If the provider has a new certificate, give its metadata again.',
  )
}

function namedCertificates(root: Element): X509Certificate[] {
  const signatures = [
    ...childrenOf(root, 'ds', 'Signature'),
    ...childrenOf(root, 'saml', 'Assertion').flatMap((each) => childrenOf(each, 'ds', 'Signature')),
  ]
  return signatures
    .flatMap((signature) => allOf(signature, 'ds', 'X509Certificate'))
    .flatMap((element) => {
      try {
        return [new X509Certificate(Buffer.from(plainText(element) ?? '', 'base64'))]
      } catch {
        return [] // not a certificate, which the signature does not need
      }
    })
}

function requireRoot(document: Document | undefined): Element {
  if (!document?.documentElement) throw samlNotXml('What was verified is not well-formed XML.')
  return document.documentElement
}

/** Until when the assertion could be used again, by the last of its ends and both clocks. */
function lastUse({ conditions, confirmations }: VerifiedAssertion): number {
  const ends = [...conditions, ...confirmations].map(({ notOnOrAfter }) => parseMoment(notOnOrAfter)).filter((end) => !Number.isNaN(end))
  return Math.max(0, ...ends) + clockSkewSeconds * 1000
}
