import type { DatabaseSync } from 'node:sqlite'
import { CamelCasePlugin, Kysely } from 'kysely'
import { NodeSqliteDatabase } from './node-sqlite-database.ts'
import { PlainSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'

/** Names are snake_case in the database and camelCase here; keys inside JSON are left as they are. */
export const names = (): CamelCasePlugin[] => [new CamelCasePlugin({ maintainNestedObjectKeys: true })]

/** A Kysely on one SQLite connection. `beforeQuery` runs before each query. */
export const speakTo = (connection: DatabaseSync, beforeQuery?: () => void): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PlainSqliteDialect({ database: new NodeSqliteDatabase(connection, beforeQuery) }), plugins: names() })
