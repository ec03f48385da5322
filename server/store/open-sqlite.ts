import { closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CommitQueue } from './commit-queue.ts'
import { reportMilliseconds, scanMilliseconds, type Db, type Reader, type Trx } from './db.ts'
import { speakTo } from './kysely.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { teachPlanner } from './planner-statistics.ts'
import { ReadSnapshot } from './read-snapshot.ts'
import { Scanner } from './scanner.ts'

/** One connection writes and one reads, since a query on a connection must wait for the transaction that holds it; a third, in a thread, scans, and a fourth reads reports. */
export function openSqlite(file: string): Db {
  keepToOwner(file)
  const writing = connect(file)
  const reading = connect(file)
  const snapshot = new ReadSnapshot(reading)
  const queue = new CommitQueue(writing, () => snapshot.end())
  const scanner = new Scanner(file, scanMilliseconds)
  const reporter = new Scanner(file, reportMilliseconds)
  const writer = speakTo(writing)
  const read = speakTo(reading, () => snapshot.begin())
  return {
    read,
    // The queue has begun the transaction that this Kysely's queries then run in: one connection, one job at a time.
    transact: (fn) => queue.add(() => fn(writer as Trx)),
    scan: (query) => scanner.run(query),
    report: (query) => reporter.run(query),
    snapshot: (fn) => readSnapshot(file, fn),
    // Kysely locks migrations on PostgreSQL alone; here the transaction that writes is the lock.
    migrate: () =>
      queue.add(async () => {
        const ran = await migrate(writer, { inTransaction: true })
        if (ran.length > 0) teachPlanner(writing)
        return ran
      }),
    pendingMigrations: () => pendingMigrations(writer),
    close: async () => {
      await scanner.close()
      await reporter.close()
      snapshot.end()
      await read.destroy()
      await writer.destroy()
    },
  }
}

/** A connection of its own, in one transaction: the one that reads otherwise begins anew after each commit. */
async function readSnapshot<Result>(file: string, fn: (reader: Reader) => Promise<Result>): Promise<Result> {
  const connection = connect(file)
  const reader = speakTo(connection)
  try {
    connection.exec('begin')
    return await fn(reader)
  } finally {
    await reader.destroy()
  }
}

/** Makes a new file readable for the owner of the process alone: people's names are in it. SQLite gives `-wal` and `-shm` the mode of the file. */
function keepToOwner(file: string): void {
  if (file === ':memory:' || existsSync(file)) return
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch {
    // SQLite cannot open it either, and says so in its own way.
  }
}

function connect(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 10_000, enableForeignKeyConstraints: true })
  // WAL with full synchronous commits: an answered write survives a power cut. 64 MiB of cache hold the indexes of a large directory. A page that is
  // written again and again is copied back once for 16 MiB of WAL.
  connection.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma temp_store = memory; pragma wal_autocheckpoint = 4000',
  )
  return connection
}
