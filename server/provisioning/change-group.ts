import type { JsonObject } from '../../scim/json.ts'
import { takeMembers } from '../../scim/members.ts'
import { replaceResource } from '../../scim/merge.ts'
import { splitMembers } from '../../scim/patch-members.ts'
import { applyPatch, type Operation } from '../../scim/patch.ts'
import { requireVersion, type Preconditions } from '../../scim/preconditions.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { changeGroup, requireGroup, requireGroupToChange, type DirectoryGroup } from '../directory/groups.ts'
import { foldMembers, type MembershipChange } from '../directory/membership-change.ts'
import { changeMembership, holdJoining, planMembership } from '../directory/memberships.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import type { GroupId } from '../kernel/ids.ts'
import { raisedByMembership } from '../spend/raised-limits.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { admit } from './gate.ts'
import { membersChanged, unknownMembers } from './group-changes.ts'
import { scopeOf, type Sent } from './sent.ts'
import { whatMoved } from './what-moved.ts'

/** Puts what the IdP sent in place of a group. Members that are not sent stay, an empty list takes all away. Refuses: group-not-found, display-name-taken, members-unknown, changes-held. */
export function replaceGroup(
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  groupId: string,
  { resource, unused }: Sent,
  wanted: Preconditions,
): Promise<DirectoryGroup> {
  const { rest, members } = takeMembers(resource)
  return changeStored(db, by, types, groupId, wanted, {
    operation: 'replace_group',
    unused,
    next: (stored) => replaceResource(stored, rest, types.group),
    plan: () => Promise.resolve(foldMembers(members ? [{ op: 'replace', ids: members }] : [])),
  })
}

/**
 * Applies a PATCH to a group, all of it or nothing. Costs what the PATCH holds: the members that it does not name are not read.
 * Refuses: group-not-found, display-name-taken, members-unknown, changes-held. Throws ScimError.
 */
export function patchGroup(
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  groupId: string,
  { operations, unused }: { operations: readonly Operation[]; unused: readonly string[] },
  wanted: Preconditions,
): Promise<DirectoryGroup> {
  const { members, rest } = splitMembers(operations)
  return changeStored(db, by, types, groupId, wanted, {
    operation: 'patch_group',
    unused,
    next: (stored) => (rest.length > 0 ? applyPatch(stored, rest, types.group) : stored),
    plan: (trx, id) => planMembership(trx, by, id, members),
  })
}

type GroupChange = {
  operation: string
  unused: readonly string[]
  next: (stored: JsonObject) => JsonObject
  plan: (trx: Trx, groupId: GroupId) => Promise<MembershipChange>
}

/** A change of a group and of its edges. One that changes nothing leaves version and lastModified as they are. */
function changeStored(
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  groupId: string,
  wanted: Preconditions,
  { operation, unused, next, plan }: GroupChange,
): Promise<DirectoryGroup> {
  admit(by, 'other')
  return write(db, async (trx) => {
    const { groupId: id } = await requireGroup(trx, scopeOf(by), groupId)
    const change = await plan(trx, id)
    // Members first, then the group: so who deletes a user locks, and nobody waits in a ring.
    const joining = await holdJoining(trx, by, change)
    const before = await requireGroupToChange(trx, scopeOf(by), groupId)
    requireVersion(wanted, before.version)
    const resource = next(before.resource)
    const { joined, left, unknown } = await changeMembership(trx, by, id, change, joining)
    const isSame = resource === before.resource && joined.length + left.length === 0
    const group = isSame ? before : await changeGroup(trx, types, before, resource, by.at)
    const raised = await raisedByMembership(trx, by, group, { joined, left })
    await record(trx, by, {
      operation,
      status: 200,
      subjectId: group.groupId,
      subjectName: group.displayName,
      changes: [...groupChanges(before, group, types), ...membersChanged(group, joined, left), ...raised],
      members: { joined, left },
      notes: unknownMembers(group, unknown),
      unused,
    })
    return group
  })
}

function groupChanges(before: DirectoryGroup, { groupId, displayName, resource }: DirectoryGroup, { group: type }: DirectoryTypes): Change[] {
  const moved = whatMoved(before.resource, resource, type)
  return moved ? [{ kind: 'group.updated', group: groupId, displayName, ...moved }] : []
}
