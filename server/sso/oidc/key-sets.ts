import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTHeaderParameters } from 'jose'
import { z } from 'zod'
import type { Environment } from '../../kernel/environment.ts'
import { keep } from '../../kernel/keep.ts'
import type { Outgoing } from '../../kernel/outgoing/outgoing.ts'
import { toMilliseconds } from '../../kernel/timestamp.ts'
import { keysUnreadable } from './refusals.ts'

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })

type Kept = { keys: JSONWebKeySet; at: number; soughtAt: number }
export type KeySource = { connectionId: string; jwksUri: string }

const keptMs = 5 * 60_000
const seekEveryMs = 60_000
const mostKept = 1_000

/**
 * The keys of issuers, kept for five minutes in this process. A key that is not among them is sought once anew, so that a rotation fails nobody; and then once a minute
 * at most, so that nobody has us ask on and on by sending tokens with keys of their own invention.
 */
export class KeySets {
  readonly #environment: Environment
  readonly #outgoing: Outgoing
  readonly #kept = new Map<string, Kept>()
  constructor(environment: Environment, outgoing: Outgoing) {
    this.#environment = environment
    this.#outgoing = outgoing
  }

  /** Whether the issuer has a key for such a header, by a look at what is kept and, where it is not there, by asking. */
  async of(source: KeySource, header: JWTHeaderParameters): Promise<ReturnType<typeof createLocalJWKSet>> {
    const kept = await this.#find(source)
    const resolve = createLocalJWKSet(kept.keys)
    if (await hasKey(resolve, header)) return resolve
    const now = this.#now()
    if (now - kept.soughtAt < seekEveryMs) return resolve
    return createLocalJWKSet((await this.#read(source, now)).keys)
  }

  async #find(source: KeySource): Promise<Kept> {
    const kept = this.#kept.get(keyOf(source))
    return kept && this.#now() - kept.at < keptMs ? kept : this.#read(source, kept?.soughtAt ?? -Infinity)
  }

  async #read(source: KeySource, soughtAt: number): Promise<Kept> {
    const { status, body } = await this.#outgoing.ask(source.jwksUri)
    const parsed = status === 200 ? KeySet.safeParse(parse(body)) : undefined
    if (!parsed?.success) throw keysUnreadable(`${source.jwksUri.slice(0, 200)} answers ${status}, and no set of keys (RFC 7517).`)
    const kept = { keys: parsed.data, at: this.#now(), soughtAt }
    keep(this.#kept, mostKept, keyOf(source), kept)
    return kept
  }

  #now(): number {
    return toMilliseconds(this.#environment.now())
  }
}

async function hasKey(resolve: ReturnType<typeof createLocalJWKSet>, header: JWTHeaderParameters): Promise<boolean> {
  try {
    await resolve(header)
    return true
  } catch (error) {
    return !(error instanceof errors.JWKSNoMatchingKey) // several are some, and what else is wrong is told when the signature is checked
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const keyOf = ({ connectionId, jwksUri }: KeySource) => `${connectionId} ${jwksUri}`
