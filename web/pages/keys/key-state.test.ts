import { expect, test } from 'vitest'
import { stateOf } from './key-state.ts'

const now = Date.parse('2026-11-30T12:00:00Z')
const before = '2026-11-30T11:00:00Z'
const after = '2026-11-30T13:00:00Z'

test.each([
  [{ expires_at: null, revoked_at: null, replaced_by: null }, 'live'],
  [{ expires_at: after, revoked_at: null, replaced_by: null }, 'live'],
  [{ expires_at: before, revoked_at: null, replaced_by: null }, 'expired'],
  [{ expires_at: after, revoked_at: null, replaced_by: 'key_b' }, 'replaced'],
  [{ expires_at: before, revoked_at: null, replaced_by: 'key_b' }, 'expired'],
  [{ expires_at: before, revoked_at: before, replaced_by: 'key_b' }, 'revoked'],
] as const)('%j is %s', (key, state) => {
  expect(stateOf(key, now)).toBe(state)
})
