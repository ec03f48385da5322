import type { ConnectionId, DirectoryId, DomainId, GroupId, KeyId, LimitId, MemberId, RequestId, TokenId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { PrerequisiteId } from '../kernel/actor.ts'
import type { Hint } from './provider-steps.ts'

/** A directory, and what its provider is called. */
type OfDirectory = { directory: DirectoryId; directoryName: string; provider: string; providerName: string }
/** What a list in a finding holds: `count` of them at least where `isMore`, of whom the first are named. */
type Counted = { count: number; isMore: boolean }
type Named = { group: GroupId; name: string }
type Missing = { id: PrerequisiteId; detail: string }
type OfDomain = { domainId: DomainId; domain: string }
type OfPerson = { member: MemberId; userName: string }
type Refused = OfDirectory & { reason: string; times: number; names: string[]; isMore: boolean; example: string | null; retryMenu: string }

/** A limit as it is told: null where it is unlimited. */
type OfLimit = Named & { amount: string | null; currency: string }

/**
 * What each finding is about, by its code. The English words are made of these alone, so whoever shows a finding in another language has all of it.
 * A menu (`…Menu`) is a way through the pages of the identity provider, by the names that stand there.
 */
export type FindingFacts = {
  // Setting up
  'provisioning-locked': { missing: Missing[] }
  'prerequisites-missing': { directories: string[]; missing: Missing[] }
  'domain-expired': OfDomain & { lostAt: Timestamp; days: number }
  'domain-failing': OfDomain & { failingSince: Timestamp; lostAt: Timestamp }
  'domain-unanswered': OfDomain & { answeredAt: Timestamp }
  // Directories and their tokens
  'directory-paused': OfDirectory & { pausedAt: Timestamp }
  'ended-directory-called': OfDirectory & { how: 'replaced' | 'deleted'; lastAt: Timestamp }
  'directory-without-token': OfDirectory & { hadOne: boolean; baseUrlMenu: string; tokenMenu: string }
  'token-expires': OfDirectory & { token: string; at: Timestamp; isOver: boolean; tokenMenu: string }
  'dead-token-called': OfDirectory & {
    tokenId: TokenId
    token: string
    prefix: string
    why: 'revoked' | 'expired' | 'of-another-directory'
    endedAt: Timestamp | null
    calls: number
    lastAt: Timestamp
    tokenMenu: string
  }
  'unknown-token-called': OfDirectory & {
    why: 'cut' | 'unknown' | 'not-ours' | 'missing'
    /** The one that was cut, where that is known. */
    tokenId: TokenId | null
    token: string | null
    prefix: string | null
    userAgent: string | null
    calls: number
    lastAt: Timestamp
    /** Whether any call with a valid token ever came. */
    wasConnected: boolean
    tokenMenu: string
  }
  'wrong-base-url': OfDirectory & { path: string; times: number; lastAt: Timestamp; baseUrlMenu: string }
  'nothing-received': OfDirectory & { tokenSince: Timestamp; minutes: number; isEarly: boolean; rhythm: string; startMenu: string; tokenMenu: string }
  'only-lookups': OfDirectory & { firstAt: Timestamp; lastAt: Timestamp; isEarly: boolean; startMenu: string; assignMenu: string }
  'idp-silent': OfDirectory & { lastAt: Timestamp; minutes: number; cycleMinutes: number; isMeasured: boolean; startMenu: string }
  // Users
  'users-refused': Refused
  'foreign-domain': { domain: string; users: number; userName: string }
  'adopted-privileged-member': OfPerson & { role: string }
  'last-owner-kept': OfPerson
  'returned-by-name': OfPerson & { matchedBy: 'userName' | 'email'; formerRole: string }
  'people-in-two-directories': Counted & { people: OfPerson[]; directories: string[] }
  'person-twice': Counted & { people: { userName: string; members: MemberId[] }[]; directories: string[] }
  'members-in-no-directory': Counted & { people: { who: string; member: MemberId; origin: 'scim' | 'jit' | 'invite' | 'bootstrap' }[] }
  // Groups
  'groups-not-pushed': OfDirectory & { users: number; isMore: boolean; firstUserAt: Timestamp; isEarly: boolean; groupsMenu: string; hints: Hint[] }
  'groups-refused': Refused
  'unknown-members': Named & { count: number; unknown: string[] }
  'groups-empty': OfDirectory & Counted & { groups: Named[]; assignMenu: string; hints: Hint[] }
  'groups-nested-only': OfDirectory & Counted & { groups: Named[] }
  'group-keeps-leavers': OfDirectory & Counted & { groups: (Named & { people: number })[]; groupsMenu: string }
  'group-name-twice': { name: string; limited: Named & { directoryName: string }; other: Named & { directoryName: string } }
  // Limits
  'limit-on-nobody': OfLimit & { because: 'empty' | 'nested-only' | 'all-out'; similar: Named[] }
  'limit-never-wins': OfLimit & { people: number; isMore: boolean; instead: OfLimit[] }
  'limit-left-with-group': OfLimit & {
    formerGroup: GroupId
    formerName: string
    limitId: LimitId
    endedAt: Timestamp
    matchedBy: 'external_id' | 'name'
  }
  'limits-frozen': Counted & { groups: (OfLimit & { limitId: LimitId })[] }
  'product-never-asked': {
    limits: number
    isMore: boolean
    minutes: number
    isEarly: boolean
    lastReadAt: Timestamp | null
    lastSpendAt: Timestamp | null
  }
  'usage-unattributed': { subjects: (string | null)[]; isMore: boolean }
  'usage-quarantined': Counted & { unpriced: number; aboveCeiling: number; events: { source: string; eventId: string }[] }
  // Signing in, keys
  'sign-ins-refused': { connection: ConnectionId; connectionName: string; code: string; times: number; people: (string | null)[]; isMore: boolean }
  'sign-in-address-differs': Counted & { people: { member: MemberId; signsInAs: string; inDirectory: string }[] }
  'certificate-expires': { connection: ConnectionId; connectionName: string; until: Timestamp; isOver: boolean; days: number }
  'saml-metadata-unread': { connection: ConnectionId; connectionName: string; why: string }
  'key-of-leaver': { who: string; member: MemberId; key: KeyId; name: string; prefix: string }
}

type OfUser = { asked: string; user: UserId; member: MemberId; userName: string; directory: DirectoryId; directoryName: string }
type Asked = { asked: string }

/** What comes of "why is X not here?", by its code. */
export type AnswerFacts = {
  'person-present': OfUser & { isLetIn: boolean }
  'person-deactivated': OfUser & { at: Timestamp | null; request: RequestId | null; providerName: string; assignMenu: string }
  'person-deleted': OfUser & { at: Timestamp; request: RequestId | null; providerName: string; assignMenu: string }
  'person-under-another-name': OfUser & { by: 'external-id' | 'address' | 'same-mailbox' }
  'person-without-directory': Asked & { member: MemberId; origin: string; isIn: boolean }
  'person-refused': Asked & {
    directoryName: string
    reason: string
    at: Timestamp
    operation: string
    example: string | null
    retryMenu: string
    providerName: string
  }
  'never-received': Asked & { lookedUpAt: Timestamp | null; providers: { name: string; assignMenu: string; groupsMenu: string }[] }
  'person-limit': {
    member: MemberId
    who: string
    amount: string | null
    isUnlimited: boolean
    currency: string
    source: 'user_override' | 'group' | 'team_default' | 'none'
    deciding: string[]
    groups: { name: string; reason: 'lower' | 'unset' | 'nested' | 'deleted' | 'override' }[]
  }
  'group-present': Asked & Named & { directoryName: string; isEmpty: boolean; amount: string | null; hasLimit: boolean; currency: string }
  'group-deleted': Asked & Named & { directoryName: string; at: Timestamp; request: RequestId | null; providerName: string; groupsMenu: string }
  'group-under-another-name': Asked & Named & { directoryName: string }
  'group-refused': AnswerFacts['person-refused']
}

export type Facts = FindingFacts & AnswerFacts
export type FindingCode = keyof FindingFacts
export type AnswerCode = keyof AnswerFacts
