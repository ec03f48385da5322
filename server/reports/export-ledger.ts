import { formatMicros, toMicros } from '../kernel/money.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { unattributed } from '../spend/ledger/accounts.ts'
import type { Row } from '../store/open.ts'
import type { Cell } from '../kernel/csv.ts'
import { patiently, type ExportWanted, type Pages, type Tools } from './export-pages.ts'
import { findHours, nextEntries, type EntryPlace, type Hours } from './ledger-rows.sql.ts'
import { readReport } from './read-report.ts'

export const ledgerColumns = [
  'entry_id',
  'time',
  'recorded_at',
  'period_start',
  'member_id',
  'member_name',
  'subject',
  'kind',
  'amount',
  'currency',
  'cost',
  'late',
  'overage',
  'app',
  'model',
  'source',
  'event_id',
  'authorization',
  'corrects_source',
  'corrects_id',
  'deciding_group',
  'number',
  'request_id',
]

const rowsAtOnce = 1_000
const advice = 'Export a shorter period.'

/** All entries of the ledger that count in a period, in the order in which they were spent; none that came after the export began. */
export async function* exportLedger({ db }: Tools, { team, period, now: recordedBy }: ExportWanted): Pages {
  const asked = { teamId: team.teamId, periodStart: period.start }
  const [hours] = await patiently(() => readReport<Hours>(db, findHours(db.read, asked), advice))
  if (!hours?.first || !hours.last) return
  const [from, until] = [hours.first, addSeconds(hours.last, 3_600)]
  for (let after: EntryPlace | undefined; ;) {
    const page = { from, until, recordedBy, after, limit: rowsAtOnce }
    const rows = await patiently(() => readReport<Row<'ledgerEntries'>>(db, nextEntries(db.read, asked, page), advice))
    if (rows.length > 0) yield rows.map((row) => toCells(row, team.currency))
    after = rows.at(-1)
    if (rows.length < rowsAtOnce) return
  }
}

const toCells = (row: Row<'ledgerEntries'>, currency: string): Cell[] => [
  row.entryId,
  row.occurredAt,
  row.recordedAt,
  row.periodStart,
  row.memberId === unattributed ? null : row.memberId,
  { text: row.memberName },
  { text: row.subject },
  row.kind,
  formatMicros(toMicros(row.amountMicros)),
  currency,
  row.costText,
  row.isLate,

  formatMicros(toMicros(row.overageMicros)),
  { text: row.app },
  { text: row.model },
  { text: row.source },
  { text: row.eventId },
  row.authorizationId,
  { text: row.correctsSource },
  { text: row.correctsId },
  row.decidingGroupId,
  String(row.number),
  row.requestId,
]
