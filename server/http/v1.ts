import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { bearerOf } from '../access/credentials.ts'
import { lastUses } from '../access/last-use.ts'
import { isPermission, may, type Permission } from '../access/permissions.ts'
import { insufficientRole, insufficientScope, unauthenticated } from '../access/refusals.ts'
import type { SessionLife } from '../access/sessions.ts'
import { recordRefusal } from '../journal/record.ts'
import type { Caller } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import { findUnstorable } from '../kernel/storable.ts'
import { Refusal, refusal } from '../kernel/refusal.ts'
import { authenticateKey, authenticateSession } from '../members/authenticate.ts'
import { write, type Db } from '../store/open.ts'
import { requireTeamOf } from '../teams/teams.ts'
import { faultOf, logRefusal, retryAfterSeconds } from './faults.ts'
import { parseJson } from './json.ts'
import { refuseOtherMethods, watchRoutes } from './methods.ts'
import { cameFrom, occasionOf, withBody } from './occasion.ts'
import { cookieOf, readCookie, requireOwnOrigin } from './origin.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What somebody must be allowed to do to use this route. */
    permission?: Permission
    /** Whether it is about the whole installation, so that an operator's key names no team. */
    isOfNoTeam?: boolean
  }
  interface FastifyRequest {
    /** Who asks, once it is known. */
    caller: Caller | null
    /** The same, with the body that they sent. */
    actor: Caller
  }
}

export type V1ShellOptions = { db: Db; environment: Environment; sessionLife: SessionLife; publicUrl: () => string; mount: FastifyPluginAsync }

const schemaViolated = refusal({ code: 'schema-violated', status: 422, title: 'The request breaks the schema' })
const notJson = refusal({ code: 'not-json', status: 400, title: 'Not JSON' })
const routeNotFound = refusal({ code: 'not-found', status: 404, title: 'Nothing here' })
const methodNotAllowed = refusal({ code: 'method-not-allowed', status: 405, title: 'Not possible here' })

/** What is true of every request to the API, whatever the noun: who asks, whether they may, and what an error looks like (RFC 9457). */
export const v1Shell: FastifyPluginAsync<V1ShellOptions> = async (app, { db, environment, sessionLife, publicUrl, mount }) => {
  const uses = lastUses(db, (error) => app.log.error({ err: error }, 'the last use of a key or session could not be written'))
  app.addHook('onClose', () => uses.flush())
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  app.removeContentTypeParser(['text/plain', 'application/json'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (request.method === 'DELETE' && body.length === 0) return undefined // many clients name a type where they send no body
    return parseJson(body, () => notJson('The body is not JSON. Send a JSON object.'))
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('actor', {
    getter() {
      assert(this.caller, 'every route of the API has a caller')
      this.caller = withBody(this.caller, this.body) // read and redacted once
      return this.caller
    },
  })

  app.addHook('onRoute', ({ config, method, url }) => {
    const { permission } = config ?? {}
    if (config?.lacksMethod !== true && (permission === undefined || !isPermission(permission)))
      throw new Error(`${[method].flat().join()} ${url} declares no permission`)
  })

  app.addHook('onRequest', async (request) => {
    const presenter = await authenticate(request)
    uses.add(presenter)
    request.caller = presenter
    const { permission, isOfNoTeam = false } = request.routeOptions.config
    const caller = isOfNoTeam ? presenter : await inTeam(presenter, request)
    request.caller = caller
    if (caller.kind === 'session' && !isSafe(request)) requireOwnOrigin(cameFrom(request), publicUrl())
    if (permission !== undefined && !may(caller, permission)) throw lacks(caller, permission)
  })

  /** Whoever sends a header means it, and a browser sends its cookie by itself: the header goes first. */
  async function authenticate(request: FastifyRequest): Promise<Caller> {
    const { authorization, cookie } = request.headers
    const occasion = occasionOf(request, environment)
    const secret = authorization === undefined ? readCookie(cookie, cookieOf(publicUrl()).name) : bearerOf(authorization)
    const ask = authorization === undefined ? authenticateSession : authenticateKey
    const caller = secret === undefined ? undefined : await ask(db.read, secret, occasion, sessionLife)
    if (!caller)
      throw unauthenticated(
        'Send a valid API key, Authorization: Bearer purser_key_…, or sign in. What was sent is missing, unknown, expired or revoked.',
      )
    return caller
  }

  /** The caller in the team that is meant: an operator's key names it, everybody else has one. Refuses: team-not-named, team-not-found. */
  async function inTeam(caller: Caller, request: FastifyRequest): Promise<Caller> {
    const { team } = request.query as { team?: unknown } // whatever the client wrote
    const own = caller.kind === 'operator_key' ? undefined : caller.teamId
    return { ...caller, teamId: await requireTeamOf(db.read, own, team) }
  }

  // Texts that PostgreSQL cannot hold are refused on both databases, before anything looks for them.
  app.addHook('preValidation', async ({ body, query, params }) => {
    for (const sent of [body, query, params]) {
      const at = findUnstorable(sent)
      if (at === undefined) continue
      throw unstorable(at)
    }
  })

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toProblem(error, request, publicUrl())
    logRefusal(request, error, problem)
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="Purser API"')
    setRetryAfter(reply, problem)
    await noteRefusal(request, problem).catch((failure: unknown) => request.log.error({ err: failure }, 'the refusal could not be logged'))
    return sendProblem(reply, problem)
  })

  /** What somebody was refused to change is told in the journal; what they may not read is told to them alone. */
  async function noteRefusal(request: FastifyRequest, problem: Problem): Promise<void> {
    const by = request.caller
    if (!by || isSafe(request)) return
    const operation = request.routeOptions.config.permission ?? 'other'
    const deed = { operation, status: problem.status, code: problem.code, answer: JSON.stringify(problem) }
    await write(db, (trx) => recordRefusal(trx, withBody(by, request.body), deed))
  }

  app.setNotFoundHandler((request) => {
    throw routeNotFound(`There is nothing at ${request.url.split('?')[0]}.`)
  })
  const routes = watchRoutes(app)
  await app.register(mount)
  refuseOtherMethods(app, routes, (allowed, request) => {
    throw methodNotAllowed(
      `${request.method} is not possible here. Possible: ${allowed}. Users and groups are managed by the identity provider alone.`,
    )
  })
}

const isSafe = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

function lacks(caller: Caller, permission: Permission): Refusal {
  if (caller.kind === 'session') return insufficientRole(`This needs ${permission}, which your role, ${caller.member.role}, does not have.`)
  const asMember = caller.kind === 'api_key' && caller.member !== null ? ` and acts for a member with the role ${caller.member.role}` : ''
  return insufficientScope(`This needs the scope ${permission}; the key ${caller.name} has ${caller.scopes.join(', ')}${asMember}.`)
}

export type Problem = { type: string; title: string; status: number; detail: string; code: string; request_id: string; [more: string]: unknown }

/** Says when to try again, where a later try may succeed. */
export function setRetryAfter(reply: FastifyReply, { status, retry_after: seconds }: Problem): void {
  if (status === 503) reply.header('retry-after', retryAfterSeconds)
  if (typeof seconds === 'number') reply.header('retry-after', seconds)
}

/** A text that PostgreSQL cannot hold. */
export function unstorable(at: string): Refusal {
  const detail = 'has a NUL, or half of a character. Send it without'
  return schemaViolated(`${at || 'the text'} ${detail}.`, { errors: [{ pointer: `#${at}`, detail }] })
}

export const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply =>
  reply.code(problem.status).header('content-type', 'application/problem+json').serializer(JSON.stringify).send(problem)

export function toProblem(error: FastifyError | Refusal, request: FastifyRequest, publicUrl: string): Problem {
  const make = (status: number, code: string, title: string, detail: string, extras = {}): Problem => ({
    type: `${publicUrl}/problems/${code}`,
    title,
    status,
    detail,
    code,
    request_id: request.id,
    ...extras,
  })
  if (error instanceof Refusal) return make(error.kind.status, error.kind.code, error.kind.title, error.message, error.extras)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({ pointer: `#${instancePath}`, detail: message ?? 'is wrong' }))
    const detail = errors.map((each) => `${each.pointer === '#' ? (error.validationContext ?? 'body') : each.pointer}: ${each.detail}`).join('; ')
    return toProblem(schemaViolated(`${detail}.`, { errors }), request, publicUrl)
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return make(415, 'unsupported-media-type', 'Not a body that can be read', 'Send Content-Type: application/json.')
  if (error.code?.startsWith('FST_') && error.statusCode !== undefined && error.statusCode < 500) {
    return make(error.statusCode, error.code.toLowerCase().replaceAll('_', '-'), 'The request cannot be read', error.message)
  }
  const { status, code, title, detail } = faultOf(error, request.id)
  return make(status, code, title, detail)
}
