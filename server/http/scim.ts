import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { maxBodyBytes } from '../../scim/bounds.ts'
import { quote, ScimError, toErrorBody } from '../../scim/error.ts'
import { isObject, ownInAnyCase, type Json, type JsonObject } from '../../scim/json.ts'
import { recogniseProvider } from '../../scim/providers/index.ts'
import { bearerOf } from '../access/credentials.ts'
import { directoryActivity } from '../directory/activity.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { KnownTypes } from '../directory/known-types.ts'
import { Strangers } from '../directory/strangers.ts'
import { authenticateToken } from '../directory/tokens.ts'
import { ReadLog } from '../journal/read-log.ts'
import { recordRefusal } from '../journal/record.ts'
import type { PageMarks } from '../directory/page-marks.ts'
import type { DirectoryActor, Occasion } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import type { Environment } from '../kernel/environment.ts'
import { Refusal } from '../kernel/refusal.ts'
import { write, type Db } from '../store/open.ts'
import { refuseOtherMethods, watchRoutes } from './methods.ts'
import { countFailedAuthentications, tooManyFailures } from './failed-authentications.ts'
import { parseJson } from './json.ts'
import { faultOf, logRefusal, retryAfterSeconds } from './faults.ts'
import { occasionOf, withBody } from './occasion.ts'
import { dropRestOfBody } from './rest-of-body.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request to this route asks, as the provisioning log calls it. */
    operation?: string
    /** Whether it changes nothing although it is a POST. */
    isRead?: boolean
    /** Whether it is answered without a token. */
    isOpen?: boolean
  }
  interface FastifyRequest {
    /** Whose token opened the directory, once it is known. */
    speaker: DirectoryActor | null
    /** The same, for routes that only open with one; with the body that it sent. */
    directory: DirectoryActor
    /** What the users and groups of that directory are made of. */
    types: DirectoryTypes
  }
  interface FastifyReply {
    /** Answers in SCIM's media type. A resource brings its location and its entity tag (RFC 7644 §3.1, §3.14). Without a body it is empty. */
    scim(status: number, body: JsonObject | undefined, of?: { location: string; etag: string }): FastifyReply
  }
}

export type ScimShellOptions = {
  db: Db
  environment: Environment
  marks: PageMarks
  authFailureRate: number
  publicUrl: () => string
  mount: FastifyPluginAsync
}

/** What is true of every SCIM request, whatever the noun: who asks, in which media type, what an error looks like, and what the log keeps. */
export const scimShell: FastifyPluginAsync<ScimShellOptions> = async (app, { db, environment, marks, authFailureRate, publicUrl, mount }) => {
  const onFailure = (error: unknown) => app.log.error({ err: error }, 'what reads left behind could not be written')
  const readLog = new ReadLog(db, onFailure)
  const strangers = new Strangers(db, onFailure)
  const activity = directoryActivity(db, onFailure)
  const knownTypes = new KnownTypes()
  app.addHook('onClose', async () => {
    await readLog.flush()
    await strangers.flush()
    await activity.flush()
  })

  app.decorateRequest('speaker', null)
  app.decorateRequest('directory', {
    getter() {
      assert(this.speaker, 'a route that is not open has a speaker')
      this.speaker = withBody(this.speaker, this.body) // read and redacted once
      return this.speaker
    },
  })
  app.decorateRequest('types')
  app.decorateReply('scim', answerScim)
  speakScim(app)

  const isOneTooMany = countFailedAuthentications(authFailureRate, environment)
  /** `stranger`: how the request came, where it brought no token of ours. */
  const refuseSpeaker = (request: FastifyRequest, reply: FastifyReply, detail: string, stranger?: Occasion): never => {
    if (isOneTooMany(request, reply)) throw new ScimError(429, undefined, tooManyFailures)
    if (stranger) strangers.note(stranger, directoryIn(request), request.headers.authorization, JSON.stringify(toErrorBody({ status: 401, detail })))
    throw new ScimError(401, undefined, detail)
  }

  app.addHook('onRequest', async (request, reply) => {
    const { authorization } = request.headers
    if (authorization === undefined && request.routeOptions.config.isOpen === true) return
    const occasion = occasionOf(request, environment)
    const secret = bearerOf(authorization)
    if (secret === undefined) return refuseSpeaker(request, reply, noToken, occasion)
    const presented = await authenticateToken(db.read, secret, occasion, publicUrl())
    const directory = directoryIn(request)
    if (presented?.state === 'live' && presented.actor.directoryId === directory) {
      request.speaker = presented.actor
      request.types = await knownTypes.of(db.read, presented.actor, presented.schemaVersion)
      return
    }
    if (presented) {
      // The same answer for every reason; the log of the token's own directory tells which.
      const code = presented.state === 'live' ? 'token-of-another-directory' : `token-${presented.state}`
      readLog.note(presented.actor, { operation: 'authenticate', status: 401, code, answer: wrongToken, subjectId: presented.actor.directoryId })
    }
    refuseSpeaker(request, reply, wrongToken, presented ? undefined : occasion)
  })

  // Before the answer goes out, so that no list that is asked for after it finds the places of before. Whatever the answer: what failed may have committed.
  app.addHook('onSend', async (request) => {
    if (request.speaker && !isRead(request)) marks.forget(request.speaker.directoryId)
  })

  app.addHook('onResponse', async (request, reply) => {
    const by = request.speaker
    if (!by) return
    const didSucceed = reply.statusCode < 400
    if (didSucceed && isRead(request)) readLog.note(by, { operation: operationOf(request), status: reply.statusCode, ...subjectOf(request) })
    activity.add({
      by,
      didWrite: didSucceed && !isRead(request),
      isGroup: request.url.includes('/Groups'),
      provider: recogniseProvider(traitsOf(request)),
    })
  })

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const { status, code, body } = toAnswer(error, request)
    logRefusal(request, error, { status, code })
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="Purser SCIM"')
    if ((status === 503 || status === 429) && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfterSeconds)
    // Fastify closes the connection after an answer to a body that it did not read.
    if (reply.getHeader('connection') === 'close') await dropRestOfBody(request.raw)
    await noteRefusal(request, status, code, body).catch((failure: unknown) => request.log.error({ err: failure }, 'the refusal could not be logged'))
    return reply.scim(status, body)
  })

  async function noteRefusal(request: FastifyRequest, status: number, code: string, body: JsonObject): Promise<void> {
    const by = request.speaker
    if (!by) return
    const deed = { operation: operationOf(request), status, code, answer: JSON.stringify(body), ...subjectOf(request) }
    if (isRead(request)) return readLog.note(by, deed)
    await write(db, (trx) => recordRefusal(trx, withBody(by, request.body), deed))
  }

  app.setNotFoundHandler((request) => {
    throw new ScimError(
      404,
      undefined,
      `There is nothing at ${request.url.split('?')[0]}. The base URL ends in the directory's id; below it lie /Users and /Groups.`,
    )
  })
  const routes = watchRoutes(app)
  await app.register(mount)
  refuseOtherMethods(app, routes, (allowed, request) => {
    throw new ScimError(405, undefined, `${request.method} is not possible here. Possible: ${allowed}.`)
  })
}

const noToken = 'Send the token of this directory: Authorization: Bearer purser_scim_…'
const wrongToken =
  'This token does not open this directory: it is unknown, expired, revoked, or another directory’s. Create one for this directory and paste it whole.'

/** SCIM bodies are JSON under three names, in any charset parameter (RFC 7644 §3.1; some clients know only application/json). */
function speakScim(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/scim+json', 'application/json', 'text/json'],
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    async (request: FastifyRequest, body: Buffer) => {
      const { 'content-encoding': encoding = 'identity' } = request.headers
      if (encoding.toLowerCase() !== 'identity')
        throw new ScimError(415, undefined, `A body that is encoded as ${quote(encoding)} cannot be read. Send it as it is.`)
      return request.method === 'DELETE' && body.length === 0 ? undefined : parseJson(body, () => notJson(body)) // Okta names a type where it sends no body
    },
  )
  app.addContentTypeParser('*', async (request: FastifyRequest) => {
    throw unreadable(request)
  })
}

const unreadable = ({ headers }: FastifyRequest) =>
  new ScimError(
    415,
    undefined,
    `A body of the type ${quote(headers['content-type'] ?? '')} cannot be read. Send Content-Type: application/scim+json.`,
  )

const notJson = (body: Buffer) =>
  new ScimError(
    400,
    'invalidSyntax',
    body.length === 0 ? 'The body is empty. Send a JSON object.' : 'The body is not JSON in UTF-8. Send a JSON object.',
  )

/**
 * application/scim+json, or application/json for who accepts only that. No charset parameter: conformance suites compare the type to the letter.
 * `JSON.stringify` is named since Fastify turns an object into JSON by itself under application/json alone.
 */
function answerScim(this: FastifyReply, status: number, body: JsonObject | undefined, of?: { location: string; etag: string }): FastifyReply {
  if (of) this.headers(of)
  if (!body) return this.code(status).send()
  const accept = this.request.headers.accept?.toLowerCase() ?? '*/*'
  const takesJsonOnly = accept.includes('application/json') && !accept.includes('scim+json') && !accept.includes('*/*')
  return this.code(status)
    .header('content-type', takesJsonOnly ? 'application/json' : 'application/scim+json')
    .serializer(JSON.stringify)
    .send(body)
}

function toAnswer(error: FastifyError | ScimError, request: FastifyRequest): { status: number; code: string; body: JsonObject } {
  if (error instanceof ScimError) {
    const { status, scimType, detail } = error
    return { status, code: scimType ?? String(status), body: toErrorBody({ status, scimType, detail }) }
  }
  if (error instanceof Refusal) {
    const { code, status, scimType } = error.kind
    return { status, code, body: toRefusalBody(status, scimType, error.message) }
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return {
      status: 413,
      code: '413',
      body: toErrorBody({ status: 413, detail: `The body is larger than the ${maxBodyBytes} bytes that one request may have. Send several.` }),
    }
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return toAnswer(unreadable(request), request)
  // Others of Fastify's own that the client caused, such as a Content-Length that is not the body's.
  if (error.code?.startsWith('FST_') && error.statusCode !== undefined && error.statusCode < 500) {
    return { status: error.statusCode, code: error.code, body: toErrorBody({ status: error.statusCode, detail: error.message }) }
  }
  const { status, code, detail } = faultOf(error, request.id)
  return { status, code, body: toErrorBody({ status, detail }) }
}

const toRefusalBody = (status: number, scimType: string | undefined, detail: string): JsonObject => ({
  ...toErrorBody({ status, detail }),
  ...(scimType !== undefined && { scimType }),
})

const directoryIn = (request: FastifyRequest) => (request.params as { directory?: string }).directory // the prefix has it
const isRead = ({ method, routeOptions }: FastifyRequest) => method === 'GET' || method === 'HEAD' || routeOptions.config.isRead === true
const operationOf = (request: FastifyRequest) => request.routeOptions.config.operation ?? 'other'

/** Whom a request is about, as far as it says so itself. */
function subjectOf(request: FastifyRequest): { subjectId?: string; subjectName?: string } {
  const { id } = request.params as { id?: string } // of the routes that name a resource
  const { filter } = request.query as { filter?: unknown } // whatever the client wrote
  const name =
    nameIn(request.body) ?? (typeof filter === 'string' ? /^\s*(?:userName|displayName)\s+eq\s+"([^"]+)"\s*$/i.exec(filter)?.[1] : undefined)
  return { ...(id !== undefined && { subjectId: id.slice(0, 100) }), ...(name !== undefined && { subjectName: name }) }
}

function nameIn(body: unknown): string | undefined {
  const sent = body as Json | undefined // parsed from JSON above
  if (!isObject(sent)) return undefined
  return [ownInAnyCase(sent, 'userName'), ownInAnyCase(sent, 'displayName')]
    .filter((name) => typeof name === 'string')
    .find((name) => name.trim() !== '')
}

function traitsOf(request: FastifyRequest) {
  const [path = '', query = ''] = request.originalUrl.split('?', 2)
  const body = request.body as Json | undefined // parsed from JSON above
  return { userAgent: request.headers['user-agent'] ?? '', method: request.method, path, query, body }
}

/** For a URL that meets no route and so no shell: it cannot be decoded, or an id in it is longer than any. */
export function answerUnroutable(error: FastifyError, reply: FastifyReply): void {
  const isUrl = error.code !== 'FST_ERR_BAD_URL'
  const status = isUrl ? 404 : 400
  const detail = isUrl
    ? 'There is nothing at this URL: an id in it is longer than any.'
    : 'The URL cannot be decoded. Escape what is not a letter or digit.'
  reply
    .code(status)
    .header('content-type', 'application/scim+json')
    .send(Buffer.from(JSON.stringify(toErrorBody({ status, detail }))))
}
