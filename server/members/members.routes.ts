import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listDirectoryUsersOfMember } from '../directory/users.ts'
import { toUserShape, UserShape } from '../directory/user-shape.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { MemberId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { roles } from '../kernel/role.ts'
import type { Db } from '../store/open.ts'
import { changeRole, removeMember } from './change-role.ts'
import { requireMember } from './find-member.ts'
import { listMemberRows } from './members.sql.ts'
import type { Member } from './membership.ts'

const Status = z.enum(['active', 'deprovisioned'])
const MemberShape = z.object({
  id: z.string(),
  email: z.string().nullable(),
  display_name: z.string().nullable(),
  role: z.enum(roles),
  origin: z.enum(['scim', 'jit', 'invite', 'bootstrap']),
  status: Status,
  created_at: z.string(),
  ended_at: z.string().nullable(),
})
const toMemberShape = (member: Member): z.infer<typeof MemberShape> => ({
  id: member.memberId,
  email: member.email,
  display_name: member.displayName,
  role: member.role,
  origin: member.origin,
  status: member.status,
  created_at: member.createdAt,
  ended_at: member.endedAt,
})
const OfMember = z.object({ member: z.string().max(100) })

/** The people of a team. Who is in follows the directories, but for those whom no directory brought; roles are given here. */
export const memberRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/members', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listMembers',
      // Who has left is shown when asked for.
      querystring: PageQuery.extend({ status: Status.or(z.literal('all')).default('active') }),
      response: { 200: listOf(MemberShape) },
    },
    handler: async ({ actor, query: { limit, cursor, status } }) => {
      const list = [actor.teamId, 'members', status]
      const after = cursors.open(list, cursor) as MemberId | undefined // sealed below
      const rows = await listMemberRows(db.read, actor.teamId, { status: status === 'all' ? undefined : status, after, limit: limit + 1 })
      return toPage(rows, limit, toMemberShape, ({ memberId }) => cursors.seal(list, memberId))
    },
  })
  app.patch('/members/:member', {
    config: { permission: 'members:write' },
    schema: { operationId: 'changeRole', params: OfMember, body: z.strictObject({ role: z.enum(roles) }), response: { 200: MemberShape } },
    handler: async ({ actor, params, body }) => toMemberShape(await changeRole(db, actor, params.member, body.role)),
  })
  app.delete('/members/:member', {
    config: { permission: 'members:write' },
    schema: { operationId: 'removeMember', params: OfMember, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await removeMember(db, actor, params.member)
      return reply.code(204).send()
    },
  })
  app.get('/users/:user', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'getUser',
      params: z.object({ user: z.string().max(600) }),
      response: { 200: MemberShape.extend({ directory_users: z.array(UserShape.extend({ deleted_at: z.string().nullable() })) }) },
    },
    handler: async ({ actor, params }) => {
      const member = await requireMember(db.read, actor.teamId, params.user)
      const users = await listDirectoryUsersOfMember(db.read, actor.teamId, member.memberId)
      return { ...toMemberShape(member), directory_users: users.map((user) => ({ ...toUserShape(user), deleted_at: user.deletedAt })) }
    },
  })
}
