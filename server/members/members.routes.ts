import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import { entityTagOf, IfMatch } from '../kernel/preconditions.ts'
import type { MemberId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { roles } from '../kernel/role.ts'
import type { Db } from '../store/open.ts'
import { changeRole, removeMember } from './change-role.ts'
import { requireMemberOfId } from './find-member.ts'
import { MemberShape, MemberStatus, toMemberShape } from './member-shape.ts'
import { listMemberRows } from './members.sql.ts'
import type { Member } from './membership.ts'

const OfMember = z.object({ member: z.string().max(100) })

/** The people of a team. Who is in follows the directories, but for those whom no directory brought; roles are given here. */
export const memberRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  const answer = (reply: FastifyReply, member: Member) => {
    reply.header('etag', entityTagOf(member))
    return toMemberShape(member)
  }

  app.get('/members', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listMembers',
      summary: 'List the people of the team',
      // Who has left is shown when asked for.
      querystring: PageQuery.extend({ status: MemberStatus.or(z.literal('all')).default('active') }),
      response: { 200: listOf(MemberShape) },
    },
    handler: async ({ actor, query: { limit, cursor, status } }) => {
      const list = [actor.teamId, 'members', status]
      const after = cursors.open(list, cursor) as MemberId | undefined // sealed below
      const rows = await listMemberRows(db.read, actor.teamId, { status: status === 'all' ? undefined : status, after, limit: limit + 1 })
      return toPage(rows, limit, toMemberShape, ({ memberId }) => cursors.seal(list, memberId))
    },
  })
  app.get('/members/:member', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'getMember', summary: 'Read a member', params: OfMember, response: { 200: MemberShape } },
    handler: async ({ actor, params }, reply) => answer(reply, await requireMemberOfId(db.read, actor.teamId, params.member)),
  })
  app.patch('/members/:member', {
    config: { permission: 'members:write' },
    schema: {
      operationId: 'changeRole',
      summary: 'Give a member another role, which signs them out',
      params: OfMember,
      headers: IfMatch,
      body: z.strictObject({ role: z.enum(roles) }),
      response: { 200: MemberShape },
    },
    handler: async ({ actor, params, headers, body }, reply) =>
      answer(reply, await changeRole(db, actor, params.member, body.role, headers['if-match'])),
  })
  app.delete('/members/:member', {
    config: { permission: 'members:write' },
    schema: {
      operationId: 'removeMember',
      summary: 'Take somebody out of the team whom no directory brought',
      params: OfMember,
      headers: IfMatch,
      response: { 204: z.void() },
    },
    handler: async ({ actor, params, headers }, reply) => {
      await removeMember(db, actor, params.member, headers['if-match'])
      return reply.code(204).send()
    },
  })
}
