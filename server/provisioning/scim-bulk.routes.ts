import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { referencesIn } from '../../scim/bulk-references.ts'
import { parseBulk, type BulkOperation, type SentOperation } from '../../scim/bulk.ts'
import { toErrorBody, type ScimError } from '../../scim/error.ts'
import type { Json, JsonObject } from '../../scim/json.ts'
import { toBulkResponse } from '../../scim/messages.ts'
import { recordRefusal } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import { write } from '../store/open.ts'
import { runBulk, type Performed } from './run-bulk.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'
import { findWhomItRevives, takeBack } from './take-back.ts'

type InDirectory = { Params: { directory: string } }

/**
 * RFC 7644 §3.7. Each operation is a request of its own to the routes beside this one: it has its own transaction, its own row in the log and the answer
 * that it would have alone, and other requests are answered in between.
 */
export const scimBulkRoutes: FastifyPluginAsync<ScimRoutesOptions> = async (app, { db, environment, marks, baseUrlOf }) => {
  // The request itself changes nothing: its operations do, and are told one by one.
  app.post<InDirectory>('/Bulk', { config: { operation: 'bulk', isRead: true } }, async (request, reply: FastifyReply) => {
    const bulk = parseBulk(request.body as Json) // the shell parsed it from JSON
    const baseUrl = baseUrlOf(request.params.directory)
    const outcomes = await runBulk(bulk, {
      perform: (operation) => perform(app, request, operation, baseUrl),
      refuse: (error, sent) => refuse(request, error, sent),
      findWhomItRevives: (operation) => findWhomItRevives(db, speakerOf(request), request.types, operation),
      takeBack: async (made) => {
        const by = { ...speakerOf(request), requestId: environment.newId('req'), at: environment.now() }
        await takeBack(db, by, request.types, made).finally(() => marks.forget(by.directoryId))
      },
      onFailure: (error) => {
        request.log.error({ err: error }, 'an operation of a bulk request failed')
        reply.header('connection', 'close') // the server may be stopping, and would wait for the client to let go
      },
    })
    const answers = bulk.operations.flatMap((sent, place) => {
      const outcome = outcomes.get(place)
      return outcome ? [toAnswer(sent, outcome, baseUrl)] : []
    })
    return reply.scim(200, toBulkResponse(answers))
  })

  async function refuse(request: FastifyRequest, { status, scimType, detail }: ScimError, { bulkId }: SentOperation): Promise<Performed> {
    const response = toErrorBody({ status, scimType, detail })
    const deed = { operation: 'bulk_operation', status, code: scimType ?? String(status), answer: JSON.stringify(response) }
    const by = { ...speakerOf(request), requestId: environment.newId('req') }
    await write(db, (trx) => recordRefusal(trx, by, { ...deed, ...(bulkId !== undefined && { subjectName: bulkId }) }))
    return { status, response }
  }
}

function speakerOf({ speaker }: FastifyRequest): DirectoryActor {
  assert(speaker, 'a bulk request has a speaker')
  return speaker
}

/** Asks the server itself, as the client that sent the bulk request. */
async function perform(
  app: FastifyInstance,
  request: FastifyRequest<InDirectory>,
  { method, path, version, data }: BulkOperation,
  baseUrl: string,
): Promise<Performed> {
  const passedOn = (['authorization', 'user-agent', 'x-forwarded-for'] as const).flatMap((name) => {
    const value = request.headers[name]
    return value === undefined ? [] : [[name, value]]
  })
  const answer = await app.inject({
    method,
    url: `/scim/v2/${request.params.directory}${encodeURI(path.toWellFormed())}`,
    remoteAddress: request.socket.remoteAddress ?? '',
    headers: {
      ...Object.fromEntries(passedOn),
      accept: 'application/scim+json',
      ...(version !== undefined && { 'if-match': version }),
      ...(data && { 'content-type': 'application/scim+json' }),
    },
    ...(data && { payload: JSON.stringify(data) }),
  })
  const { location, etag } = answer.headers
  const named = method === 'POST' ? undefined : baseUrl + path
  const outcome = { status: answer.statusCode, location: location?.toString() ?? named, version: etag?.toString() }
  return answer.statusCode >= 400 ? { ...outcome, response: answer.json<JsonObject>() } : outcome
}

/** RFC 7644 §3.7.3: what failed says why; what was to be made and was not, or was to be found by a reference, has no location. */
function toAnswer({ method, bulkId, operation }: SentOperation, { status, location, version, response }: Performed, baseUrl: string): JsonObject {
  const isNamed = !(operation instanceof Error) && operation.method !== 'POST' && referencesIn(operation.path, new Set(), true).size === 0
  const named = isNamed ? `${baseUrl}${operation.path}` : undefined
  const at = location ?? named
  return {
    ...(method !== undefined && { method }),
    ...(bulkId !== undefined && { bulkId }),
    ...(version !== undefined && { version }),
    ...(at !== undefined && { location: at }),
    status: String(status),
    ...(response && { response }),
  }
}
