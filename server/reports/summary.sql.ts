import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { totalsFrom, totalsUpTo, unattributed } from '../spend/ledger/accounts.ts'
import { byIndex, elementsOf, elementValue, inTime, isIn } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'

export const groupings = ['user', 'group', 'deciding_group', 'model', 'app'] as const
export type Grouping = (typeof groupings)[number]

/** A sum in whole units and the rest, since SQLite fails where a sum of 64 bits runs over. */
export type Sum = { units: bigint; rest: bigint; entries: bigint }
/** What was settled under one key: an id, or a text as it was sent; empty for none. */
export type SumRow = Sum & { key: string; name: string | null; sortKey: number }
export type SumMark = { sortKey: number; key: string }

/** The columns of a sum. */
export const sumOf = (micros: RawBuilder<unknown>, counts: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  cast(coalesce(sum(${micros} / 1000000), 0) as bigint) as units, cast(coalesce(sum(${micros} % 1000000), 0) as bigint) as rest,
  cast(coalesce(sum(${counts}), 0) as bigint) as entries`
const settled = sumOf(sql`settled_micros`, sql`entries`)

/** Of all members of a team, or of one. */
export type Asked = { teamId: TeamId; periodStart: Timestamp; memberId?: MemberId | undefined }
type Page = { by: Grouping; after: SumMark | undefined; limit: number }

/** What was settled in a period under each key, most first. */
export function pageSums(db: Reader, asked: Asked, { by, after, limit }: Page): CompiledQuery<SumRow> {
  const last = after && sql`cast(${after.sortKey} as double precision)`
  const isBeyond = last ? sql`(sort_key < ${last} or (sort_key = ${last} and key > ${after.key}))` : sql`true`
  const size = sql`cast(units as double precision) + cast(rest as double precision) / 1000000`
  return sql<SumRow>`
    with sums as (${sumsBy(db, asked, by)}), ranked as (select sums.*, ${size} as sort_key from sums),
      page as (select * from ranked where ${isBeyond} order by sort_key desc, key limit ${sql.lit(limit)})
    select page.*, ${nameOf(by, asked.teamId)} as name from page order by sort_key desc, key`.compile(db)
}

/**
 * A member's sums stand in the balances; those of all else in the sums that are rolled up, with what is not in them yet. Under `group` what was spent counts in each
 * group that held the member directly then, as the explanation tells that it rests on.
 */
function sumsBy(db: Reader, { teamId, periodStart, memberId }: Asked, by: Grouping): RawBuilder<unknown> {
  const isMeant = sql`team_id = ${teamId} and period_start = ${periodStart}`
  const isTotal = sql`(subject_id >= ${sql.lit(totalsFrom)} and subject_id < ${sql.lit(totalsUpTo)})`
  if (by === 'user')
    return sql`select ${memberKey(sql`subject_id`)} as key, ${settled} from balances
      where ${isMeant} and not ${isTotal} and entries > 0 and ${memberId === undefined ? sql`true` : sql`subject_id = ${memberId}`} and ${inTime(db, sql`subject_id`)} group by subject_id`
  const rolledUp = sql`union all select key, settled_units, settled_rest, entries from usage_sums where ${isMeant} and grouping_name = ${by} and ${inTime(db, sql`key`)}`
  return sql`
    select key, cast(sum(units) as bigint) as units, cast(sum(rest) as bigint) as rest, cast(sum(entries) as bigint) as entries
    from (${sumHours(db, { teamId, periodStart, memberId }, by)} ${memberId === undefined ? rolledUp : sql``}) as parts
    group by key`
}

/** The sums of a member's hours or, of everybody, of what is not rolled up yet. */
function sumHours(db: Reader, asked: Asked, by: Exclude<Grouping, 'user'>): RawBuilder<unknown> {
  const { from, where, micros, entries } = hoursOf(db, asked)
  const sum = sumOf(micros, entries)
  if (by !== 'group') return sql`select ${keyOf(by)} as key, ${sum} ${from} where ${where} group by 1`
  const ofExplanation = sql`select resolution_id, ${sum} ${from} where ${where} group by resolution_id`
  return sql`select ${groupOfSpent(db)} as key, units, rest, entries from (${ofExplanation}) as spent ${joinGroups(db, asked.teamId, sql`spent.resolution_id`)}`
}

/** The hours of a member or of several, whole; of everybody those that are not all in the sums, and of them what is not. */
export function hoursOf(
  db: Reader,
  { teamId, periodStart, memberId, members = memberId && [memberId] }: Asked & { members?: readonly string[] | undefined },
) {
  const isMeant = sql`spent.team_id = ${teamId} and spent.period_start = ${periodStart} and ${inTime(db, sql`spent.member_id`)}`
  return members
    ? {
        from: sql`from usage_hourly spent ${byIndex(db, 'usage_hourly_member')}`,
        where: sql`${isMeant} and spent.member_id ${isIn(db, members)}`,
        micros: sql`spent.settled_micros`,
        entries: sql`spent.entries`,
      }
    : {
        from: sql`from usage_hourly spent ${byIndex(db, 'usage_hourly_fresh')}`,
        where: sql`${isMeant} and spent.fresh_since is not null`,
        micros: sql`(spent.settled_micros - spent.rolled_micros)`,
        entries: sql`(spent.entries - spent.rolled_entries)`,
      }
}

/** Empty for what is nobody's. */
const memberKey = (memberId: RawBuilder<unknown>): RawBuilder<string> => sql`case when ${memberId} = ${unattributed} then '' else ${memberId} end`

/** What the hours are summed by. */
export function keyOf(by: Exclude<Grouping, 'group'>): RawBuilder<string> {
  switch (by) {
    case 'user':
      return memberKey(sql`member_id`)
    case 'deciding_group':
      return sql`coalesce(deciding_group_id, '')`
    case 'model':
    case 'app':
      return sql`${sql.ref(by)}`
  }
}

/** The groups that an explanation names as those that held the member directly; one row without a group where there were none. */
export const joinGroups = (db: Reader, teamId: TeamId, resolutionId: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`left join resolutions on resolutions.team_id = ${teamId} and resolutions.resolution_id = ${resolutionId}
    left join ${elementsOf(db, sql`(resolutions.explanation -> 'groups')`)} on true`
export const groupOfSpent = (db: Reader): RawBuilder<string> => sql`coalesce(${elementValue(db)}, '')`

/** What a key is called now. */
function nameOf(by: Grouping, teamId: TeamId): RawBuilder<unknown> {
  switch (by) {
    case 'user':
      return sql`(select coalesce(display_name, email) from members where members.team_id = ${teamId} and members.member_id = page.key)`
    case 'group':
    case 'deciding_group':
      return sql`(select display_name from directory_groups where directory_groups.team_id = ${teamId} and directory_groups.group_id = page.key)`
    case 'model':
    case 'app':
      return sql`page.key`
  }
}

/** What the whole team settled in a period, what of it is nobody's, and what waits or was refused in it. */
export type TotalsRow = Sum & { unattributedMicros: bigint; unattributedEntries: bigint; waiting: bigint; denied: bigint }

export function readTotals(db: Reader, { teamId, periodStart, periodEnd }: Asked & { periodEnd: Timestamp }): CompiledQuery<TotalsRow> {
  const ofNobody = (column: string) =>
    sql`(select coalesce(max(${sql.ref(column)}), 0) from balances where team_id = ${teamId} and period_start = ${periodStart} and subject_id = ${unattributed})`
  return sql<TotalsRow>`
    select ${settled}, ${ofNobody('settledMicros')} as unattributed_micros, ${ofNobody('entries')} as unattributed_entries,
      (select count(*) from quarantine where team_id = ${teamId} and status = 'waiting') as waiting,
      (select count(*) from decisions where team_id = ${teamId} and decided_at >= ${periodStart} and decided_at < ${periodEnd} and ${inTime(db, sql`decided_at`)}) as denied
    from balances where team_id = ${teamId} and period_start = ${periodStart} and subject_id >= ${sql.lit(totalsFrom)} and subject_id < ${sql.lit(totalsUpTo)}`.compile(
    db,
  )
}
