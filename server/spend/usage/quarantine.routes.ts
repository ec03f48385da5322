import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../../kernel/cursors.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { EntryId } from '../../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../../kernel/pages.ts'
import type { Db } from '../../store/open.ts'
import { unattributed } from '../ledger/accounts.ts'
import { discardEvent, pageQuarantined, releaseEvent, type Quarantined } from './quarantine.ts'

const statuses = ['waiting', 'released', 'discarded'] as const
const QuarantinedShape = z.object({
  id: z.string(),
  status: z.enum(statuses),
  reason: z.enum(['unpriced', 'above_ceiling']),
  source: z.string(),
  event_id: z.string(),
  member_id: z.string().nullable(),
  received_at: z.string(),
  decided_at: z.string().nullable(),
  event: z.record(z.string(), z.unknown()),
})
const reason = z.string().max(500).optional()
const OfOne = z.object({ event: z.string().max(100) })

/** Events that are in no balance until somebody looked at them. */
export const quarantineRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  app.get('/quarantined_events', {
    config: { permission: 'spend:read', isLedger: true },
    schema: {
      operationId: 'listQuarantinedEvents',
      summary: 'List the usage events that are held back',
      querystring: PageQuery.extend({ status: z.enum(statuses).optional() }),
      response: { 200: listOf(QuarantinedShape) },
    },
    handler: async ({ actor, query: { limit, cursor, status } }) => {
      const list = [actor.teamId, 'quarantined_events', status]
      const before = cursors.open(list, cursor) as EntryId | undefined // sealed below
      const rows = await pageQuarantined(db.read, actor.teamId, { status, before, limit: limit + 1 })
      return toPage(rows, limit, toShape, ({ entryId }) => cursors.seal(list, entryId))
    },
  })
  app.post('/quarantined_events/:event/release', {
    config: { permission: 'usage:adjust' },
    schema: {
      operationId: 'releaseQuarantinedEvent',
      summary: 'Book a usage event that was held back',
      params: OfOne,
      body: z.strictObject({ cost: z.unknown().optional(), reason }).nullish(),
      response: { 200: QuarantinedShape },
    },
    handler: async ({ actor, params, body }) =>
      toShape(await releaseEvent(db, environment, actor, params.event, { cost: body?.cost, reason: body?.reason })),
  })
  app.post('/quarantined_events/:event/discard', {
    config: { permission: 'usage:adjust' },
    schema: {
      operationId: 'discardQuarantinedEvent',
      summary: 'Discard a usage event that was held back',
      params: OfOne,
      body: z.strictObject({ reason }).nullish(),
      response: { 200: QuarantinedShape },
    },
    handler: async ({ actor, params, body }) => toShape(await discardEvent(db, actor, params.event, body?.reason)),
  })
}

const toShape = (row: Quarantined): z.infer<typeof QuarantinedShape> => ({
  id: row.entryId,
  status: row.status,
  reason: row.reason,
  source: row.source,
  event_id: row.eventId,
  member_id: row.memberId === unattributed ? null : row.memberId,
  received_at: row.receivedAt,
  decided_at: row.decidedAt,
  event: row.event,
})
