import { toLines } from '../kernel/csv.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import { write } from '../store/open.ts'
import { exportLedger, ledgerColumns } from './export-ledger.ts'
import { exportLimits, limitColumns } from './export-limits.ts'
import { exportSummary, summaryColumns } from './export-summary.ts'
import type { ExportWanted, Pages, Tools } from './export-pages.ts'

export { exportKinds } from './export-pages.ts'

/**
 * Tells the audit log that something is exported, and gives it as lines of CSV, some at a time, the names of the columns first. `onRows` is told how many
 * rows there are by then. Refuses before its first lines, and before anything is told: report-too-long, reports-busy.
 */
export async function exportSpend(
  tools: Tools,
  by: Actor,
  wanted: ExportWanted,
  onRows: (count: number) => void = () => {},
): Promise<AsyncGenerator<string>> {
  const lines = linesOf(tools, wanted, onRows)
  const first = await lines.next()
  const change = { kind: 'spend.exported', what: wanted.kind, period_start: wanted.period.start } as const
  await write(tools.db, (trx) => record(trx, by, { operation: 'export_spend', status: 200, changes: [change] }))
  return startingWith(first, lines)
}

async function* startingWith(first: IteratorResult<string>, others: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done === true) return
  yield first.value
  yield* others
}

async function* linesOf(tools: Tools, wanted: ExportWanted, onRows: (count: number) => void): AsyncGenerator<string> {
  const { columns, pages } = open(tools, wanted)
  let count = 0
  let isFirst = true
  for await (const rows of pages) {
    yield toLines(isFirst ? [[...columns], ...rows] : rows)
    isFirst = false
    count += rows.length
    onRows(count)
  }
  if (isFirst) yield toLines([[...columns]])
}

function open(tools: Tools, wanted: ExportWanted): { columns: readonly string[]; pages: Pages } {
  switch (wanted.kind) {
    case 'ledger':
      return { columns: ledgerColumns, pages: exportLedger(tools, wanted) }
    case 'effective_limits':
      return { columns: limitColumns, pages: exportLimits(tools, wanted) }
    case 'summary':
      return { columns: summaryColumns, pages: exportSummary(tools, wanted) }
  }
}

/** `spend-ledger-2026-11-01.csv`. */
export const nameExport = ({ kind, period }: Pick<ExportWanted, 'kind' | 'period'>): string =>
  `spend-${kind.replace('_', '-')}-${period.start.slice(0, 10)}.csv`
