import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import { unattributed } from '../spend/ledger/accounts.ts'
import { inTime, isIn } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'
import { groupOfSpent, hoursOf, joinGroups, keyOf, sumOf, type Asked, type Grouping, type Sum } from './summary.sql.ts'

/** What was settled under a key within a slot of time; `slot` is its beginning. */
export type SlotRow = Sum & { key: string; slot: string }

export type SeriesAsked = Asked & {
  by: Grouping | undefined
  /** Undefined for all. */
  keys: readonly string[] | undefined
  /** By whole hours of UTC, which are summed already, or by quarters of one, from the entries themselves: time zones differ by no less. */
  slots: 'hours' | 'quarters'
}

/** What was settled in a period, by slot and key, in the order of time. */
export function listSlots(db: Reader, asked: SeriesAsked): CompiledQuery<SlotRow> {
  const isAsked = asked.keys === undefined ? sql`true` : sql`key ${isIn(db, asked.keys)}`
  const each = asked.slots === 'quarters' ? quarters(db, asked) : hours(db, asked)
  return sql<SlotRow>`select * from (${each}) as slots where ${isAsked} order by slot, key`.compile(db)
}

/** From the entries themselves. */
function quarters(db: Reader, { teamId, periodStart, by, memberId }: SeriesAsked): RawBuilder<unknown> {
  const isTheirs = memberId === undefined ? sql`true` : sql`spent.member_id = ${memberId}`
  const join = by === 'group' ? joinGroups(db, teamId, sql`spent.resolution_id`) : sql``
  return sql`select ${keyIn(db, by)} as key, ${quarterOf(sql`spent.occurred_at`)} as slot, ${sumOf(sql`spent.amount_micros`, sql`1`)}
    from ledger_entries spent ${join} where spent.team_id = ${teamId} and spent.period_start = ${periodStart} and ${isTheirs} and ${inTime(db, sql`spent.member_id`)} group by 1, 2`
}

/** Of persons from their own hours; of all else from the sums that are rolled up, with what is not in them yet. */
function hours(db: Reader, asked: SeriesAsked): RawBuilder<unknown> {
  const { teamId, periodStart, by, keys } = asked
  const of = by === 'user' ? { members: [asked.memberId ?? keys ?? []].flat().map((key) => key || unattributed) } : undefined
  const { from, where, micros, entries } = hoursOf(db, { ...asked, ...of })
  const join = by === 'group' ? joinGroups(db, teamId, sql`spent.resolution_id`) : sql``
  const summed = sql`select ${keyIn(db, by)} as key, spent.hour_at as slot, ${sumOf(micros, entries)} ${from} ${join} where ${where} group by 1, 2`
  if (asked.memberId !== undefined || by === 'user') return summed
  const isAsked = keys === undefined ? sql`true` : sql`key ${isIn(db, keys)}`
  return sql`
    select key, slot, cast(sum(units) as bigint) as units, cast(sum(rest) as bigint) as rest, cast(sum(entries) as bigint) as entries
    from (
      select * from (${summed}) as fresh where ${isAsked}
      union all
      select key, hour_at, settled_units, settled_rest, entries from usage_hour_sums
        where team_id = ${teamId} and period_start = ${periodStart} and grouping_name = ${by ?? 'all'} and ${isAsked} and ${inTime(db, sql`hour_at`)}
    ) as parts group by key, slot`
}

const keyIn = (db: Reader, by: Grouping | undefined): RawBuilder<unknown> =>
  by === undefined ? sql`''` : by === 'group' ? groupOfSpent(db) : keyOf(by)

/** `2026-11-24T10:15`: the quarter of an hour that a moment is in. */
const quarterOf = (at: RawBuilder<unknown>): RawBuilder<string> => sql`
  (substr(${at}, 1, 14) || case when substr(${at}, 15, 2) < '15' then '00' when substr(${at}, 15, 2) < '30' then '15' when substr(${at}, 15, 2) < '45' then '30' else '45' end || ':00.000Z')`
