import { requireVersion, type Preconditions } from '../../scim/preconditions.ts'
import { touchGroups } from '../directory/groups.ts'
import { leaveAllGroups } from '../directory/memberships.ts'
import { removeUser, requireUserToChange } from '../directory/users.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import { followDirectories, lockMember } from '../members/membership.ts'
import { raisedByUser, readReach } from '../spend/raised-limits.ts'
import { write, type Db } from '../store/open.ts'
import { admit } from './gate.ts'
import { scopeOf } from './sent.ts'

/** Ends a directory user, its memberships, and the person's membership of the team where no other user stands for them. Refuses: user-not-found. Throws ScimError. */
export function deleteUser(db: Db, by: DirectoryActor, userId: string, wanted: Preconditions): Promise<void> {
  admit(by, 'deletes-user')
  return write(db, async (trx) => {
    const user = await requireUserToChange(trx, scopeOf(by), userId)
    requireVersion(wanted, user.version)
    const reach = user.active ? await readReach(trx, by, user.memberId) : undefined
    await removeUser(trx, user, by.at)
    const left = await leaveAllGroups(trx, by, user.userId)
    await touchGroups(trx, by, left)
    const { changes, notes } = await followDirectories(trx, await lockMember(trx, by.teamId, user.memberId), { at: by.at, userName: user.userName })
    const deleted = { kind: 'user.deleted', user: user.userId, userName: user.userName, member: user.memberId } as const
    const subject = { subjectId: user.userId, subjectName: user.userName }
    await record(trx, by, {
      operation: 'delete_user',
      status: 204,
      ...subject,
      changes: [deleted, ...changes, ...(await raisedByUser(trx, by, reach, 'user_deleted'))],
      notes,
    })
  })
}
