import { z } from 'zod'
import type { Json } from '../../scim/json.ts'
import { recogniseProvider, type RequestTraits } from '../../scim/providers/index.ts'
import { describe } from '../journal/describe.ts'
import { changesOf, notesOf, unknownIn } from '../journal/entries.ts'
import { partsOf } from '../journal/parts.ts'
import type { Row } from '../store/open.ts'

/** A place in the log, as the `sequence` of an entry tells it. */
export const Sequence = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** An entry of the provisioning log, in lists, in exports and on the stream alike. */
export const EntryShape = z.object({
  /** The request's id, which errors and headers show as well. */
  id: z.string(),
  /** The place in the log: what `after` and `Last-Event-ID` go on from. It counts the entries of all teams, so that some numbers are missing. */
  sequence: z.number(),
  at: z.string(),
  directory_id: z.string().nullable(),
  /** Without an id where somebody came with no token that is known. */
  token: z.object({ id: z.string().nullable(), name: z.string() }),
  /** Which identity provider the request looks like; null where it does not tell, as most do not. */
  detected_provider: z.string().nullable(),
  operation: z.string(),
  outcome: z.enum(['applied', 'unchanged', 'refused', 'read']),
  /** In plain words. */
  summary: z.string(),
  /** The same by codes and the values in them, for other languages. A code is a promise; one that is not known is said by the summary. */
  parts: z.array(z.looseObject({ code: z.string() })),
  status: z.number().nullable(),
  code: z.string().nullable(),
  subject: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  changes: z.array(z.looseObject({ kind: z.string() })),
  notes: z.array(z.looseObject({ code: z.string() })),
  attributes_not_used: z.array(z.string()),
  unknown_members: z.array(z.string()),
  request: z.object({ method: z.string(), path: z.string(), ip: z.string(), user_agent: z.string(), body: z.string().nullable() }).nullable(),
  /** Where the request was refused. */
  answer: z.string().nullable(),
  duration_ms: z.number().nullable(),
  /** How many requests of its kind came within the minute, for reads. */
  count: z.number(),
})

export type Entry = z.infer<typeof EntryShape>

type Wire = { method: string; path: string; ip: string; userAgent: string; ms: number; unused?: string[] }

export function toEntryShape(row: Row<'journal'>): Entry {
  const wire = row.wire as Wire | null // record.ts writes nothing else there
  const changes = changesOf(row)
  const notes = notesOf(row)
  return {
    id: row.requestId,
    sequence: Number(row.position),
    at: row.at,
    directory_id: row.directoryId,
    token: { id: row.actorId, name: row.actorName },
    detected_provider: (wire && recogniseProvider(traitsOf(wire, row.body))) ?? null,
    operation: row.operation,
    outcome: row.outcome,
    summary: describe({ ...row, changes, notes }),
    parts: partsOf({ ...row, changes, notes }),
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
