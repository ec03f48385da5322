import { may, type Permission } from '../access/permissions.ts'
import type { Actor } from '../kernel/actor.ts'
import type { FindingCode } from './finding-facts.ts'

/** The permission that shows elsewhere what a finding tells. Each has one: a new finding is shown to nobody until it is said to whom. */
export const shownBy: Record<FindingCode, Permission> = {
  'provisioning-locked': 'directory_setup:read',
  'prerequisites-missing': 'directory_setup:read',
  'domain-expired': 'directory_setup:read',
  'domain-failing': 'directory_setup:read',
  'domain-unanswered': 'directory_setup:read',
  'directory-paused': 'directory_setup:read',
  'ended-directory-called': 'directory_setup:read',
  'directory-without-token': 'directory_setup:read',
  'token-expires': 'directory_setup:read',
  'dead-token-called': 'directory_setup:read',
  'unknown-token-called': 'directory_setup:read',
  'wrong-base-url': 'directory_setup:read',
  'nothing-received': 'directory_setup:read',
  'only-lookups': 'directory_setup:read',
  'idp-silent': 'directory_setup:read',
  'users-refused': 'directory_setup:read',
  'foreign-domain': 'directory_setup:read',
  'people-in-two-directories': 'directory_setup:read',
  'person-twice': 'directory_setup:read',
  'groups-not-pushed': 'directory_setup:read',
  'groups-refused': 'directory_setup:read',
  'unknown-members': 'directory_setup:read',
  'groups-empty': 'directory_setup:read',
  'groups-nested-only': 'directory_setup:read',
  'group-keeps-leavers': 'directory_setup:read',
  'adopted-privileged-member': 'directory:read',
  'last-owner-kept': 'directory:read',
  'returned-by-name': 'directory:read',
  'members-in-no-directory': 'directory:read',
  'group-name-twice': 'limits:read',
  'limit-on-nobody': 'limits:read',
  'limit-never-wins': 'limits:read',
  'limit-left-with-group': 'limits:read',
  'limits-frozen': 'limits:read',
  'product-never-asked': 'limits:read',
  'usage-unattributed': 'spend:read',
  'usage-quarantined': 'spend:read',
  'sign-ins-refused': 'sso:read',
  'sign-in-address-differs': 'sso:read',
  'certificate-expires': 'sso:read',
  'saml-metadata-unread': 'sso:read',
  'key-of-leaver': 'keys:read',
}

/** Which findings somebody who reads them may know: a set-up link for directories tells nothing of keys, limits, spend, roles, or who signs in. */
export const isSeenBy =
  (by: Actor) =>
  (code: FindingCode): boolean =>
    may(by, shownBy[code])
