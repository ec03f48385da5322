import type { SignInSource } from '../journal/changes.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'

/**
 * What an identity provider said of the person who signs in, once signature, audience, times and the rest are verified. Nothing else of its answer is
 * used, so that no protocol decides who gets in.
 */
export type Assertion = {
  /** The issuer of the ID token, or the entity id of the SAML identity provider. */
  issuer: string
  /** `sub`, or the NameID; Entra's `oid` where the mapping says so. */
  subject: string
  /** All of them, where the provider sent several: which one is meant is not for a protocol to guess. */
  email: string | readonly string[] | null
  /** Whether the provider itself says that the address is not verified, and the connection does not take that. */
  isUnverified: boolean
  displayName: string | null
  /** What was received, redacted, for the sign-in log. */
  received: JsonObject
  /** When the provider wants the session to end at the latest. */
  sessionEndsAt: Timestamp | null
  /** Who began the sign-in: left out, it was we. SAML alone can begin at the provider. */
  source?: SignInSource
}
