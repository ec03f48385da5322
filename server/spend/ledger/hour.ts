import { toMilliseconds, toTimestamp, type Timestamp } from '../../kernel/timestamp.ts'

const hourMs = 3_600_000

/** When the hour of UTC began that a moment is in. */
export const hourOf = (at: Timestamp): Timestamp => toTimestamp(Math.floor(toMilliseconds(at) / hourMs) * hourMs)
