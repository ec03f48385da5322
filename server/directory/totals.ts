import type { Reader } from '../store/open.ts'
import { countGroupRows } from './groups.sql.ts'
import type { Scope } from './scope.ts'
import { countActiveUserRows, countUserRows } from './users.sql.ts'

export type Totals = { users: number; activeUsers: number; groups: number }

/** How much is in a directory. Reads indexes, and nothing of the users. */
export async function countDirectory(db: Reader, scope: Scope): Promise<Totals> {
  const [users, active, groups] = await Promise.all([countUserRows(db, scope), countActiveUserRows(db, scope), countGroupRows(db, scope)])
  return { users: Number(users.count), activeUsers: Number(active.count), groups: Number(groups.count) }
}
