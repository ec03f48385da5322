import type { Client } from './client.ts'
import type { Capability, Offer } from './offer.ts'

/** `must`: the RFC says MUST or SHALL. `should`: it says SHOULD, or leaves it to sense. `client`: a client in the field breaks without it. */
export type Level = 'must' | 'should' | 'client'

/** One thing that a server gets right or wrong. `run` throws Unmet where it gets it wrong. */
export type Case = {
  /** The section that says so, "RFC 7644 §3.3", or whose quirk it is. */
  clause: string
  name: string
  /** `must` where it is not said. */
  level?: Level
  /** Skipped where the server says that it lacks one of them. */
  needs?: readonly Capability[]
  run: (scim: Client) => Promise<void>
}

/** Cases that follow from what the server advertises are made once that is known. */
export type Theme = { name: string; cases: readonly Case[] | ((offer: Offer) => readonly Case[]) }

/** Made by the first case that asks for it, kept until its theme ends, and made anew for each run. */
export function shared<Made>(make: (scim: Client) => Promise<Made>): (scim: Client) => Promise<Made> {
  const made = new WeakMap<object, Promise<Made>>()
  return (scim) => {
    const known = made.get(scim.run) ?? make(scim.forTheme())
    made.set(scim.run, known)
    return known
  }
}
