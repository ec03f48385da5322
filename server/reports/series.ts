import { z } from 'zod'
import { isId, type MemberId, type TeamId } from '../kernel/ids.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import { pointing } from '../kernel/refusal.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { readLimitFactsOf, toLimit } from '../spend/effective-limit.ts'
import { LimitShape, PeriodShape, toLimitShape } from '../spend/explanation.ts'
import { parseTimeZone, settingsAt, type Period } from '../spend/periods.ts'
import { timeZoneUnknown } from '../spend/refusals.ts'
import { resolveLimit, type Limit } from '../spend/resolve-limit.ts'
import { pageLimits } from '../spend/set-limit.ts'
import type { Db } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { areWholeHours, bucketAt, bucketsOf } from './buckets.ts'
import { readReport } from './read-report.ts'
import { listSlots, type SlotRow } from './series.sql.ts'
import { GroupBy, microsOf, sumsAdvice } from './summary.ts'
import { pageSums, type Grouping, type SumRow } from './summary.sql.ts'

export const granularities = ['hour', 'day'] as const
export const Series = z.object({
  currency: z.string(),
  period: PeriodShape,
  granularity: z.enum(granularities),
  timezone: z.string(),
  group_by: GroupBy.nullable(),
  /** Whether an entry counts in several series. */
  overlapping: z.boolean(),
  /** When each point begins; the last one ends with the period. */
  starts: z.array(z.string()),
  series: z.array(
    z.object({
      /** As in the summary; null where nothing is grouped, and for what has none. */
      key: z.string().nullable(),
      name: z.string().nullable(),
      /** What was settled within each point, in the order of `starts`. */
      settled: z.array(z.string()),
      /** What counts in this period and was spent outside it, as by a hold that was settled after it had ended. */
      settled_outside: z.string(),
      /** What this series may come to in the period: of a person the effective limit, of all together the team's total, as they are now. Left out where there is none. */
      limit: LimitShape.optional(),
    }),
  ),
  /** How many further keys there are, of a thousand at most: the 20 largest are shown. */
  not_shown: z.number(),
})

export type SeriesWanted = {
  period: Period
  granularity: (typeof granularities)[number]
  timeZone: string | undefined
  by: Grouping | undefined
  memberId: MemberId | undefined
}

/** So many series at most are shown, the largest. */
const mostShown = 20
const mostCounted = 1_000
type Key = { key: string; name: string | null }

/** What was settled over the time of a period. Refuses: timezone-unknown, report-too-long, reports-busy. */
export async function readSeries(db: Db, team: Team, wanted: SeriesWanted, now: Timestamp) {
  const { period, granularity, by, memberId } = wanted
  const timeZone = requireTimeZone(wanted.timeZone ?? settingsAt(team.periodSettings, period.start).timeZone)
  const starts = bucketsOf(period, granularity, timeZone)
  const asked = { teamId: team.teamId, periodStart: period.start, by, memberId }
  const keys = await readKeys(db, asked)
  const shown = keys.slice(0, mostShown)
  const slots = areWholeHours(starts) ? ('hours' as const) : ('quarters' as const)
  const query = listSlots(db.read, { ...asked, keys: by && shown.map(({ key }) => key), slots })
  const rows = Map.groupBy(await readReport<SlotRow>(db, query, sumsAdvice), ({ key }) => key)
  const limits = await readLimits(db, team, asked, shown, now)
  return {
    granularity,
    timezone: timeZone,
    group_by: by ?? null,
    overlapping: by === 'group',
    starts,
    series: shown.map(({ key, name }) => {
      const limit = limits.get(key)
      return {
        key: key || null,
        name: key ? name : null,
        ...toPoints(rows.get(key) ?? [], starts, period),
        ...(limit && { limit: toLimitShape(limit) }),
      }
    }),
    not_shown: keys.length - shown.length,
  }
}

type Asked = { teamId: TeamId; periodStart: Timestamp; by: Grouping | undefined; memberId: MemberId | undefined }

/** What there are series of, the largest first: one without a key where nothing is grouped. */
async function readKeys(db: Db, { by, ...asked }: Asked): Promise<Key[]> {
  return by === undefined
    ? [{ key: '', name: null }]
    : readReport<SumRow>(db, pageSums(db.read, asked, { by, after: undefined, limit: mostCounted }), sumsAdvice)
}

/** Refuses: timezone-unknown. */
function requireTimeZone(named: string): string {
  const timeZone = parseTimeZone(named)
  if (timeZone !== undefined) return timeZone
  const shown = JSON.stringify(named.slice(0, 100))
  throw pointing(
    timeZoneUnknown,
    '/timezone',
    `${shown} is not a time zone. Name one of the IANA's list, such as "America/New_York" or "UTC"; an offset knows nothing of summer.`,
  )
}

/** What each series may come to, as far as it is anybody's. */
async function readLimits(db: Db, team: Team, { by, memberId }: Asked, keys: readonly Key[], now: Timestamp): Promise<Map<string, Limit>> {
  if (by === 'user' || (by === undefined && memberId !== undefined)) {
    const ids = memberId === undefined ? keys.flatMap(({ key }) => (isId('mem', key) ? [key] : [])) : [memberId]
    const facts = await readLimitFactsOf(db.read, team.teamId, ids)
    return new Map([...facts].map(([id, each]) => [by === undefined ? '' : id, resolveLimit({ ...each, now }).limit]))
  }
  const [total] =
    by === undefined ? await pageLimits(db.read, team.teamId, { scope: 'team_total', state: undefined, after: undefined, limit: 1 }) : []
  return new Map(total ? [['', toLimit(total)]] : [])
}

/** The sums of slots, each in the point in which it lies. */
function toPoints(slots: readonly SlotRow[], starts: readonly Timestamp[], { end }: Period) {
  const points = starts.map(() => 0n)
  let after = 0n
  for (const each of slots) {
    const place = each.slot >= end ? undefined : bucketAt(starts, each.slot)
    if (place === undefined) after += microsOf(each)
    else points[place] = (points[place] ?? 0n) + microsOf(each)
  }
  return { settled: points.map((micros) => formatMicros(toMicros(micros))), settled_outside: formatMicros(toMicros(after)) }
}
