import { listNamesOfGroups } from '../directory/groups.ts'
import type { Change } from '../journal/changes.ts'
import { isId, type GroupId, type MemberId, type TeamId } from '../kernel/ids.ts'
import { namesOfMembers } from '../members/names-of-members.ts'
import type { Reader } from '../store/open.ts'

/** So many changes of an entry at most are named: one of a batch may have thousands, and whoever shows it shows the first of them. */
const changesNamed = 20

/**
 * What the members and groups are called now of whom entries of the log tell by id alone: whose limit was set, who reached a threshold. Who was erased has no name.
 * Answers the names of one entry's changes, by id.
 */
export async function namesInChanges(
  db: Reader,
  teamId: TeamId,
  entries: readonly (readonly Change[])[],
): Promise<(changes: readonly Change[]) => Record<string, string>> {
  const ids = [...new Set(entries.flatMap(idsIn))]
  const groupIds = ids.filter((id): id is GroupId => isId('grp', id))
  const groups = groupIds.length === 0 ? [] : await listNamesOfGroups(db, teamId, groupIds)
  const names = new Map<string, string>(groups.map(({ groupId, displayName }) => [groupId, displayName]))
  const memberIds = ids.filter((id): id is MemberId => isId('mem', id))
  const nameOf = await namesOfMembers(db, teamId, memberIds)
  for (const memberId of memberIds) {
    const name = nameOf(memberId)
    if (name !== null) names.set(memberId, name)
  }
  const known = (id: string): [id: string, name: string][] => {
    const name = names.get(id)
    return name === undefined ? [] : [[id, name]]
  }
  return (changes) => Object.fromEntries(idsIn(changes).flatMap(known))
}

const idsIn = (changes: readonly Change[]): string[] =>
  changes.slice(0, changesNamed).flatMap((change) => {
    if ('subject' in change && 'scope' in change) return change.subject
    return 'member' in change && change.member !== null ? change.member : []
  })
