import { endAccessOf, endSessionsOf, type EndOfAccess } from '../access/end-access.ts'
import { revokeInvitesTo } from '../access/links.ts'
import { listAddressesOfMember, listMembersWithActiveUser } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import { fold } from '../kernel/fold.ts'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Row, Trx } from '../store/open.ts'
import { keepLastOwner } from './last-owner.ts'
import { insertMember, listActiveOwners, lockActiveOwners, lockMemberRow, lockMemberRows, updateMember, updateMembers } from './members.sql.ts'

export {
  hasMembers,
  lockAddress,
  listActiveMemberRows as listActiveMembers,
  listActiveOwners,
  listMemberRows as pageMembersOfTeam,
  listMembersByAddress,
  listMembersByIds,
  pageUnprovisionedRows as pageUnprovisioned,
} from './members.sql.ts'
export type Member = Row<'members'>

/** What a step did to members, for the journal row of the request that set it off. */
export type Effects = { changes: Change[]; notes: Note[] }
export const noEffects: Effects = { changes: [], notes: [] }

/**
 * Lets a member be in or out as the directories now say: in while any of its users is active. This is the one routine that ends a
 * membership and the one that resumes it. The last active owner stays, with a note: without one nobody could repair the team.
 */
export const followDirectories = (trx: Trx, member: Member, { at, ...known }: { at: Timestamp } & Omit<Followed, 'member'>): Promise<Effects> =>
  followDirectoriesOfAll(trx, member.teamId, [{ member, ...known }], at)

/** The same for several members, who are locked, each with a name by which their directory knows them. */
export async function followDirectoriesOfAll(trx: Trx, teamId: TeamId, people: readonly Followed[], at: Timestamp): Promise<Effects> {
  const standing = new Set(
    await listMembersWithActiveUser(
      trx,
      teamId,
      people.map(({ member }) => member.memberId),
    ),
  )
  const returning = people.filter(({ member }) => member.status !== 'active' && standing.has(member.memberId))
  const leaving = people.filter(({ member }) => member.status === 'active' && !standing.has(member.memberId))
  const owners = leaving.some(({ member }) => member.role === 'owner') ? await lockActiveOwners(trx, teamId) : []
  const { out, kept } = keepLastOwner(leaving, new Set(owners))
  await updateMembers(trx, teamId, returning.map(idOf), { status: 'active', endedAt: null })
  await updateMembers(trx, teamId, out.map(idOf), { status: 'deprovisioned', endedAt: at })
  const ended: Change[] = []
  // Their keys wait: who comes back as the same person finds them again. Until then the status refuses them.
  for (const { member, formerAddresses } of out)
    ended.push(...(await endAccess(trx, member, { at, name: 'the identity provider', keys: 'stay' }, formerAddresses)))
  return {
    changes: [
      ...returning.map(({ member }) => told('member.reactivated', member)),
      ...out.map(({ member }) => told('member.deprovisioned', member)),
      ...ended,
    ],
    notes: kept.map(({ member, userName }) => ({ code: 'last-owner-kept', member: member.memberId, userName })),
  }
}

/**
 * Whether no other active owner is there than this one, whose row is locked: whoever else ends owners locks all of them, or the team as who asks this does, and
 * so waits or was waited for.
 */
export const isLastOwner = async (trx: Trx, { teamId, memberId }: Member): Promise<boolean> =>
  (await listActiveOwners(trx, teamId)).every((owner) => owner === memberId)

/** Ends a membership, and with it in the same transaction all that it could come in with. */
export async function endMembership(trx: Trx, member: Member, end: EndOfAccess): Promise<Change[]> {
  await updateMember(trx, member.teamId, member.memberId, { status: 'deprovisioned', endedAt: end.at })
  return [told('member.deprovisioned', member), ...(await endAccess(trx, member, end))]
}

/** Also by an invitation to another address that the directories know the person by, or did until this change: it would let in again whom they put out. */
async function endAccess(trx: Trx, member: Member, end: EndOfAccess, formerAddresses: readonly string[] = []): Promise<Change[]> {
  const otherAddresses = [...(await listAddressesOfMember(trx, member.teamId, member.memberId)), ...formerAddresses]
  return endAccessOf(trx, { ...member, otherAddresses }, end)
}

/** Somebody whom the directories say something new of. */
export type Followed = {
  member: Member
  userName: string
  /** The folded addresses that the user had before the change that is followed. */
  formerAddresses?: readonly string[]
}
const idOf = ({ member }: Followed) => member.memberId
const told = (kind: 'member.reactivated' | 'member.deprovisioned', { memberId: member, email, role }: Member): Change => ({
  kind,
  member,
  email,
  role,
})

/**
 * The name and address of a member follow those of its directory user. Where the address is another one, invitations to the one before and after end, since
 * both are a member's, and so do the member's sessions: an address is given to others, and whoever signed in as the holder of the old one proves the new one.
 */
export async function followPerson(
  trx: Trx,
  member: Member,
  person: { email: string | null; displayName: string | null },
  at: Timestamp,
): Promise<Effects> {
  const changes = memberChanges(member, { ...member, ...person })
  if (changes.length === 0) return noEffects
  await updateMember(trx, member.teamId, member.memberId, personColumns(person))
  if (person.email === member.email) return { changes, notes: [] }
  const revoked = await revokeInvitesTo(trx, member.teamId, [member.email, person.email], at)
  return { changes: [...changes, ...revoked, ...(await endSessionsOfOther(trx, member, person.email, at))], notes: [] }
}

/** Ends the sessions of a member whose address becomes another one. Letter case makes no other. */
export async function endSessionsOfOther(trx: Trx, before: Member, email: string | null, at: Timestamp): Promise<Change[]> {
  const isSame = before.emailFolded === personColumns({ email, displayName: null }).emailFolded
  return isSame ? [] : endSessionsOf(trx, before, at)
}

/** What moved of a person, with before and after: one change, or none. */
export function memberChanges(was: Member, is: Member): Change[] {
  const before: JsonObject = {}
  const after: JsonObject = {}
  for (const key of ['email', 'displayName', 'role'] as const) {
    if (was[key] === is[key]) continue
    before[key] = was[key]
    after[key] = is[key]
  }
  return Object.keys(after).length === 0 ? [] : [{ kind: 'member.updated', member: is.memberId, before, after }]
}

export const personColumns = ({ email, displayName }: { email: string | null; displayName: string | null }) => ({
  email,
  emailFolded: email === null ? null : fold(email),
  displayName,
  nameFolded: fold(displayName ?? email ?? ''),
})

/** The member that a directory user stands for; nobody else changes it until the transaction ends. */
export async function lockMember(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<Member> {
  const member = await lockMemberRow(trx, teamId, memberId)
  assert(member, 'a directory user refers to its member')
  return member
}

/** Members of these ids, in the order of those; nobody else changes them until the transaction ends. */
export const lockMembers = (trx: Trx, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Member[]> => lockMemberRows(trx, teamId, memberIds)

export type NewMember = Pick<Member, 'email' | 'displayName' | 'role' | 'origin'> & { active: boolean }

/** Makes a member. One that a directory brings inactive was never in. */
export async function makeMember(
  trx: Trx,
  environment: Environment,
  teamId: TeamId,
  { email, displayName, role, origin, active }: NewMember,
  at: Timestamp,
): Promise<Effects & { member: Member }> {
  const person = personColumns({ email, displayName })
  const status = active ? 'active' : 'deprovisioned'
  const member: Member = { teamId, memberId: environment.newId('mem'), ...person, role, origin, status, createdAt: at, endedAt: active ? null : at }
  await insertMember(trx, member)
  return { member, changes: [{ kind: 'member.created', member: member.memberId, email, role, status }], notes: [] }
}
