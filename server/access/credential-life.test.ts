import { expect, test } from 'vitest'
import { addSeconds, toTimestamp } from '../kernel/timestamp.ts'
import { credentialState, endOfOverlap, parseLife, parseOverlap, renewedEnd } from './credential-life.ts'

const now = toTimestamp(1_000_000)
const at = (seconds: number) => addSeconds(now, seconds)

test.each([
  [{ expiresAt: null, revokedAt: null }, 'live', 'without an end'],
  [{ expiresAt: at(1), revokedAt: null }, 'live', 'before its end'],
  [{ expiresAt: now, revokedAt: null }, 'expired', 'at its end'],
  [{ expiresAt: null, revokedAt: at(-1) }, 'revoked', 'taken away'],
  [{ expiresAt: null, revokedAt: at(5) }, 'revoked', 'taken away, where the clock of this server is behind'],
  [{ expiresAt: at(-1), revokedAt: at(-2) }, 'revoked', 'taken away before it ended'],
] as const)('%o is %s: %s', (life, state, _because) => expect(credentialState(life, now)).toBe(state))

test('the replaced one ends after the overlap, or at its own end where that is earlier', () => {
  expect(endOfOverlap({ expiresAt: null, revokedAt: null }, now, 60)).toBe(at(60))
  expect(endOfOverlap({ expiresAt: at(30), revokedAt: null }, now, 60)).toBe(at(30))
})

test('what replaces one lasts as long as that was made for', () => {
  expect(renewedEnd({ createdAt: at(-50), expiresAt: at(50) }, now)).toBe(at(100))
  expect(renewedEnd({ createdAt: at(-50), expiresAt: null }, now)).toBeNull()
})

test.each([
  ['90d', 7_776_000],
  ['24h', 86_400],
  ['1y', 31_536_000],
  ['30s', 30],
])('%s are %i seconds', (text, seconds) => expect(parseLife(text)).toBe(seconds))

test.each(['', '90', 'd', '-1d', '1.5h', '1w', '9999999d', '9000y', '11y', '3651d'])('%j is no length of time', (text) =>
  expect(() => parseLife(text)).toThrow('length of time'),
)

test('a replaced one goes on for 90 days at most', () => {
  expect(parseOverlap('90d')).toBe(7_776_000)
  expect(() => parseOverlap('91d')).toThrow('longer than 90d')
})
