import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Caller } from '../kernel/actor.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { MemberId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { roles } from '../kernel/role.ts'
import { setupPurposes } from '../kernel/setup-purpose.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { may, permissionNames, permissions } from './permissions.ts'
import { endSession, listSessions, requireSession, type Session, type SessionLife } from './sessions.ts'
import { endSetupSession } from './setup-sessions.ts'

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

const ofBoth = {
  team_id: z.string(),
  team_name: z.string(),
  /** What they may do, by the names that every operation of the API gives. */
  permissions: z.array(z.string()),
}
const WhoAmI = z.object({ ...ofBoth, email: z.string().nullable(), member_id: z.string(), role: z.enum(roles) })
/** Whoever opened a set-up link. They are no member. */
const WhoSetsUp = z.object({
  ...ofBoth,
  setup_link: z.object({ id: z.string(), purpose: z.enum(setupPurposes), expires_at: z.string() }),
})
const PermissionShape = z.object({ name: z.string(), meaning: z.string(), roles: z.array(z.enum(roles)) })
const OfSession = z.object({ session: z.string().max(100) })

type Options = { db: Db; cursors: Cursors; sessionLife: SessionLife; expiredCookie: () => string }

/** Who is signed in: oneself, one's other sessions, and those of the team. */
export const sessionRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, cursors, sessionLife, expiredCookie }) => {
  const list = async (actor: Caller, { limit, cursor }: z.infer<typeof PageQuery>, of: MemberId | 'nobody' | undefined) => {
    const named = [actor.teamId, 'sessions', of ?? '']
    const after = cursors.open(named, cursor)
    if (of === 'nobody') return { items: [], next_cursor: null }
    const rows = await listSessions(db.read, actor, sessionLife, { ...(of !== undefined && { memberId: of }), after, limit: limit + 1 })
    return toPage(
      rows,
      limit,
      (session) => toSessionShape(session, actor),
      ({ sessionId }) => cursors.seal(named, sessionId),
    )
  }

  app.get('/session', {
    config: { permission: 'session:own' },
    schema: { operationId: 'getSession', summary: 'Tell who is signed in', response: { 200: z.union([WhoAmI, WhoSetsUp]) } },
    handler: async ({ actor }) => {
      const { teamId, name } = await teamOf(db.read, actor.teamId)
      const both = { team_id: teamId, team_name: name, permissions: permissionNames.filter((permission) => may(actor, permission)) }
      if (actor.kind === 'setup_link') return { ...both, setup_link: { id: actor.linkId, purpose: actor.purpose, expires_at: actor.expiresAt } }
      const { member } = requireSession(actor)
      return { ...both, email: member.email, member_id: member.memberId, role: member.role }
    },
  })
  app.get('/permissions', {
    config: { permission: 'session:own' },
    schema: { operationId: 'listPermissions', summary: 'Tell what can be permitted, and to which roles', response: { 200: listOf(PermissionShape) } },
    handler: async () => ({
      items: permissionNames.map((name) => ({ name, meaning: permissions[name].meaning, roles: [...permissions[name].roles] })),
      next_cursor: null,
    }),
  })
  app.delete('/session', {
    config: { permission: 'session:own' },
    schema: { operationId: 'signOut', summary: 'Sign out', response: { 204: z.void() } },
    handler: async ({ actor }, reply) => {
      if (actor.kind === 'setup_link') await endSetupSession(db, actor)
      else await endSession(db, actor, requireSession(actor).sessionId)
      return reply.code(204).header('set-cookie', expiredCookie()).send()
    },
  })
  app.get('/my/sessions', {
    config: { permission: 'session:own' },
    schema: { operationId: 'listMySessions', summary: 'List one’s open sessions', querystring: PageQuery, response: { 200: listOf(SessionShape) } },
    handler: ({ actor, query }) => list(actor, query, memberIdOf(actor) ?? 'nobody'),
  })
  app.delete('/my/sessions/:session', {
    config: { permission: 'session:own' },
    schema: { operationId: 'endMySession', summary: 'End one of one’s sessions', params: OfSession, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await endSession(db, actor, params.session, { memberId: memberIdOf(actor) ?? 'nobody' })
      return reply.code(204).send()
    },
  })
  app.get('/sessions', {
    config: { permission: 'sessions:read' },
    schema: { operationId: 'listSessions', summary: 'List who is signed in', querystring: PageQuery, response: { 200: listOf(SessionShape) } },
    handler: ({ actor, query }) => list(actor, query, undefined),
  })
  app.delete('/sessions/:session', {
    config: { permission: 'sessions:write' },
    schema: { operationId: 'endSession', summary: 'End a session of anybody in the team', params: OfSession, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await endSession(db, actor, params.session)
      return reply.code(204).send()
    },
  })
}

/** Whose sessions are one's own: with a personal key its member's. Undefined for a key of the team or the operator, which is nobody. */
const memberIdOf = (actor: Caller): MemberId | undefined => ('member' in actor ? actor.member?.memberId : undefined)
