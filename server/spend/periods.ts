import { assert } from '../kernel/assert.ts'
import type { PeriodSettings, PeriodSettingsSince } from '../kernel/period-settings.ts'
import { toMilliseconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'

/** From its start on, up to but without its end. */
export type Period = { start: Timestamp; end: Timestamp }

/**
 * The period of a moment. `history` has a team's settings, oldest first. Where settings change, the period up to the change ends by the old ones and the
 * next one, which is shorter than others as a rule, ends at the first boundary of the new ones.
 */
export function periodAt(history: readonly PeriodSettingsSince[], at: Timestamp): Period {
  const settings = settingsAt(history, at)
  const { start, end } = regularPeriodAt(settings, at)
  const [since, until] = [settings.since, history[history.indexOf(settings) + 1]?.since ?? null]
  return { start: since !== null && since > start ? since : start, end: until !== null && until < end ? until : end }
}

/** The settings that hold at a moment. */
export function settingsAt(history: readonly PeriodSettingsSince[], at: Timestamp): PeriodSettingsSince {
  const settings = history.findLast(({ since }) => since === null || since <= at)
  assert(settings, 'the first settings hold ever since')
  return settings
}

/**
 * A history with new settings, which hold from the end of the period that runs; `end` is that of the last period that was used, where it stands otherwise.
 * What was still to come before them is left out.
 */
export function changeSettings(
  history: readonly PeriodSettingsSince[],
  settings: PeriodSettings,
  now: Timestamp,
  end?: Timestamp,
): PeriodSettingsSince[] {
  const past = history.filter(({ since }) => since === null || since <= now)
  const current = past.at(-1)
  if (current && isSame(current, settings)) return past
  return [...past, { ...settings, since: end ?? periodAt(past, now).end }]
}

export const isSame = (one: PeriodSettings, other: PeriodSettings): boolean =>
  one.interval === other.interval && one.anchorDay === other.anchorDay && one.timeZone === other.timeZone

/**
 * The name of a time zone of the IANA's list, in its own letter case, or undefined for what is none. An offset such as `+02:00` is none: it knows
 * nothing of summer.
 */
export function parseTimeZone(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId
  } catch {
    return undefined // a RangeError names what is no zone
  }
}

/** The period as these settings alone have it. Each boundary is counted from the anchor, never from the boundary before: after 28 February comes 31 March. */
function regularPeriodAt(settings: PeriodSettings, at: Timestamp): Period {
  const instant = toMilliseconds(at)
  const today = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(settings.timeZone).toPlainDate()
  let first = latestBoundary(settings, today)
  let [start, end] = [momentOf(first, settings), momentOf(boundaryAfter(settings, first), settings)]
  // Where clocks go back over midnight, the date of yesterday returns after the period of today began (St. John's, 2010-11-07 00:01).
  while (instant >= end) {
    first = boundaryAfter(settings, first)
    ;[start, end] = [end, momentOf(boundaryAfter(settings, first), settings)]
  }
  return { start: toTimestamp(start), end: toTimestamp(end) }
}

/** The first instant of a day, in milliseconds: of a midnight that is missing the first after the gap, of one that comes twice the first. */
const momentOf = (date: Temporal.PlainDate, { timeZone }: PeriodSettings): number => date.toZonedDateTime(timeZone).epochMilliseconds

/** The day of the last boundary up to a day, that one included. */
function latestBoundary({ interval, anchorDay }: PeriodSettings, day: Temporal.PlainDate): Temporal.PlainDate {
  if (interval === 'day') return day
  if (interval === 'week') return day.subtract({ days: (day.dayOfWeek - anchorDay + 7) % 7 })
  const inMonth = onAnchor(day, anchorDay)
  return Temporal.PlainDate.compare(inMonth, day) <= 0 ? inMonth : onAnchor(day.with({ day: 1 }).subtract({ months: 1 }), anchorDay)
}

function boundaryAfter({ interval, anchorDay }: PeriodSettings, boundary: Temporal.PlainDate): Temporal.PlainDate {
  if (interval === 'day') return boundary.add({ days: 1 })
  if (interval === 'week') return boundary.add({ days: 7 })
  return onAnchor(boundary.with({ day: 1 }).add({ months: 1 }), anchorDay)
}

/** The anchor's day in the month of a day; the last one where the month is shorter. */
const onAnchor = (day: Temporal.PlainDate, anchorDay: number): Temporal.PlainDate => day.with({ day: Math.min(anchorDay, day.daysInMonth) })
