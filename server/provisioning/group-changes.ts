import type { DirectoryGroup } from '../directory/groups.ts'
import { several, type Change, type Note } from '../journal/changes.ts'

/** What is told of a group that somebody joined or left. */
export function membersChanged({ groupId: group, displayName }: DirectoryGroup, joined: readonly string[], left: readonly string[]): Change[] {
  if (joined.length + left.length === 0) return []
  return [{ kind: 'group.members_changed', group, displayName, joined: several(joined), left: several(left) }]
}

/** What is noted of members whom the directory was never sent. */
export function unknownMembers({ groupId: group, displayName }: DirectoryGroup, unknown: readonly string[]): Note[] {
  return unknown.length > 0 ? [{ code: 'unknown-members', group, displayName, unknown: several(unknown) }] : []
}
