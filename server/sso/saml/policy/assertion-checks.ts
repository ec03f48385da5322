import { toMilliseconds, type Timestamp } from '../../../kernel/timestamp.ts'
import type { IdentityProvider, PendingRequest, ServiceProvider } from '../parties.ts'
import type { Person } from '../mapping.ts'
import { parseMoment } from '../moments.ts'
import type { Confirmation, ResponseFacts, VerifiedAssertion } from './verified-answer.ts'

/** What was verified, beside what is stored. */
export type Verified = {
  response: ResponseFacts
  assertion: VerifiedAssertion
  person: Person
  us: ServiceProvider
  provider: IdentityProvider
  /** What this browser set out with; null where it brings nothing. */
  request: PendingRequest | null
  now: Timestamp
}

/** How far the clocks of provider and service may be apart. */
export const clockSkewSeconds = 180
/** How long an assertion may be on its way. What it says of its own life counts too, where that is shorter. */
const longestWaySeconds = 600
/** Entra keeps people signed in for 90 days and says so truthfully; a shorter age would send them away. */
const oldestAuthenticationSeconds = 90 * 86_400

const isBearer = ({ method }: Confirmation) => method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const bearersOf = ({ assertion }: Verified) => assertion.confirmations.filter(isBearer)
const shown = (value: string | null | undefined) => (value === null || value === undefined ? 'nothing' : `"${value.slice(0, 200)}"`)

export const findWrongDestination = ({ response: { destination }, us }: Verified) =>
  destination === null || destination === us.acsUrl ? undefined : `The answer is meant for ${shown(destination)}; here is ${shown(us.acsUrl)}.`

export function findWrongIssuer({ response, assertion, provider }: Verified): string | undefined {
  const [issuer, ...others] = assertion.issuers
  const wrong = [issuer, ...others, ...response.issuers].find((each) => each?.trim() !== provider.entityId)
  if (others.length > 0 || response.issuers.length > 1) return 'The answer names several issuers.'
  const isRight = issuer?.trim() === provider.entityId && response.issuers.every((each) => each?.trim() === provider.entityId)
  return isRight ? undefined : `The answer comes from ${shown(wrong)}; this connection is with ${shown(provider.entityId)}.`
}

export function findWrongAudience({ assertion: { audiences }, us }: Verified): string | undefined {
  const isOurs = audiences.length > 0 && audiences.every((each) => each.includes(us.entityId))
  return isOurs ? undefined : `The answer is for the audience ${shown(audiences.flat().join(', ') || null)}; we are ${shown(us.entityId)}.`
}

export const findNoBearer = (verified: Verified) =>
  bearersOf(verified).length > 0 ? undefined : 'The assertion has no subject confirmation of the method "bearer", by which a browser may bring it.'

/** Each of them, since any one would do for whoever brings it. */
export function findWrongRecipient(verified: Verified): string | undefined {
  const wrong = bearersOf(verified).find(({ recipient }) => recipient !== verified.us.acsUrl)
  return wrong && `The assertion may be brought to ${shown(wrong.recipient)}; here is ${shown(verified.us.acsUrl)}.`
}

const endsOf = (verified: Verified) => [...verified.assertion.conditions, ...bearersOf(verified)]

/** The profile wants an end on the confirmation (§4.1.4.2); the conditions must have theirs too. */
export function findNoEnd(verified: Verified): string | undefined {
  if (verified.assertion.conditions.length !== 1)
    return `The assertion has ${verified.assertion.conditions.length} times Conditions; exactly one is taken.`
  const lacks = endsOf(verified).some(({ notOnOrAfter }) => Number.isNaN(parseMoment(notOnOrAfter)))
  return lacks ? 'The assertion does not say until when it holds: NotOnOrAfter is needed on Conditions and on SubjectConfirmationData.' : undefined
}

export function findExpired(verified: Verified): string | undefined {
  const now = toMilliseconds(verified.now)
  const over = endsOf(verified).find(({ notOnOrAfter }) => notOnOrAfter !== null && now - clockSkewSeconds * 1000 >= parseMoment(notOnOrAfter))
  return over && `The assertion held until ${over.notOnOrAfter ?? ''}; here it is ${verified.now}. ${clocks}`
}

export function findNotYetValid(verified: Verified): string | undefined {
  const now = toMilliseconds(verified.now)
  const begins = endsOf(verified).flatMap(({ notBefore }) => (notBefore === null ? [] : [notBefore]))
  const early = [...begins, verified.assertion.issueInstant].find((at) => !(now + clockSkewSeconds * 1000 >= parseMoment(at)))
  return early === undefined ? undefined : `The assertion holds from ${shown(early)}; here it is ${verified.now}. ${clocks}`
}

const clocks = `The clocks may differ by ${clockSkewSeconds / 60} minutes: set the clock of the provider or of this server, then sign in again.`

export function findTooOld({ assertion: { issueInstant, authnStatements }, now }: Verified): string | undefined {
  const age = (at: string | null) => (toMilliseconds(now) - parseMoment(at)) / 1000 - clockSkewSeconds
  if (age(issueInstant) > longestWaySeconds)
    return `The assertion was made at ${shown(issueInstant)}, more than ${longestWaySeconds / 60} minutes ago. Sign in again.`
  const old = authnStatements.find(({ authnInstant }) => !(age(authnInstant) <= oldestAuthenticationSeconds))
  if (authnStatements.length === 0) return 'The assertion does not say that anybody signed in (AuthnStatement).'
  return old && `The person signed in to the identity provider at ${shown(old.authnInstant)}, too long ago. Sign out there, then sign in again.`
}

export function findSessionOver({ assertion: { authnStatements }, now }: Verified): string | undefined {
  const over = authnStatements.find(
    ({ sessionNotOnOrAfter }) => sessionNotOnOrAfter !== null && !(toMilliseconds(now) < parseMoment(sessionNotOnOrAfter)),
  )
  return over && `The session with the identity provider ended at ${shown(over.sessionNotOnOrAfter)}. Sign in there again.`
}

/** An answer to a question says to which, in what is signed too. One that answers nothing is for providers that may start by themselves. */
export function findWrongRequest(verified: Verified): string | undefined {
  const { response, request } = verified
  const named = [response.inResponseTo, ...bearersOf(verified).map(({ inResponseTo }) => inResponseTo)]
  if (named.every((id) => id === null)) {
    // Whoever brings our handle comes from a request of ours, whose answer names it, whether the provider may start by itself or not.
    const isStray = request !== null && verified.provider.mayStart
    return isStray ? `The answer names no request, and this browser asked ${shown(request.requestId)}. Begin the sign-in again.` : undefined
  }
  if (request !== null && named.every((id) => id === request.requestId)) return undefined
  const sought =
    request === null ? 'this browser has not asked anything, or longer ago than ten minutes' : `this browser asked ${shown(request.requestId)}`
  return `The answer is to the request ${named.map(shown).join(', ')}; ${sought}. Begin the sign-in again, in one browser.`
}

export function findUnasked(verified: Verified): string | undefined {
  const isAnswer = bearersOf(verified).some(({ inResponseTo }) => inResponseTo !== null)
  if (isAnswer || verified.provider.mayStart) return undefined
  return 'The identity provider sent this without having been asked, which this connection does not allow. Begin the sign-in here, or allow it for this connection (idp_initiated).'
}

export function findNoName({ assertion: { id, nameIds } }: Verified): string | undefined {
  const [nameId, ...others] = nameIds
  if (id === '') return 'The assertion has no ID.'
  if (!nameId || others.length > 0) return `The assertion names ${nameIds.length} subjects in plain text; exactly one NameID is taken.`
  if (nameId.value === '' || nameId.value.length > 512) return 'The NameID is empty or longer than 512 characters.'
  if (nameId.format === 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient')
    return 'The NameID is transient: another one at each sign-in, by which nobody is known again. Have the identity provider send a persistent one, or the e-mail address.'
  return undefined
}

/** One is wanted, since a list of addresses may be of several people. */
export const findSeveralEmails = ({ person: { emails } }: Verified) =>
  emails.length > 1
    ? `The answer has ${emails.length} e-mail addresses; exactly one is taken. Have the identity provider send the primary one alone.`
    : undefined

export function findNoEmail({ person: { emails }, assertion }: Verified): string | undefined {
  if (emails.length > 0) return undefined
  const sent = assertion.attributes.map(({ name }) => name).join(', ')
  return `The answer has no e-mail address. The provider sent ${sent === '' ? 'no attributes' : `the attributes ${sent.slice(0, 500)}`}: map one of them, or have it send one.`
}
