import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** The methods of each path that is registered on `app` from now on. */
export function watchRoutes(app: FastifyInstance): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ routePath, method }) => {
    const allowed = known.get(routePath) ?? new Set()
    for (const each of [method].flat()) allowed.add(each)
    known.set(routePath, allowed)
  })
  return known
}

/** Answers the methods that a path lacks: 405 with `Allow` instead of 404 (RFC 9110 §15.5.6). */
export function refuseOtherMethods(
  app: FastifyInstance,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  refuse: (allowed: string, request: FastifyRequest) => never,
): void {
  for (const [url, allowed] of known) {
    const others = methods.filter((method) => !allowed.has(method))
    if (others.length === 0) continue
    const list = [...allowed].join(', ')
    app.route({
      method: others,
      url,
      config: { lacksMethod: true },
      handler: async (request, reply) => {
        reply.header('allow', list)
        refuse(list, request)
      },
    })
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Stands for the methods that a path lacks. */
    lacksMethod?: boolean
  }
}
