import { z } from 'zod'
import { DirectoryShape } from '../directory/directory-shape.ts'
import { toUserShape, UserShape } from '../directory/user-shape.ts'
import { MemberShape } from '../members/member-shape.ts'
import type { UserFacts } from './users.sql.ts'

/** A directory user with all that a table of people shows of it. */
export const UserRow = z.object({
  ...UserShape.shape,
  /** The primary address, or else the first. */
  email: z.string().nullable(),
  directory: DirectoryShape.pick({ id: true, name: true, provider: true, state: true }),
  /** The person whom it stands for, in the team. */
  member: MemberShape.pick({ id: true, email: true, role: true, origin: true, status: true }),
  /** How many groups of its directory hold it directly. */
  group_count: z.number(),
  /** Always: its identity provider alone changes it. */
  is_read_only: z.literal(true),
})

export function toUserRow(user: UserFacts): z.infer<typeof UserRow> {
  const shape = toUserShape(user)
  return {
    ...shape,
    email: shape.emails[0] ?? null,
    directory: { id: user.directoryId, name: user.directoryName, provider: user.provider, state: user.directoryStatus },
    member: { id: user.memberId, email: user.memberEmail, role: user.role, origin: user.origin, status: user.memberStatus },
    group_count: Number(user.groupCount),
    is_read_only: true,
  }
}
