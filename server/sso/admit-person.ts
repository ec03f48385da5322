import { consumeLink, revokeInvitesTo, type Link } from '../access/links.ts'
import { endPresentedSession, startSession, type NewSession, type SessionLife } from '../access/sessions.ts'
import type { Change } from '../journal/changes.ts'
import { record, recordRefusal } from '../journal/record.ts'
import type { ConnectionActor, Occasion } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type MemberId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { takeInvited } from '../members/invites.ts'
import { followPerson, makeMember, type Member } from '../members/membership.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { toAdmissionRefusal } from './admission-words.ts'
import type { Assertion } from './assertion.ts'
import { toConnectionActor } from './connection-actor.ts'
import type { Connection } from './connections.ts'
import { gatherFacts, type Gathered } from './gather-facts.ts'
import { insertIdentity, updateIdentity } from './identities.sql.ts'
import { toIdentityChange, type Identity } from './identities.ts'
import { decideWhoGetsIn, readAddress, type Answer } from './who-gets-in.ts'

type Admission = { memberId: MemberId; session: NewSession }

/**
 * Lets the person in whom a verified assertion names, or refuses with a code; either way one row of the sign-in log. Answers the secret of the new session, for the cookie;
 * `presented` is the one that the browser had, which ends. Refuses: connection-not-active, subject-invalid, email-missing, email-several, email-invalid, email-foreign,
 * email-unverified, several-matches, linked-to-another, sign-in-out, owners-not-let-in, not-provisioned, jit-off, managed-by-directory, link-revoked.
 */
export async function admitPerson(
  db: Db,
  environment: Environment,
  occasion: Occasion,
  sessionLife: SessionLife,
  connection: Connection,
  assertion: Assertion,
  presented?: string,
): Promise<Admission> {
  const by = toConnectionActor(connection, occasion, assertion.received)
  try {
    return await write(db, (trx) => admit(trx, environment, by, sessionLife, connection, assertion, presented))
  } catch (error) {
    if (error instanceof Refusal) await noteRefusal(db, by, error, assertion)
    throw error
  }
}

/** A sign-in that ended before an assertion was verified: a row of the sign-in log with its code, its words, and what was received. */
export const noteFailedSignIn = (db: Db, occasion: Occasion, connection: Connection, refusal: Refusal, received: JsonObject | null): Promise<void> =>
  noteRefusal(db, toConnectionActor(connection, occasion, received), refusal)

async function noteRefusal(db: Db, by: ConnectionActor, { kind, message: detail, extras }: Refusal, assertion?: Assertion): Promise<void> {
  const email = assertion ? readAddress(assertion.email).email : null
  const told = assertion && { email, subject: assertion.subject.slice(0, longestTold), source: assertion.source ?? 'service_provider' }
  const answer = JSON.stringify({ detail, ...told })
  const deed = { operation: 'sign_in', status: kind.status, code: kind.code, answer, subjectId: memberIn(extras) ?? by.connectionId }
  await write(db, (trx) => recordRefusal(trx, by, email === null ? deed : { ...deed, subjectName: email }))
}

/** Whom the refusal is about, where somebody was recognised. */
const memberIn = ({ member_id: id }: Refusal['extras']) => (typeof id === 'string' && isId('mem', id) ? id : undefined)

const longestTold = 512

async function admit(
  trx: Trx,
  environment: Environment,
  by: ConnectionActor,
  sessionLife: SessionLife,
  connection: Connection,
  assertion: Assertion,
  presented: string | undefined,
): Promise<Admission> {
  const gathered = await gatherFacts(trx, connection, assertion, by.at)
  const answer = decideWhoGetsIn(gathered.facts)
  if (answer.kind === 'refused') throw toAdmissionRefusal(answer, gathered.email)
  const { email } = gathered
  assert(email !== null, 'nobody gets in without an address')
  const { member, changes } = await takeIn(trx, environment, by, answer, { ...gathered, email, displayName: cleanName(assertion.displayName) })
  const linked = await link(trx, by, { assertion, email, member, identity: gathered.identity, linkedBy: wayOf(answer) })
  const replaced = await endPresentedSession(trx, by, presented)
  const { connectionId } = connection
  const told = { subject: assertion.subject, asserted: email, source: assertion.source ?? 'service_provider' } as const
  const session = await startSession(trx, environment, by, { ...member, connectionId }, sessionLife, { endsAt: assertion.sessionEndsAt, told })
  const { memberId } = member
  await record(trx, by, {
    operation: 'sign_in',
    status: 303,
    subjectId: memberId,
    subjectName: email,
    changes: [...changes, ...linked, ...replaced, session.change],
  })
  return { memberId, session }
}

type Admitted = Exclude<Answer, { kind: 'refused' }>
type Known = Gathered & { email: string; displayName: string | null }

function wayOf(answer: Admitted): Identity['linkedBy'] | null {
  if (answer.kind === 'invited') return 'invitation'
  if (answer.kind === 'newcomer') return 'jit'
  return answer.by === 'subject' ? null : answer.by
}

/** Who it is from now on, and what moved: somebody who is in, somebody invited, or a new member. */
async function takeIn(
  trx: Trx,
  environment: Environment,
  { teamId, at }: ConnectionActor,
  answer: Admitted,
  known: Known,
): Promise<{ member: Member; changes: Change[] }> {
  const { email, displayName, members, invitation } = known
  switch (answer.kind) {
    case 'member': {
      const member = members.get(answer.memberId)
      assert(member, 'who was found is locked')
      return follow(trx, member, known, at)
    }
    case 'invited': {
      assert(invitation, 'who is invited has an invitation')
      return takeInvitation(trx, environment, invitation, answer.memberId, known, at)
    }
    case 'newcomer': {
      const { member, changes } = await makeMember(trx, environment, teamId, { email, displayName, role: 'member', origin: 'jit', active: true }, at)
      return { member, changes }
    }
  }
}

/**
 * The name of a member whom no directory describes follows what the identity provider says; the address too, of one who came in by signing in alone, unless it is somebody
 * else's already.
 */
async function follow(
  trx: Trx,
  member: Member,
  { email, displayName, members, facts: { found } }: Pick<Known, 'email' | 'displayName' | 'members' | 'facts'>,
  at: ConnectionActor['at'],
): Promise<{ member: Member; changes: Change[] }> {
  const isDescribed = Object.values(found)
    .flat()
    .some(({ memberId, isProvisioned }) => memberId === member.memberId && isProvisioned)
  if (isDescribed) return { member, changes: [] }
  const isTaken = found.email.some(({ memberId }) => memberId !== member.memberId && members.has(memberId))
  const person = {
    email: member.origin === 'jit' && !isTaken ? email : member.email,
    displayName: displayName ?? member.displayName,
  }
  const { changes } = await followPerson(trx, member, person, at)
  return { member: { ...member, ...person }, changes }
}

/** Takes in whom an invitation is for. `former` is who comes back by it. Refuses: several-matches, managed-by-directory. */
async function takeInvitation(
  trx: Trx,
  environment: Environment,
  invitation: Link,
  former: MemberId | null,
  known: Known,
  at: ConnectionActor['at'],
): Promise<{ member: Member; changes: Change[] }> {
  const used = await consumeLink(trx, invitation, at)
  const { member, changes } = await takeInvited(trx, environment, invitation, at)
  if (former !== null && member.memberId !== former) {
    const among = [former, member.memberId].toSorted()
    throw toAdmissionRefusal({ because: 'several-matches', by: 'email', among }, known.email)
  }
  const others = await revokeInvitesTo(trx, member.teamId, [known.email], at)
  const followed = await follow(trx, member, known, at)
  return { member: followed.member, changes: [used, ...changes, ...others, ...followed.changes] }
}

/** Links the subject to the member at the first sign-in; later ones leave the address that was asserted. */
async function link(
  trx: Trx,
  { teamId, connectionId, at }: ConnectionActor,
  {
    assertion: { issuer, subject },
    email,
    member: { memberId },
    identity,
    linkedBy,
  }: { assertion: Assertion; email: string; member: Member; identity: Identity | undefined; linkedBy: Identity['linkedBy'] | null },
): Promise<Change[]> {
  if (identity) {
    await updateIdentity(trx, identity, { email, lastSignInAt: at })
    return []
  }
  assert(linkedBy !== null, 'who is not linked yet was recognised otherwise')
  const made: Identity = { teamId, connectionId, issuer, subject, memberId, email, linkedBy, linkedAt: at, lastSignInAt: at }
  await insertIdentity(trx, made)
  return [toIdentityChange('identity.linked', made, linkedBy)]
}

/** A name as it can be stored and shown: on one line, and not without end. */
function cleanName(name: string | null): string | null {
  const clean = (name ?? '')
    .slice(0, longestTold)
    .toWellFormed() // the cut may have gone through a character
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
  return clean === '' ? null : clean
}
