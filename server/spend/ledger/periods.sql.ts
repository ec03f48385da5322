import type { TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { prepared } from '../../store/prepared.ts'

/** The last period that began up to a moment; it may have ended since. */
export const findPeriodRow = prepared((db, { teamId, at }: { teamId: TeamId; at: Timestamp }) =>
  db
    .selectFrom('billingPeriods')
    .select(['startAt', 'endAt'])
    .where('teamId', '=', teamId)
    .where('startAt', '<=', at)
    .orderBy('startAt', 'desc')
    .limit(1),
)

/** The first period that was used. */
export const findFirstPeriodRow = prepared((db, { teamId }: { teamId: TeamId }) =>
  db.selectFrom('billingPeriods').select('startAt').where('teamId', '=', teamId).orderBy('startAt').limit(1),
)

/** The first period that begins after a moment. */
export const findNextPeriodRow = prepared((db, { teamId, at }: { teamId: TeamId; at: Timestamp }) =>
  db.selectFrom('billingPeriods').select('startAt').where('teamId', '=', teamId).where('startAt', '>', at).orderBy('startAt').limit(1),
)

/** Of two who use a period first at once, one writes it. */
export async function insertPeriod(trx: Trx, period: NewRow<'billingPeriods'>): Promise<void> {
  await trx
    .insertInto('billingPeriods')
    .values(period)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The periods that were used, newest first. */
export function pagePeriodRows(
  db: Reader,
  teamId: TeamId,
  { before, limit }: { before: Timestamp | undefined; limit: number },
): Promise<Row<'billingPeriods'>[]> {
  let periods = db.selectFrom('billingPeriods').selectAll().where('teamId', '=', teamId)
  if (before !== undefined) periods = periods.where('startAt', '<', before)
  return periods.orderBy('startAt', 'desc').limit(limit).execute()
}
