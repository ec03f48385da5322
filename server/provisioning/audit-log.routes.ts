import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { verifyChain } from '../journal/audit-chain.ts'
import { exportAudit, exportFormats, listAudit, nameExport, toAuditEntry, type AuditFilter } from '../journal/audit-log.ts'
import { changesOf } from '../journal/entries.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { namesInChanges } from './names-in-changes.ts'

const Outcome = z.enum(['applied', 'unchanged', 'refused'])
const EntryShape = z.object({
  /** The request's id, which errors and headers show as well. */
  id: z.string(),
  /** The place in the team's chain. */
  number: z.number(),
  at: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string(), member_id: z.string().nullable() }),
  action: z.string(),
  outcome: z.string(),
  /** In plain words. */
  summary: z.string(),
  status: z.number().nullable(),
  code: z.string().nullable(),
  subject_id: z.string().nullable(),
  changes: z.array(z.looseObject({})),
  /** What the members and groups of the first 20 changes are called now, by their ids. Who was erased has no name. */
  names: z.record(z.string(), z.string()),
  from: z.object({ ip: z.string(), user_agent: z.string(), method: z.string(), path: z.string() }).nullable(),
  /** How many requests it stands for: calls with a credential that opens nothing any more are counted by the hour. */
  count: z.number(),
  /** Whether names were blanked in it. */
  is_erased: z.boolean(),
  hash: z.string(),
})

const VerificationShape = z.object({
  /** Whether every entry is there, as it was written and in its order. */
  is_intact: z.boolean(),
  /** How many entries were read. */
  rows: z.number(),
  /** In how many of them names were blanked, as erasures that stand in the log say. */
  erased: z.number(),
  /** The first entry that is wrong, and why. */
  broken: z.object({ number: z.number(), request_id: z.string().nullable(), why: z.string() }).nullable(),
})

const Filters = z.object({
  actor_kind: z.enum(['api_key', 'operator_key', 'session', 'link', 'setup_link', 'connection', 'command_line', 'housekeeping']).optional(),
  /** `key_…`, `ses_…`, `lnk_…` or `con_…`. */
  actor: z.string().max(100).optional(),
  action: z.string().max(50).optional(),
  outcome: Outcome.optional(),
  /** What or whom it was about, by id. */
  subject: z.string().max(100).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})

function toFilter({ actor_kind, actor, action, outcome, subject, since, until }: z.infer<typeof Filters>): AuditFilter {
  return {
    ...(actor_kind !== undefined && { actorKind: actor_kind }),
    ...(actor !== undefined && { actorId: actor }),
    ...(action !== undefined && { operation: action }),
    ...(outcome !== undefined && { outcome }),
    ...(subject !== undefined && { subjectId: subject }),
    ...(since !== undefined && { since: toTimestamp(Date.parse(since)) }),
    ...(until !== undefined && { until: toTimestamp(Date.parse(until)) }),
  }
}

/** The audit log: what people, keys, sign-ins and the command line did, newest first. */
export const auditLogRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/audit_log', {
    config: { permission: 'audit:read' },
    schema: {
      operationId: 'listAuditLog',
      summary: 'Read the audit log, newest first',
      querystring: PageQuery.extend(Filters.shape),
      response: { 200: listOf(EntryShape) },
    },
    handler: async ({ actor, query: { limit, cursor, ...filters } }) => {
      const filter = toFilter(filters)
      const list = [actor.teamId, 'audit log', filter]
      const before = cursors.open(list, cursor)
      const page = { before: before === undefined ? undefined : BigInt(before), limit: limit + 1 }
      const rows = await listAudit(db.read, actor.teamId, filter, page)
      const namesIn = await namesInChanges(db.read, actor.teamId, rows.map(changesOf))
      const toEntry = (row: (typeof rows)[number]) => ({ ...toAuditEntry(row), names: namesIn(changesOf(row)) })
      return toPage(rows, limit, toEntry, ({ auditNumber }) => cursors.seal(list, String(auditNumber)))
    },
  })
  app.get('/audit_log/verification', {
    config: { permission: 'audit:read' },
    schema: {
      operationId: 'verifyAuditLog',
      summary: 'Check that nothing in the audit log was changed or taken out',
      response: { 200: VerificationShape },
    },
    handler: async ({ actor }) => {
      const { rows, erased, broken } = await verifyChain(db, actor.teamId)
      const first = broken && { number: broken.number, request_id: broken.request, why: broken.why }
      return { is_intact: broken === null, rows, erased, broken: first }
    },
  })
  app.get('/audit_log/export', {
    config: { permission: 'audit:read', isTold: true, files: ['text/csv', 'application/jsonl'] },
    exposeHeadRoute: false,
    schema: {
      operationId: 'exportAuditLog',
      summary: 'Export the audit log as CSV or lines of JSON',
      querystring: Filters.extend({ format: z.enum(exportFormats).default('csv') }),
    },
    handler: async ({ actor, query: { format, ...filters } }, reply) => {
      const filter = toFilter(filters)
      const lines = await exportAudit(db, actor, format, filter)
      return reply
        .header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="${nameExport(actor, format, filter)}"`)
        .send(Readable.from(lines))
    },
  })
}
