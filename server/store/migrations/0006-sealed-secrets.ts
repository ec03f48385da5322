/** Secrets that must be read again, such as those of connections, sealed by the secret key. One row is the installation's own: it tells whether the key is the right one. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, clustered } = columnTypes(db)
  await runStatements(db, [
    `create table sealed_secrets (
      team_id ${text} not null,
      name ${text} not null,
      sealed ${text} not null,
      primary key (team_id, name)
    ) ${clustered}`,
  ])
}
