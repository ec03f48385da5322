import { endAccessOf } from '../access/end-access.ts'
import { requireRole } from '../access/key-scopes.ts'
import { may } from '../access/permissions.ts'
import { insufficientRole, unauthenticated } from '../access/refusals.ts'
import { record } from '../journal/record.ts'
import { makerIdOf, type Actor } from '../kernel/actor.ts'
import { entityTagOf, requireCurrent } from '../kernel/preconditions.ts'
import { isId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { lockTeam } from '../teams/teams.ts'
import { listMembersWithActiveUser } from '../directory/users.ts'
import { findMemberRow, lockMemberRow, updateMember } from './members.sql.ts'
import { endMembership, isLastOwner, memberChanges, type Member } from './membership.ts'
import { lastOwner, managedByDirectory, memberNotFound, memberOut, ownersOnly } from './refusals.ts'

/**
 * Makes a member something else. Their sessions end, so that none was begun as what they were before.
 * Refuses: user-not-found, stale-etag, member-out, owners-only, scope-exceeds-own, last-owner.
 */
export function changeRole(db: Db, asked: Actor, memberId: string, role: Role, ifMatch?: string): Promise<Member> {
  return write(db, async (trx) => {
    const { by, member: before } = await lockToChange(trx, asked, memberId, ifMatch)
    if (before.role === role) {
      await record(trx, by, { operation: 'change_role', status: 200, subjectId: before.memberId, changes: [] })
      return before
    }
    if (role === 'owner') requireOwner(by)
    requireRole(by, role)
    await requireOtherOwner(trx, before)
    await updateMember(trx, before.teamId, before.memberId, { role })
    const after = { ...before, role }
    const ended = await endAccessOf(trx, before, { ...causeOf(by), keys: 'stay' })
    await record(trx, by, { operation: 'change_role', status: 200, subjectId: before.memberId, changes: [...memberChanges(before, after), ...ended] })
    return after
  })
}

/**
 * Takes somebody out of the team whom no identity provider brought. What they spent stays told.
 * Refuses: user-not-found, stale-etag, member-out, managed-by-directory, owners-only, last-owner.
 */
export function removeMember(db: Db, asked: Actor, memberId: string, ifMatch?: string): Promise<void> {
  return write(db, async (trx) => {
    const { by, member } = await lockToChange(trx, asked, memberId, ifMatch)
    if ((await listMembersWithActiveUser(trx, by.teamId, [member.memberId])).length > 0) {
      throw managedByDirectory(`${member.email ?? member.memberId} is in by the identity provider, which would bring them back. Unassign them there.`)
    }
    await requireOtherOwner(trx, member)
    const changes = await endMembership(trx, member, { ...causeOf(by), keys: 'end' })
    await record(trx, by, { operation: 'remove_member', status: 204, subjectId: member.memberId, changes })
  })
}

const causeOf = (by: Actor) => ({ at: by.at, name: by.name, id: makerIdOf(by) })

/** The member to change, locked, and who changes them, behind the lock of the team: of two owners who demote each other the second sees the first one gone. */
async function lockToChange(trx: Trx, asked: Actor, memberId: string, ifMatch: string | undefined): Promise<{ by: Actor; member: Member }> {
  await lockTeam(trx, asked.teamId)
  const by = await asTheyAreNow(trx, asked)
  const member = isId('mem', memberId) ? await lockMemberRow(trx, by.teamId, memberId) : undefined
  if (!member) throw memberNotFound(`Nobody in this team is "${memberId.slice(0, 100)}". Name the person by the mem_… id of the members' list.`)
  requireCurrent({ ifMatch }, entityTagOf(member))
  if (member.status !== 'active') throw memberOut(`${member.email ?? member.memberId} is out of the team since ${member.endedAt}.`)
  if (member.role === 'owner') requireOwner(by)
  return { by, member }
}

/**
 * Who acts, with the role that they have behind the lock: they may have lost it since their request was let in. Refuses: unauthenticated, insufficient-role.
 */
async function asTheyAreNow(trx: Trx, by: Actor): Promise<Actor> {
  if (!('member' in by) || by.member === null) return by
  const acting = await findMemberRow(trx, by.teamId, by.member.memberId)
  if (acting?.status !== 'active') throw unauthenticated('You are out of the team since you asked.')
  const now = { ...by, member: { ...by.member, role: acting.role } }
  if (!may(now, 'members:write')) throw insufficientRole(`Your role is ${acting.role} since you asked, which may not do this.`)
  return now
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
