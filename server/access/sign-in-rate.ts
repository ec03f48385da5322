import { AddressRate } from '../kernel/address-rate.ts'
import { toMilliseconds, type Timestamp } from '../kernel/timestamp.ts'
import { signInsThrottled } from './refusals.ts'

/** Counts the sign-ins that each address tries in a minute. */
export class SignInRate {
  readonly #rate: AddressRate
  readonly #most: number
  constructor(most: number) {
    this.#rate = new AddressRate(most)
    this.#most = most
  }

  /** Counts one more. Refuses: too-many-sign-ins. */
  count(address: string, now: Timestamp): void {
    const retryAfter = this.#rate.count(address, toMilliseconds(now))
    if (retryAfter === undefined) return
    throw signInsThrottled(`More than ${this.#most} sign-ins were tried from this address within a minute. Wait ${retryAfter} seconds.`, {
      retry_after: retryAfter,
    })
  }
}
