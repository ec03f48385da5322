import { takeMembers } from '../../scim/members.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { addGroup, type DirectoryGroup } from '../directory/groups.ts'
import { foldMembers } from '../directory/membership-change.ts'
import { changeMembership, holdJoining } from '../directory/memberships.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { write, type Db } from '../store/open.ts'
import { admit } from './gate.ts'
import { membersChanged, unknownMembers } from './group-changes.ts'
import { scopeOf, type Sent } from './sent.ts'

/** Takes a group from the IdP, with its members where it brings them. Refuses: display-name-taken, members-unknown, changes-held, directory-gone. */
export function createGroup(
  db: Db,
  environment: Environment,
  by: DirectoryActor,
  types: DirectoryTypes,
  { resource, unused }: Sent,
): Promise<DirectoryGroup> {
  admit(by, 'other')
  const { rest, members = [] } = takeMembers(resource)
  return write(db, async (trx) => {
    const change = foldMembers([{ op: 'add', ids: members }])
    const joining = await holdJoining(trx, by, change)
    const group = await addGroup(trx, scopeOf(by), types, { groupId: environment.newId('grp'), resource: rest, at: by.at })
    const { groupId, displayName } = group
    const { joined, unknown } = await changeMembership(trx, by, groupId, change, joining)
    await record(trx, by, {
      operation: 'create_group',
      status: 201,
      subjectId: groupId,
      subjectName: displayName,
      changes: [{ kind: 'group.created', group: groupId, displayName, members: joined.length }, ...membersChanged(group, joined, [])],
      members: { joined, left: [] },
      notes: unknownMembers(group, unknown),
      unused,
    })
    return group
  })
}
