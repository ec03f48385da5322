import { findUnstorable } from '../kernel/storable.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'

/** A member whom the assertion may mean. */
export type Candidate = {
  memberId: MemberId
  status: 'active' | 'deprovisioned'
  origin: 'scim' | 'jit' | 'invite' | 'bootstrap'
  /** Whether an active user of a directory that counts stands for the member. */
  isProvisioned: boolean
  role: Role
  /** The subject that the member is linked to in this connection, if any. */
  linkedSubject: string | null
  /** Whether the asserted address is the member's own. */
  hasAddress: boolean
}

/** How a member was recognised, the surest way first. */
export const ways = ['subject', 'externalId', 'userName', 'email'] as const
export type Way = (typeof ways)[number]

/** What is so when somebody comes with a verified assertion. */
export type Facts = {
  /** The asserted address, if it is one and no more. */
  address: 'one' | 'missing' | 'several' | 'invalid'
  /** Whether it lies in a domain that this team has proved. That the provider calls it verified is no substitute. */
  isOwnAddress: boolean
  /** Whether the provider itself says that it is not verified, and the connection does not take that. */
  isUnverified: boolean
  isConnectionActive: boolean
  /** Whether an owner has said that this connection may vouch for owners. */
  letsOwnersIn: boolean
  /** Whether the subject is a text that can be kept and compared. */
  isSubjectUsable: boolean
  /** Whom each way leads to, each member once. */
  found: Readonly<Record<Way, readonly Candidate[]>>
  /** The role of an open invitation to the address. */
  invitedAs: Role | null
  /** Whether a directory of the team was ever sent a user: from then on it says who is in. */
  isLedByDirectory: boolean
  /** Whether the connection makes members of those who sign in first. */
  jit: boolean
}

/** Why not, each by the code of its refusal in `admission-refusals.ts`. */
export type Obstacle =
  | { because: Exclude<ObstacleCode, 'several-matches' | 'linked-to-another' | 'sign-in-out' | 'not-provisioned' | 'owners-not-let-in'> }
  | { because: 'several-matches'; by: Way; among: readonly MemberId[] }
  | { because: 'linked-to-another' | 'sign-in-out'; memberId: MemberId }
  | { because: 'not-provisioned' | 'owners-not-let-in'; memberId: MemberId | null }
type ObstacleCode =
  | 'connection-not-active'
  | 'subject-invalid'
  | 'email-missing'
  | 'email-several'
  | 'email-invalid'
  | 'email-foreign'
  | 'email-unverified'
  | 'several-matches'
  | 'linked-to-another'
  | 'sign-in-out'
  | 'not-provisioned'
  | 'owners-not-let-in'
  | 'jit-off'

export type Answer =
  /** As this member; `isNewLink` where the subject is linked to them by this sign-in. */
  | { kind: 'member'; memberId: MemberId; by: Way; isNewLink: boolean }
  /** As somebody whom an open invitation to the address lets in with its role: new, or back as this member. */
  | { kind: 'invited'; memberId: MemberId | null }
  /** As a new member. */
  | { kind: 'newcomer' }
  | ({ kind: 'refused' } & Obstacle)

/**
 * Who gets in. The subject says who it is and the address, in a domain of the team's own, that this provider may say so at all. Somebody is recognised by
 * the surest way that leads to anybody: no weaker one is tried behind it, or a former member would come in as their namesake. Pure.
 */
export function decideWhoGetsIn(facts: Facts): Answer {
  if (!facts.isConnectionActive) return refuse({ because: 'connection-not-active' })
  if (!facts.isSubjectUsable) return refuse({ because: 'subject-invalid' })
  if (facts.address !== 'one') return refuse({ because: `email-${facts.address}` })
  if (!facts.isOwnAddress) return refuse({ because: 'email-foreign' })
  if (facts.isUnverified) return refuse({ because: 'email-unverified' })
  const by = ways.find((way) => facts.found[way].length > 0)
  return by === undefined ? decideOnStranger(facts) : decideOnFound(facts, by)
}

function decideOnFound(facts: Facts, by: Way): Answer {
  const all = facts.found[by]
  const active = all.filter(({ status }) => status === 'active')
  // Who is in goes before who has left; of several who have left, none is meant more than another.
  const meant = active.length > 0 ? active : all
  const [candidate] = meant
  if (!candidate || meant.length > 1) return refuse({ because: 'several-matches', by, among: meant.map(({ memberId }) => memberId).toSorted() })
  const { memberId, status, linkedSubject } = candidate
  if (by !== 'subject' && linkedSubject !== null) return refuse({ because: 'linked-to-another', memberId })
  if (status !== 'active') return isInvitedBack(facts, candidate) ? invite(facts, memberId) : refuse({ because: 'sign-in-out', memberId })
  if (candidate.role === 'owner' && !facts.letsOwnersIn) return refuse({ because: 'owners-not-let-in', memberId })
  if (facts.isLedByDirectory && !maySkipDirectory(candidate)) return refuse({ because: 'not-provisioned', memberId })
  return { kind: 'member', memberId, by, isNewLink: by !== 'subject' }
}

function decideOnStranger(facts: Facts): Answer {
  const { invitedAs, isLedByDirectory, jit } = facts
  if (invitedAs !== null) return invite(facts, null)
  if (isLedByDirectory) return refuse({ because: 'not-provisioned', memberId: null })
  return jit ? { kind: 'newcomer' } : refuse({ because: 'jit-off' })
}

/** Whoever sets up an identity provider, which an admin may, could have it say that they are an owner. */
function invite({ invitedAs, letsOwnersIn }: Facts, memberId: MemberId | null): Answer {
  return invitedAs === 'owner' && !letsOwnersIn ? refuse({ because: 'owners-not-let-in', memberId }) : { kind: 'invited', memberId }
}

/** An admin's invitation brings somebody back whom signing in alone never does, and it is to an address. */
const isInvitedBack = ({ invitedAs }: Facts, { hasAddress }: Candidate) => invitedAs !== null && hasAddress

/** Whoever set this up, or was invited, is not locked out by the directory that they set up. */
const maySkipDirectory = ({ isProvisioned, origin }: Candidate) => isProvisioned || origin === 'bootstrap' || origin === 'invite'

const refuse = (obstacle: Obstacle): Answer => ({ kind: 'refused', ...obstacle })

/**
 * OIDC Core §2 allows a `sub` of 255, SAML 2.0 §8.3.7 a persistent NameID of 256. What PostgreSQL cannot hold is none, and neither is nothing, nor what begins or ends
 * in a space: some would read it as another subject.
 */
export const isUsableSubject = (text: string): boolean =>
  text !== '' && text === text.trim() && text.length <= 512 && findUnstorable(text) === undefined

/** What an assertion's address comes to. Several that differ in letter case alone are several: which one is meant is not for us to guess. */
export function readAddress(
  sent: string | readonly string[] | null,
): { email: string; kind: 'one' } | { email: null; kind: Exclude<Facts['address'], 'one'> } {
  const addresses = [...new Set([sent ?? []].flat().map((address) => address.trim()))].filter((address) => address !== '')
  const [email, ...others] = addresses
  if (email === undefined) return { email: null, kind: 'missing' }
  if (others.length > 0) return { email: null, kind: 'several' }
  return addressForm.test(email) && email.length <= longestAddress ? { email, kind: 'one' } : { email: null, kind: 'invalid' }
}

// RFC 5321 §4.5.3.1: 64 of the local part, 255 of the domain. One @, and no sign by which a text would be a list or have a name beside the address.
const longestAddress = 320
const addressForm = /^[^\s\p{C}@,;<>"()[\]\\]+@[^\s\p{C}@,;<>"()[\]\\]+$/u
