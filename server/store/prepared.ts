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

/** Inserts one row; the statement is compiled once for the columns that are given. */
export async function insertRow<Table extends keyof Tables>(trx: Trx, table: Table, row: NewRow<Table>): Promise<void> {
  const columns = Object.keys(row)
  const key = `${isSqlite(trx)} ${table} ${columns.join()}`
  const query = inserts.get(key) ?? trx.insertInto(table).values(row).compile()
  inserts.set(key, query)
  await trx.executeQuery({ ...query, parameters: Object.values(row) })
}
const inserts = new Map<string, CompiledQuery>()
