import type { Db } from './db.ts'
import { openPostgres } from './open-postgres.ts'
import { openSqlite } from './open-sqlite.ts'

export * from './db.ts'

/** Opens the database that a URL names: `sqlite:` with a file's path, or `postgres://…`. */
export function openDatabase(url: string): Db {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url)
}
