import { requireVersion, type Preconditions } from '../../scim/preconditions.ts'
import { countMembers, leaveAllGroups } from '../directory/memberships.ts'
import { removeGroup, requireGroupToChange, touchGroups } from '../directory/groups.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import { findStake, raisedByDeletion } from '../spend/raised-limits.ts'
import { endOrFreezeGroupLimit } from '../spend/set-limit.ts'
import { write, type Db } from '../store/open.ts'
import { admit } from './gate.ts'
import { scopeOf } from './sent.ts'

/**
 * Ends a group by one row: from then on it holds nobody, and its limit decides for nobody, unless the team has it frozen. One change tells it with a count; the edges, which
 * may be many, are swept later in batches. Refuses: group-not-found, changes-held. Throws ScimError.
 */
export function deleteGroup(db: Db, by: DirectoryActor, groupId: string, wanted: Preconditions): Promise<void> {
  admit(by, 'other')
  return write(db, async (trx) => {
    const group = await requireGroupToChange(trx, scopeOf(by), groupId)
    requireVersion(wanted, group.version)
    const stake = await findStake(trx, by.teamId, group)
    await removeGroup(trx, group, by)
    await touchGroups(trx, by, await leaveAllGroups(trx, by, group.groupId))
    const members = await countMembers(trx, by, group.groupId)
    const { displayName } = group
    const deleted = { kind: 'group.deleted', group: group.groupId, displayName, members } as const
    const changes = [deleted, ...(await endOrFreezeGroupLimit(trx, by, group.groupId)), ...(await raisedByDeletion(trx, by, stake))]
    await record(trx, by, { operation: 'delete_group', status: 204, subjectId: group.groupId, subjectName: displayName, changes })
  })
}
