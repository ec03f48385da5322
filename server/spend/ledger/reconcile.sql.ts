import { sql, type CompiledQuery } from 'kysely'
import type { TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { totalsFrom, totalsUpTo } from './accounts.ts'

/** A sum that is not that of its entries; `entries` tells of counts and numbers. */
export type Difference = { what: string; periodStart: string | null; subject: string; micros: bigint; entries: bigint }

/** All sums that differ from what the entries of the ledger come to: reads the whole ledger of a team. */
export function compareSums(db: Reader, teamId: TeamId): CompiledQuery<Difference> {
  const isTotal = sql`subject_id >= ${sql.lit(totalsFrom)} and subject_id < ${sql.lit(totalsUpTo)}`
  // In whole units and the rest: SQLite fails where a sum of 64 bits runs over.
  const total = sql`cast(sum(micros / 1000000) * 1000000 + sum(micros % 1000000) as bigint)`
  return sql<Difference>`
    select 'balance' as what, period_start, subject, ${total} as micros, cast(sum(entries) as bigint) as entries from (
        select period_start, member_id as subject, amount_micros as micros, 1 as entries from ledger_entries where team_id = ${teamId}
        union all select period_start, subject_id, -settled_micros, -entries from balances where team_id = ${teamId} and not (${isTotal})
      ) as sums group by period_start, subject having ${total} <> 0 or sum(entries) <> 0
    union all
    select 'team' as what, period_start, '' as subject, ${total} as micros, cast(sum(entries) as bigint) as entries from (
        select period_start, amount_micros as micros, 1 as entries from ledger_entries where team_id = ${teamId}
        union all select period_start, -settled_micros, -entries from balances where team_id = ${teamId} and ${isTotal}
      ) as sums group by period_start having ${total} <> 0 or sum(entries) <> 0
    union all
    select 'hours' as what, period_start, subject, ${total} as micros, cast(sum(entries) as bigint) as entries from (
        select period_start, member_id as subject, amount_micros as micros, 1 as entries from ledger_entries where team_id = ${teamId}
        union all select period_start, member_id, -settled_micros, -entries from usage_hourly where team_id = ${teamId}
      ) as sums group by period_start, subject having ${total} <> 0 or sum(entries) <> 0
    union all
    select 'sums' as what, period_start, subject, ${total} as micros, cast(sum(entries) as bigint) as entries from (
        select period_start, grouping_name as subject, settled_units * 1000000 + settled_rest as micros, entries from usage_sums
          where team_id = ${teamId} and grouping_name <> 'group'
        union all select period_start, 'all', -rolled_micros, -rolled_entries from usage_hourly where team_id = ${teamId} and rolled_entries <> 0
        union all select period_start, each_one.subject, -settled_units * 1000000 - settled_rest, -entries
          from usage_sums cross join (select 'deciding_group' as subject union all select 'model' union all select 'app') as each_one
          where team_id = ${teamId} and grouping_name = 'all'
      ) as sums group by period_start, subject having ${total} <> 0 or sum(entries) <> 0
    union all
    select 'hour sums' as what, period_start, subject, ${total} as micros, cast(sum(entries) as bigint) as entries from (
        select period_start, grouping_name || ' ' || key as subject, settled_units * 1000000 + settled_rest as micros, entries from usage_sums where team_id = ${teamId}
        union all select period_start, grouping_name || ' ' || key, -settled_units * 1000000 - settled_rest, -entries from usage_hour_sums where team_id = ${teamId}
      ) as sums group by period_start, subject having ${total} <> 0 or sum(entries) <> 0
    union all
    select 'credit' as what, period_start, subject, ${total} as micros, 0 as entries from (
        select period_start, member_id as subject, case when min(reached) < 0 then -min(reached) else 0 end as micros from (
            select period_start, member_id, sum(amount_micros) over (partition by period_start, member_id order by number) as reached
            from ledger_entries where team_id = ${teamId} and (period_start, member_id) in (
              select period_start, member_id from ledger_entries where team_id = ${teamId} and amount_micros < 0)
          ) as reaching group by period_start, member_id
        union all select period_start, subject_id, -credit_micros from balances where team_id = ${teamId} and credit_micros <> 0 and not (${isTotal})
      ) as sums group by period_start, subject having ${total} <> 0
    union all
    select 'team credit' as what, period_start, '' as subject, ${total} as micros, 0 as entries from (
        select period_start, case when ${isTotal} then -credit_micros else credit_micros end as micros from balances
          where team_id = ${teamId} and credit_micros <> 0
      ) as sums group by period_start having ${total} <> 0
    union all
    select 'numbers' as what, period_start, member_id as subject, 0 as micros, max(number) - count(*) as entries
      from ledger_entries where team_id = ${teamId} group by period_start, member_id having max(number) <> count(*) or count(distinct number) <> count(*)
    union all
    select 'authorization' as what, null as period_start, subject, ${total} as micros, 0 as entries from (
        select authorization_id as subject, amount_micros as micros from ledger_entries
          where team_id = ${teamId} and authorization_id is not null
        union all select authorization_id, -settled_micros from authorizations where team_id = ${teamId} and settled_micros <> 0
      ) as sums group by subject having ${total} <> 0`.compile(db)
}

export const countEntries = (db: Reader, teamId: TeamId): CompiledQuery<{ count: bigint }> =>
  sql<{ count: bigint }>`select count(*) as count from ledger_entries where team_id = ${teamId}`.compile(db)

export async function insertReconciliation(trx: Trx, row: NewRow<'reconciliations'>): Promise<void> {
  await trx.insertInto('reconciliations').values(row).execute()
}

export const listReconciliationRows = (db: Reader, teamId: TeamId, limit: number): Promise<Row<'reconciliations'>[]> =>
  db.selectFrom('reconciliations').selectAll().where('teamId', '=', teamId).orderBy('reconciledAt', 'desc').limit(limit).execute()

/** Of all teams that ever spent what the last check of each found, and how many were not checked since a moment. A look-up for each team, however many checks are kept. */
export async function sumDrift(db: Reader, since: Timestamp): Promise<Drift> {
  const { rows } = await sql<Drift>`
    select cast(coalesce(sum(last.sums_differing), 0) as bigint) as sums_differing, cast(coalesce(sum(last.drift_micros), 0) as bigint) as drift_micros,
      min(last.reconciled_at) as oldest_at, cast(coalesce(sum(case when last.reconciled_at >= ${since} then 0 else 1 end), 0) as bigint) as unchecked
    from teams left join reconciliations last on last.team_id = teams.team_id
      and last.reconciled_at = (select max(reconciled_at) from reconciliations each_one where each_one.team_id = teams.team_id)
    where exists (select 1 from balances where balances.team_id = teams.team_id)`.execute(db)
  const [row] = rows
  if (!row) throw new Error('an aggregate answers one row')
  return row
}
export type Drift = { sumsDiffering: bigint; driftMicros: bigint; oldestAt: string | null; unchecked: bigint }

/** Forgets checks of before a moment that found nothing, but the last of each team. */
export async function deleteReconciliations(trx: Trx, before: Timestamp): Promise<void> {
  await sql`
    delete from reconciliations where reconciled_at < ${before} and sums_differing = 0
      and reconciled_at < (select max(reconciled_at) from reconciliations newest where newest.team_id = reconciliations.team_id)`.execute(trx)
}

/** The teams that ever spent. */
export async function listTeamsWithBalances(db: Reader): Promise<{ teamId: TeamId }[]> {
  const { rows } = await sql<{ teamId: TeamId }>`
    select team_id from teams where exists (select 1 from balances where balances.team_id = teams.team_id) order by team_id`.execute(db)
  return rows
}
