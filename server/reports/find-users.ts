import { setImmediate as turn } from 'node:timers/promises'
import { listDirectories } from '../directory/directories.ts'
import type { DirectoryId, TeamId, UserId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { isExact, lookAlong, soughtColumns, type Leg, type Looked, type UserFilter } from './found-users.sql.ts'

export type { UserFilter } from './found-users.sql.ts'

/** Where a user stands in a list: on which leg of it, under which key. */
export type Place = { leg: string; key: string; userId: UserId }

/** So many users at most are looked at by one statement, at first and then. SQLite answers in this thread: whoever else asks has their turn between two. */
const [firstLook, laterLooks] = [200, 1_000]

/**
 * The next places of a list, after one of them. A list is one leg or several, one after the other, and each is read in the order of an index, so that a page costs
 * what it shows. What no index tells, such as who of a large group is inactive, is sought some users at a time.
 */
export async function findUsers(db: Reader, teamId: TeamId, filter: UserFilter, from: Place | undefined, limit: number): Promise<Place[]> {
  const found: Place[] = []
  for (const leg of await legsOf(db, teamId, filter)) {
    const name = nameOf(leg)
    if (from && name < from.leg) continue
    const after = from?.leg === name ? from : undefined
    for await (const { userId, key } of walk(db, teamId, leg, filter, after, () => limit - found.length)) {
      found.push({ leg: name, key, userId })
      if (found.length === limit) return found
    }
  }
  return found
}

/** Those of a leg who belong to the list. */
async function* walk(
  db: Reader,
  teamId: TeamId,
  leg: Leg,
  filter: UserFilter,
  from: Place | undefined,
  wanted: () => number,
): AsyncGenerator<Looked> {
  const isWhole = isExact(leg, filter)
  for (let [after, most]: [Pick<Looked, 'key' | 'userId'> | undefined, number] = [from, firstLook]; ; most = laterLooks) {
    const look = isWhole ? wanted() : most
    const looked = await lookAlong(db, teamId, leg, filter, after, look)
    for (const each of looked) if (Number(each.fits) === 1) yield each
    after = looked.at(-1)
    if (looked.length < look) return
    await turn()
  }
}

async function legsOf(db: Reader, teamId: TeamId, { directoryId, active, groupId, inSeveralGroups, prefix, sort }: UserFilter): Promise<Leg[]> {
  const inDirectories = async (by: Extract<Leg, { directoryId: DirectoryId }>['by']): Promise<Leg[]> => {
    if (directoryId !== undefined) return [{ by, directoryId }]
    const unswept = (await listDirectories(db, teamId)).filter(({ sweptAt }) => sweptAt === null)
    return unswept.map((directory) => ({ by, directoryId: directory.directoryId }))
  }
  if (prefix) return (await Promise.all(soughtColumns.map(inDirectories))).flat()
  if (sort === 'user_name') return inDirectories('userName')
  // Those who are not active are few among those of a large group.
  if (active === false) return inDirectories('userId')
  if (groupId !== undefined) return [{ by: 'group' }]
  if (inSeveralGroups) return [{ by: 'several' }]
  return directoryId === undefined && active === undefined ? [{ by: 'id' }] : inDirectories('userId')
}

/** Legs come in the order of their names. */
const nameOf = (leg: Leg): string => `${order.indexOf(leg.by)}${'directoryId' in leg ? ` ${leg.directoryId}` : ''}`
const order: readonly Leg['by'][] = ['id', 'group', 'several', 'userId', ...soughtColumns]
