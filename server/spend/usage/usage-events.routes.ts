import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { Json } from '../../kernel/json.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import type { Db } from '../../store/open.ts'
import { parseEvent } from './cloud-event.ts'
import { batchTooLarge, eventsNotJson, mediaTypeUnknown, eventBroken } from './refusals.ts'
import { takeEvents, type Taken } from './take-events.ts'

const mostEvents = 1_000
const largestBody = 1024 * 1024

/** What was sent, by its media type. */
type Sent = { kind: 'single' | 'batch'; content: Json }

const ItemProblem = z.looseObject({ type: z.string(), title: z.string(), status: z.number(), detail: z.string(), code: z.string() })
const Results = z.object({
  results: z.array(
    z.object({
      id: z.string().nullable(),
      status: z.enum(['accepted', 'duplicate', 'conflict', 'rejected']),
      /** Whether the event is in no balance until somebody looked at it. */
      quarantined: z.boolean().optional(),
      problem: ItemProblem.optional(),
    }),
  ),
})

/** What was spent comes in; `reports/` lists it. */
export const usageEventRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; publicUrl: () => string }> = async (
  app,
  { db, environment, publicUrl },
) => {
  app.removeContentTypeParser('application/json')
  for (const [type, kind] of [
    ['application/cloudevents+json', 'single'],
    ['application/cloudevents-batch+json', 'batch'],
  ] as const)
    app.addContentTypeParser(type, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => read(kind, body))
  app.addContentTypeParser('*', async () => {
    throw mediaTypeUnknown(
      'Usage events are CloudEvents in JSON: send one as application/cloudevents+json, or an array of them as application/cloudevents-batch+json.',
    )
  })

  app.post('/usage_events', {
    config: { permission: 'usage:write', isLedger: true, readsEachByItself: true },
    bodyLimit: 16 * largestBody,
    // Each event is read by itself, so that one that is broken is no harm to the others.
    schema: {
      operationId: 'takeUsageEvents',
      summary: 'Report usage',
      consumes: ['application/cloudevents+json', 'application/cloudevents-batch+json'],
      body: z.unknown(),
      response: { 200: Results },
    },
    handler: async ({ caller, body, id: requestId }) => {
      assert(caller, 'every route of the API has a caller')
      const { kind, content } = body as Sent // the parsers above make nothing else
      const events = requireEvents(kind, content).map((event, place) => parseEvent(event, kind === 'single' ? '' : `/${place}`))
      const [only] = events
      if (kind === 'single' && only && 'refused' in only && only.refused.kind.code === 'schema-violated') throw only.refused
      const taken = await takeEvents(db, environment, caller, events)
      return { results: taken.map((each) => toResult(each, publicUrl(), requestId)) }
    },
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Refuses: batch-too-large, not-json. */
function read(kind: Sent['kind'], body: Buffer): Sent {
  if (body.length > largestBody)
    throw batchTooLarge(
      `The body has ${body.length} bytes; 1 MiB, ${largestBody}, is the most. Send it in several parts: each event counts once, however often it is sent.`,
    )
  try {
    return { kind, content: JSON.parse(utf8.decode(body)) as Json } // what JSON can say
  } catch {
    throw eventsNotJson('The body is not JSON. Send a CloudEvent, or an array of them.')
  }
}

/** Refuses: batch-too-large, schema-violated. */
function requireEvents(kind: Sent['kind'], content: Json): Json[] {
  if (kind === 'single') return [content]
  if (!Array.isArray(content))
    throw eventBroken('#: a batch is an array of events.', { errors: [{ pointer: '#', detail: 'a batch is an array of events' }] })
  if (content.length > mostEvents)
    throw batchTooLarge(
      `The batch has ${content.length} events; ${mostEvents} are the most. Send it in several parts: each event counts once, however often it is sent.`,
    )
  return content
}

function toResult(taken: Taken, publicUrl: string, requestId: string): z.infer<typeof Results>['results'][number] {
  if ('refusal' in taken) return { id: taken.id, status: taken.status, problem: toItemProblem(taken.refusal, publicUrl, requestId) }
  return { id: taken.id, status: taken.status, ...(taken.isQuarantined && { quarantined: true }) }
}

/** A refusal of one event, as the problem that it would be if it had come alone. */
const toItemProblem = ({ kind: { code, status, title }, message, extras }: Refusal, publicUrl: string, requestId: string) => ({
  type: `${publicUrl}/problems/${code}`,
  title,
  status,
  detail: message,
  code,
  request_id: requestId,
  ...extras,
})
