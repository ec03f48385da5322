import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { GroupId, TeamId, UserId } from '../kernel/ids.ts'
import { toPage } from '../kernel/pages.ts'
import type { Reader } from '../store/open.ts'
import { findUsers, type Place } from './find-users.ts'
import { listEdgesTo, listNested, type Since } from './groups.sql.ts'
import { toPrefix } from './page-users.ts'
import { toUserRow, UserRow } from './user-row.ts'
import { listUserFacts, type UserFacts } from './users.sql.ts'

/** Who is in a group: a user, or a group within it. */
export const MemberRow = z.object({
  id: z.string(),
  type: z.enum(['User', 'Group']),
  /** As the group's members have it in SCIM: the displayName, or else the userName. */
  display: z.string(),
  /** Since when, and by which request of the identity provider. */
  since: z.string(),
  since_request: z.string(),
  /** Null for a group. */
  user: UserRow.nullable(),
})

type Nested = { kind: 'group'; groupId: GroupId; displayName: string } & Since
type Held = { kind: 'user'; place: Place }

/** A page of who is in a group: the groups within it first. Refuses: cursor-invalid. */
export async function pageGroupMembers(
  db: Reader,
  cursors: Cursors,
  { teamId, groupId, q }: { teamId: TeamId; groupId: GroupId; q: string | undefined },
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ items: z.infer<typeof MemberRow>[]; next_cursor: string | null }> {
  const list = [teamId, 'members of a group', groupId, q ?? null]
  const after = toAfter(cursors.open(list, cursor))
  const prefix = q === undefined ? undefined : toPrefix(q)
  const nested = after.place ? [] : await listNested(db, teamId, groupId, { prefix: prefix?.folded, after: after.groupId, limit: limit + 1 })
  const filter = { groupId, ...(prefix && { prefix }) }
  const places = nested.length > limit ? [] : await findUsers(db, teamId, filter, after.place, limit + 1 - nested.length)
  const rows: (Nested | Held)[] = [
    ...nested.map((each) => ({ kind: 'group' as const, ...each })),
    ...places.map((place) => ({ kind: 'user' as const, place })),
  ]
  const page = toPage(
    rows,
    limit,
    (row) => row,
    (row) => cursors.seal(list, JSON.stringify(row.kind === 'group' ? [row.groupId] : [row.place.leg, row.place.key, row.place.userId])),
  )
  const userIds = page.items.flatMap((row) => (row.kind === 'user' ? [row.place.userId] : []))
  const [users, edges] = [await listUserFacts(db, teamId, userIds), await listEdgesTo(db, teamId, groupId, userIds)]
  // Whoever left between the reads is left out.
  return { ...page, items: page.items.flatMap((row) => toMemberRow(row, users, edges) ?? []) }
}

function toMemberRow(
  row: Nested | Held,
  users: ReadonlyMap<UserId, UserFacts>,
  edges: ReadonlyMap<UserId, Since>,
): z.infer<typeof MemberRow> | undefined {
  if (row.kind === 'group')
    return { id: row.groupId, type: 'Group', display: row.displayName, since: row.sinceAt, since_request: row.sinceRequest, user: null }
  const [user, edge] = [users.get(row.place.userId), edges.get(row.place.userId)]
  if (!user || !edge) return undefined
  const { displayName } = user.resource
  const display = typeof displayName === 'string' ? displayName : user.userName
  return { id: user.userId, type: 'User', display, since: edge.sinceAt, since_request: edge.sinceRequest, user: toUserRow(user) }
}

/** Where a page begins: after one of the groups, or at a place among the users, as it was sealed. */
function toAfter(sealed: string | undefined): { groupId: string; place?: Place } {
  if (sealed === undefined) return { groupId: '' }
  const [first, key, userId] = JSON.parse(sealed) as [string, string?, UserId?] // nobody but us seals one
  return key === undefined || userId === undefined ? { groupId: first } : { groupId: '', place: { leg: first, key, userId } }
}
