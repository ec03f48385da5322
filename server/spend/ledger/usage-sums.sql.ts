import { sql } from 'kysely'
import type { TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { byIndex, lockedIfFree } from '../../store/dialect.ts'
import type { Reader, Row, Trx } from '../../store/open.ts'
import { preparedForMany } from '../../store/prepared.ts'

export type FreshHour = Omit<Row<'usageHourly'>, 'freshSince'>

/** The teams of which some hours are not all in the sums. */
export async function listTeamsWithFreshHours(db: Reader): Promise<{ teamId: TeamId }[]> {
  const { rows } = await sql<{ teamId: TeamId }>`
    select team_id from teams where exists (
      select 1 from usage_hourly ${byIndex(db, 'usage_hourly_fresh')} where usage_hourly.team_id = teams.team_id and fresh_since is not null) order by team_id`.execute(
    db,
  )
  return rows
}

/** Hours that have news, or had it before a moment, to roll them up: those that nobody else has just now, be it one who books or one who rolls up. */
export function lockFreshHours(trx: Trx, teamId: TeamId, before: Timestamp | undefined, limit: number): Promise<FreshHour[]> {
  const fresh = trx
    .selectFrom('usageHourly')
    .select(['teamId', 'periodStart', 'hourAt', 'memberId', 'resolutionId', 'model', 'app', 'decidingGroupId'])
    .select(['settledMicros', 'entries', 'rolledMicros', 'rolledEntries'])
    .where('teamId', '=', teamId)
    .where('freshSince', 'is not', null)
    .orderBy('freshSince')
    .limit(sql.lit(limit))
  return lockedIfFree(trx, before === undefined ? fresh : fresh.where('freshSince', '<', before)).execute()
}

/** How many hours of a team are not all in the sums, up to so many. */
export async function countFreshHours(db: Reader, teamId: TeamId, most: number): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from (
      select 1 from usage_hourly ${byIndex(db, 'usage_hourly_fresh')} where team_id = ${teamId} and fresh_since is not null limit ${sql.lit(most)}) as fresh`.execute(
    db,
  )
  return Number(rows[0]?.count ?? 0n)
}

export type UsageSum = Row<'usageSums'>
export type UsageHourSum = Row<'usageHourSums'>

export const addToUsageSums = preparedForMany((db, rows: readonly UsageSum[]) =>
  db
    .insertInto('usageSums')
    .values(
      rows.map(({ teamId, periodStart, groupingName, key, settledUnits, settledRest, entries }) => ({
        teamId,
        periodStart,
        groupingName,
        key,
        settledUnits,
        settledRest,
        entries,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'periodStart', 'groupingName', 'key']).doUpdateSet((update) => ({
        settledUnits: update.eb('usageSums.settledUnits', '+', update.ref('excluded.settledUnits')),
        settledRest: update.eb('usageSums.settledRest', '+', update.ref('excluded.settledRest')),
        entries: update.eb('usageSums.entries', '+', update.ref('excluded.entries')),
      })),
    ),
)

export const addToUsageHourSums = preparedForMany((db, rows: readonly UsageHourSum[]) =>
  db
    .insertInto('usageHourSums')
    .values(
      rows.map(({ teamId, periodStart, groupingName, key, hourAt, settledUnits, settledRest, entries }) => ({
        teamId,
        periodStart,
        groupingName,
        key,
        hourAt,
        settledUnits,
        settledRest,
        entries,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'periodStart', 'groupingName', 'key', 'hourAt']).doUpdateSet((update) => ({
        settledUnits: update.eb('usageHourSums.settledUnits', '+', update.ref('excluded.settledUnits')),
        settledRest: update.eb('usageHourSums.settledRest', '+', update.ref('excluded.settledRest')),
        entries: update.eb('usageHourSums.entries', '+', update.ref('excluded.entries')),
      })),
    ),
)

/** Says of hours, which are locked, that the sums have all of them. */
export const markRolledUp = preparedForMany((db, rows: readonly FreshHour[]) => {
  const keys = rows.map(
    ({ teamId, periodStart, hourAt, memberId, resolutionId, model, app }) =>
      sql`(${teamId}, ${periodStart}, ${hourAt}, ${memberId}, ${resolutionId}, ${model}, ${app})`,
  )
  const statement = sql`
    with done (team_id, period_start, hour_at, member_id, resolution_id, model, app) as (values ${sql.join(keys)})
    update usage_hourly set fresh_since = null, rolled_micros = settled_micros, rolled_entries = entries from done
    where usage_hourly.team_id = done.team_id and usage_hourly.period_start = done.period_start and usage_hourly.hour_at = done.hour_at
      and usage_hourly.member_id = done.member_id and usage_hourly.resolution_id = done.resolution_id and usage_hourly.model = done.model and usage_hourly.app = done.app`
  return { compile: () => statement.compile(db) }
})
