import type { CompiledQuery, Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

export type { NewRow, Row, Tables } from './tables.ts'

/** Where queries may run: within a transaction, or outside one on what is committed. */
export type Reader = Kysely<Tables>
/** Within a transaction of `write`. What needs one says so by its type. */
export type Trx = Transaction<Tables>

/** An open database. */
export type Db = {
  /** For reads outside a transaction. Sees what is committed. */
  readonly read: Reader
  /** Runs `fn` as one durable transaction. `write(db, fn)` is how features call it. */
  transact<Result>(fn: (trx: Trx) => Promise<Result>): Promise<Result>
  /** Runs a query that no index serves, beside the others and for a limited time. Throws ScanTooLong, ScansBusy. */
  scan<Row>(query: CompiledQuery<Row>): Promise<Row[]>
  /** Runs a report as `scan` runs a search, in a line of its own: neither waits for the other. Throws ScanTooLong, ScansBusy. */
  report<Row>(query: CompiledQuery<Row>): Promise<Row[]>
  /** Reads several things as they were at one moment, beside whoever writes, and holds up nobody. */
  snapshot<Result>(fn: (reader: Reader) => Promise<Result>): Promise<Result>
  /** Brings the tables up to date; answers the migrations that ran. */
  migrate(): Promise<string[]>
  pendingMigrations(): Promise<string[]>
  close(): Promise<void>
}

/**
 * Does all of a request's changes, or none, and answers when they are durable. `fn` may run more than once (PostgreSQL asks for that after a
 * serialization failure or a deadlock), so it has no effect outside `trx` and waits for nothing but the database.
 */
export const write = <Result>(db: Db, fn: (trx: Trx) => Promise<Result>): Promise<Result> => db.transact(fn)

/** A scan that took longer than it may: a search without an index through too much. */
export class ScanTooLong extends Error {}

/** So many scans wait already that another one would not be answered in time. */
export class ScansBusy extends Error {}

/** How long a scan may read. */
export const scanMilliseconds = 3_000
/** How long a report may: it goes through all members of a team, or all of a period's hours. */
export const reportMilliseconds = 5_000
