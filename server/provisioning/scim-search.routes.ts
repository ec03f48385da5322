import type { FastifyPluginAsync } from 'fastify'
import type { Json } from '../../scim/json.ts'
import { parseSearch } from '../../scim/search.ts'
import { answerList, type Listed } from './list.ts'
import { parseQuery } from './scim-query.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'

/** Queries for many resources (RFC 7644 §3.4.2 and §3.4.3): at each endpoint and at the root, in the URL or in a body. */
export const scimSearchRoutes: FastifyPluginAsync<ScimRoutesOptions> = async (app, options) => {
  const endpoints: [path: string, listed: Listed][] = [
    ['', 'all'],
    ['/Users', 'users'],
    ['/Groups', 'groups'],
  ]
  for (const [path, listed] of endpoints) {
    const config = { operation: `list_${listed}` }
    app.get(path === '' ? '/' : path, { config }, async (request, reply) =>
      reply.scim(200, await answerList(options, request.directory, request.types, { listed, query: parseQuery(request.query), isInUrl: true })),
    )
    app.post(`${path}/.search`, { config: { ...config, isRead: true } }, async (request, reply) => {
      const query = parseSearch(request.body as Json) // the shell parsed it from JSON
      return reply.scim(200, await answerList(options, request.directory, request.types, { listed, query, isInUrl: false }))
    })
  }
}
