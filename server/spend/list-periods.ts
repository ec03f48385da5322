import type { PeriodSettingsSince } from '../kernel/period-settings.ts'
import { toMilliseconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { beginningOf, periodOf } from './ledger/period-of.ts'
import { periodAt, settingsAt, type Period } from './periods.ts'

/** A period with the settings that it ends by. One that was used is told as it was then. */
export type TeamPeriod = { period: Period; settings: PeriodSettingsSince; isTransitional: boolean }

/** The period that runs. */
export const currentPeriod = async (db: Reader, team: Team, now: Timestamp): Promise<TeamPeriod> =>
  describePeriod(team, await periodOf(db, team, now))

/** The periods after the one that runs, the next one first. */
export async function followingPeriods(db: Reader, team: Team, now: Timestamp, count: number): Promise<TeamPeriod[]> {
  const found: TeamPeriod[] = []
  for (let { end } = await periodOf(db, team, now); found.length < count;) {
    const period = await periodOf(db, team, end)
    found.push(describePeriod(team, period))
    end = period.end
  }
  return found
}

/** The periods before a moment, the latest first, back to the one in which the team was made or to an earlier one that was used. */
export async function periodsBefore(db: Reader, team: Team, end: Timestamp, count: number): Promise<TeamPeriod[]> {
  const beginning = await beginningOf(db, team)
  const found: TeamPeriod[] = []
  for (let before = end; before > beginning && found.length < count;) {
    const period = await periodOf(db, team, toTimestamp(toMilliseconds(before) - 1))
    found.push(describePeriod(team, period))
    before = period.start
  }
  return found
}

function describePeriod({ periodSettings }: Team, period: Period): TeamPeriod {
  const settings = settingsAt(periodSettings, period.start)
  const regular = periodAt([{ ...settings, since: null }], period.start)
  return { period, settings, isTransitional: regular.start !== period.start || regular.end !== period.end }
}
