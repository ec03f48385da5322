import type { DatabaseSync } from 'node:sqlite'

/** The columns that tell little: nearly all rows of an installation may be one team's, in one directory. */
const broad = new Set(['team_id', 'directory_id'])
const rows = 1_000_000
const rowsOfKey = 10

/**
 * Tells SQLite how selective the indexes are, in the table that ANALYZE would fill. Told nothing, it takes ten rows for all that a team has, and would
 * rather read the whole team in order than look up one row and sort it. Belongs in the transaction of the migrations. The same facts everywhere also mean the same plans everywhere.
 */
export function teachPlanner(connection: DatabaseSync): void {
  connection.exec('analyze sqlite_schema; delete from sqlite_stat1')
  const insert = connection.prepare('insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)')
  for (const { table, index, unique, origin } of listIndexes(connection)) {
    const columns = connection.prepare('select name from pragma_index_info(?) order by seqno').all(index)
    let isBroad = true
    const selectivity = columns.map(({ name }, place) => {
      isBroad &&= broad.has(String(name))
      if (unique && place === columns.length - 1) return 1
      return isBroad ? rows : rowsOfKey
    })
    // The primary key of a table without rowid goes by the table's name.
    insert.run(table, origin === 'pk' ? table : index, [rows, ...selectivity].join(' '))
  }
  // Reads them anew.
  connection.exec('analyze sqlite_schema')
}

function listIndexes(connection: DatabaseSync) {
  const indexes = connection.prepare(`
    select tables.name as "table", indexes.name as "index", indexes."unique", indexes.origin
    from sqlite_schema tables join pragma_index_list(tables.name) indexes where tables.type = 'table' and tables.name not like 'kysely%'`)
  return indexes.all().map(({ table, index, unique, origin }) => ({ table: String(table), index: String(index), unique: unique === 1, origin }))
}
