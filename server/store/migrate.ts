import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import * as firstTables from './migrations/0001-first-tables.ts'
import * as directoryLife from './migrations/0002-directory-life.ts'
import * as schemaExtensions from './migrations/0003-schema-extensions.ts'
import * as access from './migrations/0004-access.ts'
import * as audit from './migrations/0005-audit.ts'
import * as sealedSecrets from './migrations/0006-sealed-secrets.ts'
import * as lists from './migrations/0007-lists.ts'
import * as stricterAudit from './migrations/0008-stricter-audit.ts'
import type { Tables } from './tables.ts'

/** All migrations, oldest first. One that was released never changes: what comes later is a new one. There is no way down. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-directory-life': directoryLife,
  '0003-schema-extensions': schemaExtensions,
  '0004-access': access,
  '0005-audit': audit,
  '0006-sealed-secrets': sealedSecrets,
  '0007-lists': lists,
  '0008-stricter-audit': stricterAudit,
}

/** Brings a database to the newest tables. Answers the names that ran. Of many processes that call it at once, the first one works. */
export async function migrate(db: Kysely<Tables>, { inTransaction }: { inTransaction: boolean }): Promise<string[]> {
  const { error, results } = await migratorOf(db, inTransaction).migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).map(({ migrationName }) => migrationName)
}

/** The migrations that a database still lacks. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<string[]> {
  return (await migratorOf(db, false).getMigrations()).filter(({ executedAt }) => !executedAt).map(({ name }) => name)
}

const migratorOf = (db: Kysely<Tables>, inTransaction: boolean) =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) }, disableTransactions: inTransaction })
