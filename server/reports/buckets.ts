import { toMilliseconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import type { Period } from '../spend/periods.ts'

/**
 * When the hours or days of a period begin in a time zone, the first with the period itself, which need not begin with one. A day has 23 to 25 hours; an hour that
 * comes twice is two.
 */
export function bucketsOf({ start, end }: Period, granularity: 'hour' | 'day', timeZone: string): Timestamp[] {
  const found: Timestamp[] = [start]
  for (let at = nextAfter(toMilliseconds(start), granularity, timeZone); at < toMilliseconds(end); at = nextAfter(at, granularity, timeZone))
    found.push(toTimestamp(at))
  return found
}

function nextAfter(milliseconds: number, granularity: 'hour' | 'day', timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone)
  if (granularity === 'day') return local.toPlainDate().add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds
  const into = (local.minute * 60 + local.second) * 1_000 + local.millisecond
  return milliseconds - into + 3_600_000
}

/** Whether all of these begin with a whole hour of UTC. */
export const areWholeHours = (buckets: readonly Timestamp[]): boolean => buckets.every((at) => at.endsWith(':00:00.000Z'))

/** In which of these, which are in order, a moment lies; undefined before the first. */
export function bucketAt(buckets: readonly Timestamp[], at: string): number | undefined {
  let [low, high] = [0, buckets.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((buckets[middle] ?? '') <= at) low = middle + 1
    else high = middle
  }
  return low === 0 ? undefined : low - 1
}
