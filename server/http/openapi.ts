import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { permissions, type Permission } from '../access/permissions.ts'
import { teamParameter as teamName } from './query.ts'

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
  const ofNoTeam = new Set<string>()
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
        parameters: { [teamName]: teamParameter },
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
    transformObject: (document) => ('openapiObject' in document ? complete(document.openapiObject, ofNoTeam) : document.swaggerObject),
    transform: (route) => {
      const { config } = route.route
      const permission = config?.permission
      if (permission === undefined || config?.lacksMethod === true) return { schema: { ...route.schema, hide: true }, url: route.url }
      const { schema, url } = jsonSchemaTransform(route)
      if (config?.isOfNoTeam === true) ofNoTeam.add(schema?.operationId ?? '')
      return { url, schema: { ...schema, ...wordsOf(url, permission), response: withProblem(schema?.response, config?.files) } }
    },
  })
}

function wordsOf(url: string, permission: Permission) {
  return {
    description: `Needs the permission \`${permission}\`: ${permissions[permission].meaning}`,
    tags: [tagOf(url)],
    security: [{ key: [] }, { session: [] }],
    'x-permission': permission,
  }
}

/** By which word of a path operations are gathered, under which name, and what stands there. */
const tags = new Map([
  ['team', ['Teams', 'The tenant: its name and its plan.']],
  ['teams', ['Teams', 'The tenant: its name and its plan.']],
  ['members', ['Members', 'The people of the team and their roles.']],
  ['invites', ['Invitations', 'One-time links that take somebody into the team.']],
  ['session', ['Sessions', 'Who is signed in.']],
  ['sessions', ['Sessions', 'Who is signed in.']],
  ['permissions', ['Sessions', 'Who is signed in.']],
  ['api_keys', ['API keys', 'What programs come in by: the team’s keys, and personal ones.']],
  ['prerequisites', ['Single sign-on', 'Domains, connections, and what directories need.']],
  ['domains', ['Single sign-on', 'Domains, connections, and what directories need.']],
  ['connections', ['Single sign-on', 'Domains, connections, and what directories need.']],
  ['setup_links', ['Single sign-on', 'Domains, connections, and what directories need.']],
  ['directories', ['Directories', 'The feeds of identity providers, their life, their tokens and schemas.']],
  ['users', ['Users', 'Directory users, whom the identity provider manages, and the people behind them.']],
  ['groups', ['Groups', 'Directory groups, which the identity provider manages.']],
  ['spend_limits', ['Spend limits', 'What each person may spend in a period.']],
  ['effective_limits', ['Spend limits', 'What each person may spend in a period.']],
  ['authorizations', ['Spending', 'Ask before money is spent, and say what was.']],
  ['spend', ['Spending', 'Ask before money is spent, and say what was.']],
  ['decisions', ['Spending', 'Ask before money is spent, and say what was.']],
  ['usage_events', ['Usage', 'What was spent, event by event.']],
  ['quarantined_events', ['Usage', 'What was spent, event by event.']],
  ['reconciliations', ['Ledger', 'Whether the sums are those of the entries.']],
  ['billing_periods', ['Billing periods', 'When what was spent begins anew.']],
  ['billing_period_settings', ['Billing periods', 'When what was spent begins anew.']],
  ['provisioning_log', ['Provisioning log', 'What the identity providers asked, and what came of it.']],
  ['audit_log', ['Audit log', 'What people, keys, sign-ins and the command line did.']],
  ['events', ['Events', 'What the host product is told, in the order in which it happened.']],
  ['alert_rules', ['Spend limits', 'What each person may spend in a period.']],
  ['findings', ['Findings', 'What diagnostics say, as of now.']],
  ['faq', ['Findings', 'What diagnostics say, as of now.']],
])

function tagOf(url: string): string {
  const [, , noun = '', own = ''] = url.split('/')
  const word = noun === 'my' ? own : noun
  return tags.get(word)?.[0] ?? word
}

const teamParameter = {
  name: teamName,
  in: 'query' as const,
  required: false,
  description: 'The team that is meant, by its id: an operator’s key has to name it. Everybody else has one team, and may name that.',
  schema: { type: 'string' as const },
}

type Operation = { operationId?: string; parameters?: unknown[]; tags?: string[] }

/** Adds what stands on every operation, and tells the tags that there are. */
function complete<Document extends { paths?: object | undefined }>(document: Document, ofNoTeam: ReadonlySet<string>) {
  const paths = (document.paths ?? {}) as Record<string, Record<string, Operation>> // the swagger plugin puts methods there alone
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  for (const operation of operations)
    if (!ofNoTeam.has(operation.operationId ?? ''))
      operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${teamName}` }]
  const used = new Set(operations.flatMap((operation) => operation.tags ?? []))
  const described = new Map([...tags.values()].map(([name = '', description = '']) => [name, { name, description }]))
  return { ...document, tags: [...described.values()].filter(({ name }) => used.has(name)) }
}

/** The answers of a route: its own, which may be empty or a file, and a problem. */
function withProblem(response: unknown, files: readonly string[] = []): Record<string, unknown> {
  const file = { description: 'A file.', content: Object.fromEntries(files.map((type) => [type, { schema: { type: 'string' } }])) }
  const own = typeof response === 'object' && response !== null ? response : { 200: file }
  const answers = Object.entries(own).map(([status, schema]) => [status, status === '204' ? { description: 'Done.', type: 'null' } : schema])
  return {
    ...Object.fromEntries(answers),
    default: { description: 'A problem.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  }
}
