import { randomBytes } from 'node:crypto'
import { formatId, type Id, type IdPrefix } from './ids.ts'
import { toTimestamp, type Timestamp } from './timestamp.ts'

/** What the outside world gives: time and chance. Tests bring their own. */
export type Environment = {
  now: () => Timestamp
  /** Milliseconds on a clock that never goes back, for durations. */
  elapsed: () => number
  /** So many bytes that nobody can guess. */
  chance: (count: number) => Uint8Array
  newId: <Prefix extends IdPrefix>(prefix: Prefix) => Id<Prefix>
}

export const realEnvironment: Environment = makeEnvironment({
  milliseconds: Date.now,
  elapsed: () => performance.now(),
  chance: takeChance,
})

type Sources = { milliseconds: () => number; elapsed: () => number; chance: (count: number) => Uint8Array }

export function makeEnvironment({ milliseconds, elapsed, chance }: Sources): Environment {
  return {
    now: () => toTimestamp(milliseconds()),
    elapsed,
    chance,
    newId: (prefix) => formatId(prefix, milliseconds(), chance(10)),
  }
}

// Asking the system for ten bytes costs more than making the id, so they are drawn in advance.
const pool = { bytes: new Uint8Array(0), used: 0 }
const poolBytes = 4096

function takeChance(count: number): Uint8Array {
  if (count > 64) return randomBytes(count)
  if (pool.used + count > pool.bytes.length) {
    pool.bytes = randomBytes(poolBytes)
    pool.used = 0
  }
  pool.used += count
  return pool.bytes.slice(pool.used - count, pool.used)
}
