import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

type Row = Record<string, unknown>

/**
 * Presents node:sqlite as the better-sqlite3-shaped database that Kysely's own SqliteDialect takes, and its values as PostgreSQL's driver
 * gives them: a column declared boolean or JSON comes out as one, every integer as a bigint.
 */
export class NodeSqliteDatabase implements SqliteDatabase {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, SqliteStatement>()
  readonly #beforeQuery: () => void
  constructor(db: DatabaseSync, beforeQuery = () => {}) {
    this.#db = db
    this.#beforeQuery = beforeQuery
  }
  prepare(sql: string): SqliteStatement {
    this.#beforeQuery()
    const known = this.#statements.get(sql)
    if (known) return known
    const made = toKysely(this.#db.prepare(sql))
    const [oldest] = this.#statements.keys()
    if (this.#statements.size >= statementsKept && oldest !== undefined) this.#statements.delete(oldest)
    this.#statements.set(sql, made)
    return made
  }
  close() {
    this.#statements.clear()
    this.#db.close()
  }
}
const statementsKept = 500

function toKysely(statement: StatementSync): SqliteStatement {
  statement.setReadBigInts(true)
  const columns = statement.columns()
  const readers = columns.flatMap(({ name, type }) => {
    const read = readerOf.get(type)
    return read ? [{ name, read }] : []
  })
  const parse = (row: Row) => {
    for (const { name, read } of readers) row[name] = read(row[name])
    return row
  }
  return {
    reader: columns.length > 0,
    all: (values) => {
      const rows = statement.all(...values.map(toBindable))
      return readers.length > 0 ? rows.map(parse) : rows
    },
    run: (values) => statement.run(...values.map(toBindable)),
    *iterate(values) {
      for (const row of statement.iterate(...values.map(toBindable))) yield parse(row)
    },
  }
}

/** How columns of these declared types are read. Others are as SQLite gives them. */
const readerOf = new Map<string | null, (value: unknown) => unknown>([
  ['boolean', (value) => (value === null ? null : value !== 0n)],
  ['json text', (value) => (typeof value === 'string' ? JSON.parse(value) : value)],
])

function toBindable(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value as SQLInputValue // node:sqlite itself throws on a value that it cannot bind
}
