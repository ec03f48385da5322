import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findDirectoryIdFor } from '../directory/directories.ts'
import type { LiveLog } from '../journal/live-log.ts'
import { credentialOf } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { Sequence } from './log-entry.ts'
import type { Db } from '../store/open.ts'
import { eventsOf, type StreamTimes } from './log-events.ts'
import { OpenStreams } from './open-streams.ts'

/** So much may wait for a reader, in bytes, before the next rows are read. */
const mostWaiting = 65_536

type Options = { db: Db; environment: Environment; live: LiveLog; times: StreamTimes }

/** The provisioning log as it happens. */
export const logStreamRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment: { elapsed }, live, times }) => {
  const openStreams = new OpenStreams()
  // Before the server waits for what is under way: a stream would be that for an hour.
  app.addHook('preClose', async () => live.close())

  app.get('/provisioning_log/stream', {
    config: { permission: 'directory_setup:read', files: ['text/event-stream'] },
    exposeHeadRoute: false,
    schema: {
      operationId: 'streamProvisioningLog',
      summary: 'Follow what the identity providers ask, as server-sent events',
      querystring: z.object({
        /** `dir_…`, or `all`. */
        directory: z.string().max(100),
        /** Begin after this sequence instead of now. Last-Event-ID goes before it. */
        after: Sequence.optional(),
      }),
      headers: z.looseObject({ 'last-event-id': Sequence.optional() }),
    },
    handler: async (request, reply) => {
      const { actor, query, headers } = request
      const directoryId = await findDirectoryIdFor(db.read, actor.teamId, query.directory === 'all' ? undefined : query.directory)
      const leave = openStreams.enter(credentialOf(actor) ?? actor.teamId)
      const gone = new AbortController()
      const end = () => {
        gone.abort()
        leave()
      }
      reply.raw.once('close', end)
      if (reply.raw.destroyed) end() // while the directory was looked for
      const after = headers['last-event-id'] ?? query.after
      const events = following()
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store, no-transform')
        .header('x-accel-buffering', 'no') // nginx would gather what is meant to come at once
        .send(Readable.from(events, { objectMode: false, highWaterMark: mostWaiting }))

      /** Lets go of a reader who takes nothing. */
      async function* following(): AsyncGenerator<string> {
        const follower = await live.follow(actor.teamId)
        try {
          const stream = { live, follower, directoryId, after: after === undefined ? undefined : BigInt(after), times, elapsed }
          for await (const event of eventsOf({ ...stream, isStillAllowed: () => request.isStillAllowed(), gone: gone.signal })) {
            const stalled = setTimeout(() => reply.raw.destroy(), times.stall)
            try {
              yield event
            } finally {
              clearTimeout(stalled)
            }
          }
        } finally {
          live.leave(follower)
        }
      }
    },
  })
}
