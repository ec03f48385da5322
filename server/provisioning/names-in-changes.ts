import { listNamesOfGroups } from '../directory/groups.ts'
import type { Change } from '../journal/changes.ts'
import { isId, type GroupId, type MemberId, type TeamId } from '../kernel/ids.ts'
import { namesOfMembers } from '../members/names-of-members.ts'
import type { Reader } from '../store/open.ts'

/** So many changes of an entry at most are named: one of a batch may have thousands, and whoever shows it shows the first of them. */
const changesNamed = 20

/** By id: a member or group that changes know by that alone. */
export type Names = Record<string, string>

/**
 * What the members and groups are called now of whom entries of the log tell by id alone: whose limit was set, who reached a threshold. Who was erased has no name.
 * Answers the names of one entry's changes.
 */
export async function namesInChanges(
  db: Reader,
  teamId: TeamId,
  entries: readonly (readonly Change[])[],
): Promise<(changes: readonly Change[]) => Names> {
  const ids = [...new Set(entries.flatMap(idsIn))]
  const groupIds = ids.filter((id): id is GroupId => isId('grp', id))
  const groups = groupIds.length === 0 ? [] : await listNamesOfGroups(db, teamId, groupIds)
  const nameOfGroup = new Map<string, string>(groups.map(({ groupId, displayName }) => [groupId, displayName]))
  const memberIds = ids.filter((id): id is MemberId => isId('mem', id))
  const nameOfMember = await namesOfMembers(db, teamId, memberIds)
  const nameOf = (id: string) => nameOfGroup.get(id) ?? (isId('mem', id) ? nameOfMember(id) : null)
  return (changes) =>
    Object.fromEntries(
      idsIn(changes).flatMap((id) => {
        const name = nameOf(id)
        return name === null ? [] : [[id, name]]
      }),
    )
}

const idsIn = (changes: readonly Change[]): string[] =>
  changes.slice(0, changesNamed).flatMap((change) => {
    if ('subject' in change && 'scope' in change) return change.subject
    return 'member' in change && change.member !== null ? change.member : []
  })
