import { z } from 'zod'
import { addressesOf, shownName } from './stored-columns.ts'
import type { DirectoryUser } from './users.ts'

/** A directory user on the wire of the API. */
export const UserShape = z.object({
  id: z.string(),
  directory_id: z.string(),
  member_id: z.string(),
  user_name: z.string(),
  external_id: z.string().nullable(),
  display_name: z.string().nullable(),
  emails: z.array(z.string()),
  active: z.boolean(),
  created_at: z.string(),
  last_modified: z.string(),
})

export const toUserShape = (user: DirectoryUser): z.infer<typeof UserShape> => ({
  id: user.userId,
  directory_id: user.directoryId,
  member_id: user.memberId,
  user_name: user.userName,
  external_id: user.externalId,
  display_name: shownName(user.resource),
  emails: addressesOf(user.resource),
  active: user.active,
  created_at: user.createdAt,
  last_modified: user.lastModified,
})
