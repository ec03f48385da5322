import { SignedXml } from 'xml-crypto'
import { encrypt } from 'xml-encryption'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { realEnvironment } from '../../../server/kernel/environment.ts'
import { toMilliseconds, toTimestamp, type Timestamp } from '../../../server/kernel/timestamp.ts'
import { bareCertificate, makeKeyPair, type KeyPair } from '../../../server/sso/saml/sp-keys.ts'

/** What an answer says. The tests change one thing and sign it again with the provider's own key. */
export type Answer = {
  responseId: string
  assertionId: string
  issuer: string
  responseIssuer: string
  destination: string | null
  recipient: string | null
  audience: string | null
  inResponseTo: string | null
  confirmedInResponseTo: string | null
  method: string
  status: string
  nameId: string
  nameIdFormat: string
  nameQualifier: string | null
  spNameQualifier: string | null
  issueInstant: string
  notBefore: string | null
  notOnOrAfter: string | null
  confirmedNotOnOrAfter: string | null
  authnInstant: string
  sessionNotOnOrAfter: string | null
  /** XML between the tags of a value: `ann<!---->@corp.example`. */
  attributes: [name: string, ...values: string[]][]
  moreConditions: string
}

const at = (now: Timestamp, seconds: number) => toTimestamp(toMilliseconds(now) + seconds * 1000)
const attribute = (name: string, value: string | null) => (value === null ? '' : ` ${name}="${value}"`)

export const saml = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const samlp = 'urn:oasis:names:tc:SAML:2.0:protocol'

let counted = 0
/** A right answer for somebody. */
export function rightAnswer(facts: {
  issuer: string
  acsUrl: string
  audience: string
  requestId: string | null
  email: string
  now: Timestamp
}): Answer {
  counted += 1
  return {
    responseId: `_r${counted}`,
    assertionId: `_a${process.pid}x${counted}`,
    issuer: facts.issuer,
    responseIssuer: facts.issuer,
    destination: facts.acsUrl,
    recipient: facts.acsUrl,
    audience: facts.audience,
    inResponseTo: facts.requestId,
    confirmedInResponseTo: facts.requestId,
    method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
    status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    nameId: facts.email,
    nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    nameQualifier: null,
    spNameQualifier: null,
    issueInstant: facts.now,
    notBefore: at(facts.now, -60),
    notOnOrAfter: at(facts.now, 300),
    confirmedNotOnOrAfter: at(facts.now, 300),
    authnInstant: facts.now,
    sessionNotOnOrAfter: null,
    attributes: [['email', facts.email]],
    moreConditions: '',
  }
}

export function writeAssertion(answer: Answer): string {
  const attributes = answer.attributes.map(
    ([name, ...values]) =>
      `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  )
  const audience =
    answer.audience === null ? '' : `<saml:AudienceRestriction><saml:Audience>${answer.audience}</saml:Audience></saml:AudienceRestriction>`
  return (
    `<saml:Assertion xmlns:saml="${saml}" ID="${answer.assertionId}" Version="2.0" IssueInstant="${answer.issueInstant}"><saml:Issuer>${answer.issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${answer.nameIdFormat}"${attribute('NameQualifier', answer.nameQualifier)}${attribute('SPNameQualifier', answer.spNameQualifier)}>${answer.nameId}</saml:NameID><saml:SubjectConfirmation Method="${answer.method}">` +
    `<saml:SubjectConfirmationData${attribute('Recipient', answer.recipient)}${attribute('InResponseTo', answer.confirmedInResponseTo)}${attribute('NotOnOrAfter', answer.confirmedNotOnOrAfter)}/>` +
    `</saml:SubjectConfirmation></saml:Subject><saml:Conditions${attribute('NotBefore', answer.notBefore)}${attribute('NotOnOrAfter', answer.notOnOrAfter)}>${audience}</saml:Conditions>${answer.moreConditions}` +
    `<saml:AuthnStatement AuthnInstant="${answer.authnInstant}" SessionIndex="_s1"${attribute('SessionNotOnOrAfter', answer.sessionNotOnOrAfter)}><saml:AuthnContext>` +
    '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
    `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`
  )
}

/** The Response around what stands in it: an assertion, several, one that is encrypted, none. */
export const writeResponse = (answer: Answer, content: string): string =>
  `<samlp:Response xmlns:samlp="${samlp}" xmlns:saml="${saml}" ID="${answer.responseId}" Version="2.0" IssueInstant="${answer.issueInstant}"` +
  `${attribute('Destination', answer.destination)}${attribute('InResponseTo', answer.inResponseTo)}><saml:Issuer>${answer.responseIssuer}</saml:Issuer>` +
  `<samlp:Status><samlp:StatusCode Value="${answer.status}"/></samlp:Status>${content}</samlp:Response>`

export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
type Signing = { signatureAlgorithm?: string; digestAlgorithm?: string; transforms?: string[]; canonicalization?: string; withoutKeyInfo?: boolean }

/** Signs the element that has the ID, enveloped, after its Issuer. */
export function sign(xml: string, id: string, keys: KeyPair, signing: Signing = {}): string {
  const signed = new SignedXml({
    privateKey: keys.privateKey,
    ...(!signing.withoutKeyInfo && { publicCert: keys.certificate }),
    signatureAlgorithm: (signing.signatureAlgorithm ??
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256') as 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: (signing.canonicalization ?? exclusive) as 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signed.addReference({
    xpath: `//*[@ID='${id}']`,
    transforms: signing.transforms ?? [enveloped, exclusive],
    digestAlgorithm: signing.digestAlgorithm ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signed.computeSignature(xml, { location: { reference: `//*[@ID='${id}']/*[local-name()='Issuer']`, action: 'after' } })
  return signed.getSignedXml()
}

/** Encrypts to a service provider's certificate, as anybody can. */
export function encryptTo(certificate: string, xml: string, ciphers: { content?: string; key?: string } = {}): Promise<string> {
  const options = {
    rsa_pub: createPublicKey(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }))
      .export({ type: 'spki', format: 'pem' })
      .toString(),
    pem: certificate,
    encryptionAlgorithm: (ciphers.content ?? 'http://www.w3.org/2009/xmlenc11#aes256-gcm') as 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: (ciphers.key ?? 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p') as 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
    warnInsecureAlgorithm: false,
  }
  return new Promise((resolve, reject) =>
    encrypt(xml, options, (error, encrypted) =>
      error ? reject(error) : resolve(`<saml:EncryptedAssertion xmlns:saml="${saml}">${String(encrypted)}</saml:EncryptedAssertion>`),
    ),
  )
}

export const toBase64 = (xml: string): string => Buffer.from(xml, 'utf8').toString('base64')

/** The usual answer: the assertion signed, the Response around it not. */
export const signedResponse = (answer: Answer, keys: KeyPair, signing: Signing = {}): string =>
  writeResponse(answer, sign(writeAssertion(answer), answer.assertionId, keys, signing))

/** Metadata as a provider publishes it. */
export const idpMetadata = (facts: {
  entityId: string
  ssoUrl: string
  certificates: readonly string[]
  postUrl?: string
  sloUrl?: string
  validUntil?: string
}): string =>
  `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${facts.entityId}"${attribute('validUntil', facts.validUntil ?? null)}>` +
  '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">' +
  facts.certificates
    .map(
      (pem) =>
        `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bareCertificate(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
    )
    .join('') +
  (facts.sloUrl === undefined
    ? ''
    : `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${facts.sloUrl}"/>`) +
  `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${facts.ssoUrl}"/>` +
  (facts.postUrl === undefined
    ? ''
    : `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${facts.postUrl}"/>`) +
  '</md:IDPSSODescriptor></md:EntityDescriptor>'

export const makeKeys = (name = 'idp.example'): Promise<KeyPair> => makeKeyPair(realEnvironment, name)
