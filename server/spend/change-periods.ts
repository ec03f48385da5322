import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { PeriodSettings, PeriodSettingsSince } from '../kernel/period-settings.ts'
import { requireCurrent, type Preconditions } from '../kernel/preconditions.ts'
import { pointing } from '../kernel/refusal.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader } from '../store/open.ts'
import { changePeriodSettings } from '../teams/change-team.ts'
import { lockTeam, teamOf, type Team } from '../teams/teams.ts'
import { pagePeriods, periodOf } from './ledger/period-of.ts'
import { changeSettings, isSame, parseTimeZone } from './periods.ts'
import { timeZoneUnknown } from './refusals.ts'

type Precondition = { preconditions: Preconditions; etagOf: (team: Team) => string }

/**
 * Lets a team's periods begin at other moments, from the end of the one that runs. What was still to come before is left out. Refuses: timezone-unknown,
 * stale-etag.
 */
export const changePeriods = (db: Db, by: Actor, wanted: PeriodSettings, seen: Precondition): Promise<Team> =>
  write(db, async (trx) => {
    await lockTeam(trx, by.teamId)
    const { team, last, history } = await planPeriods(trx, by, wanted, seen)
    const next = history.at(-1)
    const isChange = !last || !next || !isSame(last, next) || last.since !== next.since
    const changes = isChange && last && next ? [{ kind: 'periods.changed' as const, team: by.teamId, before: toFact(last), after: toFact(next) }] : []
    if (isChange) await changePeriodSettings(trx, by.teamId, history)
    await record(trx, by, { operation: 'change_periods', status: 200, subjectId: by.teamId, changes })
    return isChange ? { ...team, periodSettings: history } : team
  })

/** The team as `changePeriods` would leave it. Changes nothing, and refuses what that refuses. */
export async function supposePeriods(db: Reader, by: Asker, wanted: PeriodSettings, seen: Precondition): Promise<Team> {
  const { team, history } = await planPeriods(db, by, wanted, seen)
  return { ...team, periodSettings: history }
}

type Asker = Pick<Actor, 'teamId' | 'at'>
type Plan = { team: Team; last: PeriodSettingsSince | undefined; history: PeriodSettingsSince[] }

async function planPeriods(db: Reader, by: Asker, wanted: PeriodSettings, { preconditions, etagOf }: Precondition): Promise<Plan> {
  const timeZone = parseTimeZone(wanted.timeZone)
  if (timeZone === undefined)
    throw pointing(
      timeZoneUnknown,
      '/timezone',
      `${JSON.stringify(wanted.timeZone)} is not a time zone. Name one of the IANA's list, such as "America/New_York" or "UTC"; an offset knows nothing of summer.`,
    )
  const team = await teamOf(db, by.teamId)
  requireCurrent(preconditions, etagOf(team))
  const settings = { interval: wanted.interval, anchorDay: wanted.interval === 'day' ? 1 : wanted.anchorDay, timeZone }
  return { team, last: team.periodSettings.at(-1), history: changeSettings(team.periodSettings, settings, by.at, await lastEnd(db, team, by.at)) }
}

/** When the period that runs ends, or the one after it where an event from a little ahead of time has begun that. */
async function lastEnd(db: Reader, team: Team, now: Timestamp): Promise<Timestamp> {
  const { end } = await periodOf(db, team, now)
  const [latest] = await pagePeriods(db, team.teamId, { before: undefined, limit: 1 })
  return latest && latest.endAt > end ? latest.endAt : end
}

const toFact = ({ interval, anchorDay, timeZone, since }: Team['periodSettings'][number]) => ({ interval, anchorDay, timeZone, since })
