import { refusal } from '../../kernel/refusal.ts'

// What the checks of `policy/policy.ts` refuse is declared there. These are of reading, decrypting and verifying.
export const samlNotXml = refusal({ code: 'saml-not-xml', status: 400, title: 'Not well-formed XML' })
export const samlDecryption = refusal({ code: 'saml-decryption', status: 403, title: 'Not encrypted for us' })
export const samlUnknownKey = refusal({ code: 'saml-unknown-key', status: 403, title: 'Signed by a key that is not trusted' })
export const samlSignature = refusal({ code: 'saml-signature', status: 403, title: 'The signature is not valid' })
export const samlCertificateUntrusted = refusal({
  code: 'saml-certificate-untrusted',
  status: 403,
  title: 'Signed with a certificate that has ended',
})
export const metadataInvalid = refusal({ code: 'saml-metadata-invalid', status: 422, title: 'Not the metadata of an identity provider' })
export const metadataExpired = refusal({ code: 'saml-metadata-expired', status: 422, title: 'The metadata has expired' })
export const metadataTwice = refusal({ code: 'saml-metadata-twice', status: 422, title: 'Metadata in two ways' })
export const metadataUnavailable = refusal({ code: 'saml-metadata-unavailable', status: 422, title: 'The metadata cannot be read there' })
export const metadataOfAnother = refusal({ code: 'saml-metadata-of-another', status: 422, title: 'The metadata is of another provider' })
export const logoutInvalid = refusal({ code: 'saml-logout-invalid', status: 403, title: 'Not a request to sign out' })
