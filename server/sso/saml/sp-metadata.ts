import type { ServiceProvider } from './parties.ts'
import { bareCertificate } from './sp-keys.ts'
import { escapeXml, namespaces } from './xml.ts'

const bindings = 'urn:oasis:names:tc:SAML:2.0:bindings'
/** Strongest first, as the identity provider is to choose (metadata §2.4.1.1). Each is one that the library opens. */
const contentCiphers = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  `${namespaces.xenc}aes256-cbc`,
  `${namespaces.xenc}aes128-cbc`,
]
const keyCipher = `${namespaces.xenc}rsa-oaep-mgf1p`

/** What an identity provider reads to know us (SAML metadata §2.4.4). It names no NameIDFormat: which name is lasting is the provider's to know. */
export function writeSpMetadata({ entityId, acsUrl, certificate }: Omit<ServiceProvider, 'privateKey'>, sloUrl: string | null): string {
  const keyInfo = `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bareCertificate(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
  const ciphers = [...contentCiphers, keyCipher].map((name) => `<md:EncryptionMethod Algorithm="${name}"/>`).join('')
  const logout = (binding: string) => `    <md:SingleLogoutService Binding="${bindings}:${binding}" Location="${escapeXml(sloUrl ?? '')}"/>\n`
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="${namespaces.md}" xmlns:ds="${namespaces.ds}" entityID="${escapeXml(entityId)}">
  <md:SPSSODescriptor protocolSupportEnumeration="${namespaces.samlp}" AuthnRequestsSigned="true" WantAssertionsSigned="true">
    <md:KeyDescriptor use="signing">${keyInfo}</md:KeyDescriptor>
    <md:KeyDescriptor use="encryption">${keyInfo}${ciphers}</md:KeyDescriptor>
${sloUrl === null ? '' : logout('HTTP-Redirect')}    <md:AssertionConsumerService Binding="${bindings}:HTTP-POST" Location="${escapeXml(acsUrl)}" index="0" isDefault="true"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>
`
}
