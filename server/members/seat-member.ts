import type { Scope } from '../directory/scope.ts'
import { revokeKeysOfMember } from '../access/api-keys.ts'
import { revokeInvitesTo } from '../access/links.ts'
import { findFormerUser, listUsersOfMembers, type UserOfMember } from '../directory/users.ts'
import type { Note } from '../journal/changes.ts'
import type { Environment } from '../kernel/environment.ts'
import { fold } from '../kernel/fold.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Trx } from '../store/open.ts'
import { lockMembersByAddress, updateMember } from './members.sql.ts'
import { endSessionsOfOther, lockMember, makeMember, personColumns, memberChanges, type Effects, type Member } from './membership.ts'
import { adoptionAmbiguous } from './refusals.ts'

/** Whom a directory says to be new to it. */
export type Person = { externalId: string | null; userName: string; email: string | null; displayName: string | null; active: boolean }

/** The member that a new directory user stands for, and what finding it did. */
export type Seat = Effects & { member: Member }

type Found = { member: Member; how: 'same-person' | 'same-name' | 'same-address' | 'adopted' }

/**
 * Finds or makes the member of a person whom a directory brings. Who was in this directory before comes back: with the same externalId as
 * themselves, by name or address alone without role, since names are given to others. Who is in the team otherwise is adopted by an
 * address in the team's own domains. Else a member is made. Refuses: adoption-ambiguous.
 */
export async function seatMember(
  trx: Trx,
  environment: Environment,
  scope: Scope,
  person: Person,
  { at, isOwnAddress }: { at: Timestamp; isOwnAddress: boolean },
): Promise<Seat> {
  const found = (await findFormerMember(trx, scope, person)) ?? (await findMemberByAddress(trx, scope, person, isOwnAddress))
  return found ? takeSeat(trx, found, person, at) : addMember(trx, environment, scope, person, at)
}

async function findFormerMember(trx: Trx, scope: Scope, person: Person): Promise<Found | undefined> {
  const former = await findFormerUser(trx, scope, person)
  if (!former) return undefined
  const member = await lockMember(trx, scope.teamId, former.memberId)
  const { here, held } = await listUsersHere(trx, scope, [member.memberId])
  if (former.matchedBy === 'externalId') {
    // Who is back already, under another name, is somebody else.
    return here.has(member.memberId) ? undefined : { member, how: 'same-person' }
  }
  // A name is given to others: where another user stands for the member, only an address in an own domain may tell.
  return held.has(member.memberId) ? undefined : { member, how: 'same-name' }
}

async function findMemberByAddress(trx: Trx, scope: Scope, { email }: Person, isOwnAddress: boolean): Promise<Found | undefined> {
  if (email === null) return undefined
  const namesakes = await lockMembersByAddress(trx, scope.teamId, fold(email))
  if (namesakes.length === 0) return undefined
  const { here, held, wereHere } = await listUsersHere(
    trx,
    scope,
    namesakes.map(({ memberId }) => memberId),
  )
  const isFormer = ({ memberId }: Member) => wereHere.has(memberId) && !held.has(memberId)
  const [former, ...otherFormers] = namesakes.filter(isFormer)
  if (former && otherFormers.length === 0) return { member: former, how: 'same-address' }
  if (!isOwnAddress) return undefined
  const free = namesakes.filter(({ memberId }) => !here.has(memberId))
  const [member, ...others] = free.filter((each) => !isFormer(each))
  if (others.length > 0) {
    const named = free.map(({ memberId }) => memberId).join(', ')
    throw adoptionAmbiguous(
      `${free.length} members of this team have the address ${email} (${named}), so it cannot be told which one this user is. Give all but one another address, or end them, then provision again.`,
    )
  }
  return member && { member, how: 'adopted' }
}

/** For which members a user stands in this directory, or in any, and which had one here that was deleted. */
async function listUsersHere(trx: Trx, scope: Scope, memberIds: readonly MemberId[]) {
  const users = await listUsersOfMembers(trx, scope.teamId, memberIds)
  const membersOf = (isMeant: (user: UserOfMember) => boolean) => new Set(users.filter(isMeant).map(({ memberId }) => memberId))
  const isHere = ({ directoryId }: UserOfMember) => directoryId === scope.directoryId
  return {
    here: membersOf((user) => isHere(user) && user.deletedAt === null),
    held: membersOf(({ deletedAt }) => deletedAt === null),
    wereHere: membersOf((user) => isHere(user) && user.deletedAt !== null),
  }
}

/** Gives a member back to a user of this directory that was inactive and is created again. */
export async function reseatMember(
  trx: Trx,
  { teamId }: Scope,
  memberId: MemberId,
  person: Person,
  { how, at }: { how: 'same-person' | 'same-name'; at: Timestamp },
): Promise<Seat> {
  return takeSeat(trx, { member: await lockMember(trx, teamId, memberId), how }, person, at)
}

/** Whether somebody comes back without the role: the membership had ended, and name or address alone tell who it is. */
const losesRole = ({ member, how }: Found) => how !== 'same-person' && member.status === 'deprovisioned'

async function takeSeat(trx: Trx, found: Found, person: Person, at: Timestamp): Promise<Seat> {
  const { member: before, how } = found
  const wasIn = before.status === 'active'
  const role = losesRole(found) ? 'member' : before.role
  // Who is brought inactive is ended by the routine that ends memberships, after the user is stored.
  const isIn = wasIn || person.active
  const status = isIn ? ('active' as const) : ('deprovisioned' as const)
  const moved = { ...personColumns(person), role, status, endedAt: isIn ? null : before.endedAt }
  await updateMember(trx, before.teamId, before.memberId, moved)
  const member: Member = { ...before, ...moved }
  const { memberId, email } = member
  const changes: Effects['changes'] = memberChanges(before, member)
  const keys = losesRole(found) ? await revokeKeysOfMember(trx, before.teamId, memberId, { at, name: 'the identity provider' }) : 0
  if (keys > 0) changes.push({ kind: 'access.ended', member: memberId, sessions: 0, keys, links: 0 })
  changes.push(...(await revokeInvitesTo(trx, before.teamId, [before.email, email], at)))
  changes.push(...(await endSessionsOfOther(trx, before, email, at)))
  if (how === 'adopted') changes.push({ kind: 'member.adopted', member: memberId, email, role })
  if (!wasIn && isIn) changes.push({ kind: 'member.reactivated', member: memberId, email, role })
  return { member, changes, notes: notesOf(found, person) }
}

function notesOf(found: Found, { userName }: Person): Note[] {
  const { memberId: member, role } = found.member
  if (losesRole(found))
    return [{ code: 'returned-by-name', member, userName, matchedBy: found.how === 'same-name' ? 'userName' : 'email', formerRole: role }]
  const isPrivileged = role === 'owner' || role === 'admin'
  return found.how !== 'same-person' && isPrivileged ? [{ code: 'adopted-privileged-member', member, userName, role }] : []
}

async function addMember(trx: Trx, environment: Environment, { teamId }: Scope, person: Person, at: Timestamp): Promise<Seat> {
  const { changes, ...made } = await makeMember(trx, environment, teamId, { ...person, role: 'member', origin: 'scim' }, at)
  // Whom a directory brings comes in by the directory: an invitation would outlast it.
  return { ...made, changes: [...changes, ...(await revokeInvitesTo(trx, teamId, [person.email], at))] }
}
