import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import { fold } from '../kernel/fold.ts'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import { toPage } from '../kernel/pages.ts'
import { requireTeamGroup } from '../directory/groups.ts'
import { LimitShape, toLimitShape } from '../spend/explanation.ts'
import { periodOf } from '../spend/ledger/period-of.ts'
import { remainingOf } from '../spend/remaining.ts'
import type { Period } from '../spend/periods.ts'
import type { Limit } from '../spend/resolve-limit.ts'
import type { Db } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { pageEffectiveLimits, type LimitFilter, type LimitsAsked, type LimitsRow, type Mark, type SortKey } from './effective-limits.sql.ts'
import type { AsOf } from '../kernel/past-moment.ts'
import { hasFrozenLimits } from './frozen.sql.ts'
import { unlimited } from './past.sql.ts'
import { advice, readNearest } from './nearest-limit.ts'
import { percentOf } from './percent.ts'
import { readReport } from './read-report.ts'
import { readTeamThen } from './team-then.ts'

export { sortKeys } from './effective-limits.sql.ts'

/** `frozen` says of a group that it was deleted, and that its limit holds on for whom it held then. */
const Named = z.object({ group: z.string(), name: z.string(), frozen: z.literal(true).optional() })

/** What one member may spend, and what of it they did. */
export const LimitItem = z.object({
  member_id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  user_name: z.string().nullable(),
  status: z.enum(['active', 'deprovisioned']),
  limit: LimitShape,
  source: z.enum(['user_override', 'group', 'team_default', 'none']),
  /** The groups that give the limit, the one first whose limit has stood longest; 20 are named at most. */
  deciding: z.array(Named),
  /** How many groups with a limit the member is in. */
  limited_groups: z.number(),
  /** The group that comes next after the one that decides; null where there is none, or no group decides. */
  runner_up: Named.extend({ limit: LimitShape }).nullable(),
  settled: z.string(),
  /** Left out of an answer about the past, of which it is not known. */
  held: z.string().optional(),
  /** Left out where there is no limit. */
  remaining: z.string().optional(),
  /** What was settled, in hundredths of the limit; null where there is none, or it is zero. */
  percent: z.number().nullable(),
})

/** What is asked of the list. */
export type ListAsked = {
  filter: Omit<LimitFilter, 'prefix' | 'group'> & { prefix: string | undefined; group: string | undefined }
  sort: { by: SortKey; isDescending: boolean }
  asOf: AsOf
  limit: number
  cursor: string | undefined
}

export type LimitPage = { items: z.infer<typeof LimitItem>[]; next_cursor: string | null; team: Team; period: Period }

/** Of whom the list is worked out: of those who may be nearest their limit, where that is asked for and told by few, or else of everybody. */
async function readRows(db: Db, query: LimitsAsked): Promise<LimitsRow[]> {
  return (await readNearest(db, query)) ?? readReport<LimitsRow>(db, pageEffectiveLimits(db.read, query), advice)
}

/** A page of what the members of a team may spend. Refuses: cursor-invalid, group-not-found, report-too-long, reports-busy. */
export async function listEffectiveLimits(db: Db, cursors: Cursors, teamId: TeamId, asked: ListAsked): Promise<LimitPage> {
  const { asOf, sort, limit } = asked
  const filter = await readFilter(db, teamId, asked.filter, asOf)
  const list = [teamId, 'effective_limits', filter, sort, asOf.isPast ? asOf.at : 'now']
  const after = toMark(cursors.open(list, asked.cursor))
  const team = await readTeamThen(db.read, teamId, asOf)
  const period = await periodOf(db.read, team, asOf.at)
  const { nestedGroups, whenUnset } = team
  const hasFrozen = await hasFrozenLimits(db.read, teamId, asOf)
  const rows = await readRows(db, {
    teamId,
    asOf,
    nestedGroups,
    whenUnset,
    hasFrozen,
    periodStart: period.start,
    filter,
    sort,
    after,
    limit: limit + 1,
  })
  const page = toPage(
    rows,
    limit,
    (row) => toItem(row, asOf),
    ({ sortKey, memberId }) => cursors.seal(list, markOf(sortKey, memberId)),
  )
  return { ...page, team, period }
}

/** Refuses: group-not-found. */
async function readFilter(db: Db, teamId: TeamId, { prefix, group, ...others }: ListAsked['filter'], { at, isPast }: AsOf): Promise<LimitFilter> {
  const groupId = group === undefined ? undefined : (await requireTeamGroup(db.read, teamId, group, isPast ? at : undefined)).groupId
  return { ...others, prefix: prefix === undefined ? undefined : fold(prefix.trim()), group: groupId }
}

/** With the kind of the key before it, since JSON knows no whole number of 64 bits. */
const markOf = (key: Mark['key'], memberId: MemberId): string => JSON.stringify([typeof key, String(key), memberId])

function toMark(mark: string | undefined): Mark | undefined {
  if (mark === undefined) return undefined
  const [kind, text, memberId] = JSON.parse(mark) as [string, string, MemberId] // sealed as this
  return { key: kind === 'bigint' ? BigInt(text) : kind === 'number' ? Number(text) : text, memberId }
}

type Way = { group: string; name: string; ceiling: string; frozen: 0 | 1 }

const nameOf = ({ group, name, frozen }: Way) => ({ group, name, ...(frozen === 1 && { frozen: true as const }) })

const limitOf = (ceiling: bigint): Limit => (ceiling === unlimited ? { kind: 'unlimited' } : { kind: 'amount', micros: toMicros(ceiling) })

function toItem(row: LimitsRow, { isPast }: AsOf): z.infer<typeof LimitItem> {
  const limit = limitOf(row.ceiling)
  const ways = row.source === 'group' ? (JSON.parse(row.ways) as Way[]) : [] // as the statement makes it
  const deciding = ways.filter(({ ceiling }) => BigInt(ceiling) === row.ceiling)
  const next = ways[1]
  const balance = { settled: toMicros(row.settledMicros), credit: toMicros(row.creditMicros), held: toMicros(row.heldMicros) }
  const remaining = remainingOf(limit, balance)
  return {
    member_id: row.memberId,
    name: row.displayName,
    email: row.email,
    user_name: row.userName,
    status: row.status,
    limit: toLimitShape(limit),
    source: row.source,
    deciding: deciding.slice(0, 20).map(nameOf),
    limited_groups: Number(row.groups),
    runner_up: next ? { ...nameOf(next), limit: toLimitShape(limitOf(BigInt(next.ceiling))) } : null,
    settled: formatMicros(balance.settled),
    ...(!isPast && { held: formatMicros(balance.held) }),
    ...(remaining !== undefined && { remaining: formatMicros(remaining) }),
    percent: percentOf(limit, balance.settled),
  }
}
