import type { Micros } from '../kernel/money.ts'
import type { Limit } from '../spend/resolve-limit.ts'

/** How much of a limit was settled, in hundredths of it, rounded down to two digits; null where there is no limit, or it is zero. */
export function percentOf(limit: Limit, settled: Micros): number | null {
  if (limit.kind === 'unlimited' || limit.micros === 0n) return null
  return Number((settled * 10_000n) / limit.micros) / 100
}
