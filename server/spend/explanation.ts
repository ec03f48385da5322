import { z } from 'zod'
import { formatMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Member } from '../members/membership.ts'
import type { Team } from '../teams/teams.ts'
import type { Resolution } from './effective-limit.ts'
import type { GroupFact, Limit } from './resolve-limit.ts'

/** A limit on the wire: an amount as a decimal string in major units, or unlimited. */
export const LimitShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('amount'), amount: z.string() }),
  z.object({ kind: z.literal('unlimited') }),
])

const Named = z.object({ group: z.string(), name: z.string() })
const Via = z.array(Named).optional()
const inScope = { kind: z.enum(['amount', 'unlimited']), amount: z.string().optional() }

/** Why a member may spend what they may. At most 20 groups are named in each list; `not_shown` counts the others. */
export const Explanation = z.object({
  member_id: z.string(),
  status: z.enum(['active', 'deprovisioned']),
  currency: z.string(),
  limit: LimitShape,
  source: z.enum(['user_override', 'group', 'team_default', 'none']),
  deciding: z.array(Named.extend({ via: Via })),
  considered: z.array(
    z.discriminatedUnion('scope', [
      z.object({ scope: z.literal('group'), group: z.string(), name: z.string(), via: Via, ...inScope }),
      z.object({ scope: z.literal('team_default'), ...inScope }),
    ]),
  ),
  ignored: z.array(z.object({ group: z.string().optional(), name: z.string().optional(), via: Via, reason: z.enum(['nested', 'unset', 'expired']) })),
  not_shown: z.number(),
  /** The newest request among the memberships and limits that this rests on; null where it rests on none. */
  directory_version: z.string().nullable(),
  as_of: z.string(),
})

export const toLimitShape = (limit: Limit) => (limit.kind === 'unlimited' ? limit : { kind: limit.kind, amount: formatMicros(limit.micros) })

const groupsShown = 20

export function explain(team: Team, { memberId, status }: Member, resolution: Resolution, asOf: Timestamp): z.infer<typeof Explanation> {
  const { limit, source, deciding, considered, teamDefault, ignored, directoryVersion } = resolution
  const lists = [deciding, considered, ignored]
  return {
    member_id: memberId,
    status,
    currency: team.currency,
    limit: toLimitShape(limit),
    source,
    deciding: deciding.slice(0, groupsShown).map(nameOf),
    considered: [
      ...considered
        .slice(0, groupsShown)
        .flatMap((group) => (group.limit ? [{ scope: 'group' as const, ...nameOf(group), ...toLimitShape(group.limit.value) }] : [])),
      ...(teamDefault ? [{ scope: 'team_default' as const, ...toLimitShape(teamDefault) }] : []),
    ],
    ignored: ignored.slice(0, groupsShown).map(({ group, reason }) => ({ ...(group && nameOf(group)), reason })),
    not_shown: lists.reduce((sum, { length }) => sum + Math.max(0, length - groupsShown), 0),
    directory_version: directoryVersion ?? null,
    as_of: asOf,
  }
}

const nameOf = ({ groupId: group, name, via }: GroupFact) => ({
  group,
  name,
  ...(via.length > 0 && { via: via.map((each) => ({ group: each.groupId, name: each.name })) }),
})
