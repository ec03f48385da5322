import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { TeamId } from '../kernel/ids.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import { listOf, toPage } from '../kernel/pages.ts'
import { PeriodShape } from '../spend/explanation.ts'
import type { Period } from '../spend/periods.ts'
import type { Db } from '../store/open.ts'
import { readReport } from './read-report.ts'
import { groupings, pageSums, readTotals, type Grouping, type Sum, type SumMark, type SumRow, type TotalsRow } from './summary.sql.ts'

export const GroupBy = z.enum(groupings)

const settled = { settled: z.string(), entries: z.number() }
export const SummaryItem = z.object({
  /** The id of a member or a group, or the model or app as it was sent; null for what has none. */
  key: z.string().nullable(),
  /** As it is called now. */
  name: z.string().nullable(),
  ...settled,
})
export const Summary = listOf(SummaryItem).extend({
  currency: z.string(),
  period: PeriodShape,
  group_by: GroupBy,
  /** Whether an entry counts under several keys, so that the sums come to more than the total. */
  overlapping: z.boolean(),
  total: z.object(settled),
  /** What of it is nobody's, since nobody was known by the name that was sent. */
  unattributed: z.object(settled),
  /** How many usage events wait to be looked at, and are in no sum. */
  quarantined: z.object({ waiting: z.number() }),
  /** How many requests to spend were refused in the period. */
  denied: z.number(),
})

/** So it is told where there are too many hours to sum. */
export const sumsAdvice =
  'Group by user, whose sums are kept. Or export the ledger of the period and sum it yourself: GET /v1/spend/export.csv?kind=ledger.'

export type SummaryAsked = { by: Grouping; period: Period; limit: number; cursor: string | undefined }

/** What was settled in a period, under each key. Refuses: cursor-invalid, report-too-long, reports-busy. */
export async function summarize(db: Db, cursors: Cursors, teamId: TeamId, { by, period, limit, cursor }: SummaryAsked) {
  const list = [teamId, 'spend_summary', by, period.start]
  const asked = { teamId, periodStart: period.start }
  const query = pageSums(db.read, asked, { by, after: toMark(cursors.open(list, cursor)), limit: limit + 1 })
  const rows = await readReport<SumRow>(db, query, sumsAdvice)
  const [totals] = await readReport<TotalsRow>(db, readTotals(db.read, { ...asked, periodEnd: period.end }), sumsAdvice)
  if (!totals) throw new Error('an aggregate answers one row')
  const page = toPage(rows, limit, toItem, ({ sortKey, key }) => cursors.seal(list, JSON.stringify([sortKey, key])))
  return {
    ...page,
    group_by: by,
    overlapping: by === 'group',
    total: toSettled(totals),
    unattributed: { settled: formatMicros(toMicros(totals.unattributedMicros)), entries: Number(totals.unattributedEntries) },
    quarantined: { waiting: Number(totals.waiting) },
    denied: Number(totals.denied),
  }
}

export const microsOf = ({ units, rest }: Pick<Sum, 'units' | 'rest'>) => toMicros(units * 1_000_000n + rest)
const toSettled = (sum: Sum) => ({ settled: formatMicros(microsOf(sum)), entries: Number(sum.entries) })
const toItem = (row: SumRow): z.infer<typeof SummaryItem> => ({ key: row.key || null, name: row.key ? row.name : null, ...toSettled(row) })

function toMark(mark: string | undefined): SumMark | undefined {
  if (mark === undefined) return undefined
  const [sortKey, key] = JSON.parse(mark) as [number, string] // sealed as this
  return { sortKey, key }
}
