import { sql, type CompiledQuery, type RawBuilder, type SqlBool } from 'kysely'
import type { MemberId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { isIn, isInJson, locked } from '../../store/dialect.ts'
import type { NewRow, Reader, Row } from '../../store/open.ts'
import { prepared, preparedForMany } from '../../store/prepared.ts'
import { totalsFrom, totalsUpTo, type BalanceSubject } from './accounts.ts'

export type BalanceKey = { teamId: TeamId; periodStart: Timestamp; subjectId: BalanceSubject }

/** Lets one transaction at a time change what a member has spent or holds in a period. Answers how it stands, or nothing where there is no row. */
export const lockBalanceRow = prepared((db, { teamId, periodStart, subjectId }: BalanceKey) =>
  locked(
    db,
    db
      .selectFrom('balances')
      .select(['settledMicros', 'creditMicros', 'entries'])
      .where('teamId', '=', teamId)
      .where('periodStart', '=', periodStart)
      .where('subjectId', '=', subjectId),
  ),
)

/** As `lockBalanceRow`, for many, in the order of their subjects: that in which others lock them too. */
export const listBalanceRows = prepared((db, { teamId, periodStart, subjectIds }: Omit<BalanceKey, 'subjectId'> & { subjectIds: string }) =>
  locked(
    db,
    db
      .selectFrom('balances')
      .select(['subjectId', 'settledMicros', 'creditMicros', 'entries'])
      .where('teamId', '=', teamId)
      .where('periodStart', '=', periodStart)
      .where(sql<SqlBool>`subject_id ${isInJson(db, subjectIds)}`)
      .orderBy('subjectId'),
  ),
)

export const insertEmptyBalances = preparedForMany((db, rows: readonly BalanceKey[]) =>
  db
    .insertInto('balances')
    .values(rows.map(({ teamId, periodStart, subjectId }) => ({ teamId, periodStart, subjectId, settledMicros: 0n, creditMicros: 0n, entries: 0n })))
    .onConflict((conflict) => conflict.doNothing()),
)

export type Sums = { settledMicros: bigint; creditMicros: bigint; entries: bigint }
export type BalanceRow = BalanceKey & Sums

/** Adds to balances, or begins them. It returns nothing: SQLite would keep a copy of each page for that, and a batch's copies no longer fit its memory. */
export const addToBalances = preparedForMany((db, rows: readonly BalanceRow[]) =>
  db
    .insertInto('balances')
    .values(
      rows.map(({ teamId, periodStart, subjectId, settledMicros, creditMicros, entries }) => ({
        teamId,
        periodStart,
        subjectId,
        settledMicros,
        creditMicros,
        entries,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'periodStart', 'subjectId']).doUpdateSet((update) => ({
        settledMicros: update.eb('balances.settledMicros', '+', update.ref('excluded.settledMicros')),
        creditMicros: update.eb('balances.creditMicros', '+', update.ref('excluded.creditMicros')),
        entries: update.eb('balances.entries', '+', update.ref('excluded.entries')),
      })),
    ),
)

export type HourRow = Omit<NewRow<'usageHourly'>, 'rolledMicros' | 'rolledEntries'>

export const addToHours = preparedForMany((db, rows: readonly HourRow[]) =>
  db
    .insertInto('usageHourly')
    .values(
      rows.map((row) => ({
        teamId: row.teamId,
        periodStart: row.periodStart,
        hourAt: row.hourAt,
        memberId: row.memberId,
        resolutionId: row.resolutionId,
        model: row.model,
        app: row.app,
        decidingGroupId: row.decidingGroupId,
        settledMicros: row.settledMicros,
        entries: row.entries,
        freshSince: row.freshSince,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'periodStart', 'hourAt', 'memberId', 'resolutionId', 'model', 'app']).doUpdateSet((update) => ({
        settledMicros: update.eb('usageHourly.settledMicros', '+', update.ref('excluded.settledMicros')),
        entries: update.eb('usageHourly.entries', '+', update.ref('excluded.entries')),
        freshSince: update.fn.coalesce('usageHourly.freshSince', 'excluded.freshSince'),
      })),
    ),
)

/** Kept once, however many rest on it. */
export const insertResolutions = preparedForMany((db, rows: readonly NewRow<'resolutions'>[]) =>
  db
    .insertInto('resolutions')
    .values(rows.map(({ teamId, resolutionId, explanation }) => ({ teamId, resolutionId, explanation })))
    .onConflict((conflict) => conflict.doNothing()),
)

/** The explanations of these ids. */
export const listResolutionRows = (db: Reader, teamId: TeamId, resolutionIds: readonly string[]): Promise<Row<'resolutions'>[]> =>
  db
    .selectFrom('resolutions')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`resolution_id ${isIn(db, resolutionIds)}`)
    .execute()

/**
 * What is settled in a period, what of refunds buys nothing, what of it is due to be booked for holds that expired, what is held, and by how many holds that are open.
 * Each in whole units and the rest: SQLite fails where a sum of 64 bits runs over.
 */
export type StandingRow = { [Sum in 'settled' | 'credit' | 'due' | 'held' as `${Sum}Units` | `${Sum}Rest`]: bigint } & { holds: bigint }
type Moment = { teamId: TeamId; periodStart: Timestamp; now: Timestamp }

/**
 * One statement, so that all of it is of one moment: what a settlement moves from held to settled is in one of them. A hold that nobody settled and that
 * books itself when it expires is `due` from then on, whether or not that was written down.
 */
export const findStanding = prepared((_, { teamId, periodStart, now, memberId }: Moment & { memberId: MemberId }): Compilable<StandingRow> =>
  standing(
    sql`team_id = ${teamId} and period_start = ${periodStart} and subject_id = ${memberId}`,
    sql`team_id = ${teamId} and member_id = ${memberId} and status = 'held' and period_start = ${periodStart} and ${isOpen(now)}`,
    now,
  ),
)

/** The same of all members together. */
export const findTeamStanding = prepared((_, { teamId, periodStart, now }: Moment): Compilable<StandingRow> =>
  standing(
    sql`team_id = ${teamId} and period_start = ${periodStart} and subject_id >= ${sql.lit(totalsFrom)} and subject_id < ${sql.lit(totalsUpTo)}`,
    sql`team_id = ${teamId} and status = 'held' and period_start = ${periodStart} and ${isOpen(now)}`,
    now,
  ),
)
/** What counts as spent of all members together, of what is booked. */
export const findTeamSpent = prepared(
  (_, { teamId, periodStart }: Omit<Moment, 'now'>): Compilable<Pick<StandingRow, 'settledUnits' | 'settledRest' | 'creditUnits' | 'creditRest'>> =>
    sql`select ${wideSum(sql`settled_micros`, 'settled')}, ${wideSum(sql`credit_micros`, 'credit')} from balances
      where team_id = ${teamId} and period_start = ${periodStart} and subject_id >= ${sql.lit(totalsFrom)} and subject_id < ${sql.lit(totalsUpTo)}`,
)
type Compilable<Result> = { compile(db: Reader): CompiledQuery<Result> }

const isOpen = (now: Timestamp) => sql`(expires_at > ${now} or on_expiry = 'settle')`
// More was settled than held where nothing is left of a hold.
const left = sql`case when amount_micros > settled_micros then amount_micros - settled_micros else 0 end`
const standing = (areBalances: RawBuilder<unknown>, areHolds: RawBuilder<unknown>, now: Timestamp) => sql<StandingRow>`
  select booked.*, open.* from (
    select ${wideSum(sql`settled_micros`, 'settled')}, ${wideSum(sql`credit_micros`, 'credit')} from balances where ${areBalances}
  ) as booked cross join (
    select ${wideSum(sql`case when expires_at > ${now} then 0 else ${left} end`, 'due')},
      ${wideSum(sql`case when expires_at > ${now} then ${left} else 0 end`, 'held')},
      count(case when expires_at > ${now} then 1 end) as holds
    from authorizations where ${areHolds}
  ) as open`

const wideSum = (micros: RawBuilder<unknown>, name: string) => sql`
  cast(coalesce(sum((${micros}) / 1000000), 0) as bigint) as ${sql.ref(`${name}_units`)},
  cast(coalesce(sum((${micros}) % 1000000), 0) as bigint) as ${sql.ref(`${name}_rest`)}`

/** Whether anything of a team was ever booked, held, or put into quarantine. */
export async function hasSpent(db: Reader, teamId: TeamId): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`
    select 1 as found where exists (select 1 from balances where team_id = ${teamId}) or exists (select 1 from quarantine where team_id = ${teamId})`.execute(
    db,
  )
  return rows.length > 0
}
