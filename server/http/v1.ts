import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ZodType } from 'zod'
import { bearerOf } from '../access/credentials.ts'
import { lastUses } from '../access/last-use.ts'
import { isPermission, may, type Permission } from '../access/permissions.ts'
import { failuresThrottled, insufficientLink, insufficientRole, insufficientScope, unauthenticated } from '../access/refusals.ts'
import type { SessionLife } from '../access/sessions.ts'
import { DeadCalls } from '../journal/dead-calls.ts'
import { recordRefusal } from '../journal/record.ts'
import type { Caller } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import { isTooDeep, tooDeep } from '../kernel/depth.ts'
import type { Environment } from '../kernel/environment.ts'
import { findUnstorable } from '../kernel/storable.ts'
import { Refusal, refusal } from '../kernel/refusal.ts'
import '../kernel/schema-words.ts'
import { authenticateCookie, authenticateKey } from '../members/authenticate.ts'
import { findDeadKey, findDeadSession } from '../members/dead-credential.ts'
import { frenchTitles } from '../pages/french-titles.ts'
import { chooseLanguage } from '../pages/language.ts'
import { write, type Db } from '../store/open.ts'
import { requireTeamOf } from '../teams/teams.ts'
import { countFailedAuthentications, tooManyFailures } from './failed-authentications.ts'
import { faultOf, isMistake, logRefusal, retryAfterSeconds } from './faults.ts'
import { parseJson } from './json.ts'
import { refuseOtherMethods, watchRoutes } from './methods.ts'
import { cameFrom, occasionOf, withBody } from './occasion.ts'
import { cookieOf, readCookie, refuseForeignOrigin, requireOwnOrigin } from './origin.ts'
import { findUnknownParameters, parametersOf } from './query.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What somebody must be allowed to do to use this route. */
    permission?: Permission
    /** Whether it is about the whole installation, so that an operator's key names no team. */
    isOfNoTeam?: boolean
    /**
     * Whether it answers from the ledger: a fault of the database, of whatever kind, is 503 then, never an approval and never a zero; a mistake of ours is 500. What it refuses stands in the ledger's own
     * decisions, or in the answer alone, and not in the journal: programs ask it all day long.
     */
    isLedger?: boolean
    /** Whether asking is told in the audit log although nothing else changes: a page of others may not have a browser ask. */
    isTold?: boolean
    /** Whether it only asks what would be, and changes nothing. What it refuses is told to whoever asks alone, and not in the journal. */
    isQuestion?: boolean
    /** Whether it reads what its body lists one by one, so that one that cannot be read is no harm to the others. */
    readsEachByItself?: boolean
    /** As what types of a file it is answered, where it is no JSON. */
    files?: readonly string[]
  }
  interface FastifyRequest {
    /** Who asks, once it is known. */
    caller: Caller | null
    /** The same, with the body that they sent. */
    actor: Caller
    /** Whether whoever asks still is somebody who may, as of now: asked by what goes on being answered. It is no use of a session, which ends all the same. */
    isStillAllowed: () => Promise<boolean>
  }
}

export type V1ShellOptions = {
  db: Db
  environment: Environment
  sessionLife: SessionLife
  authFailureRate: number
  publicUrl: () => string
  mount: FastifyPluginAsync
}

const schemaViolated = refusal({ code: 'schema-violated', status: 422, title: 'The request breaks the schema' })
const notJson = refusal({ code: 'not-json', status: 400, title: 'Not JSON' })
const requestUnreadable = refusal({ code: 'request-unreadable', status: 400, title: 'The request cannot be read' })
export const requestTooLarge = refusal({ code: 'request-too-large', status: 413, title: 'The request is too large' })
const routeNotFound = refusal({ code: 'not-found', status: 404, title: 'Nothing here' })
export const unsupportedMediaType = refusal({ code: 'unsupported-media-type', status: 415, title: 'Not a body that can be read' })
const ledgerUnavailable = refusal({ code: 'ledger-unavailable', status: 503, title: 'The ledger cannot be read' })
const methodNotAllowed = refusal({ code: 'method-not-allowed', status: 405, title: 'Not possible here' })

/** What is true of every request to the API, whatever the noun: who asks, whether they may, and what an error looks like (RFC 9457). */
export const v1Shell: FastifyPluginAsync<V1ShellOptions> = async (app, { db, environment, sessionLife, authFailureRate, publicUrl, mount }) => {
  const uses = lastUses(db, (error) => app.log.error({ err: error }, 'the last use of a key or session could not be written'))
  const deadCalls = new DeadCalls(db, (error) => app.log.error({ err: error }, 'calls with dead credentials could not be logged'))
  app.addHook('onClose', async () => {
    await uses.flush()
    await deadCalls.flush()
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  app.removeContentTypeParser(['text/plain', 'application/json'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (body.length === 0 && takesNoBody(request)) return undefined // many clients name a type where they send no body
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

  app.addHook('onRoute', ({ config, method, url, schema }) => {
    const { permission } = config ?? {}
    if (config?.lacksMethod !== true && (permission === undefined || !isPermission(permission)))
      throw new Error(`${[method].flat().join()} ${url} declares no permission`)
    parametersOf(schema?.querystring)
  })

  const isOneTooMany = countFailedAuthentications(authFailureRate, environment)

  app.addHook('onRequest', async (request, reply) => {
    const presenter = await authenticate(request, reply)
    uses.add(presenter)
    request.caller = presenter
    const { permission, isOfNoTeam = false, isTold = false, lacksMethod = false } = request.routeOptions.config
    const caller = isOfNoTeam ? presenter : await inTeam(presenter, request)
    request.caller = caller
    const isByCookie = caller.kind === 'session' || caller.kind === 'setup_link'
    if (isByCookie && !isSafe(request)) requireOwnOrigin(cameFrom(request), publicUrl())
    if (isByCookie && isTold) refuseForeignOrigin(cameFrom(request), publicUrl())
    // A path without a route, and the methods that one lacks, are refused to everybody.
    if (request.is404 || lacksMethod) return
    if (permission === undefined || !may(caller, permission)) throw lacks(caller, permission)
  })

  app.decorateRequest('isStillAllowed', async function isStillAllowed(this: FastifyRequest) {
    const { permission } = this.routeOptions.config
    const { secret, ask } = presentedBy(this)
    const caller = secret === undefined ? undefined : await ask(db.read, secret, occasionOf(this, environment), sessionLife)
    return caller !== undefined && permission !== undefined && may(caller, permission)
  })

  /** Whoever sends a header means it, and a browser sends its cookie by itself: the header goes first. */
  function presentedBy({ headers: { authorization, cookie } }: FastifyRequest) {
    return authorization === undefined
      ? { secret: readCookie(cookie, cookieOf(publicUrl()).name), ask: authenticateCookie, findDead: findDeadSession }
      : { secret: bearerOf(authorization), ask: authenticateKey, findDead: findDeadKey }
  }

  async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const { authorization } = request.headers
    const occasion = occasionOf(request, environment)
    const { secret, ask, findDead } = presentedBy(request)
    const caller = secret === undefined ? undefined : await ask(db.read, secret, occasion, sessionLife)
    if (caller) return caller
    // The same answer for every reason; the log of the credential's own team tells which.
    const dead = secret === undefined ? undefined : await findDead(db.read, secret, occasion)
    if (dead) deadCalls.note(dead)
    // Not the cookies: a dashboard whose session ended asks several things at once, and is to be sent to sign in.
    if (authorization !== undefined && isOneTooMany(request, reply)) throw failuresThrottled(tooManyFailures)
    throw unauthenticated(
      'Send a valid API key, Authorization: Bearer purser_key_…, or sign in. What was sent is missing, unknown, expired or revoked.',
    )
  }

  /** The caller in the team that is meant: an operator's key names it, everybody else has one. Refuses: team-not-named, team-not-found. */
  async function inTeam(caller: Caller, request: FastifyRequest): Promise<Caller> {
    const { team } = request.query as { team?: unknown } // whatever the client wrote
    const own = caller.kind === 'operator_key' ? undefined : caller.teamId
    return { ...caller, teamId: await requireTeamOf(db.read, own, team) }
  }

  // Zod has defaults for what is not there, and Fastify would show it null instead.
  app.addHook('preValidation', async (request) => {
    const isNone = request.body === undefined || request.body === null
    if (isNone && request.routeOptions.schema?.body !== undefined && takesNoBody(request)) request.body = {}
  })

  // Texts that PostgreSQL cannot hold are refused on both databases, before anything looks for them.
  app.addHook('preValidation', async ({ body, query, params, routeOptions }) => {
    const isWhole = routeOptions.config.readsEachByItself !== true
    if (isWhole && isTooDeep(body)) throw schemaViolated(`The body ${tooDeep}. Send it flatter.`, { errors: [{ pointer: '#', detail: tooDeep }] })
    for (const sent of [isWhole && body, query, params]) {
      const at = findUnstorable(sent)
      if (at === undefined) continue
      throw unstorable(at)
    }
  })
  app.addHook('preValidation', async ({ query, routeOptions, is404 }) => {
    if (is404 || routeOptions.config.lacksMethod === true) return
    const errors = findUnknownParameters(query, parametersOf(routeOptions.schema?.querystring))
    if (errors.length > 0) throw schemaViolated(`${errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')}.`, { errors })
  })

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const isLedger = request.routeOptions.config.isLedger === true
    const found = toProblem(error, request, publicUrl())
    const problem =
      isLedger && found.status >= 500 && !isMistake(error) ? toProblem(ledgerUnavailable(unavailable(request.id)), request, publicUrl()) : found
    logRefusal(request, error, problem)
    if (problem['retryable'] === false) reply.header('x-should-retry', 'false') // clients of language models go by it
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="Purser API"')
    setRetryAfter(reply, problem)
    const isTold = isLedger && problem.code !== 'insufficient-scope' && problem.code !== 'insufficient-role'
    if (!isTold)
      await noteRefusal(request, problem).catch((failure: unknown) => request.log.error({ err: failure }, 'the refusal could not be logged'))
    return sendProblem(reply, problem)
  })

  /** What somebody was refused to change is told in the journal; what they may not read is told to them alone. */
  async function noteRefusal(request: FastifyRequest, problem: Problem): Promise<void> {
    const by = request.caller
    if (!by || isSafe(request) || isQuestion(request)) return
    const deed = { ...askedOf(request), status: problem.status, code: problem.code, answer: JSON.stringify(problem) }
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

const unavailable = (requestId: string) =>
  `The ledger could not be read or written, and nothing was changed. Take it for no approval, and try again shortly. Reference: ${requestId}.`
/** Whether a route does without a body, as one whose fields all have defaults. */
function takesNoBody({ method, routeOptions }: FastifyRequest): boolean {
  const body = routeOptions.schema?.body
  return method === 'DELETE' || body === undefined || (body instanceof ZodType && body.safeParse(undefined).success)
}

const isSafe = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** Whether a request asks what would be, by its route or by `dry_run` where that takes it. */
function isQuestion({ routeOptions, query }: FastifyRequest): boolean {
  const { dry_run: dry } = query as { dry_run?: unknown } // whatever the client wrote
  return routeOptions.config.isQuestion === true || (dry === 'true' && parametersOf(routeOptions.schema?.querystring).includes('dry_run'))
}

/** What was asked and about what, as the journal calls it: `rotate_key`, and the id in the path that says of which. */
function askedOf({ routeOptions, params }: FastifyRequest): { operation: string; subjectId?: string } {
  const { operationId } = (routeOptions.schema ?? {}) as { operationId?: string } // fastify's swagger types it away
  const words = (operationId ?? 'other').replace(/(?<=[a-z])(My|Api)(?=[A-Z])/g, '')
  // Whatever else the client wrote there may name somebody, and stays in no column that an erasure passes by.
  const subjectId = Object.values((params ?? {}) as Record<string, string>).findLast((text) => /^[a-z]{3,6}_[0-9a-z]{26}$/.test(text))
  return {
    operation: words.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    ...(subjectId !== undefined && { subjectId }),
  }
}

function lacks(caller: Caller, permission: Permission | undefined): Refusal {
  assert(permission, 'a route without a permission does not start')
  if (caller.kind === 'session') return insufficientRole(`This needs ${permission}, which your role, ${caller.member.role}, does not have.`)
  if (caller.kind === 'setup_link')
    return insufficientLink(`This needs ${permission}, which a set-up link for ${caller.purpose} does not open. Ask whoever gave you the link.`)
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

/** A title is the same each time but for its language (RFC 9457 §3.1.4). What was wrong with which value is told in English. */
const titleIn = ({ headers }: FastifyRequest, code: string, title: string): string =>
  chooseLanguage(undefined, headers['accept-language']) === 'fr' ? (frenchTitles.get(code) ?? title) : title

/** Whether a body came in a media type that the route does not read. What it does read is for each shell to say. */
export const isOfOtherType = (error: FastifyError | Refusal): boolean => 'code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'

/** Whether a body is longer than the route reads. */
export const isTooLarge = (error: FastifyError | Refusal): boolean => 'statusCode' in error && error.statusCode === 413

export function toProblem(error: FastifyError | Refusal, request: FastifyRequest, publicUrl: string): Problem {
  const make = (status: number, code: string, title: string, detail: string, extras = {}): Problem => ({
    type: `${publicUrl}/problems/${code}`,
    title: titleIn(request, code, title),
    status,
    detail,
    code,
    request_id: request.id,
    ...extras,
  })
  if (error instanceof Refusal) return make(error.kind.status, error.kind.code, error.kind.title, error.message, error.extras)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      pointer: `#${instancePath === '/' ? '' : instancePath}`,
      detail: message ?? 'is wrong',
    }))
    const detail = errors.map((each) => `${each.pointer === '#' ? (error.validationContext ?? 'body') : each.pointer}: ${each.detail}`).join('; ')
    return toProblem(schemaViolated(`${detail}.`, { errors }), request, publicUrl)
  }
  if (isOfOtherType(error)) return toProblem(unsupportedMediaType('Send Content-Type: application/json.'), request, publicUrl)
  if (error.code?.startsWith('FST_') && error.statusCode !== undefined && error.statusCode < 500) {
    // The codes of the framework are no promise of ours.
    const told = isTooLarge(error)
      ? requestTooLarge(`The body is larger than the ${request.routeOptions.bodyLimit} bytes that are read here. Send less at once.`)
      : requestUnreadable(error.message)
    return toProblem(told, request, publicUrl)
  }
  const { status, code, title, detail } = faultOf(error, request.id)
  return make(status, code, title, detail)
}
