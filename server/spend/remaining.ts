import { toMicros, type Micros } from '../kernel/money.ts'
import type { Limit } from './resolve-limit.ts'

/** What was booked in a period, what refunds gave back of that beyond what was spent, and what open holds take. */
export type Balance = { settled: Micros; credit: Micros; held: Micros }

/**
 * What is left of a limit: less than nothing where it was lowered beneath what was spent, undefined where there is no limit. A refund makes nobody richer
 * than the limit, neither at once nor by what they spend afterwards: what it gave back beyond what was spent counts as spent.
 */
export function remainingOf(limit: Limit, { settled, credit, held }: Balance): Micros | undefined {
  if (limit.kind === 'unlimited') return undefined
  const spent = settled + credit
  return toMicros(limit.micros - (spent > 0n ? spent : 0n) - held)
}
