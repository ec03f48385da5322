import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Caller } from '../kernel/actor.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { MemberId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { roles } from '../kernel/role.ts'
import type { Db } from '../store/open.ts'
import { endSession, listSessions, requireSession, type Session, type SessionLife } from './sessions.ts'

/** A session without its secret, which is in one browser's cookie. */
const SessionShape = z.object({
  id: z.string(),
  member_id: z.string(),
  /** Whether it is the one that asks. */
  is_current: z.boolean(),
  started_at: z.string(),
  last_used_at: z.string(),
  expires_at: z.string(),
  ip: z.string(),
  user_agent: z.string(),
})
const toSessionShape = (session: Session, by: Caller): z.infer<typeof SessionShape> => ({
  id: session.sessionId,
  member_id: session.memberId,
  is_current: by.kind === 'session' && by.sessionId === session.sessionId,
  started_at: session.startedAt,
  last_used_at: session.lastUsedAt,
  expires_at: session.expiresAt,
  ip: session.ip,
  user_agent: session.userAgent,
})

const WhoAmI = z.object({ email: z.string().nullable(), team_id: z.string(), member_id: z.string(), role: z.enum(roles) })
const OfSession = z.object({ session: z.string().max(100) })

type Options = { db: Db; cursors: Cursors; sessionLife: SessionLife; expiredCookie: () => string }

/** Who is signed in: oneself, one's other sessions, and those of the team. */
export const sessionRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, cursors, sessionLife, expiredCookie }) => {
  const list = async (actor: Caller, { limit, cursor }: z.infer<typeof PageQuery>, memberId: MemberId | undefined) => {
    const named = [actor.teamId, 'sessions', memberId ?? '']
    const after = cursors.open(named, cursor)
    const rows = await listSessions(db.read, actor, sessionLife, { ...(memberId !== undefined && { memberId }), after, limit: limit + 1 })
    return toPage(
      rows,
      limit,
      (session) => toSessionShape(session, actor),
      ({ sessionId }) => cursors.seal(named, sessionId),
    )
  }

  app.get('/session', {
    config: { permission: 'session:own' },
    schema: { operationId: 'getSession', response: { 200: WhoAmI } },
    handler: async ({ actor }) => {
      const { teamId, member } = requireSession(actor)
      return { email: member.email, team_id: teamId, member_id: member.memberId, role: member.role }
    },
  })
  app.delete('/session', {
    config: { permission: 'session:own' },
    schema: { operationId: 'signOut', response: { 204: z.void() } },
    handler: async ({ actor }, reply) => {
      await endSession(db, actor, requireSession(actor).sessionId)
      return reply.code(204).header('set-cookie', expiredCookie()).send()
    },
  })
  app.get('/my/sessions', {
    config: { permission: 'session:own' },
    schema: { operationId: 'listMySessions', querystring: PageQuery, response: { 200: listOf(SessionShape) } },
    handler: ({ actor, query }) => list(actor, query, requireSession(actor).member.memberId),
  })
  app.delete('/my/sessions/:session', {
    config: { permission: 'session:own' },
    schema: { operationId: 'endMySession', params: OfSession, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await endSession(db, actor, params.session, { memberId: requireSession(actor).member.memberId })
      return reply.code(204).send()
    },
  })
  app.get('/sessions', {
    config: { permission: 'sessions:read' },
    schema: { operationId: 'listSessions', querystring: PageQuery, response: { 200: listOf(SessionShape) } },
    handler: ({ actor, query }) => list(actor, query, undefined),
  })
  app.delete('/sessions/:session', {
    config: { permission: 'sessions:write' },
    schema: { operationId: 'endSession', params: OfSession, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await endSession(db, actor, params.session)
      return reply.code(204).send()
    },
  })
}
