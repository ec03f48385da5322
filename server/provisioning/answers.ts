import type { Json, JsonObject } from '../../scim/json.ts'
import { toEntityTag } from '../../scim/preconditions.ts'
import { parseProjection, project, wants } from '../../scim/projection.ts'
import { render } from '../../scim/render.ts'
import type { ResourceType } from '../../scim/schema.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import type { DirectoryGroup } from '../directory/groups.ts'
import { listGroupsOf, listMembers, type GroupOfUser, type MemberRow } from '../directory/memberships.ts'
import type { DirectoryUser } from '../directory/users.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import type { Reader } from '../store/open.ts'

/** What a client wants to see of a resource (RFC 7644 §3.9). A parameter given twice counts once. */
export type View = { attributes?: string | undefined; excludedAttributes?: string | undefined }

/** Users as they are answered, each with the groups that hold it, unless the client does not want them: then they are not read. */
export async function renderUsers(
  db: Reader,
  by: DirectoryActor,
  types: DirectoryTypes,
  baseUrl: string,
  users: readonly DirectoryUser[],
  view: View,
): Promise<JsonObject[]> {
  const projection = parseProjection(view, types.user)
  const groups = wants(projection, 'groups')
    ? await listGroupsOf(
        db,
        by,
        users.map(({ userId }) => userId),
      )
    : undefined
  return users.map((user) => project(renderUser(baseUrl, types.user, user, groups && (groups.get(user.userId) ?? [])), projection, types.user))
}

function renderUser(baseUrl: string, type: ResourceType, user: DirectoryUser, groups: readonly GroupOfUser[] | undefined): JsonObject {
  const held = groups && groups.map((group) => toGroup(baseUrl, group))
  return render(user.resource, { ...factsOf(user, 'User', user.userId, baseUrl), ...(held && { groups: held }) }, type)
}

const toGroup = (baseUrl: string, { groupId, displayName, type }: GroupOfUser): Json => ({
  value: groupId,
  $ref: `${baseUrl}/Groups/${groupId}`,
  display: displayName,
  type,
})

/** Groups as they are answered, each with its members, unless the client does not want them: then they are not read. */
export async function renderGroups(
  db: Reader,
  by: DirectoryActor,
  types: DirectoryTypes,
  baseUrl: string,
  groups: readonly DirectoryGroup[],
  view: View,
): Promise<JsonObject[]> {
  const projection = parseProjection(view, types.group)
  const members = wants(projection, 'members')
    ? await listMembers(
        db,
        by,
        groups.map(({ groupId }) => groupId),
      )
    : undefined
  return groups.map((group) =>
    project(renderGroup(baseUrl, types.group, group, members && (members.get(group.groupId) ?? [])), projection, types.group),
  )
}

/** A group with members that were read already. */
export function renderGroup(baseUrl: string, type: ResourceType, group: DirectoryGroup, members: readonly MemberRow[] | undefined): JsonObject {
  const held = members && members.map((member) => toMember(baseUrl, member))
  return render(group.resource, { ...factsOf(group, 'Group', group.groupId, baseUrl), ...(held && { members: held }) }, type)
}

const toMember = (baseUrl: string, { id, kind, display }: MemberRow): Json => ({ value: id, $ref: `${baseUrl}/${kind}s/${id}`, display, type: kind })

/** What the service itself says of a resource (RFC 7643 §3.1). */
const factsOf = (
  { createdAt, lastModified: lastModifiedAt, version }: Pick<DirectoryUser, 'createdAt' | 'lastModified' | 'version'>,
  resourceType: 'User' | 'Group',
  id: string,
  baseUrl: string,
) => ({ id, resourceType, createdAt, lastModifiedAt, version: toEntityTag(version), location: `${baseUrl}/${resourceType}s/${id}` })
