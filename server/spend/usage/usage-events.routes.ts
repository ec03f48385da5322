import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import type { Cursors } from '../../kernel/cursors.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { EntryId } from '../../kernel/ids.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import { listOf, PageQuery, toPage } from '../../kernel/pages.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { toTimestamp, type Timestamp } from '../../kernel/timestamp.ts'
import { requireMember } from '../../members/find-member.ts'
import type { Db } from '../../store/open.ts'
import { teamOf } from '../../teams/teams.ts'
import { unattributed } from '../ledger/accounts.ts'
import { pageEntryRows, type EntryPlace, type EntryRow } from '../ledger/entries.ts'
import { readResolutions } from '../ledger/resolution.ts'
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
const EntryShape = z.object({
  id: z.string(),
  source: z.string().nullable(),
  entry_id: z.string(),
  number: z.number(),
  kind: z.enum(['usage', 'refund', 'adjustment']),
  member_id: z.string().nullable(),
  member_name: z.string().nullable(),
  subject: z.string().nullable(),
  time: z.string(),
  recorded_at: z.string(),
  period_start: z.string(),
  amount: z.string(),
  currency: z.string(),
  /** The cost as it was sent, where it is finer than a millionth. */
  cost: z.string().nullable(),
  late: z.boolean(),
  overage: z.string(),
  authorization: z.string().nullable(),
  corrects: z.object({ source: z.string(), id: z.string() }).nullable(),
  app: z.string(),
  model: z.string(),
  deciding_group: z.string().nullable(),
  /** The limit as it stood for the member then, and what it rested on; null of what nobody spent. */
  resolution: z.record(z.string(), z.unknown()).nullable(),
  data: z.record(z.string(), z.unknown()),
})
const moment = z.iso.datetime({ offset: true }).optional()

/** What was spent: events come in, entries of the ledger are listed. */
export const usageEventRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors; publicUrl: () => string }> = async (
  app,
  { db, environment, cursors, publicUrl },
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
  app.get('/usage_events', {
    config: { permission: 'spend:read', isLedger: true },
    schema: {
      operationId: 'listUsageEvents',
      summary: 'List what was booked of usage',
      querystring: PageQuery.extend({ user: z.string().max(600).optional(), from: moment, to: moment }),
      response: { 200: listOf(EntryShape) },
    },
    handler: async ({ actor, query: { limit, cursor, user, from, to } }) => {
      const { teamId } = actor
      const memberId = user === undefined ? undefined : user === 'unattributed' ? unattributed : (await requireMember(db.read, teamId, user)).memberId
      const filter = { memberId, from: toMoment(from), to: toMoment(to) }
      const list = [teamId, 'usage_events', memberId, filter.from, filter.to]
      const rows = await pageEntryRows(db.read, teamId, filter, { before: toPlace(cursors.open(list, cursor)), limit: limit + 1 })
      const { currency } = await teamOf(db.read, teamId)
      const ids = rows.map(({ resolutionId }) => resolutionId)
      const resolutions = await readResolutions(db.read, teamId, ids)
      return toPage(
        rows,
        limit,
        (row) => toEntry(row, currency, row.resolutionId === null ? undefined : resolutions.get(row.resolutionId)),
        ({ occurredAt, entryId }) => cursors.seal(list, `${occurredAt} ${entryId}`),
      )
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

const toMoment = (text: string | undefined): Timestamp | undefined => (text === undefined ? undefined : toTimestamp(Date.parse(text)))

function toPlace(mark: string | undefined): EntryPlace | undefined {
  const [occurredAt, entryId] = mark?.split(' ') ?? []
  return occurredAt === undefined || entryId === undefined ? undefined : { occurredAt: occurredAt as Timestamp, entryId: entryId as EntryId } // sealed as these
}

const toEntry = (row: EntryRow, currency: string, resolution: JsonObject | undefined): z.infer<typeof EntryShape> => ({
  id: row.eventId ?? row.entryId,
  source: row.source,
  entry_id: row.entryId,
  number: Number(row.number),
  kind: row.kind,
  member_id: row.memberId === unattributed ? null : row.memberId,
  member_name: row.memberName,
  subject: row.subject,
  time: row.occurredAt,
  recorded_at: row.recordedAt,
  period_start: row.periodStart,
  amount: formatMicros(toMicros(row.amountMicros)),
  currency,
  cost: row.costText,
  late: row.isLate,
  overage: formatMicros(toMicros(row.overageMicros)),
  authorization: row.authorizationId,
  corrects: row.correctsSource !== null && row.correctsId !== null ? { source: row.correctsSource, id: row.correctsId } : null,
  app: row.app,
  model: row.model,
  deciding_group: row.decidingGroupId,
  resolution: resolution ?? null,
  data: row.attributes ?? {},
})
