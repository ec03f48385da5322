import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { requireConnection } from './connections.ts'
import { listIdentities, unlinkIdentity, type Identity } from './identities.ts'
import { listSignIns, type SignIn } from './sign-in-log.ts'

const SignInShape = z.object({
  /** The request's id, which the page of the refusal shows as well. */
  id: z.string(),
  at: z.string(),
  outcome: z.enum(['succeeded', 'failed']),
  /** Why not: `docs/who-gets-in.md` says what each means and what to do. */
  code: z.string().nullable(),
  /** In plain words. */
  detail: z.string(),
  email: z.string().nullable(),
  subject: z.string().nullable(),
  member_id: z.string().nullable(),
  /** Where the sign-in began. */
  source: z.enum(['service_provider', 'identity_provider']),
  ip: z.string().nullable(),
  /** What the identity provider sent, redacted: kept for 30 days. */
  received: z.unknown(),
})
const toSignInShape = (signIn: SignIn): z.infer<typeof SignInShape> => ({
  id: signIn.requestId,
  at: signIn.at,
  outcome: signIn.outcome,
  code: signIn.code,
  detail: signIn.detail,
  email: signIn.email,
  subject: signIn.subject,
  member_id: signIn.memberId,
  source: signIn.source,
  ip: signIn.ip,
  received: signIn.received,
})

const IdentityShape = z.object({
  connection_id: z.string(),
  issuer: z.string(),
  subject: z.string(),
  /** What was last asserted. */
  email: z.string().nullable(),
  /** How the member was recognised at the first sign-in. */
  linked_by: z.enum(['externalId', 'userName', 'email', 'invitation', 'jit']),
  linked_at: z.string(),
  last_sign_in_at: z.string(),
})
const toIdentityShape = (identity: Identity): z.infer<typeof IdentityShape> => ({
  connection_id: identity.connectionId,
  issuer: identity.issuer,
  subject: identity.subject,
  email: identity.email,
  linked_by: identity.linkedBy,
  linked_at: identity.linkedAt,
  last_sign_in_at: identity.lastSignInAt,
})
/** `mem_…`, or another form in which a person is addressed. */
const OfMember = z.object({ member: z.string().max(600) })

/** Who signed in through a connection and who did not get in; which subject is which member. */
export const signInLogRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/connections/:connection/sign_ins', {
    config: { permission: 'sso:read' },
    schema: {
      operationId: 'listSignIns',
      summary: 'List who signed in through a connection, and who did not get in',
      params: z.object({ connection: z.string().max(100) }),
      querystring: PageQuery,
      response: { 200: listOf(SignInShape) },
    },
    handler: async ({ actor, params, query: { limit, cursor } }) => {
      const { connectionId } = await requireConnection(db.read, actor.teamId, params.connection)
      const list = [actor.teamId, 'sign-ins', connectionId]
      const before = cursors.open(list, cursor)
      const page = { before: before === undefined ? undefined : BigInt(before), limit: limit + 1 }
      const rows = await listSignIns(db.read, actor.teamId, connectionId, page)
      return toPage(rows, limit, toSignInShape, ({ position }) => cursors.seal(list, String(position)))
    },
  })
  app.get('/members/:member/identities', {
    config: { permission: 'identities:read' },
    schema: {
      operationId: 'listIdentities',
      summary: 'List the subjects of identity providers that a member is linked to',
      params: OfMember,
      response: { 200: listOf(IdentityShape) },
    },
    handler: async ({ actor, params }) => ({
      items: (await listIdentities(db.read, actor.teamId, params.member)).map(toIdentityShape),
      next_cursor: null,
    }),
  })
  app.delete('/members/:member/identities/:connection', {
    config: { permission: 'identities:write' },
    schema: {
      operationId: 'unlinkIdentity',
      summary: 'Unlink a member from the subject of a connection',
      params: OfMember.extend({ connection: z.string().max(100) }),
      response: { 204: z.void() },
    },
    handler: async ({ actor, params }, reply) => {
      await unlinkIdentity(db, actor, params.member, params.connection)
      return reply.code(204).send()
    },
  })
}
