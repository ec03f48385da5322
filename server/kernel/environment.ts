import { randomBytes } from 'node:crypto'
import type { LookupAddress } from 'node:dns'
import { lookup as lookUp } from 'node:dns/promises'
import { formatId, type Id, type IdPrefix } from './ids.ts'
import { makeTxtResolver, type ResolveTxt } from './resolve-txt.ts'
import { toTimestamp, type Timestamp } from './timestamp.ts'

/** What the outside world gives: time, chance, and what names mean. Tests bring their own. */
export type Environment = {
  now: () => Timestamp
  /** Milliseconds on a clock that never goes back, for durations. */
  elapsed: () => number
  /** So many bytes that nobody can guess. */
  chance: (count: number) => Uint8Array
  newId: <Prefix extends IdPrefix>(prefix: Prefix) => Id<Prefix>
  /** What TXT records a name has. Never throws. */
  resolveTxt: ResolveTxt
  /** All addresses of a host, as the system looks them up. Rejects where it has none. */
  lookup: (host: string) => Promise<LookupAddress[]>
}

export const realEnvironment: Environment = makeEnvironment({
  milliseconds: Date.now,
  elapsed: () => performance.now(),
  chance: takeChance,
})

type Sources = {
  milliseconds: () => number
  elapsed: () => number
  chance: (count: number) => Uint8Array
  /** The system's own unless given. */
  lookup?: Environment['lookup']
  resolveTxt?: ResolveTxt
}

export function makeEnvironment({
  milliseconds,
  elapsed,
  chance,
  lookup = (host) => lookUp(host, { all: true }),
  resolveTxt = makeTxtResolver(),
}: Sources): Environment {
  return {
    now: () => toTimestamp(milliseconds()),
    elapsed,
    chance,
    newId: (prefix) => formatId(prefix, milliseconds(), chance(10)),
    lookup,
    resolveTxt,
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
