import { z } from 'zod'
import { formatMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Member } from '../members/membership.ts'
import type { StoredFacts } from './effective-limit.ts'
import type { Period } from './periods.ts'
import { remainingOf, type Balance } from './remaining.ts'
import type { EffectiveLimit, GroupFact, Limit } from './resolve-limit.ts'

/** A limit on the wire: an amount as a decimal string in major units, or unlimited. */
export const LimitShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('amount'), amount: z.string() }),
  z.object({ kind: z.literal('unlimited') }),
])

const Named = z.object({ group: z.string(), name: z.string() })
const Via = z.array(Named).optional()
/** That the group was deleted, and its limit holds on for whom it held then, until an admin lets go of it. */
const Frozen = z.literal(true).optional()
const inScope = { kind: z.enum(['amount', 'unlimited']), amount: z.string().optional() }

/** Who decided a limit, and who did not and why. At most 20 groups are named; `not_shown` counts the others. */
export const Reasons = z.object({
  source: z.enum(['user_override', 'group', 'team_default', 'none']),
  deciding: z.array(Named.extend({ via: Via, frozen: Frozen })),
  considered: z.array(
    z.discriminatedUnion('scope', [
      z.object({ scope: z.literal('user_override'), ...inScope, expires_at: z.string().optional() }),
      z.object({ scope: z.literal('group'), group: z.string(), name: z.string(), via: Via, frozen: Frozen, ...inScope }),
      z.object({ scope: z.literal('team_default'), ...inScope }),
    ]),
  ),
  ignored: z.array(
    z.object({
      /** `user_override` for one that has expired. */
      scope: z.literal('user_override').optional(),
      group: z.string().optional(),
      name: z.string().optional(),
      via: Via,
      reason: z.enum(['nested', 'unset', 'deleted', 'expired']),
      expires_at: z.string().optional(),
    }),
  ),
  not_shown: z.number(),
})

export const PeriodShape = z.object({ start: z.string(), end: z.string() })
const spent = { settled: z.string(), held: z.string(), remaining: z.string().optional() }

/** Why a member may spend what they may, and what is left of it. `remaining` is left out where there is no limit. */
export const Explanation = z.object({
  member_id: z.string(),
  status: z.enum(['active', 'deprovisioned']),
  currency: z.string(),
  limit: LimitShape,
  ...Reasons.shape,
  period: PeriodShape,
  ...spent,
  /** What all members together may spend, where that is limited. */
  team_total: z.object({ limit: LimitShape, ...spent }).optional(),
  /** The newest request among the memberships and limits that this rests on; null where it rests on none. */
  directory_version: z.string().nullable(),
  as_of: z.string(),
})

export const toLimitShape = (limit: Limit) => (limit.kind === 'unlimited' ? limit : { kind: limit.kind, amount: formatMicros(limit.micros) })

const groupsShown = 20

/** Why it is this limit, as every answer that names one has it. */
export function toReasons({ source, deciding, considered, teamDefault, override, ignored }: EffectiveLimit): z.infer<typeof Reasons> {
  const shown = considered.slice(0, groupsShown)
  const passedOver = ignored.slice(0, groupsShown - shown.length)
  const expiry = override?.expiresAt === undefined ? {} : { expires_at: override.expiresAt }
  const isInForce = override && !ignored.some(({ reason }) => reason === 'expired')
  return {
    source,
    deciding: deciding.slice(0, groupsShown).map(nameOf),
    considered: [
      ...(isInForce ? [{ scope: 'user_override' as const, ...toLimitShape(override.limit), ...expiry }] : []),
      ...shown.flatMap((group) => (group.limit ? [{ scope: 'group' as const, ...nameOf(group), ...toLimitShape(group.limit.value) }] : [])),
      ...(teamDefault ? [{ scope: 'team_default' as const, ...toLimitShape(teamDefault) }] : []),
    ],
    ignored: passedOver.map(({ group, reason }) => (group ? { ...nameOf(group), reason } : { scope: 'user_override' as const, reason, ...expiry })),
    not_shown: considered.length - shown.length + ignored.length - passedOver.length,
  }
}

/** All that an explanation says, before it is written as one. */
export type Explained = {
  member: Member
  facts: StoredFacts
  effective: EffectiveLimit
  period: Period
  own: Balance
  /** What all members together spent. */
  ofTeam: Balance
  asOf: Timestamp
}

export function toExplanation({ member, facts, effective, period, own, ofTeam, asOf }: Explained): z.infer<typeof Explanation> {
  return {
    member_id: member.memberId,
    status: member.status,
    currency: facts.team.currency,
    limit: toLimitShape(effective.limit),
    ...toReasons(effective),
    period: { start: period.start, end: period.end },
    ...toSpent(effective.limit, own),
    ...(facts.teamTotal && { team_total: { limit: toLimitShape(facts.teamTotal), ...toSpent(facts.teamTotal, ofTeam) } }),
    directory_version: facts.directoryVersion ?? null,
    as_of: asOf,
  }
}

/** How it stands with a limit: `remaining` is left out where there is none. */
export function toSpent(limit: Limit, balance: Balance) {
  const remaining = remainingOf(limit, balance)
  return {
    settled: formatMicros(balance.settled),
    held: formatMicros(balance.held),
    ...(remaining !== undefined && { remaining: formatMicros(remaining) }),
  }
}

const nameOf = ({ groupId: group, name, via, frozen }: Pick<GroupFact, 'groupId' | 'name' | 'via' | 'frozen'>) => ({
  group,
  name,
  ...(frozen && { frozen }),
  ...(via.length > 0 && { via: via.map((each) => ({ group: each.groupId, name: each.name })) }),
})
