declare const moment: unique symbol

/** A moment in UTC to the millisecond, as RFC 3339 writes it: `2026-11-24T10:00:07.123Z`, of the years 0000 to 9999. Sorts as text, on both databases alike. */
export type Timestamp = string & { readonly [moment]: true }

const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** An offset leads out of those years, as 9999-12-31T23:59:59-14:00 does: then it is the first moment of them, or the last, since a longer year sorts before all. */
export function toTimestamp(milliseconds: number): Timestamp {
  return new Date(Math.min(Math.max(milliseconds, earliest), latest)).toISOString() as Timestamp // toISOString always writes this form
}

export const toMilliseconds = (at: Timestamp): number => Date.parse(at)

export const addSeconds = (at: Timestamp, seconds: number): Timestamp => toTimestamp(toMilliseconds(at) + seconds * 1000)
