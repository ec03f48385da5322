/** What else is part of somebody's name at their identity provider: one that signs people out compares all of it. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  await runStatements(db, [
    `alter table saml_sessions add column name_qualifier ${text}`,
    `alter table saml_sessions add column sp_name_qualifier ${text}`,
  ])
}
