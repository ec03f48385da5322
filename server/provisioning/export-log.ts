import { setImmediate as turn } from 'node:timers/promises'
import { toFormat, type ExportFormat } from '../journal/audit-log.ts'
import { allNewestFirst, seekProvisioning, type LogFilter } from '../journal/provisioning-log.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import { toLines, type Cell } from '../kernel/csv.ts'
import type { TeamId } from '../kernel/ids.ts'
import { write, type Db, type Reader } from '../store/open.ts'
import { toEntryShape, type Entry } from './log-entry.ts'

const rowsPerPage = 500

/** Tells the audit log that the provisioning log is exported, and then exports it, newest first, a page at a time. */
export async function exportProvisioningLog(db: Db, by: Actor, format: ExportFormat, filter: LogFilter): Promise<AsyncGenerator<string>> {
  const change = { kind: 'provisioning_log.exported', format, filter } as const
  await write(db, (trx) => record(trx, by, { operation: 'export_provisioning_log', status: 200, changes: [change] }))
  return linesOf(db.read, by.teamId, format, filter)
}

async function* linesOf(db: Reader, teamId: TeamId, format: ExportFormat, filter: LogFilter): AsyncGenerator<string> {
  if (format === 'csv') yield toLines([csvColumns])
  for (let span = allNewestFirst; ;) {
    const rows = await seekProvisioning(db, teamId, filter, span, rowsPerPage)
    const entries = rows.map(toEntryShape)
    yield toFormat(format, entries, csvCells)
    const last = rows.at(-1)
    if (!last || rows.length < rowsPerPage) return
    span = { ...span, before: last.position }
    await turn() // SQLite answers in this thread: whoever else asks has their turn between the pages
  }
}

/** What was sent and answered, of any size, stands in the lines of JSON alone. */
const csvColumns = [
  'sequence',
  'at',
  'request',
  'directory_id',
  'token_id',
  'token_name',
  'operation',
  'outcome',
  'summary',
  'status',
  'code',
  'subject_id',
  'subject_name',
  'changes',
  'notes',
  'attributes_not_used',
  'ip',
  'user_agent',
  'method',
  'path',
  'duration_ms',
  'count',
]

function csvCells(entry: Entry): Cell[] {
  const { sequence, at, id, directory_id, token, operation, outcome, summary, status, code, subject, request, duration_ms, count } = entry
  const facts = [JSON.stringify(entry.changes), JSON.stringify(entry.notes), entry.attributes_not_used.join(' ')]
  const where = [request?.ip, request?.user_agent, request?.method, request?.path]
  const what = [operation, outcome, { text: summary }, status, code, { text: subject.id }, { text: subject.name }]
  const texts = [...facts, ...where].map((text) => ({ text }))
  return [sequence, at, id, directory_id, token.id, { text: token.name }, ...what, ...texts, duration_ms, count]
}
