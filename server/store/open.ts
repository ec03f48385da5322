import { DatabaseSync } from 'node:sqlite'
import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { CommitQueue } from './commit-queue.ts'
import { isWorthRetrying } from './dialect.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { NodeSqliteDatabase } from './node-sqlite-database.ts'
import { PlainSqliteDialect } from './sqlite-dialect.ts'
import { ReadSnapshot } from './read-snapshot.ts'
import { teachPlanner } from './planner-statistics.ts'
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

const names = () => [new CamelCasePlugin({ maintainNestedObjectKeys: true })]

/** Opens the database that a URL names: `sqlite:` with a file's path, or `postgres://…`. */
export function openDatabase(url: string): Db {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url)
}

/** One connection writes and one reads, since a query on a connection must wait for the transaction that holds it. */
function openSqlite(file: string): Db {
  const connect = () => {
    const connection = new DatabaseSync(file, { timeout: 10_000, enableForeignKeyConstraints: true })
    // WAL with full synchronous commits: an answered write survives a power cut. 64 MiB of cache hold the indexes of a large directory.
    connection.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma temp_store = memory')
    return connection
  }
  const speakTo = (connection: DatabaseSync, beforeQuery?: () => void) =>
    new Kysely<Tables>({ dialect: new PlainSqliteDialect({ database: new NodeSqliteDatabase(connection, beforeQuery) }), plugins: names() })
  const writing = connect()
  const reading = connect()
  const snapshot = new ReadSnapshot(reading)
  const queue = new CommitQueue(writing, () => snapshot.end())
  const writer = speakTo(writing)
  const read = speakTo(reading, () => snapshot.begin())
  return {
    read,
    // The queue has begun the transaction that this Kysely's queries then run in: one connection, one job at a time.
    transact: (fn) => queue.add(() => fn(writer as Trx)),
    // Kysely locks migrations on PostgreSQL alone; here the transaction that writes is the lock.
    migrate: () =>
      queue.add(async () => {
        const ran = await migrate(writer, { inTransaction: true })
        teachPlanner(writing)
        return ran
      }),
    pendingMigrations: () => pendingMigrations(writer),
    close: async () => {
      snapshot.end()
      await read.destroy()
      await writer.destroy()
    },
  }
}

const triesPerTransaction = 10

function openPostgres(url: string): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    // An answer of success means that the row is on disk, whatever the server's default.
    options: '-c synchronous_commit=on -c client_encoding=UTF8',
    types: { getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? BigInt : pg.types.getTypeParser(oid, format)) },
  })
  // A connection that breaks while it idles is replaced at the next query, which then reports what is wrong.
  pool.on('error', () => {})
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: names() })
  const transact = async <Result>(fn: (trx: Trx) => Promise<Result>): Promise<Result> => {
    for (let triesLeft = triesPerTransaction - 1; ; triesLeft--) {
      try {
        return await read.transaction().execute(fn)
      } catch (error) {
        if (triesLeft === 0 || !isWorthRetrying(error)) throw error
      }
    }
  }
  return {
    read,
    transact,
    migrate: () => migrate(read, { inTransaction: false }),
    pendingMigrations: () => pendingMigrations(read),
    close: () => read.destroy(),
  }
}
