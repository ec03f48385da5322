import type { Actor } from '../kernel/actor.ts'
import type { TeamId } from '../kernel/ids.ts'
import { write, type Db, type Reader, type Row } from '../store/open.ts'
import { listAuditRows, type AuditFilter } from './audit.sql.ts'
import { changesOf, notesOf } from './entries.ts'
import { describe } from './describe.ts'
import { record } from './record.ts'

export { listAuditRows as listAudit, type AuditFilter } from './audit.sql.ts'

/** An entry of the audit log, as it is answered and exported. Details that name somebody who was erased say so. */
export type AuditEntry = {
  id: string
  number: number
  at: string
  actor: { kind: string; id: string | null; name: string; member_id: string | null }
  action: string
  outcome: string
  summary: string
  status: number | null
  code: string | null
  subject_id: string | null
  changes: Record<string, unknown>[]
  from: { ip: string; user_agent: string; method: string; path: string } | null
  is_erased: boolean
  hash: string
}

type Wire = { method: string; path: string; ip: string; userAgent: string; member?: string }

export function toAuditEntry(row: Row<'journal'>): AuditEntry {
  const wire = row.wire as Wire | null // record.ts writes nothing else there
  const changes = changesOf(row)
  return {
    id: row.requestId,
    number: Number(row.auditNumber),
    at: row.at,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName, member_id: wire?.member ?? null },
    action: row.operation,
    outcome: row.outcome,
    summary: describe({ ...row, changes, notes: notesOf(row) }),
    status: row.status === null ? null : Number(row.status),
    code: row.code,
    subject_id: row.subjectId,
    changes,
    from: wire && { ip: wire.ip, user_agent: wire.userAgent, method: wire.method, path: wire.path },
    is_erased: row.erasedBy !== null,
    hash: row.auditHash ?? '',
  }
}

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

const rowsPerPage = 500

/** Tells the audit log that it is exported, and then exports it, newest first, a page at a time. */
export async function exportAudit(db: Db, by: Actor, format: ExportFormat, filter: AuditFilter): Promise<AsyncGenerator<string>> {
  await write(db, (trx) => record(trx, by, { operation: 'export_audit_log', status: 200, changes: [{ kind: 'audit.exported', format }] }))
  return linesOf(db.read, by.teamId, format, filter)
}

async function* linesOf(db: Reader, teamId: TeamId, format: ExportFormat, filter: AuditFilter): AsyncGenerator<string> {
  if (format === 'csv') yield toCsvLine(csvColumns)
  for (let before: bigint | undefined; ;) {
    const rows = await listAuditRows(db, teamId, filter, { before, limit: rowsPerPage })
    yield rows.map((row) => (format === 'csv' ? toCsvLine(csvCells(toAuditEntry(row))) : `${JSON.stringify(toAuditEntry(row))}\n`)).join('')
    before = rows.at(-1)?.auditNumber ?? undefined
    if (rows.length < rowsPerPage) return
  }
}

const csvColumns = [
  'number',
  'at',
  'request',
  'actor_kind',
  'actor_id',
  'actor_name',
  'member_id',
  'action',
  'outcome',
  'summary',
  'status',
  'code',
  'subject_id',
  'changes',
  'ip',
  'user_agent',
  'method',
  'path',
  'is_erased',
  'hash',
]

function csvCells({ number, at, id, actor, action, outcome, summary, status, code, subject_id, changes, from, is_erased, hash }: AuditEntry): Cell[] {
  const who = [actor.kind, actor.id, actor.name, actor.member_id]
  const where = [from?.ip, from?.user_agent, from?.method, from?.path]
  return [number, at, id, ...who, action, outcome, summary, status, code, subject_id, JSON.stringify(changes), ...where, is_erased, hash]
}

type Cell = string | number | boolean | null | undefined

/** A line of CSV (RFC 4180). A spreadsheet takes what begins with these signs for a formula, so an apostrophe stands before them. */
export function toCsvLine(cells: readonly Cell[]): string {
  const quoted = cells.map((cell) => {
    const text = cell === null || cell === undefined ? '' : String(cell)
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  })
  return `${quoted.join()}\r\n`
}
