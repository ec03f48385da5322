import type { CompiledQuery } from 'kysely'
import { isSqlite } from './dialect.ts'
import type { NewRow, Reader, Tables, Trx } from './db.ts'

/** Stands in a query for a value that each run brings. */
class Parameter {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is built and compiled once for each kind of database: for those that nearly every request runs, since building costs several
 * times what SQLite needs. `build` meets placeholders, so it may pass a value on and not look at it.
 */
export function prepared<Values extends { [name: string]: unknown }, Result>(
  build: (db: Reader, values: Values) => { compile(db: Reader): CompiledQuery<Result> },
): (db: Reader, values: Values) => Promise<Result[]> {
  const placeholders = new Proxy({}, { get: (_, name) => new Parameter(String(name)) }) as Values // see above
  const known = new Map<boolean, CompiledQuery<Result>>()
  return async (db, values) => {
    const compiled = known.get(isSqlite(db)) ?? build(db, placeholders).compile(db)
    known.set(isSqlite(db), compiled)
    const { sql, query, queryId } = compiled
    const parameters = compiled.parameters.map((value) => (value instanceof Parameter ? values[value.name] : value))
    return (await db.executeQuery<Result>({ sql, query, queryId, parameters })).rows
  }
}

/** Stands in a statement for a column of one of its rows. */
class Cell {
  readonly place: number
  readonly column: string
  constructor(place: number, column: string) {
    this.place = place
    this.column = column
  }
}

/** Largest first: any number of rows is so many of these, and few different statements are kept. */
const sizes = [64, 16, 4, 2, 1]

/**
 * As `prepared`, for a statement that writes many rows at once. `build` meets rows of placeholders, and names the columns of each. The rows of one call have
 * keys of their own.
 */
export function preparedForMany<Row extends { [column: string]: unknown }>(
  build: (db: Reader, rows: readonly Row[]) => { compile(): CompiledQuery },
): (db: Reader, rows: readonly Row[]) => Promise<void> {
  const known = new Map<string, CompiledQuery>()
  const compile = (db: Reader, size: number) => {
    const cellsOf = (place: number) => new Proxy({}, { get: (_, column) => new Cell(place, String(column)) }) as Row // placeholders, as above
    const rows = Array.from({ length: size }, (_, place) => cellsOf(place))
    return build(db, rows).compile()
  }
  return async (db, rows) => {
    for (let from = 0; from < rows.length;) {
      const size = sizes.find((each) => each <= rows.length - from) ?? 1
      const key = `${isSqlite(db)} ${size}`
      const { sql, query, queryId, parameters } = known.get(key) ?? compile(db, size)
      if (!known.has(key)) known.set(key, { sql, query, queryId, parameters })
      const start = from
      const values = parameters.map((value) => (value instanceof Cell ? rows[start + value.place]?.[value.column] : value))
      await db.executeQuery({ sql, query, queryId, parameters: values })
      from += size
    }
  }
}

/** Inserts one row; the statement is compiled once for the columns that are given. */
export async function insertRow<Table extends keyof Tables>(trx: Trx, table: Table, row: NewRow<Table>): Promise<void> {
  const columns = Object.keys(row)
  const key = `${isSqlite(trx)} ${table} ${columns.join()}`
  const query = inserts.get(key) ?? trx.insertInto(table).values(row).compile()
  inserts.set(key, query)
  await trx.executeQuery({ ...query, parameters: Object.values(row) })
}
const inserts = new Map<string, CompiledQuery>()
