import { toMilliseconds, type Timestamp } from '../kernel/timestamp.ts'

/** How often an identity provider comes, as its own calls show: every so many minutes, over so many cycles. */
export type Measured = { minutes: number; cycles: number }

/** Calls that lie closer together belong to one cycle. */
const pauseMinutes = 5
/** So many cycles at least, or chance looks like a rhythm; and so regular: the middle half of them within this part of the median. */
const fewestCycles = 5
const regularWithin = 0.35

/**
 * The rhythm of calls, newest first: the time between the beginnings of two cycles. Undefined where they come without one, as of a provider that speaks of changes
 * alone. Pure.
 */
export function measureRhythm(calls: readonly Timestamp[]): Measured | undefined {
  const begun = startsOf(calls.map(toMilliseconds).toSorted((one, other) => one - other))
  const gaps = begun
    .slice(1)
    .map((start, place) => (start - (begun[place] ?? start)) / 60_000)
    .toSorted((one, other) => one - other)
  if (gaps.length < fewestCycles) return undefined
  const at = (part: number) => gaps[Math.floor((gaps.length - 1) * part)] ?? 0
  const median = at(0.5)
  if (at(0.75) - at(0.25) > median * regularWithin) return undefined
  return { minutes: Math.round(median), cycles: gaps.length }
}

/** The first call of each cycle. */
function startsOf(sorted: readonly number[]): number[] {
  return sorted.filter((at, place) => {
    const before = sorted[place - 1]
    return before === undefined || at - before > pauseMinutes * 60_000
  })
}
