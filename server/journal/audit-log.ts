import { setImmediate as turn } from 'node:timers/promises'
import type { Actor } from '../kernel/actor.ts'
import { toLines, type Cell } from '../kernel/csv.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row } from '../store/open.ts'
import { firstInFilter, listAuditRows, type AuditFilter } from './audit.sql.ts'
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
  /** How many requests it stands for: calls with a dead credential are counted. */
  count: number
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
    count: Number(row.count),
    is_erased: row.erasedBy !== null,
    hash: row.auditHash ?? '',
  }
}

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

const rowsPerPage = 500

/** Tells the audit log that it is exported, and then exports it, newest first, a page at a time. */
export async function exportAudit(db: Db, by: Actor, format: ExportFormat, filter: AuditFilter): Promise<AsyncGenerator<string>> {
  const change = { kind: 'audit.exported', format, filter } as const
  await write(db, (trx) => record(trx, by, { operation: 'export_audit_log', status: 200, changes: [change] }))
  return linesOf(db.read, by.teamId, format, filter)
}

/**
 * The name of an export's file, which tells whose log it is and of when: `audit-log_team_…_from-20261101T000000Z_to-20261129T201500Z.csv`. Without an end
 * it goes as far as the moment of the export. What else was filtered is told by the entry of the export, not here: names are not for file systems.
 */
export function nameExport(
  { teamId, at }: Actor,
  format: ExportFormat,
  { since, until, ...others }: { since?: Timestamp; until?: Timestamp },
  log = 'audit-log',
): string {
  const compact = (moment: string) => moment.replace(/\.\d+Z$/, 'Z').replaceAll(/[-:]/g, '')
  const from = since === undefined ? 'from-beginning' : `from-${compact(since)}`
  const to = `to-${compact(until ?? at)}`
  return `${log}_${[teamId, from, to, ...(Object.keys(others).length > 0 ? ['filtered'] : [])].join('_')}.${format}`
}

async function* linesOf(db: Reader, teamId: TeamId, format: ExportFormat, filter: AuditFilter): AsyncGenerator<string> {
  if (format === 'csv') yield toLines([csvColumns])
  const from = await firstInFilter(db, teamId, filter)
  for (let before: bigint | undefined; ;) {
    const rows = await listAuditRows(db, teamId, filter, { before, from, limit: rowsPerPage })
    const entries = rows.map(toAuditEntry)
    yield toFormat(format, entries, csvCells)
    before = rows.at(-1)?.auditNumber ?? undefined
    await turn() // SQLite answers in this thread: whoever else asks has their turn between the pages
    if (rows.length < rowsPerPage) return
  }
}

/** Entries of a log as lines of an export. */
export const toFormat = <Entry>(format: ExportFormat, entries: readonly Entry[], toCells: (entry: Entry) => Cell[]): string =>
  format === 'csv' ? toLines(entries.map(toCells)) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

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
  'count',
  'is_erased',
  'hash',
]

function csvCells({
  number,
  at,
  id,
  actor,
  action,
  outcome,
  summary,
  status,
  code,
  subject_id,
  changes,
  from,
  count,
  is_erased,
  hash,
}: AuditEntry): Cell[] {
  const who = [actor.kind, actor.id, { text: actor.name }, actor.member_id]
  const what = [action, outcome, { text: summary }, status, code, { text: subject_id }, { text: JSON.stringify(changes) }]
  const where = [from?.ip, from?.user_agent, from?.method, from?.path].map((text) => ({ text }))
  return [number, at, id, ...who, ...what, ...where, count, is_erased, hash]
}
