import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Json } from '../../scim/json.ts'
import { recogniseProvider, type RequestTraits } from '../../scim/providers/index.ts'
import { findDirectoryIdFor } from '../directory/directories.ts'
import { fold } from '../kernel/fold.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { isId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { refusal } from '../kernel/refusal.ts'
import type { Db, Row } from '../store/open.ts'
import { changesOf, notesOf, unknownIn } from '../journal/entries.ts'
import { describe } from '../journal/describe.ts'
import { findProvisioningEntry, listProvisioning } from '../journal/entries.ts'

const entryNotFound = refusal({ code: 'log-entry-not-found', status: 404, title: 'No such entry' })

const Fact = z.looseObject({})
const EntryShape = z.object({
  /** The request's id, which errors and headers show as well. */
  id: z.string(),
  at: z.string(),
  directory_id: z.string().nullable(),
  token: z.object({ id: z.string().nullable(), name: z.string() }),
  /** Which identity provider the request looks like; null where it does not tell, as most do not. */
  detected_provider: z.string().nullable(),
  operation: z.string(),
  outcome: z.enum(['applied', 'unchanged', 'refused', 'read']),
  /** In plain words. */
  summary: z.string(),
  status: z.number().nullable(),
  code: z.string().nullable(),
  subject: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  changes: z.array(Fact),
  notes: z.array(Fact),
  attributes_not_used: z.array(z.string()),
  unknown_members: z.array(z.string()),
  request: z.object({ method: z.string(), path: z.string(), ip: z.string(), user_agent: z.string(), body: z.string().nullable() }).nullable(),
  /** Where the request was refused. */
  answer: z.string().nullable(),
  duration_ms: z.number().nullable(),
  /** How many requests of its kind came within the minute, for reads. */
  count: z.number(),
})

type Wire = { method: string; path: string; ip: string; userAgent: string; ms: number; unused?: string[] }

function toEntryShape(row: Row<'journal'>): z.infer<typeof EntryShape> {
  const wire = row.wire as Wire | null // record.ts writes nothing else there
  const changes = changesOf(row)
  const notes = notesOf(row)
  return {
    id: row.requestId,
    at: row.at,
    directory_id: row.directoryId,
    token: { id: row.actorId, name: row.actorName },
    detected_provider: (wire && recogniseProvider(traitsOf(wire, row.body))) ?? null,
    operation: row.operation,
    outcome: row.outcome,
    summary: describe({ ...row, changes, notes }),
    status: row.status === null ? null : Number(row.status),
    code: row.code,
    subject: { id: row.subjectId, name: row.subjectName },
    changes,
    notes,
    attributes_not_used: wire?.unused ?? [],
    unknown_members: notes.flatMap(unknownIn),
    request: wire && { method: wire.method, path: wire.path, ip: wire.ip, user_agent: wire.userAgent, body: row.body },
    answer: row.answer,
    duration_ms: wire?.ms ?? null,
    count: Number(row.count),
  }
}

function traitsOf({ method, path: url, userAgent }: Wire, body: string | null): RequestTraits {
  const [path = '', query = ''] = url.split('?', 2)
  return { method, path, query, userAgent, body: parseBody(body) }
}

/** A long body was cut, and is no JSON any more. */
function parseBody(body: string | null): Json | undefined {
  try {
    return body === null ? undefined : JSON.parse(body)
  } catch {
    return undefined
  }
}

const Filters = PageQuery.extend({
  directory: z.string().max(100).optional(),
  outcome: EntryShape.shape.outcome.optional(),
  operation: z.string().max(50).optional(),
  /** `usr_…` or `grp_…`. */
  subject: z.string().max(100).optional(),
  /** A userName or displayName that was asked for, in any letter case. */
  name: z.string().max(500).optional(),
})

/** The provisioning log: what the identity providers asked, newest first. */
export const provisioningLogRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/provisioning_log', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listProvisioningLog', querystring: Filters, response: { 200: listOf(EntryShape) } },
    handler: async ({ actor, query }) => {
      const { limit, cursor, directory, outcome, operation, subject: subjectId, name } = query
      const directoryId = await findDirectoryIdFor(db.read, actor.teamId, directory)
      const filter = {
        ...(directoryId !== undefined && { directoryId }),
        ...(outcome !== undefined && { outcome }),
        ...(operation !== undefined && { operation }),
        ...(subjectId !== undefined && { subjectId }),
        ...(name !== undefined && { subjectName: fold(name) }),
      }
      const list = [actor.teamId, 'provisioning log', filter]
      const before = cursors.open(list, cursor)
      const rows = await listProvisioning(db.read, actor.teamId, filter, before === undefined ? undefined : BigInt(before), limit + 1)
      return toPage(rows, limit, toEntryShape, ({ position }) => cursors.seal(list, String(position)))
    },
  })
  app.get('/provisioning_log/:request', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'getProvisioningLogEntry', params: z.object({ request: z.string().max(100) }), response: { 200: EntryShape } },
    handler: async ({ actor, params: { request } }) => {
      const row = isId('req', request) ? await findProvisioningEntry(db.read, actor.teamId, request) : undefined
      if (!row)
        throw entryNotFound(`The provisioning log of this team has no entry ${JSON.stringify(request.slice(0, 100))}. Rows are kept for 400 days.`)
      return toEntryShape(row)
    },
  })
}
