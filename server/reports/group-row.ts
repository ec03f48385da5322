import { z } from 'zod'
import { DirectoryShape } from '../directory/directory-shape.ts'
import { limitEtag, type LimitRow } from '../spend/set-limit.ts'
import { toLimit } from '../spend/effective-limit.ts'
import { toLimitShape } from '../spend/explanation.ts'
import type { GroupFacts } from './groups.sql.ts'

/** The spend limit of a group, with what it takes to change it: the tag that goes into If-Match. */
const GroupLimit = z.object({
  id: z.string(),
  kind: z.enum(['amount', 'unlimited']),
  amount: z.string().optional(),
  currency: z.string(),
  reason: z.string().nullable(),
  since: z.string(),
  etag: z.string(),
})

/** A directory group with all that a table of groups shows of it. */
export const GroupRow = z.object({
  id: z.string(),
  directory_id: z.string(),
  directory: DirectoryShape.pick({ id: true, name: true, provider: true, state: true }),
  display_name: z.string(),
  external_id: z.string().nullable(),
  /** Whom it holds directly: users, and groups within it. A list counts no further than 10,000 of a kind, and `is_exact` is false then. */
  members: z.object({ users: z.number(), groups: z.number(), is_exact: z.boolean() }),
  /** Null where none is set. Left out for whoever may not see limits. */
  limit: GroupLimit.nullable().optional(),
  created_at: z.string(),
  last_modified: z.string(),
  /** Always: its identity provider alone changes it. */
  is_read_only: z.literal(true),
})

/** So many of a kind are counted at most where many groups are. */
export const mostCounted = 10_000

/** `limit` is undefined for whoever may not see it; `most` is how far its members were counted. */
export function toGroupRow(group: GroupFacts, limit: z.infer<typeof GroupLimit> | null | undefined, most = mostCounted): z.infer<typeof GroupRow> {
  const [users, groups] = [Number(group.userCount), Number(group.childCount)]
  return {
    id: group.groupId,
    directory_id: group.directoryId,
    directory: { id: group.directoryId, name: group.directoryName, provider: group.provider, state: group.directoryStatus },
    display_name: group.displayName,
    external_id: group.externalId,
    members: { users: Math.min(users, most), groups: Math.min(groups, most), is_exact: users <= most && groups <= most },
    ...(limit !== undefined && { limit }),
    created_at: group.createdAt,
    last_modified: group.lastModified,
    is_read_only: true,
  }
}

export const toGroupLimit = (row: LimitRow, currency: string): z.infer<typeof GroupLimit> => ({
  id: row.limitId,
  ...toLimitShape(toLimit(row)),
  currency,
  reason: row.reason,
  since: row.sinceAt,
  etag: limitEtag(row),
})
