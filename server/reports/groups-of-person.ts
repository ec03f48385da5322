import { z } from 'zod'
import { listUsersOfMembers } from '../directory/users.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { TeamId } from '../kernel/ids.ts'
import { toPage } from '../kernel/pages.ts'
import { requireMember } from '../members/find-member.ts'
import type { Reader } from '../store/open.ts'
import { listMembershipsOf, type Membership } from './groups.sql.ts'

/** A group that holds a person directly, by one of their directory users. */
export const GroupOfPerson = z.object({
  id: z.string(),
  display_name: z.string(),
  directory_id: z.string(),
  /** Which of their directory users it holds, and whether that one is active: of one that is not, the membership counts for nothing. */
  user_id: z.string(),
  active: z.boolean(),
  /** Since when, and by which request of the identity provider. */
  since: z.string(),
  since_request: z.string(),
})

/** A page of the groups of a person. Refuses: user-not-found, ambiguous-user, cursor-invalid. */
export async function pageGroupsOfPerson(
  db: Reader,
  cursors: Cursors,
  teamId: TeamId,
  address: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: z.infer<typeof GroupOfPerson>[]; next_cursor: string | null }> {
  const { memberId } = await requireMember(db, teamId, address)
  const list = [teamId, 'groups of a person', memberId]
  const [groupId, userId] = cursors.open(list, cursor)?.split(' ') ?? []
  const users = new Map((await listUsersOfMembers(db, teamId, [memberId])).map((user) => [user.userId, user]))
  const after = groupId !== undefined && userId !== undefined ? { groupId, userId } : undefined
  const rows = await listMembershipsOf(db, teamId, [...users.keys()], { after, limit: limit + 1 })
  const toShape = (row: Membership) => ({
    id: row.groupId,
    display_name: row.displayName,
    directory_id: row.directoryId,
    user_id: row.userId,
    active: users.get(row.userId)?.active === true,
    since: row.sinceAt,
    since_request: row.sinceRequest,
  })
  return toPage(rows, limit, toShape, (row) => cursors.seal(list, `${row.groupId} ${row.userId}`))
}
