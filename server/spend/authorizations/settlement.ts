import { toMicros, type Micros } from '../../kernel/money.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Row } from '../../store/open.ts'

export type Hold = Row<'authorizations'>
export type HoldStatus = Hold['status']

/** What a hold is now: past its end it has expired, whether or not that was written down. */
export const statusOf = ({ status, expiresAt }: Hold, now: Timestamp): HoldStatus => (status === 'held' && expiresAt <= now ? 'expired' : status)

/** What of a hold is still held: nothing once more was settled than held. */
export const heldOf = (hold: Hold, now: Timestamp): Micros => (statusOf(hold, now) === 'held' ? leftOf(hold) : toMicros(0n))

/** What of a hold was not settled. */
export const leftOf = ({ amountMicros, settledMicros }: Hold): Micros => toMicros(amountMicros > settledMicros ? amountMicros - settledMicros : 0n)

/** By how much a hold stands settled beyond its present amount. What it was beyond an amount that was raised since is in `overageMicros` as well. */
const excessOf = ({ amountMicros, settledMicros }: Hold): bigint => (settledMicros > amountMicros ? settledMicros - amountMicros : 0n)

/** Adds what was granted on top of what is held or, where more was settled than held, of what was settled: else the grant would vanish in that. */
export function raise(hold: Hold, granted: Micros, expiresAt: Timestamp): Hold {
  const reached = hold.settledMicros > hold.amountMicros ? hold.settledMicros : hold.amountMicros
  return { ...hold, amountMicros: reached + granted, expiresAt }
}

/** What is due for a hold that expired and books itself then, and was not booked yet. */
export const dueOf = (hold: Hold, now: Timestamp): Micros =>
  hold.status === 'held' && hold.onExpiry === 'settle' && hold.expiresAt <= now ? leftOf(hold) : toMicros(0n)

/** What a settlement says: how much, and whether more is to come. */
export type Settling = { amount: Micros; isFinal: boolean }

export type Settlement =
  /** It was said before. */
  | { kind: 'repeated' }
  /** A final settlement was another one. */
  | { kind: 'contradicts' }
  | { kind: 'book'; entryKind: 'usage' | 'adjustment'; micros: Micros; isLate: boolean; overage: Micros; after: Hold }

/**
 * What a settlement books, whatever was held: what was spent cannot be unspent. One that comes after the hold had expired or was voided is late, and is
 * booked all the same. Where the expired hold had booked itself, as an estimate, what comes late takes the place of that: a part as much of it as the part
 * is, the final one all that is left, so that neither counts beside it.
 */
export function settle(hold: Hold, { amount, isFinal }: Settling, now: Timestamp): Settlement {
  const status = statusOf(hold, now)
  if (hold.finalMicros !== null) return isFinal && hold.finalMicros === amount ? { kind: 'repeated' } : { kind: 'contradicts' }
  if (status === 'settled') return { kind: 'contradicts' }
  const isLate = status !== 'held'
  const estimate = hold.estimateMicros ?? 0n
  const replaced = isFinal || amount > estimate ? estimate : amount
  const micros = toMicros(amount - replaced)
  const settledMicros = hold.settledMicros + micros
  const excess = excessOf({ ...hold, settledMicros }) - excessOf(hold)
  const after: Hold = {
    ...hold,
    settledMicros,
    overageMicros: hold.overageMicros + excess,
    estimateMicros: hold.estimateMicros === null ? null : toMicros(estimate - replaced),
    finalMicros: isFinal ? amount : null,
    status: isFinal ? 'settled' : status,
    isLate: hold.isLate || isLate,
    endedAt: isFinal ? now : hold.endedAt,
  }
  return { kind: 'book', entryKind: replaced === 0n ? 'usage' : 'adjustment', micros, isLate, overage: toMicros(excess > 0n ? excess : 0n), after }
}
