import { z } from 'zod'
import { roles } from '../kernel/role.ts'
import type { Member } from './membership.ts'

export const MemberStatus = z.enum(['active', 'deprovisioned'])

/** A member on the wire of the API. */
export const MemberShape = z.object({
  id: z.string(),
  email: z.string().nullable(),
  display_name: z.string().nullable(),
  role: z.enum(roles),
  origin: z.enum(['scim', 'jit', 'invite', 'bootstrap']),
  status: MemberStatus,
  created_at: z.string(),
  ended_at: z.string().nullable(),
})

export const toMemberShape = (member: Member): z.infer<typeof MemberShape> => ({
  id: member.memberId,
  email: member.email,
  display_name: member.displayName,
  role: member.role,
  origin: member.origin,
  status: member.status,
  created_at: member.createdAt,
  ended_at: member.endedAt,
})
