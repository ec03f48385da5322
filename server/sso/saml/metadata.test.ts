import { X509Certificate } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { SignedXml } from 'xml-crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { idpMetadata, makeKeys } from '../../../test/support/saml/identity-provider.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { toTimestamp } from '../../kernel/timestamp.ts'
import { makeAuthnRequest } from './authn-request.ts'
import { readCertificates, readIdpMetadata } from './idp-metadata.ts'
import { bareCertificate, type KeyPair } from './sp-keys.ts'
import { writeSpMetadata } from './sp-metadata.ts'
import { allOf, attributeOf, childrenOf, parseXml } from './xml.ts'

const now = toTimestamp(Date.now())
const ssoUrl = 'https://idp.example/sso?tenant=1&kind=a'
const facts = { entityId: 'https://idp.example', ssoUrl: ssoUrl.replace('&', '&amp;') }
let [one, other]: KeyPair[] = []
let right = ''
beforeAll(async () => {
  ;[one, other] = await Promise.all([makeKeys(), makeKeys()])
  right = idpMetadata({ ...facts, certificates: [one.certificate, other.certificate], sloUrl: 'https://idp.example/slo' })
})

function refusalOf(text: string) {
  try {
    return readIdpMetadata(text, now)
  } catch (error) {
    if (error instanceof Refusal) return { code: error.kind.code, detail: error.message }
    throw error
  }
}

describe('metadata of an identity provider', () => {
  test('says who it is, where people sign in, and every certificate that signs', () => {
    expect(readIdpMetadata(right, now)).toMatchObject({
      entityId: 'https://idp.example',
      signIn: { binding: 'redirect', url: ssoUrl },
      signOut: { binding: 'redirect', url: 'https://idp.example/slo' },
      certificates: [{ pem: one?.certificate }, { pem: other?.certificate }],
      validUntil: null,
    })
  })

  const wrong: [name: string, change: (xml: string) => string, detail: RegExp, code?: string][] = [
    ['two entities', (xml) => `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${[xml, xml].map((each) => each.replace('<?xml version="1.0"?>', '')).join('')}</md:EntitiesDescriptor>`, /2 entities/],
    ['none of our bindings', (xml) => xml.replaceAll('HTTP-Redirect', 'HTTP-Artifact'), /neither HTTP-Redirect nor HTTP-POST.*HTTP-Artifact/],
    ['a service, not a provider', (xml) => xml.replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), /no identity providers/],
    ['two providers in one entity', (xml) => xml.replace(/<md:IDPSSODescriptor.*<\/md:IDPSSODescriptor>/s, '$&$&'), /several identity providers/],
    ['SAML 1.1 alone', (xml) => xml.replace('protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"', 'protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"'), /no identity providers/],
    ['no entityID', (xml) => xml.replace(' entityID="https://idp.example"', ''), /no entityID/],
    ['no certificate', (xml) => xml.replace(/<md:KeyDescriptor.*<\/md:KeyDescriptor>/s, ''), /no certificate/],
    ['a certificate for encryption alone', (xml) => xml.replaceAll('use="signing"', 'use="encryption"'), /no certificate/],
    ['a certificate that is none', (xml) => xml.replace(/<ds:X509Certificate>[^<]*/, '<ds:X509Certificate>AAAA'), /not an X.509/],
    ['a document type', (xml) => xml.replace('<?xml version="1.0"?>', '<!DOCTYPE x>'), /DOCTYPE/],
    ['an entity', (xml) => xml.replace('entityID="', 'entityID="&e;'), /entity/],
    ['a processing instruction', (xml) => xml.replace('<md:IDP', '<?x y?><md:IDP'), /processing instruction/],
    ['a million bytes', (xml) => `${xml}${' '.repeat(1_100_000)}`, /1 MB/],
    ['nesting', (xml) => xml.replace('<md:IDP', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}<md:IDP`), /deeper/],
    ['no XML', () => '{}', /not well-formed/],
    ['another document', () => '<html/>', /<html>/],
    ['an address that runs a script', (xml) => xml.replace(/Location="https:\/\/idp.example\/sso[^"]*"/, 'Location="javascript:alert(1)"'), /https address/],
    ['an address in the clear', (xml) => xml.replace('Location="https://idp.example/sso', 'Location="http://idp.example/sso'), /https address/],
    ['an end in the past', (xml) => xml.replace(' entityID=', ' validUntil="2020-01-01T00:00:00Z" entityID='), /until 2020/, 'saml-metadata-expired'],
    ['an end that is no moment', (xml) => xml.replace(' entityID=', ' validUntil="soon" entityID='), /no moment/],
  ] // prettier-ignore
  test.each(wrong)('with %s is refused', (_name, change, detail, code = 'saml-metadata-invalid') => {
    expect(refusalOf(change(right))).toMatchObject({ code, detail: expect.stringMatching(detail) })
  })

  test('on this computer is used in the clear, by any name beneath localhost', () => {
    for (const host of ['localhost', 'auth.idp.localhost:8080', '127.0.0.1', '[::1]:81'])
      expect(refusalOf(right.replaceAll('https://idp.example/sso', `http://${host}/sso`))).toMatchObject({ entityId: 'https://idp.example' })
    for (const host of ['localhost.example', 'notlocalhost', '128.0.0.1', '[::2]'])
      expect(refusalOf(right.replaceAll('https://idp.example/sso', `http://${host}/sso`))).toMatchObject({ code: 'saml-metadata-invalid' })
  })

  test('a private key in the place of a certificate is not told again', () => {
    expect(() => readCertificates([one?.privateKey ?? ''])).toThrow(/^This is a private key(?!.*BEGIN)/)
  })

  test('with POST alone is used by POST, and an end in the future is kept', () => {
    const posts = right.replaceAll('HTTP-Redirect', 'HTTP-POST').replace(' entityID=', ' validUntil="2999-01-01T00:00:00Z" entityID=')
    expect(readIdpMetadata(posts, now)).toMatchObject({ signIn: { binding: 'post' }, validUntil: '2999-01-01T00:00:00.000Z' })
  })
})

const us = () => ({
  entityId: 'https://us.example/m?a=1&b',
  acsUrl: 'https://us.example/acs',
  privateKey: one?.privateKey ?? '',
  certificate: one?.certificate ?? '',
})

test('our own metadata says who we are, where answers go, and by which certificate we sign and are encrypted to', () => {
  const root = parseXml(writeSpMetadata(us(), 'https://us.example/slo'))?.documentElement
  if (!root) throw new Error('not well-formed')
  expect(attributeOf(root, 'entityID')).toBe('https://us.example/m?a=1&b')
  const [descriptor] = childrenOf(root, 'md', 'SPSSODescriptor')
  expect(descriptor && [attributeOf(descriptor, 'AuthnRequestsSigned'), attributeOf(descriptor, 'WantAssertionsSigned')]).toEqual(['true', 'true'])
  expect(allOf(root, 'md', 'AssertionConsumerService').map((each) => attributeOf(each, 'Location'))).toEqual(['https://us.example/acs'])
  expect(allOf(root, 'md', 'KeyDescriptor').map((each) => attributeOf(each, 'use'))).toEqual(['signing', 'encryption'])
  expect(allOf(root, 'ds', 'X509Certificate').map((each) => each.textContent)).toEqual([
    bareCertificate(us().certificate),
    bareCertificate(us().certificate),
  ])
})

test('a request by redirect is deflated, and signed over the query with RSA and SHA-256', async () => {
  const departure = await makeAuthnRequest(
    us(),
    { entityId: 'https://idp.example' },
    { binding: 'redirect', url: ssoUrl },
    { requestId: '_q1', relayState: 'handle' },
  )
  const [, query = ''] = departure.url.split('?')
  const params = new URLSearchParams(query)
  expect(Object.fromEntries(params)).toMatchObject({ tenant: '1', RelayState: 'handle', SigAlg: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256' })
  const xml = inflateRawSync(Buffer.from(params.get('SAMLRequest') ?? '', 'base64')).toString()
  expect(xml).toMatch(/ID="_q1".*AssertionConsumerServiceURL="https:\/\/us.example\/acs"/)
  const signed = query.split('&').filter((part) => /^(SAMLRequest|RelayState|SigAlg)=/.test(part)).join('&') // prettier-ignore
  const key = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const spki = new X509Certificate(us().certificate).publicKey.export({ type: 'spki', format: 'der' })
  const publicKey = await crypto.subtle.importKey('spki', new Uint8Array(spki), key, false, ['verify'])
  expect(await crypto.subtle.verify(key, publicKey, Buffer.from(params.get('Signature') ?? '', 'base64'), Buffer.from(signed))).toBe(true)
})

test('a request by form is signed inside, with SHA-256, and not deflated', async () => {
  const departure = await makeAuthnRequest(us(), { entityId: 'x' }, { binding: 'post', url: ssoUrl }, { requestId: '_q2', relayState: 'handle' })
  const fields = 'fields' in departure ? departure.fields : {}
  expect(Object.keys(fields)).toEqual(['SAMLRequest', 'RelayState'])
  const xml = Buffer.from(fields['SAMLRequest'] ?? '', 'base64').toString()
  const signature = new SignedXml({ publicCert: us().certificate })
  signature.loadSignature(/<Signature.*<\/Signature>/s.exec(xml)?.[0] ?? '')
  expect(signature.checkSignature(xml)).toBe(true)
  expect(xml).toContain('rsa-sha256')
  expect(xml).not.toContain('sha1')
})
