type OfDirectory = { directory: string; directory_name: string; provider: string; provider_name: string }
type Counted = { count: number; is_more: boolean }
type Named = { group: string; name: string }
type OfPerson = { member: string; user_name: string }
type OfDomain = { domain_id: string; domain: string }
type OfLimit = Named & { amount: string | null; currency: string }
type Missing = { id: 'plan' | 'sso' | 'domain'; detail: string }
type Refused = OfDirectory & { reason: string; times: number; names: string[]; is_more: boolean; example: string | null; retry_menu: string }

export type FindingFacts = {
  'provisioning-locked': { missing: Missing[] }
  'prerequisites-missing': { directories: string[]; missing: Missing[] }
  'domain-expired': OfDomain & { lost_at: string; days: number }
  'domain-failing': OfDomain & { failing_since: string; lost_at: string }
  'domain-unanswered': OfDomain & { answered_at: string }
  'directory-paused': OfDirectory & { paused_at: string }
  'ended-directory-called': OfDirectory & { how: 'replaced' | 'deleted'; last_at: string }
  'directory-without-token': OfDirectory & { had_one: boolean; base_url_menu: string; token_menu: string }
  'token-expires': OfDirectory & { token: string; at: string; is_over: boolean; token_menu: string }
  'dead-token-called': OfDirectory & {
    token: string
    prefix: string
    why: 'revoked' | 'expired' | 'of-another-directory'
    ended_at: string | null
    calls: number
    last_at: string
    token_menu: string
  }
  'unknown-token-called': OfDirectory & {
    why: 'cut' | 'unknown' | 'not-ours' | 'missing'
    token: string | null
    prefix: string | null
    user_agent: string | null
    calls: number
    last_at: string
    token_menu: string
  }
  'wrong-base-url': OfDirectory & { path: string; times: number; last_at: string; base_url_menu: string }
  'nothing-received': OfDirectory & { token_since: string; minutes: number; start_menu: string; token_menu: string }
  'only-lookups': OfDirectory & { first_at: string; last_at: string; start_menu: string; assign_menu: string }
  'idp-silent': OfDirectory & { last_at: string; minutes: number; cycle_minutes: number; is_measured: boolean; start_menu: string }
  'users-refused': Refused
  'foreign-domain': { domain: string; users: number; user_name: string }
  'adopted-privileged-member': OfPerson & { role: string }
  'last-owner-kept': OfPerson
  'returned-by-name': OfPerson & { matched_by: 'userName' | 'email'; former_role: string }
  'people-in-two-directories': Counted & { people: OfPerson[]; directories: string[] }
  'person-twice': Counted & { people: { user_name: string }[]; directories: string[] }
  'members-in-no-directory': Counted & { people: { who: string; origin: Origin }[] }
  'groups-not-pushed': OfDirectory & { users: number; is_more: boolean; first_user_at: string; groups_menu: string; hints: string[] }
  'groups-refused': Refused
  'unknown-members': Named & { count: number; unknown: string[] }
  'groups-empty': OfDirectory & Counted & { groups: Named[]; assign_menu: string; hints: string[] }
  'groups-nested-only': OfDirectory & Counted & { groups: Named[] }
  'group-keeps-leavers': OfDirectory & Counted & { groups: (Named & { people: number })[]; groups_menu: string }
  'group-name-twice': { name: string; limited: Named & { directory_name: string }; other: Named & { directory_name: string } }
  'limit-on-nobody': OfLimit & { because: 'empty' | 'nested-only' | 'all-out'; similar: Named[] }
  'limit-never-wins': OfLimit & { people: number; is_more: boolean; instead: OfLimit[] }
  'limit-left-with-group': OfLimit & { former_name: string; ended_at: string; matched_by: 'external_id' | 'name' }
  'limits-frozen': Counted & { groups: (OfLimit & { limit_id: string })[] }
  'product-never-asked': { limits: number; is_more: boolean; minutes: number; last_read_at: string | null; last_spend_at: string | null }
  'usage-unattributed': { subjects: (string | null)[]; is_more: boolean }
  'usage-quarantined': Counted & { unpriced: number; above_ceiling: number; events: { source: string; event_id: string }[] }
  'sign-ins-refused': { connection_name: string; code: string; times: number; people: (string | null)[]; is_more: boolean }
  'sign-in-address-differs': Counted & { people: { signs_in_as: string; in_directory: string }[] }
  'certificate-expires': { connection_name: string; until: string; is_over: boolean; days: number }
  'saml-metadata-unread': { connection_name: string; why: string }
  'key-of-leaver': { who: string; name: string; prefix: string }
}

/** How somebody came to be a member. */
export type Origin = 'scim' | 'jit' | 'invite' | 'bootstrap'

type OfUser = { asked: string; user_name: string; directory_name: string }
type Sent = {
  asked: string
  directory_name: string
  reason: string
  at: string
  example: string | null
  retry_menu: string
  provider_name: string
}
type OfGroup = Named & { asked: string; directory_name: string }

export type AnswerFacts = {
  'person-present': OfUser & { is_let_in: boolean }
  'person-deactivated': OfUser & { at: string | null; provider_name: string; assign_menu: string }
  'person-deleted': OfUser & { at: string; provider_name: string; assign_menu: string }
  'person-under-another-name': OfUser & { by: 'external-id' | 'address' | 'same-mailbox' }
  'person-without-directory': { asked: string; origin: Origin; is_in: boolean }
  'person-refused': Sent
  'never-received': {
    asked: string
    looked_up_at: string | null
    providers: { name: string; assign_menu: string; groups_menu: string }[]
  }
  'person-limit': {
    who: string
    amount: string | null
    is_unlimited: boolean
    currency: string
    source: 'user_override' | 'group' | 'team_default' | 'none'
    deciding: string[]
    groups: { name: string; reason: 'lower' | 'unset' | 'nested' | 'deleted' | 'override' }[]
  }
  'group-present': OfGroup & { is_empty: boolean; amount: string | null; has_limit: boolean; currency: string }
  'group-deleted': OfGroup & { at: string; provider_name: string; groups_menu: string }
  'group-under-another-name': OfGroup
  'group-refused': Sent
}

/** What each finding is about, by its code, as the API writes it: as far as its words need it. A `…_menu` is a way through the identity provider's own pages. */
export type Facts = FindingFacts & AnswerFacts
