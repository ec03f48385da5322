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
import * as domains from './migrations/0009-domains.ts'
import * as connections from './migrations/0010-connections.ts'
import * as identities from './migrations/0011-identities.ts'
import * as spend from './migrations/0012-spend.ts'
import * as saml from './migrations/0013-saml.ts'
import * as limits from './migrations/0014-limits.ts'
import * as accessMakers from './migrations/0015-access-makers.ts'
import * as setupLinks from './migrations/0016-setup-links.ts'
import * as spendUpkeep from './migrations/0018-spend-upkeep.ts'
import * as holds from './migrations/0019-holds.ts'
import * as ledgerMends from './migrations/0020-ledger-mends.ts'
import * as ssoMends from './migrations/0021-sso-mends.ts'
import * as events from './migrations/0022-events.ts'
import * as reports from './migrations/0023-reports.ts'
import * as frozenLimits from './migrations/0024-frozen-limits.ts'
import * as diagnostics from './migrations/0025-diagnostics.ts'
import * as wholeNameIds from './migrations/0026-whole-name-ids.ts'
import * as namesOfUsers from './migrations/0027-names-of-users.ts'
import * as usageSums from './migrations/0028-usage-sums.ts'
import * as moreIndexes from './migrations/0029-more-indexes.ts'
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
  '0009-domains': domains,
  '0010-connections': connections,
  '0011-identities': identities,
  '0012-spend': spend,
  '0013-saml': saml,
  '0014-limits': limits,
  '0015-access-makers': accessMakers,
  '0016-setup-links': setupLinks,
  '0018-spend-upkeep': spendUpkeep,
  '0019-holds': holds,
  '0020-ledger-mends': ledgerMends,
  '0021-sso-mends': ssoMends,
  '0022-events': events,
  '0023-reports': reports,
  '0024-frozen-limits': frozenLimits,
  '0025-diagnostics': diagnostics,
  '0026-whole-name-ids': wholeNameIds,
  '0027-names-of-users': namesOfUsers,
  '0028-usage-sums': usageSums,
  '0029-more-indexes': moreIndexes,
}

/** Brings a database to the newest tables. Answers the names that ran. Of many processes that call it at once, the first one works. */
export async function migrate(db: Kysely<Tables>, { inTransaction }: { inTransaction: boolean }): Promise<string[]> {
  const { error, results } = await migratorOf(db, inTransaction).migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).map(({ migrationName }) => migrationName)
}

/** Whether a database had nothing in it before these ran. */
export const wasEmpty = (ran: readonly string[]): boolean => ran[0] === Object.keys(migrations)[0]

/** The migrations that a database still lacks. */
export async function pendingMigrations(db: Kysely<Tables>): Promise<string[]> {
  return (await migratorOf(db, false).getMigrations()).filter(({ executedAt }) => !executedAt).map(({ name }) => name)
}

const migratorOf = (db: Kysely<Tables>, inTransaction: boolean) =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) }, disableTransactions: inTransaction })
