import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../../kernel/cursors.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { Db } from '../../store/open.ts'
import { eventTypeNames, parseTypes } from './event-types.ts'
import { followEvents } from './follow.ts'

const EventShape = z.object({
  /** The same whenever it is read. */
  id: z.string(),
  type: z.enum(eventTypeNames),
  timestamp: z.string(),
  /** What it is about. Where something changed, `previous_attributes` has what it was. */
  data: z.looseObject({}),
})

const FeedQuery = z.object({
  /** A `next_cursor`, or the id of an event. */
  after: z.string().min(1).max(1_000).optional(),
  /** Some types, with commas between; `dsync.*` is all that begin so. */
  type: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

type Options = { db: Db; environment: Environment; cursors: Cursors; eventDays: number }

/** What the host product is told. */
export const eventRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors, eventDays }) => {
  app.get('/events', {
    config: { permission: 'events:read' },
    schema: {
      operationId: 'listEvents',
      summary: 'Follow what happened, oldest first, in the order of commits',
      querystring: FeedQuery,
      response: { 200: z.object({ items: z.array(EventShape), next_cursor: z.string(), has_more: z.boolean() }) },
    },
    handler: async ({ actor, query: { after, type, limit } }) => {
      const following = { cursors, eventDays, now: environment.now() }
      const { events, nextCursor, hasMore } = await followEvents(db, actor.teamId, { after, types: parseTypes(type), limit }, following)
      return { items: events, next_cursor: nextCursor, has_more: hasMore }
    },
  })
}
