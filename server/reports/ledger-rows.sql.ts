import { sql, type CompiledQuery } from 'kysely'
import type { EntryId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { inTime } from '../store/dialect.ts'
import type { Reader, Row } from '../store/open.ts'

export type EntryPlace = { occurredAt: Timestamp; entryId: EntryId }
/** The first and the last hour in which something of a period was spent; null where nothing was. */
export type Hours = { first: Timestamp | null; last: Timestamp | null }
type Asked = { teamId: TeamId; periodStart: Timestamp }

/** What counts in a period may have been spent outside it, so its dates tell nothing: the hours do, and an index ends them. */
export const findHours = (db: Reader, { teamId, periodStart }: Asked): CompiledQuery<Hours> =>
  sql<Hours>`
    select (select min(hour_at) from usage_hourly where team_id = ${teamId} and period_start = ${periodStart}) as first,
      (select max(hour_at) from usage_hourly where team_id = ${teamId} and period_start = ${periodStart}) as last`.compile(db)

/** The next entries of a period by the time at which they were spent, of those that were there when the export began. */
export function nextEntries(
  db: Reader,
  { teamId, periodStart }: Asked,
  {
    from,
    until,
    recordedBy,
    after,
    limit,
  }: { from: Timestamp; until: Timestamp; recordedBy: Timestamp; after: EntryPlace | undefined; limit: number },
): CompiledQuery<Row<'ledgerEntries'>> {
  let entries = db
    .selectFrom('ledgerEntries')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('occurredAt', '<', until)
    .where('periodStart', '=', periodStart)
    .where('recordedAt', '<=', recordedBy)
    .where((where) => inTime(db, where.ref('entryId')))
  // One of the two, since only one leads the index: many entries may be of one moment.
  if (!after) entries = entries.where('occurredAt', '>=', from)
  else entries = entries.where((where) => where(where.refTuple('occurredAt', 'entryId'), '>', where.tuple(after.occurredAt, after.entryId)))
  return entries.orderBy('occurredAt').orderBy('entryId').limit(limit).compile()
}
