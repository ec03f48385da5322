import type { Scope } from './scope.ts'
import type { JsonObject } from '../../scim/json.ts'
import { isId, type GroupId, type RequestId, type TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { brokenIndex } from '../store/dialect.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import type { DirectoryTypes } from './directory-types.ts'
import { markFirstValues } from './first-values.ts'
import {
  countGroupRows,
  findGroupRow,
  findTeamGroupRow,
  insertGroupRow,
  listGroupsCalled,
  lockGroupRow,
  stampGroupRow,
  touchGroupRows,
  updateGroupRow,
  type NamedGroup,
} from './groups.sql.ts'
import { hasEnded, listDirectories } from './directories.ts'
import { displayNameTaken, groupAmbiguous, groupNotFound } from './refusals.ts'
import { nameKey, toGroupColumns } from './stored-columns.ts'
import { endedMeanwhile, later } from './users.ts'

export {
  endGroupRows as endGroups,
  listGroupsAmong,
  listGroupsCalled,
  listLivingGroupIds,
  listNamesOfGroups,
  lockNextGroupRows as lockNextGroups,
} from './groups.sql.ts'
export type { NamedGroup }
export type DirectoryGroup = Row<'directoryGroups'>

/** Refuses: group-not-found. */
export async function requireGroup(db: Reader, scope: Scope, groupId: string): Promise<DirectoryGroup> {
  const group = isId('grp', groupId) ? await findGroupRow(db, scope, groupId) : undefined
  if (!group) throw unknownGroup(groupId)
  return group
}

/** As `requireGroup`, for a change: nobody else changes the group until the transaction ends. */
export async function requireGroupToChange(trx: Trx, scope: Scope, groupId: string): Promise<DirectoryGroup> {
  const group = isId('grp', groupId) ? await lockGroupRow(trx, scope, groupId) : undefined
  if (!group) throw unknownGroup(groupId)
  return group
}

/** A group of any of the team's directories. Refuses: group-not-found. */
export async function requireTeamGroup(db: Reader, teamId: TeamId, groupId: string, at?: Timestamp): Promise<DirectoryGroup> {
  const group = isId('grp', groupId) ? await findTeamGroupRow(db, teamId, groupId, at) : undefined
  if (!group) throw groupNotFound(`This team has no directory group ${JSON.stringify(groupId.slice(0, 100))}.`)
  return group
}

/** A group of any of the team's directories that count, by its id or its name. Refuses: group-not-found, group-ambiguous. */
export async function requireTeamGroupCalled(db: Reader, teamId: TeamId, named: string): Promise<GroupId> {
  if (isId('grp', named)) return (await requireTeamGroup(db, teamId, named)).groupId
  const found: NamedGroup[] = []
  for (const { directoryId } of (await listDirectories(db, teamId)).filter((directory) => !hasEnded(directory)))
    found.push(...(await listGroupsCalled(db, { teamId, directoryId }, { namesFolded: [nameKey(named)], externalIds: [] })))
  const [group, ...others] = found
  if (!group) throw groupNotFound(`This team has no directory group called ${JSON.stringify(named.slice(0, 100))}.`)
  if (others.length > 0)
    throw groupAmbiguous(
      `${found.length} groups are called ${JSON.stringify(named.slice(0, 100))}, in several directories: ${found.map(({ groupId }) => groupId).join(', ')}. Name one of them by its id.`,
    )
  return group.groupId
}

/** As `requireTeamGroup`; nobody deletes the group until the transaction ends. Refuses: group-not-found. */
export async function requireTeamGroupToKeep(trx: Trx, teamId: TeamId, groupId: string): Promise<DirectoryGroup> {
  const { directoryId, groupId: id } = await requireTeamGroup(trx, teamId, groupId)
  return requireGroupToChange(trx, { teamId, directoryId }, id)
}

const unknownGroup = (groupId: string) =>
  groupNotFound(
    `No group ${JSON.stringify(groupId.slice(0, 100))} in this directory: it was deleted, or never created here. Look it up by displayName, or create it.`,
  )

/** Stores a group that is new to the directory, without its members. Refuses: display-name-taken, schema-changing, and directory-gone as `addUser` does. */
export async function addGroup(
  trx: Trx,
  scope: Scope,
  types: DirectoryTypes,
  group: { groupId: GroupId; resource: JsonObject; at: Timestamp },
): Promise<DirectoryGroup> {
  const { groupId, resource, at } = group
  const columns = toGroupColumns(resource, types.group)
  const row = { ...scope, groupId, ...columns, version: 1n, createdAt: at, lastModified: at, deletedAt: null, deletedRequest: null }
  if (!(await orNameTaken(row.displayName, insertGroupRow(trx, row)))) throw endedMeanwhile()
  await markFirstValues(trx, scope, types, { resource, at })
  return { ...row, resource, filterable: {} }
}

/** Stores what a group has become, or only that its members changed, as its next version. Refuses: display-name-taken, schema-changing. */
export async function changeGroup(
  trx: Trx,
  types: DirectoryTypes,
  group: DirectoryGroup,
  resource: JsonObject,
  at: Timestamp,
): Promise<DirectoryGroup> {
  const stamp = { version: group.version + 1n, lastModified: later(group.lastModified, at) }
  if (resource === group.resource) {
    await stampGroupRow(trx, group, stamp)
    return { ...group, ...stamp }
  }
  const columns = toGroupColumns(resource, types.group)
  const changed = { ...group, ...columns, ...stamp, resource, filterable: {} }
  await orNameTaken(changed.displayName, updateGroupRow(trx, group.teamId, group.groupId, { ...columns, ...stamp }))
  await markFirstValues(trx, group, types, { resource, at })
  return changed
}

/** Ends a group: its id names nothing from now on, its name is free. Its edges count no more, and are swept later. */
export const removeGroup = (
  trx: Trx,
  { teamId, groupId }: DirectoryGroup,
  { at, requestId }: { at: Timestamp; requestId: RequestId },
): Promise<void> => updateGroupRow(trx, teamId, groupId, { deletedAt: at, deletedRequest: requestId })

/** Marks groups as changed whose members changed by another cause, such as a user's deletion. */
export const touchGroups = (trx: Trx, { teamId, at }: { teamId: TeamId; at: Timestamp }, groupIds: readonly GroupId[]): Promise<void> =>
  touchGroupRows(trx, teamId, groupIds, at)

export const countGroups = async (db: Reader, scope: Scope): Promise<number> => Number((await countGroupRows(db, scope)).count)

async function orNameTaken<Result>(displayName: string, writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (brokenIndex(error) !== 'directory_groups_name') throw error
    throw displayNameTaken(
      `displayName ${JSON.stringify(displayName)} is already taken by another group of this directory. Look that one up by displayName and update it, or give this one another name.`,
    )
  }
}
