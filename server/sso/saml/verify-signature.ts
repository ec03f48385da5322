import { SAML, ValidateInResponseTo, type Profile } from '@node-saml/node-saml'
import { X509Certificate } from 'node:crypto'
import { decrypt } from 'xml-encryption'
import type { ServiceProvider } from './parties.ts'
import { samlDecryption, samlSignature } from './refusals.ts'

/** The bytes that a signature of the provider covers. */
export type VerifiedXml = {
  /** The assertion. Who signs in is read from it, and from nothing else. */
  assertion: string
  /** What the signature was made over: the Response, or the assertion alone. */
  signed: string
}

/**
 * node-saml with its own opinions off, since it holds some of the profile's rules and not others (ADR 21): it finds the signatures, verifies
 * them with xml-crypto, decrypts, and hands over what it verified. It knows no clock here and decides nothing.
 */
class Verifier extends SAML {
  signed = ''
  assertion = ''

  protected override getSignedAssertion(signedXml: string): Promise<string | null> {
    this.signed = signedXml
    return super.getSignedAssertion(signedXml)
  }

  protected override processValidlySignedAssertionAsync(assertionXml: string): Promise<{ profile: Profile; loggedOut: boolean }> {
    this.assertion = assertionXml
    return Promise.resolve({ profile: { issuer: '', nameID: '', nameIDFormat: '' }, loggedOut: false })
  }
}

export type Wanted = { isResponseSigned: boolean; isAssertionSigned: boolean }

/** Verifies every signature that the message carries, with these certificates alone. Refuses: saml-signature. */
export async function verifySignature(message: string, certificates: readonly string[], us: ServiceProvider, wanted: Wanted): Promise<VerifiedXml> {
  const verifier = new Verifier({
    issuer: us.entityId,
    callbackUrl: us.acsUrl,
    idpCert: [...certificates],
    decryptionPvk: us.privateKey,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    wantAuthnResponseSigned: wanted.isResponseSigned,
    wantAssertionsSigned: wanted.isAssertionSigned,
    audience: false,
    acceptedClockSkewMs: -1,
    validateInResponseTo: ValidateInResponseTo.never,
  })
  try {
    await verifier.validatePostResponseAsync({ SAMLResponse: message })
  } catch {
    throw signatureInvalid(certificates)
  }
  // A verifier that does not throw has verified nothing yet (CVE-2026-49283): what counts is what it returned.
  if (verifier.assertion === '' || verifier.signed === '') throw signatureInvalid(certificates)
  return { assertion: verifier.assertion, signed: verifier.signed }
}

const signatureInvalid = (certificates: readonly string[]) =>
  samlSignature(`The signature does not verify with ${nameCertificates(certificates)}: the message was changed, or signed by another key.`)

export const nameCertificates = (certificates: readonly string[]): string =>
  certificates.length === 0
    ? 'any certificate'
    : `the stored certificate${certificates.length > 1 ? 's' : ''} ${certificates.map((pem) => new X509Certificate(pem).fingerprint256.slice(0, 23)).join('…, ')}…`

/** What was encrypted to us, to be looked at before it is verified. Refuses: saml-decryption. */
export function decryptXml(encrypted: string, privateKey: string): Promise<string> {
  const refusal = () =>
    samlDecryption('The assertion is not encrypted to the certificate of this connection. Give the identity provider our metadata.')
  return new Promise((resolve, reject) => {
    const options = { key: privateKey, disallowDecryptionWithInsecureAlgorithm: true, warnInsecureAlgorithm: false }
    decrypt(encrypted, options, (error, text) => (error ? reject(refusal()) : resolve(text)))
  })
}
