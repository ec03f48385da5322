import { endAccessOf, type EndOfAccess } from '../access/end-access.ts'
import { listMembersWithActiveUser } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import { fold } from '../kernel/fold.ts'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Row, Trx } from '../store/open.ts'
import { insertMember, lockActiveOwners, lockMemberRow, updateMember } from './members.sql.ts'

export { hasMembers, listActiveMemberRows as listActiveMembers, listMemberRows as pageMembersOfTeam } from './members.sql.ts'
export type Member = Row<'members'>

/** What a step did to members, for the journal row of the request that set it off. */
export type Effects = { changes: Change[]; notes: Note[] }
export const noEffects: Effects = { changes: [], notes: [] }

/**
 * Lets a member be in or out as the directories now say: in while any of its users is active. This is the one routine that ends a
 * membership and the one that resumes it. The last active owner stays, with a note: without one nobody could repair the team.
 */
export async function followDirectories(trx: Trx, member: Member, cause: { at: Timestamp; userName: string }): Promise<Effects> {
  const { teamId, memberId, email, role } = member
  const isIn = (await listMembersWithActiveUser(trx, teamId, [memberId])).length > 0
  if (isIn === (member.status === 'active')) return noEffects
  if (isIn) {
    await updateMember(trx, teamId, memberId, { status: 'active', endedAt: null })
    return { changes: [{ kind: 'member.reactivated', member: memberId, email, role }], notes: [] }
  }
  if (role === 'owner' && (await isLastOwner(trx, member)))
    return { changes: [], notes: [{ code: 'last-owner-kept', member: memberId, userName: cause.userName }] }
  // Their keys wait: who comes back as the same person finds them again. Until then the status refuses them.
  return { changes: await endMembership(trx, member, { at: cause.at, name: 'the identity provider', keys: 'stay' }), notes: [] }
}

/** Whether no other active owner is there. The owners stay as they are until the transaction ends. */
export const isLastOwner = async (trx: Trx, { teamId, memberId }: Member): Promise<boolean> =>
  (await lockActiveOwners(trx, teamId)).every((owner) => owner === memberId)

/** Ends a membership, and with it in the same transaction all that it could come in with. */
export async function endMembership(trx: Trx, member: Member, end: EndOfAccess): Promise<Change[]> {
  const { teamId, memberId, email, role } = member
  await updateMember(trx, teamId, memberId, { status: 'deprovisioned', endedAt: end.at })
  return [{ kind: 'member.deprovisioned', member: memberId, email, role }, ...(await endAccessOf(trx, member, end))]
}

/** The name and address of a member follow those of its directory user. */
export async function followPerson(trx: Trx, member: Member, person: { email: string | null; displayName: string | null }): Promise<Effects> {
  const changes = whatMoved(member, { ...member, ...person })
  if (changes.length > 0) await updateMember(trx, member.teamId, member.memberId, personColumns(person))
  return { changes, notes: [] }
}

/** What moved of a person, with before and after: one change, or none. */
export function whatMoved(was: Member, is: Member): Change[] {
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
})

/** The member that a directory user stands for; nobody else changes it until the transaction ends. */
export async function lockMember(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<Member> {
  const member = await lockMemberRow(trx, teamId, memberId)
  assert(member, 'a directory user refers to its member')
  return member
}

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
