import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { linkPath, type Link } from '../access/links.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { entityTagOf, IfMatch } from '../kernel/preconditions.ts'
import type { Environment } from '../kernel/environment.ts'
import { EmailField } from '../kernel/fields.ts'
import type { LinkId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { roles } from '../kernel/role.ts'
import type { Db } from '../store/open.ts'
import { invite, listInvites, requireInvite, revokeInvite } from './invites.ts'

const InviteShape = z.object({
  id: z.string(),
  email: z.string().nullable(),
  role: z.enum(roles).nullable(),
  created_at: z.string(),
  created_by: z.string(),
  expires_at: z.string().nullable(),
})
const toInviteShape = (link: Link): z.infer<typeof InviteShape> => ({
  id: link.linkId,
  email: link.email,
  role: link.role,
  created_at: link.createdAt,
  created_by: link.createdBy,
  expires_at: link.expiresAt,
})

const OfInvite = z.object({ invite: z.string().max(100) })

type Options = { db: Db; environment: Environment; cursors: Cursors; publicUrl: () => string }

/** Invitations: one-time links, which whoever makes them hands on. */
export const inviteRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors, publicUrl }) => {
  app.get('/invites', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listInvites', summary: 'List the open invitations', querystring: PageQuery, response: { 200: listOf(InviteShape) } },
    handler: async ({ actor, query: { limit, cursor } }) => {
      const list = [actor.teamId, 'invites']
      const after = cursors.open(list, cursor) as LinkId | undefined // sealed below
      const rows = await listInvites(db.read, actor.teamId, { after, limit: limit + 1 })
      return toPage(rows, limit, toInviteShape, ({ linkId }) => cursors.seal(list, linkId))
    },
  })
  app.post('/invites', {
    config: { permission: 'members:write' },
    schema: {
      operationId: 'createInvite',
      summary: 'Invite somebody by a one-time link, which is shown once',
      body: z.strictObject({ email: EmailField, role: z.enum(roles).default('member') }),
      // The one answer that holds the link.
      response: { 201: InviteShape.extend({ url: z.string() }) },
    },
    handler: async ({ actor, body }, reply) => {
      const { link, secret } = await invite(db, environment, actor, body)
      return reply.code(201).send({ ...toInviteShape(link), url: `${publicUrl()}${linkPath(secret)}` })
    },
  })
  app.get('/invites/:invite', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'getInvite', summary: 'Read an open invitation', params: OfInvite, response: { 200: InviteShape } },
    handler: async ({ actor, params }, reply) => {
      const link = await requireInvite(db.read, actor.teamId, params.invite)
      reply.header('etag', entityTagOf(link))
      return toInviteShape(link)
    },
  })
  app.delete('/invites/:invite', {
    config: { permission: 'members:write' },
    schema: { operationId: 'revokeInvite', summary: 'Revoke an invitation', params: OfInvite, headers: IfMatch, response: { 204: z.void() } },
    handler: async ({ actor, params, headers }, reply) => {
      await revokeInvite(db, actor, params.invite, headers['if-match'])
      return reply.code(204).send()
    },
  })
}
