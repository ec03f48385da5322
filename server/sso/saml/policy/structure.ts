import type { Document, Element } from '@xmldom/xmldom'
import { allOf, attributeOf, childrenOf, eachAttribute, eachElement, follow, isNamed, namespaces, plainText, type Namespace } from '../xml.ts'

/** A message as it came, or the assertion that was encrypted in it. What is found here refuses; it never says who signs in. */
export type Structure = { root: Element; isInner: boolean }

export const structureOf = (document: Document, isInner: boolean): Structure | undefined =>
  document.documentElement ? { root: document.documentElement, isInner } : undefined

/** The assertion's own element, or the one that it is encrypted in. */
export const findAssertion = ({ root, isInner }: Structure): Element | undefined =>
  isInner ? root : [...childrenOf(root, 'saml', 'Assertion'), ...childrenOf(root, 'saml', 'EncryptedAssertion')][0]

/** Which element may hold a signature: the Response, and an Assertion in the open. */
const signable = ({ root, isInner }: Structure): Element[] => (isInner ? [root] : [root, ...childrenOf(root, 'saml', 'Assertion')])

export const isSigned = (element: Element): boolean => childrenOf(element, 'ds', 'Signature').length > 0

export function findWrongRoot({ root, isInner }: Structure): string | undefined {
  const is = isInner ? isNamed(root, 'saml', 'Assertion') : isNamed(root, 'samlp', 'Response')
  if (!is) return `The message is <${root.nodeName}>, where ${isInner ? 'an encrypted Assertion' : 'a Response of SAML 2.0'} is expected.`
  const version = attributeOf(root, 'Version')
  return version === '2.0' ? undefined : `The message is of version "${version ?? ''}"; only 2.0 is read.`
}

/** Names that decide something, each with the one namespace in which it may stand. */
const homes = new Map<string, Namespace[]>([
  ...of(['samlp'], 'Response', 'Status', 'StatusCode', 'StatusMessage'),
  ...of(['saml'], 'Assertion', 'EncryptedAssertion', 'Issuer', 'Subject', 'NameID', 'SubjectConfirmation', 'SubjectConfirmationData', 'Conditions'),
  ...of(['saml'], 'AudienceRestriction', 'Audience', 'AuthnStatement', 'AttributeStatement', 'Attribute', 'AttributeValue'),
  ...of(['ds'], 'Signature', 'SignedInfo', 'SignatureValue', 'SignatureMethod', 'CanonicalizationMethod', 'Reference', 'Transforms', 'Transform'),
  ...of(['ds'], 'DigestValue', 'X509Data', 'X509Certificate', 'KeyInfo', 'Object'),
  ...of(['xenc'], 'EncryptedData', 'EncryptedKey', 'CipherData', 'CipherValue', 'EncryptionMethod'),
])

function of(namespaceNames: Namespace[], ...names: string[]): [string, Namespace[]][] {
  return names.map((name) => [name, namespaceNames])
}

/** Elements are found by namespace here and by local name elsewhere: where these part, two readers see two messages ("The Fragile Lock"). */
export function findForeignNamespace({ root }: Structure): string | undefined {
  for (const element of eachElement(root)) {
    const allowed = homes.get(element.localName ?? '')
    const isHome = !allowed || allowed.some((name) => namespaces[name] === element.namespaceURI)
    if (!isHome) return `<${element.nodeName}> stands in the namespace "${element.namespaceURI ?? ''}", which is not its own.`
    for (const { name, value } of eachAttribute(element)) {
      // The canonical form writes them out as they are, so that a quotation mark in one would write an attribute that nobody sees here. A relative
      // one has no canonical form at all: what is verified then may be nothing.
      if (/^xmlns(:|$)/.test(name) && !/^[a-z][\w+.-]*:[^"'<>&\s]+$/i.test(value) && !(name === 'xmlns' && value === ''))
        return `"${value.slice(0, 100)}" is no absolute namespace.`
      // xml-crypto leaves out of the canonical form whatever begins with these letters, so that no signature covers it.
      if (/^xmlns[^:]/.test(name)) return `<${element.nodeName}> has an attribute "${name}", which no signature covers.`
    }
  }
  return undefined
}

/** One in the whole message, and there where the profile wants it: the one that is verified is the one that is read. */
export function findOtherAssertions({ root, isInner }: Structure): string | undefined {
  const anywhere = [...allOf(root, 'saml', 'Assertion'), ...allOf(root, 'saml', 'EncryptedAssertion')]
  if (anywhere.length !== 1) return `The message has ${anywhere.length} assertions; exactly one is taken.`
  const [only] = anywhere
  return isInner || only?.parentNode === root ? undefined : 'The assertion does not stand directly in the Response.'
}

export function findSecondId({ root }: Structure): string | undefined {
  const seen = new Set<string>()
  for (const element of eachElement(root)) {
    for (const { localName, prefix, name, value } of eachAttribute(element)) {
      if (!/^id$/i.test(localName ?? name)) continue
      if (prefix !== null && prefix !== '') return `<${element.nodeName}> has an ID with a prefix, "${name}".`
      if (seen.has(value)) return `The ID "${value}" stands twice.`
      seen.add(value)
    }
  }
  return undefined
}

export function findUnsigned(structure: Structure): string | undefined {
  const assertion = findAssertion(structure)
  // Of an encrypted one it is seen once it is open.
  const isEncrypted = assertion !== undefined && isNamed(assertion, 'saml', 'EncryptedAssertion')
  if (structure.isInner || isEncrypted || signable(structure).some(isSigned)) return undefined
  return 'Neither the Response nor the Assertion is signed. Have the identity provider sign the assertion.'
}

/** Whoever has our public key can encrypt to us: that an assertion was encrypted says nothing of who made it (CVE-2026-2092). */
export const findUnsignedInner = ({ root, isInner }: Structure) =>
  isInner && !isSigned(root) ? 'The encrypted assertion is not signed itself. Have the identity provider sign the assertion.' : undefined

/** A signature stands directly in what it signs, once, and refers to that alone. Elsewhere it would vouch for something else. */
export function findMisplacedSignature(structure: Structure): string | undefined {
  const places = signable(structure)
  for (const signature of allOf(structure.root, 'ds', 'Signature')) {
    const place = places.find((element) => element === signature.parentNode)
    if (!place) return `A Signature stands in <${signature.parentNode?.nodeName ?? ''}>, where it signs nothing that is read.`
    if (childrenOf(place, 'ds', 'Signature').length > 1) return `<${place.nodeName}> has several signatures.`
    const wrong = findWrongReference(signature, place)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function findWrongReference(signature: Element, place: Element): string | undefined {
  if (childrenOf(signature, 'ds', 'SignedInfo').length !== 1) return 'A Signature has not exactly one SignedInfo.'
  if (childrenOf(signature, 'ds', 'Object').length > 0) return 'A Signature holds an Object.'
  const references = allOf(signature, 'ds', 'Reference')
  if (references.length !== 1) return `A Signature has ${references.length} references; exactly one is taken.`
  const uri = references[0] && attributeOf(references[0], 'URI')
  const id = attributeOf(place, 'ID')
  return id !== undefined && id !== '' && uri === `#${id}`
    ? undefined
    : `A Signature in <${place.nodeName}> refers to "${uri ?? ''}", which is not that element.`
}

const moreDsig = 'http://www.w3.org/2001/04/xmldsig-more#'
/** What the verifier knows of what is strong enough. It knows no ECDSA and no SHA-384. */
const signatureMethods = [`${moreDsig}rsa-sha256`, `${moreDsig}rsa-sha512`, 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1']
const digestMethods = [`${namespaces.xenc}sha256`, `${namespaces.xenc}sha512`]
const sha1Methods = [`${namespaces.ds}rsa-sha1`, `${namespaces.ds}sha1`]
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const transforms = [`${namespaces.ds}enveloped-signature`, exclusive]

const algorithms = (root: Element, name: string) => allOf(root, 'ds', name).map((element) => attributeOf(element, 'Algorithm') ?? '')
/** The digests that signatures rest on. OAEP has its own, in which SHA-1 does no harm. */
const signedDigests = (root: Element) => allOf(root, 'ds', 'Reference').flatMap((reference) => algorithms(reference, 'DigestMethod'))

export function findWeakAlgorithm({ root }: Structure): string | undefined {
  const allowed = [...signatureMethods, ...sha1Methods]
  const wrong =
    algorithms(root, 'SignatureMethod').find((name) => !allowed.includes(name)) ??
    signedDigests(root).find((name) => ![...digestMethods, ...sha1Methods].includes(name))
  return wrong === undefined ? undefined : `The signature is made with "${wrong}". Have the identity provider sign with RSA and SHA-256.`
}

export function findSha1({ root }: Structure, { acceptsSha1 }: { acceptsSha1: boolean }): string | undefined {
  const found = [...algorithms(root, 'SignatureMethod'), ...signedDigests(root)].find((name) => sha1Methods.includes(name))
  if (found === undefined || acceptsSha1) return undefined
  return 'The signature rests on SHA-1, which can be forged. Have the identity provider sign with SHA-256.'
}

/** Only the two that every provider uses: XPath and XSLT would run what an unknown sender wrote, and others sign less than they seem to. */
export function findForeignTransform({ root }: Structure): string | undefined {
  const wrong =
    algorithms(root, 'Transform').find((name) => !transforms.includes(name)) ??
    algorithms(root, 'CanonicalizationMethod').find((name) => name !== exclusive)
  if (wrong !== undefined) return `The signature is made over a transformation, "${wrong}", that is not taken.`
  const lacks = allOf(root, 'ds', 'Reference').some((reference) => {
    const [first, second, ...more] = follow(reference, ['ds', 'Transforms'], ['ds', 'Transform']).map((element) => attributeOf(element, 'Algorithm'))
    return first !== transforms[0] || second !== exclusive || more.length > 0
  })
  return lacks ? 'The signature is not made over the element without its signature, in exclusive canonical form.' : undefined
}

const contentCiphers = [
  `${namespaces.xenc}aes128-cbc`,
  `${namespaces.xenc}aes256-cbc`,
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
]
const keyCiphers = [`${namespaces.xenc}rsa-oaep-mgf1p`]

export function findWeakEncryption({ root }: Structure): string | undefined {
  const data = allOf(root, 'xenc', 'EncryptedData')
  const keys = allOf(root, 'xenc', 'EncryptedKey')
  if (data.length + keys.length === 0) return undefined
  if (data.length !== 1 || keys.length !== 1) return `The message has ${data.length} encrypted parts with ${keys.length} keys; one with one is taken.`
  const methodOf = (element: Element) => childrenOf(element, 'xenc', 'EncryptionMethod').map((method) => attributeOf(method, 'Algorithm') ?? '')
  const wrong = [
    ...data.flatMap(methodOf).filter((name) => !contentCiphers.includes(name)),
    ...keys.flatMap(methodOf).filter((name) => !keyCiphers.includes(name)),
  ]
  if (wrong[0] !== undefined) return `The assertion is encrypted with "${wrong[0]}". Have the identity provider use AES and RSA-OAEP.`
  return [...data, ...keys].some((element) => methodOf(element).length !== 1) ? 'The message does not say with what it is encrypted.' : undefined
}

/** What the provider says went wrong, in its words. An answer without success has no assertion, and is seldom signed. */
export function findFailure({ root, isInner }: Structure): string | undefined {
  if (isInner) return undefined
  const [code, ...others] = follow(root, ['samlp', 'Status'], ['samlp', 'StatusCode'])
  const value = code && attributeOf(code, 'Value')
  if (value === 'urn:oasis:names:tc:SAML:2.0:status:Success' && others.length === 0) return undefined
  const [second] = code ? childrenOf(code, 'samlp', 'StatusCode') : []
  const [message] = follow(root, ['samlp', 'Status'], ['samlp', 'StatusMessage'])
  const said = [value, second && attributeOf(second, 'Value')].map((name) => name?.split(':').at(-1)?.slice(0, 100)).filter(Boolean)
  const words = message && plainText(message)?.slice(0, 300)
  return `The identity provider did not sign the person in: ${said.join(', ') || 'no status'}${words ? `, "${words}"` : ''}.`
}
