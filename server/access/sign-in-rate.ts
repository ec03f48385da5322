import { toMilliseconds, type Timestamp } from '../kernel/timestamp.ts'
import { signInsThrottled } from './refusals.ts'

const windowMs = 60_000

/** Counts the sign-ins that each address tries in a minute. What it holds is of this minute, and of this server. */
export class SignInRate {
  readonly #most: number
  #window = 0
  #tries = new Map<string, number>()
  constructor(most: number) {
    this.#most = most
  }

  /** Counts one more. Refuses: too-many-sign-ins. */
  count(address: string, now: Timestamp): void {
    const milliseconds = toMilliseconds(now)
    const window = Math.floor(milliseconds / windowMs)
    if (window !== this.#window) {
      this.#window = window
      this.#tries = new Map()
    }
    const tries = (this.#tries.get(address) ?? 0) + 1
    this.#tries.set(address, tries)
    if (tries <= this.#most) return
    const retryAfter = Math.ceil(((window + 1) * windowMs - milliseconds) / 1000)
    throw signInsThrottled(`More than ${this.#most} sign-ins were tried from this address within a minute. Wait ${retryAfter} seconds.`, {
      retry_after: retryAfter,
    })
  }
}
