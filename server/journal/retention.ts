import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db } from '../store/open.ts'
import { sweepRows, type Sweep } from './journal.sql.ts'

/** How long what the identity providers sent is kept. What people and keys did is kept for ever. */
export type Retention = { requestBodyDays: number; provisioningLogDays: number }

const rowsPerBatch = 1_000
const daySeconds = 86_400

/** Forgets what is old enough, some rows at a time, so that no request waits for long. Answers how many rows it passed. */
export async function sweepJournal(db: Db, { requestBodyDays, provisioningLogDays }: Retention, now: Timestamp): Promise<number> {
  const sweep = (what: Sweep, days: number) => repeat((limit) => write(db, (trx) => sweepRows(trx, what, addSeconds(now, -days * daySeconds), limit)))
  return (await sweep('forget-bodies', requestBodyDays)) + (await sweep('delete-rows', provisioningLogDays))
}

async function repeat(sweep: (limit: number) => Promise<number>): Promise<number> {
  let total = 0
  for (let swept = rowsPerBatch; swept === rowsPerBatch; total += swept) swept = await sweep(rowsPerBatch)
  return total
}
