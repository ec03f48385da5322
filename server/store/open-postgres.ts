import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql, type CompiledQuery } from 'kysely'
import pg from 'pg'
import { realEnvironment } from '../kernel/environment.ts'
import { reportMilliseconds, ScanTooLong, scanMilliseconds, type Db, type Trx } from './db.ts'
import { isCanceled, isWorthRetrying } from './dialect.ts'
import { names } from './kysely.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { ScanGate } from './scan-gate.ts'
import type { Tables } from './tables.ts'

const triesPerTransaction = 10

/** Up to some 50 ms, by chance: two that met once would else meet again. */
const waitBeforeRetry = () => (realEnvironment.chance(1)[0] ?? 0) / 5

export function openPostgres(url: string): Db {
  const read = connect(url, 10)
  // Scans have a connection of their own, and so have reports: however many are asked for, the others stay free for look-ups.
  const [scanning, reporting] = [connect(url, 1), connect(url, 1)]
  const [scans, reports] = [new ScanGate(), new ScanGate()]
  const transact = async <Result>(fn: (trx: Trx) => Promise<Result>): Promise<Result> => {
    for (let triesLeft = triesPerTransaction - 1; ; triesLeft--) {
      try {
        return await read.transaction().execute(fn)
      } catch (error) {
        if (triesLeft === 0 || !isWorthRetrying(error)) throw error
        await pause(waitBeforeRetry())
      }
    }
  }
  return {
    read,
    transact,
    scan: (query) => scans.run(() => scan(scanning, query, scanMilliseconds)),
    report: (query) => reports.run(() => scan(reporting, query, reportMilliseconds)),
    snapshot: (fn) => read.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(fn),
    migrate: () => migrate(read, { inTransaction: false }),
    pendingMigrations: () => pendingMigrations(read),
    close: async () => {
      await Promise.all([read.destroy(), scanning.destroy(), reporting.destroy()])
    },
  }
}

function connect(url: string, max: number): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    // An answer of success means that the row is on disk, whatever the server's default.
    options: '-c synchronous_commit=on -c client_encoding=UTF8',
    types: { getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? BigInt : pg.types.getTypeParser(oid, format)) },
  })
  // A connection that breaks while it idles is replaced at the next query, which then reports what is wrong.
  pool.on('error', () => {})
  // One that breaks between two queries of a transaction, as PostgreSQL is restarted, would else end the process: the next query of it fails.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: names() })
}

/** Throws ScanTooLong. */
async function scan<Row>(scanning: Kysely<Tables>, query: CompiledQuery<Row>, milliseconds: number): Promise<Row[]> {
  try {
    return await scanning.transaction().execute(async (trx) => {
      await sql`set transaction read only`.execute(trx)
      await sql.raw(`set local statement_timeout = ${milliseconds}`).execute(trx)
      return (await trx.executeQuery(query)).rows
    })
  } catch (error) {
    throw isCanceled(error) ? new ScanTooLong('the scan took too long') : error
  }
}
