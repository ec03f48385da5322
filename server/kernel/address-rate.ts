import ipaddr from 'ipaddr.js'

const windowMs = 60_000
/** So many addresses at most are remembered, those that tried last, so that nobody fills the memory by coming from everywhere. */
const mostAddresses = 20_000

/**
 * How often an address may try something within a minute, whichever minute one looks at: the window slides, so that nobody tries twice as often around its end.
 * What it holds is of this server, and of each address no more moments than it may try. A try that is refused counts for nothing.
 */
export class AddressRate {
  readonly #most: number
  readonly #mostAddresses: number
  /** The moments of the tries, oldest first, of the addresses in the order in which they tried last. */
  readonly #tries = new Map<string, number[]>()
  constructor(most: number, remembered = mostAddresses) {
    this.#most = most
    this.#mostAddresses = remembered
  }

  /** Counts one more try at a moment in milliseconds. Answers the seconds after which the next may come where it is one too many, else undefined. */
  count(address: string, now: number): number | undefined {
    const key = toKey(address)
    // A clock that was set back must not leave moments in the future.
    const tries = (this.#tries.get(key) ?? []).filter((moment) => moment > now - windowMs && moment <= now)
    this.#tries.delete(key)
    this.#tries.set(key, tries)
    const [oldest] = tries
    if (tries.length >= this.#most && oldest !== undefined) return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000))
    tries.push(now)
    const [stalest] = this.#tries.keys()
    if (this.#tries.size > this.#mostAddresses && stalest !== undefined) this.#tries.delete(stalest)
    return undefined
  }
}

/** Who is counted as one: an IPv4 address, also as IPv6 writes it, and of IPv6 the network of 64 bits that one customer has at least (RFC 6177 §2). */
function toKey(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 100)
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6
    ? `${parsed.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')}::/64`
    : parsed.toString()
}
