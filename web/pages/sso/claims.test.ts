import { expect, test } from 'vitest'
import { lifeOf } from './certificate-life.ts'
import { momentOf, sourceOf, textOf } from './claims.ts'
import { lossOf, pauseAfter } from './live-check.ts'

test.each([
  ['text', 'text'],
  [['a', 'b'], 'a, b'],
  [[1, 'b'], '[1,"b"]'],
  [true, 'true'],
  [null, 'null'],
  [undefined, ''],
])('a claim %j reads %s', (value, text) => expect(textOf(value)).toBe(text))

test('a claim is a moment by its name and size', () => {
  expect(momentOf('exp', 1_796_017_444)).toBe('2026-11-30T05:44:04.000Z')
  expect([momentOf('sub', 1_796_017_444), momentOf('exp', 'soon'), momentOf('exp', 1e300)]).toEqual([undefined, undefined, undefined])
})

test('where a field came from is said by the answer of SAML, and by the mapping of OpenID Connect', () => {
  expect(sourceOf('email', { read_from: { email: 'mail' } }, { email: null })).toBe('mail')
  expect(sourceOf('subject', { read_from: {} }, {})).toBe('NameID')
  expect(sourceOf('email', {}, { email: 'email' })).toBe('email')
  expect(sourceOf('email_verified', {}, {})).toBe('email_verified')
})

test.each([
  ['2026-01-01', '2036-01-01', 'valid'],
  ['2026-01-01', '2027-01-15', 'ends-soon'],
  ['2016-01-01', '2026-11-30', 'ended'],
  ['2027-01-01', '2036-01-01', 'not-yet-valid'],
])('a certificate from %s until %s is %s on the last day of November 2026', (from, to, life) =>
  expect(lifeOf({ valid_from: from, valid_to: to }, Date.parse('2026-11-30T12:00:00Z'))).toBe(life),
)

test('DNS is asked soon at first, then each half minute; a domain is lost a week after its record', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(pauseAfter)).toEqual([3_000, 3_000, 6_000, 12_000, 24_000, 30_000, 30_000])
  expect(lossOf('2026-11-30T05:00:00.000Z')).toBe('2026-12-07T05:00:00.000Z')
})
