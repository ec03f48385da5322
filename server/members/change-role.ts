import { endAccessOf } from '../access/end-access.ts'
import { may } from '../access/permissions.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import { isId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { lockTeam } from '../teams/teams.ts'
import { listMembersWithActiveUser } from '../directory/users.ts'
import { lockMemberRow, updateMember } from './members.sql.ts'
import { endMembership, isLastOwner, whatMoved, type Member } from './membership.ts'
import { lastOwner, managedByDirectory, memberNotFound, memberOut, ownersOnly } from './refusals.ts'

/**
 * Makes a member something else. Their sessions end, so that none was begun as what they were before.
 * Refuses: user-not-found, member-out, owners-only, last-owner.
 */
export function changeRole(db: Db, by: Actor, memberId: string, role: Role): Promise<Member> {
  return write(db, async (trx) => {
    const before = await lockToChange(trx, by, memberId)
    if (before.role === role) {
      await record(trx, by, { operation: 'change_role', status: 200, subjectId: before.memberId, changes: [] })
      return before
    }
    if (role === 'owner') requireOwner(by)
    await requireOtherOwner(trx, before)
    await updateMember(trx, before.teamId, before.memberId, { role })
    const after = { ...before, role }
    const ended = await endAccessOf(trx, before, { at: by.at, name: by.name, keys: 'stay' })
    await record(trx, by, { operation: 'change_role', status: 200, subjectId: before.memberId, changes: [...whatMoved(before, after), ...ended] })
    return after
  })
}

/**
 * Takes somebody out of the team whom no identity provider brought. What they spent stays told.
 * Refuses: user-not-found, member-out, managed-by-directory, owners-only, last-owner.
 */
export function removeMember(db: Db, by: Actor, memberId: string): Promise<void> {
  return write(db, async (trx) => {
    const member = await lockToChange(trx, by, memberId)
    if ((await listMembersWithActiveUser(trx, by.teamId, [member.memberId])).length > 0) {
      throw managedByDirectory(`${member.email ?? member.memberId} is in by the identity provider, which would bring them back. Unassign them there.`)
    }
    await requireOtherOwner(trx, member)
    const changes = await endMembership(trx, member, { at: by.at, name: by.name, keys: 'end' })
    await record(trx, by, { operation: 'remove_member', status: 204, subjectId: member.memberId, changes })
  })
}

/** The member to change, locked, behind the lock of the team: of two owners who demote each other the second sees the first one gone. */
async function lockToChange(trx: Trx, by: Actor, memberId: string): Promise<Member> {
  await lockTeam(trx, by.teamId)
  const member = isId('mem', memberId) ? await lockMemberRow(trx, by.teamId, memberId) : undefined
  if (!member) throw memberNotFound(`Nobody in this team is "${memberId.slice(0, 100)}". Name the person by the mem_… id of the members' list.`)
  if (member.status !== 'active') throw memberOut(`${member.email ?? member.memberId} is out of the team since ${member.endedAt}.`)
  if (member.role === 'owner') requireOwner(by)
  return member
}

/** Refuses: owners-only. */
export function requireOwner(by: Actor): void {
  if (!may(by, 'owners:write')) throw ownersOnly('Only an owner makes and unmakes owners. Ask one of them, or name another role.')
}

/** Refuses: last-owner, where this is the only one. */
async function requireOtherOwner(trx: Trx, member: Member): Promise<void> {
  if (member.role !== 'owner' || !(await isLastOwner(trx, member))) return
  const who = member.email ?? member.memberId
  throw lastOwner(`${who} is the last active owner: without one nobody could repair the team. Make somebody else an owner first.`)
}
