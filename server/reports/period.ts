import { z } from 'zod'
import { toMilliseconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import { pointing } from '../kernel/refusal.ts'
import { beginningOf, periodOf } from '../spend/ledger/period-of.ts'
import type { Period } from '../spend/periods.ts'
import type { Reader } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { periodUnknown } from './refusals.ts'

const Instant = z.iso.datetime({ offset: true })
/** Which period: the one that runs, the one before, or the one of a moment, such as the `start` of a billing period. */
export const PeriodName = z.union([z.enum(['current', 'previous']), Instant]).default('current')

/** The period that is named. Refuses: period-unknown. */
export async function readPeriod(db: Reader, team: Team, named: z.infer<typeof PeriodName>, now: Timestamp): Promise<Period> {
  const current = await periodOf(db, team, now)
  if (named === 'current') return current
  const at = named === 'previous' ? toTimestamp(toMilliseconds(current.start) - 1) : toTimestamp(Date.parse(named))
  if (at >= current.end)
    throw pointing(periodUnknown, '/period', `${at} lies in a period that has not begun. GET /v1/billing_periods lists those that have.`)
  const period = await periodOf(db, team, at)
  if (period.end <= (await beginningOf(db, team)))
    throw pointing(
      periodUnknown,
      '/period',
      `At ${at} there was no team yet: it was made ${team.createdAt}, and nothing was spent so early. GET /v1/billing_periods lists its periods.`,
    )
  return period
}
