import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { permissions, type Permission } from '../access/permissions.ts'

const problem = {
  type: 'object' as const,
  description: 'What was refused or failed (RFC 9457). `code` and `status` are promises.',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string' as const },
    title: { type: 'string' as const },
    status: { type: 'integer' as const },
    detail: { type: 'string' as const },
    code: { type: 'string' as const },
    request_id: { type: 'string' as const },
  },
}

const introduction = `One API for programs and for the dashboard. A key is sent as \`Authorization: Bearer …\`; an operator's key names the team with \`?team=\`. A member who is
signed in is known by a cookie, and a change then brings the header \`Origin\` with the server's own origin, as browsers do by themselves. Lists are \`{"items", "next_cursor"}\` and take
\`?limit=\` and \`?cursor=\`.`

/** Gathers the routes of `/v1` that are registered on `app` from now on into an OpenAPI document, from the schemas that validate them. */
export function describeApi(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Purser',
        version: '0.1.0',
        description: introduction.replaceAll('\n', ' '),
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        schemas: { Problem: problem },
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A team’s, personal or operator’s API key.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-purser_session',
            description: 'Over plain http on the machine itself: `purser_session`.',
          },
        },
      },
    },
    transform: (route) => {
      const { config } = route.route
      const permission = config?.permission
      if (permission === undefined || config?.lacksMethod === true) return { schema: { ...route.schema, hide: true }, url: route.url }
      const { schema, url } = jsonSchemaTransform(route)
      return { url, schema: { ...schema, ...wordsOf(url, schema?.operationId ?? '', permission), response: withProblem(schema?.response) } }
    },
  })
}

function wordsOf(url: string, operationId: string, permission: Permission) {
  const words = operationId.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const [, , noun = '', own = ''] = url.split('/')
  return {
    summary: words.charAt(0).toUpperCase() + words.slice(1),
    description: `Needs the permission \`${permission}\`: ${permissions[permission].meaning}`,
    tags: [noun === 'my' ? own : noun],
    security: [{ key: [] }, { session: [] }],
    'x-permission': permission,
  }
}

/** The answers of a route: its own, which may be empty or a file, and a problem. */
function withProblem(response: unknown): Record<string, unknown> {
  const own = typeof response === 'object' && response !== null ? response : { 200: { description: 'A file.', type: 'string' } }
  const answers = Object.entries(own).map(([status, schema]) => [status, status === '204' ? { description: 'Done.', type: 'null' } : schema])
  return {
    ...Object.fromEntries(answers),
    default: { description: 'A problem.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  }
}
