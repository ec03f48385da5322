import type { Scope } from './scope.ts'
import { settled } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'

/** The values of a row to insert, unless its directory ended meanwhile: then nothing. Whoever ends a directory waits for what is being inserted. */
export function valuesIfLiving<Row extends Scope, Column extends keyof Row & string>(db: Reader, row: Row, columns: readonly Column[]) {
  const values = db.selectFrom('directories').select((eb) => columns.map((column) => eb.val(row[column]).as(column)))
  const living = values.where('teamId', '=', row.teamId).where('directoryId', '=', row.directoryId).where('status', 'in', ['active', 'paused'])
  return settled(db, living)
}
