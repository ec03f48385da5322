import { lockOpenInvite, type Link } from '../access/links.ts'
import { findUsersOfPerson, hasPushedUser, listMembersWithActiveUser } from '../directory/users.ts'
import { fold } from '../kernel/fold.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { listMembersByAddress, lockAddress, lockMembers, type Member } from '../members/membership.ts'
import { lockText } from '../store/dialect.ts'
import type { Trx } from '../store/open.ts'
import type { Assertion } from './assertion.ts'
import type { Connection } from './connections.ts'
import { isOwnAddress } from './domains.ts'
import { findIdentity, holdConnection, listIdentitiesOf, type SubjectKey } from './identities.sql.ts'
import type { Identity } from './identities.ts'
import { isUsableSubject, readAddress, type Candidate, type Facts, type Way } from './who-gets-in.ts'

/** The facts of a sign-in, with what is written by them. Everybody whom it may be about is locked: who ends them waits, and then ends the session too. */
export type Gathered = {
  facts: Facts
  /** The asserted address, where it is one. */
  email: string | null
  members: ReadonlyMap<MemberId, Member>
  /** The link of the subject, if it has one. */
  identity: Identity | undefined
  invitation: Link | undefined
}

/** Reads what decides on a sign-in. One subject and one address at a time: of two sign-ins that would make one person, one does. */
export async function gatherFacts(trx: Trx, { teamId, connectionId }: Connection, assertion: Assertion, now: Timestamp): Promise<Gathered> {
  const { email, kind: address } = readAddress(assertion.email)
  const { issuer, subject } = assertion
  const connection = await holdConnection(trx, teamId, connectionId)
  const isSubjectUsable = isUsableSubject(subject) // the issuer is the connection's own
  const { state, jit = false, letsOwnersIn = false } = connection ?? {}
  const { isUnverified } = assertion
  const rest = { address, isUnverified, isConnectionActive: state === 'active', letsOwnersIn, isSubjectUsable, jit }
  const nobody = { facts: { ...rest, isOwnAddress: false, found: noOne, invitedAs: null, isLedByDirectory: false }, members: new Map() }
  if (email === null || !isSubjectUsable || !(await isOwnAddress(trx, teamId, email)))
    return { ...nobody, email, identity: undefined, invitation: undefined }
  const key = { teamId, connectionId, issuer, subject }
  await lockSubject(trx, key)
  await lockAddress(trx, teamId, fold(email))
  const identity = await findIdentity(trx, key)
  const people = await findPeople(trx, key, email, identity)
  const invitation = await lockOpenInvite(trx, teamId, email, now)
  const facts: Facts = {
    ...rest,
    isOwnAddress: true,
    found: people.found,
    invitedAs: invitation?.role ?? null,
    isLedByDirectory: await hasPushedUser(trx, teamId),
  }
  return { facts, email, members: people.members, identity, invitation }
}

const noOne: Facts['found'] = { subject: [], externalId: [], userName: [], email: [] }

const lockSubject = (trx: Trx, { teamId, connectionId, issuer, subject }: SubjectKey): Promise<void> =>
  lockText(trx, JSON.stringify([teamId, connectionId, issuer, subject]))

/** Whom each way leads to, locked in the order of their ids, and how they stand after that. */
async function findPeople(
  trx: Trx,
  { teamId, connectionId, subject }: SubjectKey,
  email: string,
  identity: Identity | undefined,
): Promise<Pick<Facts, 'found'> & { members: Gathered['members'] }> {
  const users = await findUsersOfPerson(trx, teamId, { subject, email })
  const namesakes = await listMembersByAddress(trx, teamId, fold(email))
  const ids: Record<Way, MemberId[]> = {
    subject: identity ? [identity.memberId] : [],
    externalId: users.externalId.map(({ memberId }) => memberId),
    userName: users.userName.map(({ memberId }) => memberId),
    email: [...namesakes, ...users.email].map(({ memberId }) => memberId),
  }
  const all = [...new Set(Object.values(ids).flat())].toSorted()
  const members = new Map((await lockMembers(trx, teamId, all)).map((member) => [member.memberId, member]))
  const provisioned = new Set(await listMembersWithActiveUser(trx, teamId, all))
  const links = (await listIdentitiesOf(trx, teamId, all)).filter((each) => each.connectionId === connectionId)
  const subjects = new Map(links.map((link) => [link.memberId, link.subject]))
  const toCandidates = (memberIds: readonly MemberId[]): Candidate[] =>
    [...new Set(memberIds)].flatMap((memberId) => {
      const member = members.get(memberId)
      if (!member) return []
      const { status, origin, role, emailFolded } = member
      const hasAddress = emailFolded === fold(email)
      return [{ memberId, status, origin, role, hasAddress, isProvisioned: provisioned.has(memberId), linkedSubject: subjects.get(memberId) ?? null }]
    })
  const found = {
    subject: toCandidates(ids.subject),
    externalId: toCandidates(ids.externalId),
    userName: toCandidates(ids.userName),
    email: toCandidates(ids.email),
  }
  return { found, members }
}
