import { expect, test } from 'vitest'
import { setupLinkAllows, type Permission } from '../access/permissions.ts'
import { setupPurposes } from '../kernel/setup-purpose.ts'
import { shownBy } from './who-sees.ts'

const seenBy = (allows: (permission: Permission) => boolean) =>
  Object.entries(shownBy).flatMap(([code, permission]) => (allows(permission) ? [code] : []))

test('a set-up link for directories is told nothing of limits, spending, keys, roles, or signing in', () => {
  const seen = seenBy((permission) => setupLinkAllows('directory', permission))
  expect(seen).toContain('groups-empty')
  expect(seen.filter((code) => /limit|usage|product|key|sign-in|saml|certificate|owner|privileged|returned|group-name/.test(code))).toEqual([])
})

test('no set-up link is told of limits or spending', () => {
  for (const purpose of setupPurposes)
    expect(
      seenBy((permission) => setupLinkAllows(purpose, permission)).filter((code) => /limit|usage|product/.test(code)),
      purpose,
    ).toEqual([])
})
