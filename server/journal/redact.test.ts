import { expect, test } from 'vitest'
import type { Json } from '../kernel/json.ts'
import { hideSecrets, redactBody, redactText } from './redact.ts'

test.each<[Json, string]>([
  [{ userName: 'ada', password: 'hunter2' }, 'a password of a user'],
  [{ Password: 'hunter2' }, 'in any letter case'],
  [{ 'urn:ietf:params:scim:schemas:core:2.0:User:password': 'hunter2' }, 'by its URN'],
  [{ 'urn:ietf:params:scim:schemas:core:2.0:User': { password: 'hunter2' } }, 'within its schema'],
  [{ Operations: [{ op: 'replace', path: 'password', value: 'hunter2' }] }, 'in an operation that names it'],
  [{ Operations: [{ op: 'Replace', Path: 'urn:ietf:params:scim:schemas:core:2.0:User:Password', Value: 'hunter2' }] }, 'in any spelling'],
  [{ Operations: [{ op: 'replace', value: { password: 'hunter2', active: true } }] }, 'in an operation without a path'],
  [{ client_secret: 'hunter2', access_token: 'hunter2' }, 'other secrets'],
])('%j is kept without what is secret: %s', (body, _because) => {
  expect(redactBody(body)).not.toContain('hunter2')
  expect(redactBody(body)).toContain('[redacted]')
})

test('our own secrets are hidden wherever they were pasted', () => {
  const secret = `purser_scim_${'a'.repeat(38)}`
  expect(redactBody({ displayName: `Bearer ${secret}` })).not.toContain('aaaa')
  expect(redactText(`/Users?access_token=${secret}&count=1`)).toBe('/Users?access_token=purser_scim_[redacted]&count=1')
})

test('the prefix by which people tell a key is no secret', () => {
  expect(hideSecrets('{"prefix":"purser_key_kWqY"}')).toBe('{"prefix":"purser_key_kWqY"}')
  expect(hideSecrets('purser_key_kWqYa')).toBe('purser_key_[redacted]') // one sign more than people see
})

test.each([
  'filter=password eq "hunter2"',
  'filter=password%20eq%20%22hunter2%22&count=1',
  'filter=password+sw+hunter2',
  'of \\"password eq \\"hunter2\\"\\"',
])('%j is kept without what a password was compared with', (text) => expect(redactText(text)).not.toContain('hunter2'))

test('what PostgreSQL cannot hold is marked', () => expect(redactText('a\0b\ud800')).toBe('a\uFFFDb\uFFFD'))

test('a long list is cut, and says by how much', () => {
  const members = Array.from({ length: 5_000 }, (_, index) => ({ value: `usr_${index}` }))
  const kept = redactBody({ members })
  expect(kept.length).toBeLessThanOrEqual(16_384)
  expect(kept).toContain('… and 4900 more')
})

test('what is nested too deep to read is cut', () => {
  let deep: Json = 'bottom'
  for (let level = 0; level < 10_000; level++) deep = [deep]
  expect(redactBody(deep).length).toBeLessThan(200)
})

test('everything else is kept as it was sent', () =>
  expect(redactBody({ a: [1, null, true, 'x'], tokens: 3 })).toBe('{"a":[1,null,true,"x"],"tokens":3}'))
