import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { resourceTypes, schemas, serviceProviderConfig } from '../../scim/discovery.ts'
import { quote, ScimError } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/json.ts'
import { toListResponse } from '../../scim/messages.ts'
import { parseQuery } from './scim-query.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'

type InDirectory = { Params: { directory: string } }
type Named = { Params: { directory: string; id: string } }

/** RFC 7644 §4: what the service can do. ServiceProviderConfig alone is open, since clients read it before they have a token. */
export const scimDiscoveryRoutes: FastifyPluginAsync<ScimRoutesOptions> = async (app, { baseUrlOf }) => {
  const config = { operation: 'discover' }
  const list = (request: FastifyRequest, reply: FastifyReply, all: JsonObject[]) => {
    if (parseQuery(request.query).filter !== undefined)
      throw new ScimError(403, undefined, 'This endpoint lists everything and has no filter (RFC 7644 §4).')
    return reply.scim(200, toListResponse({ totalResults: all.length, startIndex: 1, resources: all }))
  }
  const one = (reply: FastifyReply, all: readonly JsonObject[], id: string) => {
    const found = all.find((resource) => resource['id'] === id)
    if (!found) throw new ScimError(404, undefined, `There is no ${quote(id)}. The list without an id shows all.`)
    return reply.scim(200, found)
  }
  app.get<InDirectory>('/ServiceProviderConfig', { config: { ...config, isOpen: true } }, async ({ params }, reply) =>
    reply.scim(200, serviceProviderConfig(baseUrlOf(params.directory))),
  )
  app.get<InDirectory>('/ResourceTypes', { config }, async (request, reply) =>
    list(request, reply, resourceTypes(baseUrlOf(request.params.directory))),
  )
  app.get<Named>('/ResourceTypes/:id', { config }, async ({ params }, reply) => one(reply, resourceTypes(baseUrlOf(params.directory)), params.id))
  app.get<InDirectory>('/Schemas', { config }, async (request, reply) => list(request, reply, schemas(baseUrlOf(request.params.directory))))
  app.get<Named>('/Schemas/:id', { config }, async ({ params }, reply) => one(reply, schemas(baseUrlOf(params.directory)), params.id))
}
