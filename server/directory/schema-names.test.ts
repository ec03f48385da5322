import { expect, test } from 'vitest'
import { attribute } from '../../scim/schema.ts'
import { nameInUrn, requireFreeUrn, requireNames, toUrn } from './schema-names.ts'

test.each<[address: string, resourceType: 'User' | 'Group', urn: string]>([
  ['acme', 'User', 'urn:ietf:params:scim:schemas:extension:acme:2.0:User'],
  ['CustomExtensionName', 'User', 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User'],
  ['acme-hr_2', 'Group', 'urn:ietf:params:scim:schemas:extension:acme-hr_2:2.0:Group'],
  ['urn:okta:acme_app_1:1.0:user:custom', 'User', 'urn:okta:acme_app_1:1.0:user:custom'],
  ['URN:x-1:y', 'Group', 'URN:x-1:y'],
])('a schema %s of %ss is %s', (address, resourceType, urn) => expect(toUrn(address, resourceType)).toBe(urn))

test.each([
  '',
  'a b',
  'a.b',
  '-a',
  'urn:x',
  'urn:x:',
  'urn::y',
  'urn:-x:y',
  'urn:x:a b',
  'urn:x:a[b',
  "urn:x:a'b",
  'urn:x:a"b',
  'urn:x:a/b',
  'urn:x:y:',
  'http://x.example/a',
  `urn:x:${'y'.repeat(195)}`,
  'a'.repeat(160),
])('%j is neither a name nor a URN', (address) => {
  expect(() => toUrn(address, 'User')).toThrow(/is no name and no URN/)
})

test.each([
  ['urn:ietf:params:scim:schemas:extension:acme:2.0:User', 'acme'],
  ['urn:acme:hr', 'urn:acme:hr'],
])('people call %s %s', (urn, name) => expect(nameInUrn(urn)).toBe(name))

const named = (...names: string[]) => names.map((name) => attribute(name, 'string', ''))
const car = attribute('car', 'complex', '', { subAttributes: named('plate', 'id', 'schemas') })

test.each([[named('a', 'a1', 'A-b_c$d', 'id2', 'constructor', 'x'.repeat(100))], [[car]]])('RFC 7643 §2.1: %j may be names', (attributes) => {
  expect(() => requireNames(attributes)).not.toThrow()
})

test.each(['', '1a', '_a', '-a', '$ref', 'a.b', 'a:b', 'a b', 'ä', 'a\n', '__proto__', 'x'.repeat(101)])('RFC 7643 §2.1: %j may not', (name) => {
  expect(() => requireNames(named(name))).toThrow(/cannot be the name/)
  expect(() => requireNames([attribute('car', 'complex', '', { subAttributes: named(name) })])).toThrow(/cannot be the name/)
})

test.each(['id', 'ID', 'schemas', 'meta', 'externalId', 'EXTERNALID'])('RFC 7643 §3.1: %s is an attribute of every resource', (name) => {
  expect(() => requireNames(named(name))).toThrow(/every resource has/)
})

const acme = { urn: 'urn:acme:hr', resourceType: 'User' as const, name: '', description: '', attributes: [{ ...car, state: 'hidden' as const }] }
test.each<[urn: string, names: string[], why: RegExp]>([
  ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:user', [], /SCIM standard/],
  ['urn:ietf:params:scim:schemas:core:2.0:Device', [], /SCIM standard/],
  ['urn:ietf:params:scim:api:messages:2.0:ListResponse', [], /SCIM standard/],
  ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:Manager', [], /would mean an attribute/],
  ['urn:ACME:hr:car', [], /would mean an attribute/],
  ['urn:acme:hr:car.plate', [], /would mean an attribute/],
  ['urn:acme', ['HR'], /would have the path/],
])('a schema %s with %j is refused: %s', (urn, names, why) => {
  expect(() => requireFreeUrn(urn, named(...names), [acme])).toThrow(why)
})

test.each([
  ['urn:acme:pay', ['car']],
  ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:Group', []],
])('a schema %s with %j means nothing else', (urn, names) => {
  expect(() => requireFreeUrn(urn, named(...names), [acme])).not.toThrow()
})
