import { listGroupsAmong, listGroupsCalled, type NamedGroup } from '../directory/groups.ts'
import type { Directory } from '../directory/directories.ts'
import { hasMember, listGroupNames } from '../directory/standing.ts'
import { fold } from '../kernel/fold.ts'
import { isId } from '../kernel/ids.ts'
import { findGroupLimit } from '../spend/limit-effects.ts'
import type { Reader } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { placeOf } from './directory-facts.ts'
import { tell, type Answer } from './finding.ts'
import { isSimilar } from './limit-findings.ts'
import type { Sought } from './sought.ts'

/** The groups that a text means, and those that it may mean. */
export async function searchGroups(db: Reader, sought: Sought): Promise<{ exact: Answer[]; similar: Answer[] }> {
  const present: Answer[] = []
  for (const directory of sought.living)
    for (const group of await findIn(db, directory, sought.asked)) present.push(await tellPresent(db, sought, directory, group))
  const exact = present.length > 0 ? present : findDeleted(sought)
  const isGroupName = !sought.asked.includes('@')
  return { exact, similar: present.length > 0 || !isGroupName ? [] : await findSimilar(db, sought) }
}

const findIn = (db: Reader, directory: Directory, asked: string): Promise<NamedGroup[]> =>
  isId('grp', asked) ? listGroupsAmong(db, directory, [asked]) : listGroupsCalled(db, directory, { namesFolded: [fold(asked)], externalIds: [asked] })

async function tellPresent(
  db: Reader,
  { teamId, asked, now, mayReadLimits }: Sought,
  { name: directoryName }: Directory,
  { groupId: group, displayName: name }: NamedGroup,
) {
  const limit = mayReadLimits ? await findGroupLimit(db, teamId, group) : undefined
  const { currency } = await teamOf(db, teamId)
  const isEmpty = !(await hasMember(db, teamId, group))
  return tell(
    'group-present',
    { asked, group, name, directoryName, isEmpty, hasLimit: limit !== undefined, amount: limit?.amount ?? null, currency },
    now,
  )
}

/** A group that was here: its name is in the log with the request that ended it. */
function findDeleted({ asked, rows, directories }: Sought): Answer[] {
  const row = rows.find(({ operation, outcome }) => operation === 'delete_group' && outcome === 'applied')
  const directory = directories.find(({ directoryId }) => directoryId === row?.directoryId)
  if (!row || !directory || row.subjectId === null || !isId('grp', row.subjectId)) return []
  const { of, steps } = placeOf(directory)
  const { directoryName, providerName } = of
  const facts = { asked, group: row.subjectId, name: row.subjectName ?? asked, directoryName, providerName, at: row.at, request: row.requestId }
  return [tell('group-deleted', { ...facts, groupsMenu: steps.groups }, row.at, [{ request: row.requestId, at: row.at }])]
}

/** So many groups of the team at most are compared by name. */
const namesCompared = 2_000
const similarShown = 5

async function findSimilar(db: Reader, { teamId, asked, now, living }: Sought): Promise<Answer[]> {
  const groups = await listGroupNames(db, teamId, namesCompared)
  const similar = groups.filter(({ name }) => isSimilar(asked, name)).slice(0, similarShown)
  return similar.map(({ groupId: group, name, directoryId }) => {
    const directoryName = living.find((each) => each.directoryId === directoryId)?.name ?? directoryId
    return tell('group-under-another-name', { asked, group, name, directoryName }, now)
  })
}
