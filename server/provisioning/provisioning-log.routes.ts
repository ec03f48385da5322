import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findDirectoryIdFor } from '../directory/directories.ts'
import { exportFormats, nameExport } from '../journal/audit-log.ts'
import { findProvisioningEntry } from '../journal/entries.ts'
import type { LiveLog } from '../journal/live-log.ts'
import { allNewestFirst, seekProvisioning, type LogFilter } from '../journal/provisioning-log.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type TeamId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { refusal } from '../kernel/refusal.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { exportProvisioningLog } from './export-log.ts'
import { EntryShape, Sequence, toEntryShape } from './log-entry.ts'

const entryNotFound = refusal({ code: 'log-entry-not-found', status: 404, title: 'No such entry' })

const Filters = z.object({
  directory: z.string().max(100).optional(),
  outcome: EntryShape.shape.outcome.optional(),
  operation: z.string().max(50).optional(),
  /** `usr_…` or `grp_…`. */
  subject: z.string().max(100).optional(),
  /** A userName or displayName that was asked for, in any letter case. */
  name: z.string().max(500).optional(),
  /** The beginning of one, in any letter case. */
  q: z.string().trim().min(1).max(200).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})

/** The provisioning log: what the identity providers asked. */
export const provisioningLogRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors; live: LiveLog }> = async (app, { db, cursors, live }) => {
  const toFilter = async (teamId: TeamId, asked: z.infer<typeof Filters>): Promise<LogFilter> => {
    const { directory, outcome, operation, subject, name, q, since, until } = asked
    const directoryId = await findDirectoryIdFor(db.read, teamId, directory)
    return {
      ...(directoryId !== undefined && { directoryId }),
      ...(outcome !== undefined && { outcome }),
      ...(operation !== undefined && { operation }),
      ...(subject !== undefined && { subjectId: subject }),
      ...(name !== undefined && { subjectName: fold(name) }),
      ...(q !== undefined && { namePrefix: fold(q) }),
      ...(since !== undefined && { since: toTimestamp(Date.parse(since)) }),
      ...(until !== undefined && { until: toTimestamp(Date.parse(until)) }),
    }
  }

  app.get('/provisioning_log', {
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'listProvisioningLog',
      summary: 'Read what the identity providers asked, newest first; after a sequence, oldest first',
      querystring: PageQuery.extend({ ...Filters.shape, after: Sequence.optional() }),
      response: { 200: listOf(EntryShape) },
    },
    handler: async ({ actor: { teamId }, query: { limit, cursor, after, ...asked } }) => {
      const filter = await toFilter(teamId, asked)
      const list = [teamId, after === undefined ? 'provisioning log' : 'provisioning log onwards', filter]
      const place = cursors.open(list, cursor)
      const from = place === undefined ? undefined : BigInt(place)
      const span =
        after === undefined
          ? { ...allNewestFirst, ...(from !== undefined && { before: from }) }
          : { after: from ?? BigInt(after), before: ((await live.findEnd()) ?? 0n) + 1n, newestFirst: false }
      const rows = await seekProvisioning(db.read, teamId, filter, span, limit + 1)
      return toPage(rows, limit, toEntryShape, ({ position }) => cursors.seal(list, String(position)))
    },
  })
  app.get('/provisioning_log/export', {
    config: { permission: 'directory_setup:read', isTold: true, files: ['text/csv', 'application/jsonl'] },
    exposeHeadRoute: false,
    schema: {
      operationId: 'exportProvisioningLog',
      summary: 'Export the provisioning log as CSV or lines of JSON',
      querystring: Filters.extend({ format: z.enum(exportFormats).default('csv') }),
    },
    handler: async ({ actor, query: { format, ...asked } }, reply) => {
      const filter = await toFilter(actor.teamId, asked)
      const lines = await exportProvisioningLog(db, actor, format, filter)
      return reply
        .header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="${nameExport(actor, format, filter, 'provisioning-log')}"`)
        .send(Readable.from(lines))
    },
  })
  app.get('/provisioning_log/:request', {
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'getProvisioningLogEntry',
      summary: 'Read an entry of the provisioning log, with what was sent',
      params: z.object({ request: z.string().max(100) }),
      response: { 200: EntryShape },
    },
    handler: async ({ actor, params: { request } }) => {
      const row = isId('req', request) ? await findProvisioningEntry(db.read, actor.teamId, request) : undefined
      if (!row)
        throw entryNotFound(`The provisioning log of this team has no entry ${JSON.stringify(request.slice(0, 100))}. Rows are kept for 400 days.`)
      return toEntryShape(row)
    },
  })
}
