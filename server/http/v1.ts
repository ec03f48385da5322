import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { authenticateKey, keyUses } from '../access/api-keys.ts'
import { bearerOf } from '../access/credentials.ts'
import { allows, isPermission, type Permission } from '../access/permissions.ts'
import { insufficientScope, unauthenticated } from '../access/refusals.ts'
import { recordRefusal } from '../journal/record.ts'
import type { KeyActor } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import { findUnstorable } from '../kernel/storable.ts'
import { Refusal, refusal } from '../kernel/refusal.ts'
import { write, type Db } from '../store/open.ts'
import { faultOf, logRefusal, retryAfterSeconds } from './faults.ts'
import { parseJson } from './json.ts'
import { refuseOtherMethods, watchRoutes } from './methods.ts'
import { occasionOf, withBody } from './occasion.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must be allowed to do to use this route. */
    permission?: Permission
  }
  interface FastifyRequest {
    /** Whose key it is, once it is known. */
    keyHolder: KeyActor | null
    /** The same, with the body that it sent. */
    actor: KeyActor
  }
}

export type V1ShellOptions = { db: Db; environment: Environment; publicUrl: () => string; mount: FastifyPluginAsync }

const schemaViolated = refusal({ code: 'schema-violated', status: 422, title: 'The request breaks the schema' })
const notJson = refusal({ code: 'not-json', status: 400, title: 'Not JSON' })
const routeNotFound = refusal({ code: 'not-found', status: 404, title: 'Nothing here' })
const methodNotAllowed = refusal({ code: 'method-not-allowed', status: 405, title: 'Not possible here' })

/** What is true of every request to the API, whatever the noun: who asks, whether they may, and what an error looks like (RFC 9457). */
export const v1Shell: FastifyPluginAsync<V1ShellOptions> = async (app, { db, environment, publicUrl, mount }) => {
  const uses = keyUses(db, (error) => app.log.error({ err: error }, 'the last use of a key could not be written'))
  app.addHook('onClose', () => uses.flush())
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  app.removeContentTypeParser(['text/plain', 'application/json'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (request.method === 'DELETE' && body.length === 0) return undefined // many clients name a type where they send no body
    return parseJson(body, () => notJson('The body is not JSON. Send a JSON object.'))
  })
  app.decorateRequest('keyHolder', null)
  app.decorateRequest('actor', {
    getter() {
      assert(this.keyHolder, 'every route of the API has a key holder')
      this.keyHolder = withBody(this.keyHolder, this.body) // read and redacted once
      return this.keyHolder
    },
  })

  app.addHook('onRoute', ({ config, method, url }) => {
    const { permission } = config ?? {}
    if (config?.lacksMethod !== true && (permission === undefined || !isPermission(permission)))
      throw new Error(`${[method].flat().join()} ${url} declares no permission`)
  })

  app.addHook('onRequest', async (request) => {
    const secret = bearerOf(request.headers.authorization)
    const holder = secret === undefined ? undefined : await authenticateKey(db.read, secret, occasionOf(request, environment))
    if (!holder) throw unauthenticated('Send a valid API key: Authorization: Bearer purser_key_…. This one is missing, unknown, expired or revoked.')
    request.keyHolder = holder
    if (holder.http) uses.add({ teamId: holder.teamId, keyId: holder.keyId, at: holder.at, ip: holder.http.ip, userAgent: holder.http.userAgent })
    const { permission } = request.routeOptions.config
    if (permission !== undefined && !allows(holder.scopes, permission))
      throw insufficientScope(`This needs the scope ${permission}; the key ${holder.name} has ${holder.scopes.join(', ')}.`)
  })

  // Texts that PostgreSQL cannot hold are refused on both databases, before anything looks for them.
  app.addHook('preValidation', async ({ body, query, params }) => {
    for (const sent of [body, query, params]) {
      const at = findUnstorable(sent)
      if (at === undefined) continue
      const detail = 'has a NUL, or half of a character. Send it without'
      throw schemaViolated(`${at || 'the text'} ${detail}.`, { errors: [{ pointer: `#${at}`, detail }] })
    }
  })

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toProblem(error, request, publicUrl())
    logRefusal(request, error, problem)
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="Purser API"')
    if (problem.status === 503) reply.header('retry-after', retryAfterSeconds)
    await noteRefusal(request, problem).catch((failure: unknown) => request.log.error({ err: failure }, 'the refusal could not be logged'))
    return sendProblem(reply, problem)
  })

  /** What a key was refused to change is told in the journal; what it may not read is told to it alone. */
  async function noteRefusal(request: FastifyRequest, problem: Problem): Promise<void> {
    const by = request.keyHolder
    if (!by || request.method === 'GET' || request.method === 'HEAD') return
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

export type Problem = { type: string; title: string; status: number; detail: string; code: string; request_id: string; [more: string]: unknown }

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
