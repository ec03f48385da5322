import { revokeKeysOfMember } from '../access/api-keys.ts'
import { addLink, findOpenLink, listOpenLinks, revokeLink, type Link, type NewLink } from '../access/links.ts'
import { requireRole, roleMayGive } from '../access/key-scopes.ts'
import { linkRevoked } from '../access/refusals.ts'
import { isRevokedKey } from '../access/revoked-keys.ts'
import { listDirectoryUsersOfMember } from '../directory/users.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type KeyId, type LinkId, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { requireOwner } from './change-role.ts'
import { findMemberRow, lockMembersByAddress, updateMember } from './members.sql.ts'
import { makeMember, memberChanges, type Effects, type Member } from './membership.ts'
import { alreadyMember, inviteNotFound, managedByDirectory } from './refusals.ts'

const inviteSeconds = 7 * 86_400

/** Makes a one-time link for somebody who is not in the team yet. No mail is sent: whoever makes it hands it on. Refuses: owners-only, scope-exceeds-own, already-member, managed-by-directory. */
export function invite(db: Db, environment: Environment, by: Actor, { email, role }: { email: string; role: Role }): Promise<NewLink> {
  if (role === 'owner') requireOwner(by)
  requireRole(by, role)
  return write(db, async (trx) => {
    await findSeat(trx, by.teamId, email)
    const { change, ...made } = await addLink(trx, environment, by, { purpose: 'invite', email, role, lifeSeconds: inviteSeconds })
    await record(trx, by, { operation: 'create_invite', status: 201, subjectId: made.link.linkId, changes: [change] })
    return made
  })
}

/** Refuses: invite-not-found. */
export async function requireInvite(db: Reader, teamId: TeamId, linkId: string): Promise<Link> {
  const link = isId('lnk', linkId) ? await findOpenLink(db, teamId, 'invite', linkId) : undefined
  if (!link) throw noInvite(linkId)
  return link
}

const noInvite = (linkId: string) => inviteNotFound(`This team has no open invitation "${linkId.slice(0, 100)}". It may have been used or revoked.`)

/** Refuses: invite-not-found, stale-etag. */
export function revokeInvite(db: Db, by: Actor, linkId: string, ifMatch?: string): Promise<void> {
  return write(db, async (trx) => {
    const change = isId('lnk', linkId) ? await revokeLink(trx, by, 'invite', linkId, ifMatch) : undefined
    if (!change) throw noInvite(linkId)
    await record(trx, by, { operation: 'revoke_invite', status: 204, subjectId: linkId, changes: [change] })
  })
}

export const listInvites = (db: Reader, teamId: TeamId, page: { after: LinkId | undefined; limit: number }): Promise<Link[]> =>
  listOpenLinks(db, teamId, 'invite', page)

/** Takes the one who was invited into the team: as a new member, or as the former one of that address. Refuses: link-revoked, already-member, managed-by-directory. */
export async function takeInvited(trx: Trx, environment: Environment, link: Link, at: Timestamp): Promise<Effects & { member: Member }> {
  const { teamId, email, role } = link
  await requireMaker(trx, link)
  const former = await findSeat(trx, teamId, email ?? '')
  if (!former) return makeMember(trx, environment, teamId, { email, displayName: null, role: role ?? 'member', origin: 'invite', active: true }, at)
  // What opened for them before is not what they are invited to.
  const keys = await revokeKeysOfMember(trx, teamId, former.memberId, { at, name: 'the invitation' })
  const ended: Change[] = keys === 0 ? [] : [{ kind: 'access.ended', member: former.memberId, sessions: 0, keys, links: 0 }]
  const member: Member = { ...former, role: role ?? 'member', status: 'active', endedAt: null }
  await updateMember(trx, teamId, former.memberId, { role: member.role, status: member.status, endedAt: null })
  const back = { kind: 'member.reactivated', member: member.memberId, email: member.email, role: member.role } as const
  return { member, changes: [...memberChanges(former, member), back, ...ended], notes: [] }
}

/**
 * An invitation opens while whoever made it may make it: what a leaver handed out is revoked with their access, and this holds also where they made it in
 * the moment of their end. Refuses: link-revoked.
 */
async function requireMaker(trx: Trx, { teamId, createdById, role }: Link): Promise<void> {
  if (createdById === null || (await mayStillInvite(trx, teamId, createdById, role ?? 'member'))) return
  throw linkRevoked('Whoever made this invitation may not let anybody in like this any more. Ask somebody else in the team for a new one.')
}

async function mayStillInvite(trx: Trx, teamId: TeamId, makerId: MemberId | KeyId, role: Role): Promise<boolean> {
  if (!isId('mem', makerId)) return !(await isRevokedKey(trx, teamId, makerId))
  const maker = await findMemberRow(trx, teamId, makerId)
  return maker?.status === 'active' && roleMayGive(maker.role, role)
}

/**
 * The former member of an address, who comes back by an invitation; undefined for somebody new. Nobody else asks for the address until the transaction
 * ends. Whom an identity provider put out stays out until it says otherwise. Refuses: already-member, managed-by-directory.
 */
async function findSeat(trx: Trx, teamId: TeamId, email: string): Promise<Member | undefined> {
  const namesakes = await lockMembersByAddress(trx, teamId, fold(email))
  const active = namesakes.find(({ status }) => status === 'active')
  if (active) throw alreadyMember(`${email} is in the team already, as ${active.role}: ${active.memberId}.`)
  const former = namesakes.at(-1)
  if (former && (await listDirectoryUsersOfMember(trx, teamId, former.memberId)).some(({ deletedAt }) => deletedAt === null))
    throw managedByDirectory(`${email} is managed by the identity provider, which has put this person out of the team. Assign them there.`)
  return former
}
