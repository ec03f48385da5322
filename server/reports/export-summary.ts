import { patiently, type ExportWanted, type Pages, type Tools } from './export-pages.ts'
import { summarize } from './summary.ts'

export const summaryColumns = ['group_by', 'key', 'name', 'settled', 'currency', 'entries', 'overlapping', 'period_start', 'period_end']

const rowsAtOnce = 1_000

/** What was settled in a period under each key, most first. */
export async function* exportSummary({ db, cursors }: Tools, { team, period, by }: ExportWanted): Pages {
  for (let cursor: string | undefined; ;) {
    const from = cursor
    const page = await patiently(() => summarize(db, cursors, team.teamId, { by, period, limit: rowsAtOnce, cursor: from }))
    const { items, next_cursor: next, overlapping } = page
    if (items.length > 0)
      yield items.map(({ key, name, settled, entries }) => [
        by,
        { text: key },
        { text: name },
        settled,
        team.currency,
        entries,
        overlapping,
        period.start,
        period.end,
      ])
    if (next === null) return
    cursor = next
  }
}
