import { createHash } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { resourceTypes, schemas, serviceProviderConfig } from '../../scim/discovery.ts'
import { quote, ScimError } from '../../scim/error.ts'
import type { JsonObject } from '../../scim/json.ts'
import { toListResponse } from '../../scim/messages.ts'
import { toEntityTag } from '../../scim/preconditions.ts'
import { isKnown, parseQuery } from './scim-query.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'

type InDirectory = { Params: { directory: string } }
type Named = { Params: { directory: string; id: string } }

/** RFC 7644 §3.11. A token is the directory's, not a person's. */
const refuseMe = () => {
  throw new ScimError(501, undefined, '/Me is nobody: a token speaks for the directory, not for a user. Name the user, as in /Users/usr_….')
}

/** What describes the service has no row with a version: it is another version where it says another thing. */
const versionOf = (body: JsonObject): bigint => createHash('sha256').update(JSON.stringify(body)).digest().readBigUInt64BE()

/** RFC 7644 §4: what the service can do. ServiceProviderConfig alone is open, since clients read it before they have a token. */
export const scimDiscoveryRoutes: FastifyPluginAsync<ScimRoutesOptions> = async (app, { baseUrlOf }) => {
  const config = { operation: 'discover' }
  app.addHook('preHandler', async ({ query }) => {
    if (parseQuery(query).filter !== undefined) throw new ScimError(403, undefined, 'This endpoint shows everything and has no filter (RFC 7644 §4).')
  })
  const answer = (request: FastifyRequest, reply: FastifyReply, body: JsonObject) => {
    const version = versionOf(body)
    reply.header('etag', toEntityTag(version))
    return isKnown(request, version) ? reply.scim(304, undefined) : reply.scim(200, body)
  }
  const list = (request: FastifyRequest, reply: FastifyReply, all: JsonObject[]) =>
    answer(request, reply, toListResponse({ totalResults: all.length, startIndex: 1, resources: all }))
  const one = (request: FastifyRequest, reply: FastifyReply, all: readonly JsonObject[], id: string) => {
    const found = all.find((resource) => resource['id'] === id)
    if (!found) throw new ScimError(404, undefined, `There is no ${quote(id)}. The list without an id shows all.`)
    return answer(request, reply, found)
  }
  app.get<InDirectory>('/ServiceProviderConfig', { config: { ...config, isOpen: true } }, async (request, reply) =>
    answer(request, reply, serviceProviderConfig(baseUrlOf(request.params.directory))),
  )
  const typesOf = ({ types: { user, group }, params }: FastifyRequest<InDirectory>) => resourceTypes(baseUrlOf(params.directory), [user, group])
  const schemasOf = ({ types: { user, group }, params }: FastifyRequest<InDirectory>) => schemas(baseUrlOf(params.directory), [user, group])
  app.get<InDirectory>('/ResourceTypes', { config }, async (request, reply) => list(request, reply, typesOf(request)))
  app.get<Named>('/ResourceTypes/:id', { config }, async (request, reply) => one(request, reply, typesOf(request), request.params.id))
  app.get<InDirectory>('/Schemas', { config }, async (request, reply) => list(request, reply, schemasOf(request)))
  app.get<Named>('/Schemas/:id', { config }, async (request, reply) => one(request, reply, schemasOf(request), request.params.id))
  app.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/Me', config: { ...config, lacksMethod: true }, handler: refuseMe })
}
