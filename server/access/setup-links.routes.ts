import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { LinkId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { setupPurposes } from '../kernel/setup-purpose.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { parseLife } from './credential-life.ts'
import { createSetupLink, listSetupLinks, revokeSetupLink, setupLinkState, setupPath, type SetupLink } from './setup-links.ts'

const SetupLinkShape = z.object({
  id: z.string(),
  purpose: z.enum(setupPurposes),
  state: z.enum(['active', 'expired', 'revoked']),
  created_at: z.string(),
  created_by: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  last_opened_at: z.string().nullable(),
})
const toSetupLinkShape = (link: SetupLink, now: Timestamp): z.infer<typeof SetupLinkShape> => ({
  id: link.linkId,
  purpose: link.purpose,
  state: setupLinkState(link, now),
  created_at: link.createdAt,
  created_by: link.createdBy,
  expires_at: link.expiresAt,
  revoked_at: link.revokedAt,
  last_opened_at: link.lastOpenedAt,
})

const NewSetupLink = z.strictObject({
  purpose: z.enum(setupPurposes),
  /** How long it lives, such as `24h`: between 5 minutes and 30 days. */
  expires_in: z.string().max(20).default('7d'),
})

type Options = { db: Db; environment: Environment; cursors: Cursors; publicUrl: () => string }

/** Links by which a customer's IT admin sets single sign-on and directories up, without an account. */
export const setupLinkRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors, publicUrl }) => {
  app.get('/setup_links', {
    config: { permission: 'setup_links:read' },
    schema: {
      operationId: 'listSetupLinks',
      summary: 'List the set-up links of the team',
      querystring: PageQuery,
      response: { 200: listOf(SetupLinkShape) },
    },
    handler: async ({ actor, query: { limit, cursor } }) => {
      const list = [actor.teamId, 'setup_links']
      const after = cursors.open(list, cursor) as LinkId | undefined // sealed below
      const rows = await listSetupLinks(db.read, actor.teamId, { after, limit: limit + 1 })
      return toPage(
        rows,
        limit,
        (link) => toSetupLinkShape(link, actor.at),
        ({ linkId }) => cursors.seal(list, linkId),
      )
    },
  })
  app.post('/setup_links', {
    config: { permission: 'setup_links:write' },
    schema: {
      operationId: 'createSetupLink',
      summary: 'Make a link by which the customer’s IT admin sets things up',
      body: NewSetupLink,
      // The one answer that holds the link.
      response: { 201: SetupLinkShape.extend({ url: z.string() }) },
    },
    handler: async ({ actor, body }, reply) => {
      const wanted = { purpose: body.purpose, lifeSeconds: parseLife(body.expires_in) }
      const { link, secret } = await createSetupLink(db, environment, actor, wanted)
      return reply.code(201).send({ ...toSetupLinkShape(link, actor.at), url: `${publicUrl()}${setupPath(secret)}` })
    },
  })
  app.delete('/setup_links/:setup_link', {
    config: { permission: 'setup_links:write' },
    schema: {
      operationId: 'revokeSetupLink',
      summary: 'Revoke a set-up link',
      params: z.object({ setup_link: z.string().max(100) }),
      response: { 204: z.void() },
    },
    handler: async ({ actor, params }, reply) => {
      await revokeSetupLink(db, actor, params.setup_link)
      return reply.code(204).send()
    },
  })
}
