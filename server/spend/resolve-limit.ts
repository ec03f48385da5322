import type { GroupId } from '../kernel/ids.ts'
import type { Micros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'

/** A stored limit. Unset is the absence of one: never null, zero (which blocks) or a huge number. */
export type Limit = { kind: 'amount'; micros: Micros } | { kind: 'unlimited' }

/** How far groups within groups are followed. A ring of groups ends here too. */
export const deepestNesting = 10

const ceiling = (limit: Limit) => (limit.kind === 'unlimited' ? Infinity : limit.micros)

export const isHigher = (limit: Limit, than: Limit): boolean => ceiling(limit) > ceiling(than)

export type GroupFact = {
  groupId: GroupId
  name: string
  /** Undefined where the group has none. */
  limit: { value: Limit; since: Timestamp } | undefined
  /** The groups between the member and this one, nearest first; none where it holds the member directly. */
  via: readonly { groupId: GroupId; name: string }[]
  /** That the group was deleted, and its limit holds on for whom it held then. */
  frozen?: true
}

/** What resolution reads. */
export type LimitFacts = {
  override: { limit: Limit; expiresAt: Timestamp | undefined } | undefined
  groups: readonly GroupFact[]
  teamDefault: Limit | undefined
  /** What holds where nothing is set. */
  whenUnset: 'unlimited' | 'block'
  /** Whether a group within a group gives its members the outer one's limit. */
  nestedGroups: 'direct' | 'expand'
  now: Timestamp
}

export type Source = 'user_override' | 'group' | 'team_default' | 'none'

/** What has no say: a group around the member's own, one without a limit, one that was deleted, or an override that has expired. */
export type Ignored =
  | { group: GroupFact; reason: 'nested' | 'unset' }
  | { group: { groupId: GroupId; name: string; via: readonly [] }; reason: 'deleted' }
  | { group: undefined; reason: 'expired' }

/** What one member may spend in a period, who decided it, and who did not and why. */
export type EffectiveLimit = {
  limit: Limit
  source: Source
  /** All groups that give this limit, the one whose limit has stood longest first. */
  deciding: GroupFact[]
  /** The groups whose limits were compared, highest first. */
  considered: GroupFact[]
  teamDefault: Limit | undefined
  /** The member's own one, whether it holds or has expired. */
  override: LimitFacts['override']
  ignored: Ignored[]
}

/** What holds where nothing is set. */
export const fallbackOf = (whenUnset: LimitFacts['whenUnset']): Limit => (whenUnset === 'block' ? zero : { kind: 'unlimited' })
export const zero = { kind: 'amount', micros: 0n as Micros } as const // no amount of any unit is no amount of micros

/**
 * An override wins, also when it is lower. Else the highest limit of the member's groups wins, and replaces the team's default, also when it is
 * lower. Else the team's default holds, and where nothing is set, what the team says of that.
 */
export function resolveLimit({ override, groups, teamDefault, whenUnset, nestedGroups, now }: LimitFacts): EffectiveLimit {
  const counts = ({ via }: GroupFact) => via.length === 0 || nestedGroups === 'expand'
  const considered = groups.filter((group) => counts(group) && group.limit).toSorted(byLimit)
  const isExpired = override?.expiresAt !== undefined && override.expiresAt <= now
  const ignored: EffectiveLimit['ignored'] = groups
    .filter((group) => !counts(group) || !group.limit)
    .map((group) => ({ group, reason: counts(group) ? 'unset' : 'nested' }))
  if (isExpired) ignored.unshift({ group: undefined, reason: 'expired' })
  const rest = { considered, teamDefault, override, ignored }

  if (override && !isExpired) return { limit: override.limit, source: 'user_override', deciding: [], ...rest }
  const highest = considered[0]?.limit?.value
  if (highest) {
    const deciding = considered.filter(({ limit }) => limit && ceiling(limit.value) === ceiling(highest))
    return { limit: highest, source: 'group', deciding, ...rest }
  }
  if (teamDefault) return { limit: teamDefault, source: 'team_default', deciding: [], ...rest }
  return { limit: fallbackOf(whenUnset), source: 'none', deciding: [], ...rest }
}

/** Highest first; of tied ones the limit that has stood longest, then the smaller id, so that a new name changes nothing. */
function byLimit(one: GroupFact, other: GroupFact): number {
  const [left, right] = [one.limit, other.limit]
  if (!left || !right) return 0
  const [high, low] = [ceiling(left.value), ceiling(right.value)]
  if (high !== low) return high > low ? -1 : 1
  if (left.since !== right.since) return left.since < right.since ? -1 : 1
  return one.groupId < other.groupId ? -1 : 1
}
