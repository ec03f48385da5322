import { listDirectories } from '../directory/directories.ts'
import { detailIn, listRowsAbout } from '../journal/traffic.ts'
import { fold } from '../kernel/fold.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { isLiving, placeOf } from './directory-facts.ts'
import { tell, type Answer } from './finding.ts'
import { searchGroups } from './search-groups.ts'
import { searchPeople } from './search-people.ts'
import { rowsLooked, type Sought } from './sought.ts'

/**
 * Why somebody or something is not here, or that it is: each answer by one look-up in an index, however large the directory. What is here comes first, then what
 * was refused, then what has a similar name.
 */
export async function searchSubject(
  db: Reader,
  teamId: TeamId,
  q: string,
  { now, mayReadLimits }: Pick<Sought, 'now' | 'mayReadLimits'>,
): Promise<Answer[]> {
  const asked = q.trim()
  const directories = await listDirectories(db, teamId)
  const rows = await listRowsAbout(db, teamId, { subjectName: fold(asked) }, rowsLooked)
  const sought = { teamId, asked, now, mayReadLimits, directories, living: directories.filter(isLiving), rows }
  const people = await searchPeople(db, sought)
  const groups = await searchGroups(db, sought)
  const answers = [...people.exact, ...groups.exact, ...findRefusal(sought), ...people.similar, ...groups.similar]
  return answers.length > 0 ? answers : [neverReceived(sought)]
}

const write = /^(?:create|replace|patch|delete)_(user|group)$/

/** The latest refusal, where nothing succeeded for the name since. */
function findRefusal({ asked, rows, directories }: Sought): Answer[] {
  const last = rows.find(({ operation }) => write.test(operation))
  const directory = directories.find(({ directoryId }) => directoryId === last?.directoryId)
  if (!last || last.outcome !== 'refused' || !directory) return []
  const { of, steps } = placeOf(directory)
  const { directoryName, providerName } = of
  const told = { operation: last.operation, reason: last.code ?? String(last.status ?? ''), example: detailIn(last.answer) }
  const facts = { asked, directoryName, providerName, ...told, at: last.at, retryMenu: steps.retry }
  const code = write.exec(last.operation)?.[1] === 'group' ? 'group-refused' : 'person-refused'
  return [tell(code, facts, last.at, [{ request: last.requestId, at: last.at }])]
}

function neverReceived({ asked, rows, living, now }: Sought): Answer {
  const lookUp = rows.find(({ outcome }) => outcome === 'read')
  const providers = living.map((directory) => {
    const { of, steps } = placeOf(directory)
    return { name: of.providerName, assignMenu: steps.assign, groupsMenu: steps.groups }
  })
  const evidence = lookUp ? [{ request: lookUp.requestId, at: lookUp.at }] : []
  return tell('never-received', { asked, lookedUpAt: lookUp?.at ?? null, providers }, lookUp?.at ?? now, evidence)
}
