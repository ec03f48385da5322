import { expect, test } from 'vitest'
import { splitCertificates, toWanted, type SamlFields } from './saml-fields.ts'

const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`
const fields: SamlFields = {
  url: ' https://idp.example/metadata ',
  xml: '<xml/>',
  entityId: 'https://idp.example ',
  ssoUrl: 'https://idp.example/sso',
  binding: 'post',
  sloUrl: '',
  certificates: `${pem('one')}\n\n${pem('two')}`,
}

test('the way that is open alone is asked for, whatever was typed into the others', () => {
  expect(toWanted('url', fields)).toEqual({ metadata_url: 'https://idp.example/metadata' })
  expect(toWanted('xml', fields)).toEqual({ metadata_xml: '<xml/>' })
  expect(toWanted('hand', fields)).toEqual({
    metadata_url: null,
    idp_entity_id: 'https://idp.example',
    sso_url: 'https://idp.example/sso',
    sso_binding: 'post',
    slo_url: null,
    certificates: [pem('one'), pem('two')],
  })
})

test('certificates are the PEM blocks of a text, or all of it; of none those that are there stay', () => {
  expect(splitCertificates(`note\n${pem('one')}`)).toEqual([pem('one')])
  expect(splitCertificates(' MIIC ')).toEqual(['MIIC'])
  expect('certificates' in toWanted('hand', { ...fields, certificates: ' ' })).toBe(false)
})
