declare const moment: unique symbol

/** A moment in UTC to the millisecond, as RFC 3339 writes it: `2026-11-24T10:00:07.123Z`. Sorts as text, on both databases alike. */
export type Timestamp = string & { readonly [moment]: true }

export function toTimestamp(milliseconds: number): Timestamp {
  return new Date(milliseconds).toISOString() as Timestamp // toISOString always writes this form
}

export const toMilliseconds = (at: Timestamp): number => Date.parse(at)

export const addSeconds = (at: Timestamp, seconds: number): Timestamp => toTimestamp(toMilliseconds(at) + seconds * 1000)
