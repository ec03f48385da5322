import { sql } from 'kysely'
import { write, type Db, type Trx } from '../../server/store/open.ts'
import { until } from './scim.ts'

/**
 * Begins something while a transaction has done its work and holds its locks, and ends that transaction once the other waits for it, or went by it. Answers what the
 * other came to. On PostgreSQL alone: SQLite writes one after another anyway.
 */
export async function beginMeanwhile<Result>(db: Db, act: (trx: Trx) => Promise<unknown>, begin: () => Promise<Result>): Promise<Result> {
  const isWaiting = async () =>
    (await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db.read)).rows.length > 0
  let isOver = false
  const { going } = await write(db, async (trx) => {
    await act(trx)
    const begun = begin().finally(() => {
      isOver = true
    })
    begun.catch(() => undefined) // whoever asked for it is told below
    await until(async () => (isOver || (await isWaiting()) ? true : undefined))
    return { going: begun }
  })
  return going
}
