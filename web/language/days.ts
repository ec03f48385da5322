// Days as they are in a time zone: that in which the page shows its moments, which need not be the browser's.

/** The first and the last day that a field takes. Of an earlier year somebody has typed a part alone, and a later one has more than four digits. */
export const firstDay = '1000-01-01'
export const lastDay = '9998-12-31'

/** Whether a field of type date has a whole day. While a year is typed it has `0002-11-30`, `0020-11-30`, `0202-11-30`. */
export const isWholeDay = (day: string): boolean => day.length === lastDay.length && day >= firstDay && day <= lastDay

/** The day on which something begins at a moment, as a field of type date has it; nothing where it has no moment. */
export const firstDayOf = (start: string | null | undefined, zone: string): string => (start ? wallClock(Date.parse(start), zone).slice(0, 10) : '')

/** The last day of what ends at a moment: a day ends where the next begins. */
export const lastDayOf = (end: string | null | undefined, zone: string): string => (end ? wallClock(Date.parse(end) - 1, zone).slice(0, 10) : '')

/** When a day begins. */
export const startOfDay = (day: string, zone: string): string => momentOf(`${day}T00:00`, zone)

/** When a day ends. */
export const endOfDay = (day: string, zone: string): string =>
  startOfDay(new Date(Date.parse(day) + dayMilliseconds).toISOString().slice(0, 10), zone)

const dayMilliseconds = 86_400_000

/** The moment at which the clocks of a zone show a time, `2026-11-12T09:30`: the first of two; where they leap over it, that at which they do. */
export function momentOf(local: string, zone: string): string {
  const shown = Date.parse(`${local}Z`)
  const offsets = [-dayMilliseconds, dayMilliseconds].map((around) => offsetAt(shown + around, zone))
  const [before = 0, after = 0] = offsets
  const [early, late] = [shown - Math.max(before, after), shown - Math.min(before, after)]
  const found = [early, late].find((moment) => moment + offsetAt(moment, zone) === shown)
  return new Date(found ?? leapBetween(early, late, zone)).toISOString()
}

/** When the offset changes between two moments, between which it does once. */
function leapBetween(early: number, late: number, zone: string): number {
  const before = offsetAt(early, zone)
  let [low, high] = [early, late]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}

/** How far the clocks of a zone are ahead of UTC, in milliseconds. */
const offsetAt = (moment: number, zone: string): number => {
  const whole = Math.floor(moment / 1000) * 1000 // a clock shows whole seconds
  return Date.parse(`${wallClock(whole, zone)}Z`) - whole
}

/** What the clocks of a zone show at a moment: `2026-11-12T09:30:00`. */
const wallClock = (moment: number, zone: string): string =>
  new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }).format(moment).replace(' ', 'T')
