import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { DomainId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { claimDomain, removeDomain, vouchForDomain } from './claim-domain.ts'
import { DomainShape, toDomainShape } from './domain-shape.ts'
import { pageDomains, requireDomain } from './domains.ts'
import { verifyDomain } from './prove-domain.ts'

const OfDomain = z.object({ domain: z.string().max(100) })
type Options = { db: Db; environment: Environment; cursors: Cursors }

/** The e-mail domains of a team: claimed, proved by DNS or by the operator's word, given up. */
export const domainRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors }) => {
  app.get('/domains', {
    config: { permission: 'sso:read' },
    schema: { operationId: 'listDomains', summary: 'List the team’s e-mail domains', querystring: PageQuery, response: { 200: listOf(DomainShape) } },
    handler: async ({ actor, query: { limit, cursor } }) => {
      const list = ['domains', actor.teamId]
      const after = cursors.open(list, cursor) as DomainId | undefined // sealed below
      const rows = await pageDomains(db.read, actor.teamId, { after, limit: limit + 1 })
      return toPage(rows, limit, toDomainShape, ({ domainId }) => cursors.seal(list, domainId))
    },
  })
  app.post('/domains', {
    config: { permission: 'sso:write' },
    schema: {
      operationId: 'claimDomain',
      summary: 'Claim an e-mail domain',
      body: z.strictObject({ domain: z.string().min(1).max(300) }),
      response: { 201: DomainShape },
    },
    handler: async ({ actor, body }, reply) => reply.code(201).send(toDomainShape(await claimDomain(db, environment, actor, body.domain))),
  })
  app.get('/domains/:domain', {
    config: { permission: 'sso:read' },
    schema: { operationId: 'getDomain', summary: 'Read a domain, with what was last found in DNS', params: OfDomain, response: { 200: DomainShape } },
    handler: async ({ actor, params }) => toDomainShape(await requireDomain(db.read, actor.teamId, params.domain)),
  })
  app.post('/domains/:domain/verify', {
    config: { permission: 'sso:write' },
    schema: { operationId: 'verifyDomain', summary: 'Look up the TXT record of a domain now', params: OfDomain, response: { 200: DomainShape } },
    handler: async ({ actor, params }) => toDomainShape(await verifyDomain(db, environment, actor, params.domain)),
  })
  app.post('/domains/:domain/vouch', {
    config: { permission: 'teams:write' },
    schema: { operationId: 'vouchForDomain', summary: 'Let a domain count on the operator’s word', params: OfDomain, response: { 200: DomainShape } },
    handler: async ({ actor, params }) => {
      const { domain } = await requireDomain(db.read, actor.teamId, params.domain)
      return toDomainShape(await vouchForDomain(db, environment, actor, domain))
    },
  })
  app.delete('/domains/:domain', {
    config: { permission: 'sso:write' },
    schema: { operationId: 'removeDomain', summary: 'Give a domain up', params: OfDomain, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await removeDomain(db, actor, params.domain)
      return reply.code(204).send()
    },
  })
}
