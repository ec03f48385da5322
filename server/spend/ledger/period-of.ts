import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Reader, Trx } from '../../store/open.ts'
import type { Team } from '../../teams/teams.ts'
import { periodAt, type Period } from '../periods.ts'
import { findFirstPeriodRow, findNextPeriodRow, findPeriodRow, insertPeriod } from './periods.sql.ts'

export { pagePeriodRows as pagePeriods } from './periods.sql.ts'

/** The period of a moment. One that was used stands as it was then, whatever became of the rules of its time zone since. */
export async function periodOf(db: Reader, team: Team, at: Timestamp): Promise<Period> {
  return (await findPeriod(db, team, at)).period
}

/** As `periodOf`, and from now on it stands. */
export async function usePeriodOf(trx: Trx, team: Team, at: Timestamp): Promise<Period> {
  const { period, isUsed } = await findPeriod(trx, team, at)
  if (!isUsed) await insertPeriod(trx, { teamId: team.teamId, startAt: period.start, endAt: period.end })
  return period
}

/** From when on a team has periods: since it was made, or since the first one that was used, as by an event that came late and is older than the team. */
export async function beginningOf(db: Reader, { teamId, createdAt }: Team): Promise<Timestamp> {
  const [first] = await findFirstPeriodRow(db, { teamId })
  return first && first.startAt < createdAt ? first.startAt : createdAt
}

/** One that was not used is what its time zone's rules say now, as far as those that were used leave it room: no moment is in two periods. */
async function findPeriod(db: Reader, { teamId, periodSettings }: Team, at: Timestamp): Promise<{ period: Period; isUsed: boolean }> {
  const [before] = await findPeriodRow(db, { teamId, at })
  if (before && at < before.endAt) return { period: { start: before.startAt, end: before.endAt }, isUsed: true }
  const [after] = await findNextPeriodRow(db, { teamId, at })
  const { start, end } = periodAt(periodSettings, at)
  const period = { start: before && before.endAt > start ? before.endAt : start, end: after && after.startAt < end ? after.startAt : end }
  return { period, isUsed: false }
}
