import { makerIdOf, type Actor } from '../kernel/actor.ts'
import type { KeyId, MemberId } from '../kernel/ids.ts'
import { addSeconds, toMilliseconds, type Timestamp } from '../kernel/timestamp.ts'
import { credentialEnded, credentialReplaced, durationInvalid } from './refusals.ts'

/** How every key and token begins. */
export const newCredential = (by: Actor, { name, prefix, expiresAt }: { name: string; prefix: string; expiresAt: Timestamp | null }) => ({
  name,
  prefix,
  createdAt: by.at,
  createdBy: by.name,
  createdById: makerIdOf(by),
  expiresAt,
  ...unused,
})

const unused = {
  revokedAt: null,
  revokedBy: null,
  revokedById: null,
  replacedBy: null,
  firstUsedAt: null,
  lastUsedAt: null,
  lastIp: null,
  lastUserAgent: null,
}

/** When the replaced one of a rotation ends, and what replaced it. */
export type Replacement<Id> = { expiresAt: Timestamp; replacedBy: Id }

/** When and by whom a key or token was taken away. */
export type Revocation = { revokedAt: Timestamp; revokedBy: string; revokedById: MemberId | KeyId | null }

export const revocationBy = (by: Actor): Revocation => ({ revokedAt: by.at, revokedBy: by.name, revokedById: makerIdOf(by) })

type Life = { expiresAt: Timestamp | null; revokedAt: Timestamp | null }

/** Whether a key or token still opens anything. */
export function credentialState({ expiresAt, revokedAt }: Life, now: Timestamp): 'live' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked' // whatever the clock of this server says of when
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'live'
}

/** Refuses: credential-ended, credential-replaced: of two successors one would live unseen. `what` is how it is called: `API key key_…`. */
export function requireRotatable(what: string, credential: Life & { replacedBy: string | null }, now: Timestamp): void {
  requireLive(what, credential, now)
  if (credential.replacedBy === null) return
  throw credentialReplaced(`${what} was replaced by ${credential.replacedBy}, and goes on until ${credential.expiresAt}. Rotate that one.`)
}

/** Refuses: credential-ended. `what` is how it is called: `API key key_…`. */
export function requireLive(what: string, credential: Life, now: Timestamp): void {
  const state = credentialState(credential, now)
  if (state !== 'live') throw credentialEnded(`${what} is ${state} already.`)
}

/** When the replaced credential of a rotation ends: after the overlap, or at its own end where that comes first. */
export function endOfOverlap({ expiresAt }: Life, now: Timestamp, overlapSeconds: number): Timestamp {
  const end = addSeconds(now, overlapSeconds)
  return expiresAt !== null && expiresAt < end ? expiresAt : end
}

/** When a credential ends that replaces another: after as long as that one was made for. */
export function renewedEnd({ createdAt, expiresAt }: { createdAt: Timestamp; expiresAt: Timestamp | null }, now: Timestamp): Timestamp | null {
  return expiresAt === null ? null : addSeconds(now, (toMilliseconds(expiresAt) - toMilliseconds(createdAt)) / 1000)
}

const secondsPer = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['y', 31_536_000],
])

/** How long a key or token is made for, in seconds. Refuses: duration-invalid. */
export function parseLife(text: string): number {
  const seconds = parseDuration(text, '10y')
  if (seconds === 0) throw durationInvalid(`"${text}" would be over as it begins. Give a longer time, or none.`)
  return seconds
}

/** How long a replaced one goes on, in seconds. Refuses: duration-invalid. */
export const parseOverlap = (text: string): number => parseDuration(text, '90d')

/** Reads a length of time such as `90d`, `24h` or `1y`, in seconds. Beyond the year 9999 moments would not sort as text. */
function parseDuration(text: string, longest: string): number {
  const seconds = secondsIn(text)
  if (seconds === undefined) throw durationInvalid(`"${text}" is not a length of time. Write a number and s, m, h, d or y: 90d.`)
  if (seconds > (secondsIn(longest) ?? 0)) throw durationInvalid(`"${text}" is longer than ${longest}, the longest length of time here.`)
  return seconds
}

function secondsIn(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,5})([smhdy])$/.exec(text) ?? []
  const seconds = secondsPer.get(unit)
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds
}
