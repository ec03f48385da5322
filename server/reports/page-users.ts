import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import { fold } from '../kernel/fold.ts'
import { type DirectoryId, type GroupId, type TeamId, type UserId } from '../kernel/ids.ts'
import { PageQuery, toPage } from '../kernel/pages.ts'
import type { Reader } from '../store/open.ts'
import { findUsers, type Place, type UserFilter } from './find-users.ts'
import { listUserFacts, type UserFacts } from './users.sql.ts'

/** Whatever somebody types into a field for searching. */
export const SearchText = z.string().trim().min(1).max(200)

/** A page of a list that is sorted by names: a cursor holds one, which may be long. */
export const NamedPageQuery = PageQuery.extend({ cursor: z.string().max(6_000).optional() })

/** What is sought is folded as the columns are. */
export const toPrefix = (q: string): NonNullable<UserFilter['prefix']> => ({ folded: fold(q), asWritten: q })

/** A page of users, in the order of their list. Refuses: cursor-invalid. */
export async function pageUsers(
  db: Reader,
  cursors: Cursors,
  { teamId, name, filter }: { teamId: TeamId; name: string; filter: UserFilter },
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ items: UserFacts[]; next_cursor: string | null }> {
  const list = [teamId, name, filter]
  const places = await findUsers(db, teamId, filter, toPlace(cursors.open(list, cursor)), limit + 1)
  const page = toPage(
    places,
    limit,
    ({ userId }) => userId,
    ({ leg, key, userId }) => cursors.seal(list, JSON.stringify([leg, key, userId])),
  )
  const facts = await listUserFacts(db, teamId, page.items)
  // Whoever was deleted between the two reads is left out.
  return { ...page, items: page.items.flatMap((userId) => facts.get(userId) ?? []) }
}

/** A place that was sealed into a cursor. */
function toPlace(sealed: string | undefined): Place | undefined {
  if (sealed === undefined) return undefined
  const [leg, key, userId] = JSON.parse(sealed) as [string, string, UserId] // nobody but us seals one
  return { leg, key, userId }
}

/** The filter of a list, of which nothing is there that nobody asked for: it is a part of each cursor. */
export function toUserFilter(asked: {
  directoryId?: DirectoryId | undefined
  active?: 'true' | 'false' | undefined
  groupId?: GroupId | undefined
  in_several_groups?: 'true' | undefined
  q?: string | undefined
  sort?: 'user_name' | undefined
}): UserFilter {
  const { directoryId, active, groupId, in_several_groups: isInSeveral, q, sort } = asked
  return {
    ...(directoryId !== undefined && { directoryId }),
    ...(active !== undefined && { active: active === 'true' }),
    ...(groupId !== undefined && { groupId }),
    ...(isInSeveral !== undefined && { inSeveralGroups: true }),
    ...(q !== undefined && { prefix: toPrefix(q) }),
    ...(sort !== undefined && { sort }),
  }
}
