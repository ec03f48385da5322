import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { hashPresented, makeSecret } from './secrets.ts'

test('a secret is told by its prefix and found by its hash, which does not contain it', () => {
  const { secret, hash, prefix } = makeSecret('scim', realEnvironment)
  expect(secret).toMatch(/^purser_scim_[0-9A-Za-z]{38}$/)
  expect(secret.startsWith(prefix)).toBe(true)
  expect(prefix.length).toBeLessThan('purser_scim_'.length + 8)
  expect(hashPresented('scim', secret)).toBe(hash)
  expect(hash).not.toContain(secret.slice(12))
})

test('a secret of one kind is none of another', () => {
  expect(hashPresented('key', makeSecret('scim', realEnvironment).secret)).toBeUndefined()
})

test('a typing error is told by the checksum, without a look at the database', () => {
  const { secret } = makeSecret('key', realEnvironment)
  fc.assert(
    fc.property(fc.integer({ min: 11, max: secret.length - 1 }), fc.constantFrom('0', 'a', 'Z', '9'), (place, sign) => {
      fc.pre(secret[place] !== sign)
      expect(hashPresented('key', secret.slice(0, place) + sign + secret.slice(place + 1))).toBeUndefined()
    }),
  )
})

test.each(['', 'purser_key_', 'Bearer x', 'purser_key_' + 'a'.repeat(10_000), '\u0000'])('%j is no secret', (text) =>
  expect(hashPresented('key', text)).toBeUndefined(),
)

test('no two secrets are alike', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => makeSecret('scim', realEnvironment).secret)).size).toBe(1_000)
})
