import type { z } from 'zod'
import { pageMembers } from '../directory/memberships.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { isId, type GroupId, type TeamId } from '../kernel/ids.ts'
import { toPage } from '../kernel/pages.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { MemberRow } from './group-members.ts'
import { toUserRow } from './user-row.ts'
import { listUserFacts } from './users.sql.ts'

/** A page of who was in a group at a past moment, by their ids. What is said of each user is what is so now; null of one who was deleted since. Refuses: cursor-invalid. */
export async function pageGroupMembersThen(
  db: Reader,
  cursors: Cursors,
  { teamId, groupId, at }: { teamId: TeamId; groupId: GroupId; at: Timestamp },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: z.infer<typeof MemberRow>[]; next_cursor: string | null }> {
  const list = [teamId, 'members of a group', groupId, at]
  const rows = await pageMembers(db, teamId, groupId, { after: cursors.open(list, cursor) ?? '', limit: limit + 1, at })
  const users = await listUserFacts(
    db,
    teamId,
    rows.flatMap(({ id }) => (isId('usr', id) ? [id] : [])),
  )
  return toPage(
    rows,
    limit,
    ({ id, kind, display, sinceAt, sinceRequest }) => {
      const user = isId('usr', id) ? users.get(id) : undefined
      return { id, type: kind, display, since: sinceAt, since_request: sinceRequest, user: user ? toUserRow(user) : null }
    },
    ({ id }) => cursors.seal(list, id),
  )
}
