import { record } from '../../journal/record.ts'
import type { Actor } from '../../kernel/actor.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import type { Environment } from '../../kernel/environment.ts'
import { addSeconds, type Timestamp } from '../../kernel/timestamp.ts'
import { ScanTooLong, write, type Db, type Row } from '../../store/open.ts'
import {
  compareSums,
  countEntries,
  deleteReconciliations,
  insertReconciliation,
  listReconciliationRows,
  listTeamsWithBalances,
  sumDrift,
} from './reconcile.sql.ts'

export type Reconciliation = Row<'reconciliations'>
export { listReconciliationRows as listReconciliations }

/** So many differences are told one by one. */
const told = 100

/**
 * Sums the whole ledger of a team anew and compares: balances, the team's totals, hours, the numbers of entries, what holds say was settled of them. They
 * must not differ. It repairs nothing. `reading` is how the ledger is read: beside the requests for a limited time, or without hurry.
 */
export async function reconcile(db: Db, by: Actor, reading: 'beside requests' | 'without hurry'): Promise<Reconciliation> {
  const { teamId } = by
  const ask = <Row>(query: Parameters<typeof db.scan<Row>>[0]) =>
    reading === 'beside requests' ? db.scan(query) : db.read.executeQuery<Row>(query).then(({ rows }) => rows)
  const [counted] = await ask(countEntries(db.read, teamId))
  const differences = await ask(compareSums(db.read, teamId)) // one statement, so that all of it is of one moment
  const driftMicros = differences.reduce((sum, { micros }) => sum + (micros < 0n ? -micros : micros), 0n)
  const row: Reconciliation = {
    teamId,
    reconciledAt: by.at,
    entries: counted?.count ?? 0n,
    sumsDiffering: BigInt(differences.length),
    driftMicros,
    differences: differences.slice(0, told).map((each) => ({ ...each, micros: String(each.micros), entries: Number(each.entries) })),
    requestId: by.requestId,
  }
  await write(db, async (trx) => {
    await insertReconciliation(trx, { ...row, differences: JSON.stringify(row.differences) })
    const drift = formatMicros(toMicros(driftMicros))
    const change = { kind: 'ledger.reconciled' as const, sumsDiffering: differences.length, drift }
    await record(trx, by, { operation: 'reconcile_ledger', status: 200, changes: [change] })
  })
  return row
}

const dailySeconds = 24 * 3600

/** What the last check of each team's ledger found, of all teams together, and how many teams were not checked for two days. */
export const readDrift = (db: Db, now: Timestamp) => sumDrift(db.read, addSeconds(now, -2 * dailySeconds))

const daysKept = 90

/** Forgets what old checks found, where they found nothing. The last of each team stays. */
export const forgetReconciliations = (db: Db, now: Timestamp): Promise<void> =>
  write(db, (trx) => deleteReconciliations(trx, addSeconds(now, -daysKept * dailySeconds)))

/**
 * Checks the ledger of each team once a day, beside the requests. A ledger that is too long for that is checked by `purser spend reconcile`; until it is,
 * the metrics count it as unchecked.
 */
export async function reconcileDaily(db: Db, environment: Environment): Promise<void> {
  for (const { teamId } of await listTeamsWithBalances(db.read)) {
    const now = environment.now()
    const [last] = await listReconciliationRows(db.read, teamId, 1)
    if (last && now < addSeconds(last.reconciledAt, dailySeconds)) continue
    try {
      await reconcile(db, { kind: 'housekeeping', teamId, name: 'Purser', requestId: environment.newId('req'), at: now }, 'beside requests')
    } catch (error) {
      if (!(error instanceof ScanTooLong)) throw error
    }
  }
}
