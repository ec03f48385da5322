import { listDirectories } from '../directory/directories.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { DirectoryId, GroupId, TeamId } from '../kernel/ids.ts'
import { toPage } from '../kernel/pages.ts'
import type { Reader } from '../store/open.ts'
import { mostCounted } from './group-row.ts'
import { listGroupFacts, lookAtGroups, type GroupFacts, type GroupFilter } from './groups.sql.ts'

export type { GroupFilter } from './groups.sql.ts'

/** Where a group stands in a list: in which directory, where the list is by name, and under which key. */
type Place = { directoryId: DirectoryId | ''; key: string; groupId: GroupId }

/** So many groups at most are looked at by one statement, where not all of them are of the list. */
const groupsPerLook = 500

/** A page of groups: by their ids, or by their names within each directory. Refuses: cursor-invalid. */
export async function pageGroups(
  db: Reader,
  cursors: Cursors,
  { teamId, filter, isByName }: { teamId: TeamId; filter: GroupFilter; isByName: boolean },
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ items: GroupFacts[]; next_cursor: string | null }> {
  const list = [teamId, 'groups', filter, isByName]
  const places = await findGroups(db, teamId, filter, isByName, toPlace(cursors.open(list, cursor)), limit + 1)
  const page = toPage(
    places,
    limit,
    ({ groupId }) => groupId,
    ({ directoryId, key, groupId }) => cursors.seal(list, JSON.stringify([directoryId, key, groupId])),
  )
  const facts = await listGroupFacts(db, teamId, page.items, mostCounted)
  // What was deleted between the two reads is left out.
  return { ...page, items: page.items.flatMap((groupId) => facts.get(groupId) ?? []) }
}

async function findGroups(
  db: Reader,
  teamId: TeamId,
  filter: GroupFilter,
  isByName: boolean,
  from: Place | undefined,
  limit: number,
): Promise<Place[]> {
  const isWhole = filter.hasLimit === undefined && filter.isEmpty === undefined
  const found: Place[] = []
  for (const directoryId of await directoriesOf(db, teamId, filter, isByName)) {
    if (from && directoryId < from.directoryId) continue
    for (let after = from?.directoryId === directoryId ? from : undefined; ;) {
      const look = isWhole ? limit - found.length : groupsPerLook
      const looked = await lookAtGroups(db, teamId, filter, {
        isByName,
        directoryId: directoryId === '' ? filter.directoryId : directoryId,
        after,
        look,
      })
      const fitting = looked.filter(({ fits }) => Number(fits) === 1).map(({ groupId, key }) => ({ directoryId, key, groupId }))
      found.push(...fitting.slice(0, limit - found.length))
      const last = looked.at(-1)
      if (found.length === limit) return found
      if (!last || looked.length < look) break
      after = { directoryId, key: last.key, groupId: last.groupId }
    }
  }
  return found
}

/** The directories whose groups are listed one after another by name; one without an id for all of them together by id. */
async function directoriesOf(db: Reader, teamId: TeamId, { directoryId }: GroupFilter, isByName: boolean): Promise<(DirectoryId | '')[]> {
  if (!isByName) return ['']
  if (directoryId !== undefined) return [directoryId]
  return (await listDirectories(db, teamId)).filter(({ sweptAt }) => sweptAt === null).map((directory) => directory.directoryId)
}

/** A place that was sealed into a cursor. */
function toPlace(sealed: string | undefined): Place | undefined {
  if (sealed === undefined) return undefined
  const [directoryId, key, groupId] = JSON.parse(sealed) as [DirectoryId | '', string, GroupId] // nobody but us seals one
  return { directoryId, key, groupId }
}
