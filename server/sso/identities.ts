import { endSessionsThrough } from '../access/sessions.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { ConnectionId, TeamId } from '../kernel/ids.ts'
import { requireOwner } from '../members/change-role.ts'
import { requireMember } from '../members/find-member.ts'
import { lockMember } from '../members/membership.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { deleteIdentitiesThrough, deleteIdentity, forgetProofs, listIdentitiesOf } from './identities.sql.ts'
import { identityNotFound } from './refusals.ts'

export { listIdentitiesOf } from './identities.sql.ts'

/** That a subject of an identity provider is a member, whatever becomes of the address. */
export type Identity = Row<'identities'>

/** The links of a member, who may have left: they stay, so that who comes back is the same person, and give no access. Refuses: user-not-found, ambiguous-user. */
export async function listIdentities(db: Reader, teamId: TeamId, address: string): Promise<Identity[]> {
  const { memberId } = await requireMember(db, teamId, address)
  return listIdentitiesOf(db, teamId, [memberId])
}

/**
 * Takes the link of a member to a subject away, and ends the sessions that began by it: the next subject that comes with the member's address is linked anew. Of an owner
 * that is an owner's to do, since it says who may become them. Refuses: user-not-found, ambiguous-user, identity-not-found, owners-only.
 */
export function unlinkIdentity(db: Db, by: Actor, address: string, connectionId: string): Promise<void> {
  return write(db, async (trx) => {
    const member = await lockMember(trx, by.teamId, (await requireMember(trx, by.teamId, address)).memberId)
    if (member.role === 'owner') requireOwner(by)
    const identity = (await listIdentitiesOf(trx, by.teamId, [member.memberId])).find((each) => each.connectionId === connectionId)
    if (!identity) throw identityNotFound(`${member.email ?? member.memberId} is linked to nobody in the connection "${connectionId.slice(0, 100)}".`)
    await deleteIdentity(trx, by.teamId, member.memberId, identity.connectionId)
    const count = await endSessionsThrough(trx, by, identity.connectionId, member.memberId)
    const changes: Change[] = [toIdentityChange('identity.unlinked', identity, by.name)]
    if (count > 0) changes.push({ kind: 'sessions.ended', connection: identity.connectionId, count })
    await record(trx, by, { operation: 'unlink_identity', status: 204, subjectId: member.memberId, changes })
  })
}

export const toIdentityChange = (
  kind: 'identity.linked' | 'identity.unlinked',
  { connectionId: connection, memberId: member, subject, email }: Identity,
  by: string,
): Change => ({ kind, connection, member, subject, email, by })

/**
 * Ends what rests on a connection, within a change of it: the sessions that began through it, and where its identity provider is another one from now on the links
 * too, and what tests proved, since a subject of that is not a subject of this. Answers what moved.
 */
export async function endWhatRestsOn(trx: Trx, by: Actor, connectionId: ConnectionId, { links }: { links: 'stay' | 'end' }): Promise<Change[]> {
  const count = await endSessionsThrough(trx, by, connectionId)
  if (links === 'end') await forgetProofs(trx, by.teamId, connectionId)
  const unlinked = links === 'end' ? await deleteIdentitiesThrough(trx, by.teamId, connectionId) : 0
  return [
    ...(count > 0 ? [{ kind: 'sessions.ended' as const, connection: connectionId, count }] : []),
    ...(unlinked > 0 ? [{ kind: 'identities.forgotten' as const, connection: connectionId, count: unlinked }] : []),
  ]
}
