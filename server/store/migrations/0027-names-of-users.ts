/** What a user is called, folded, so that people are found by the beginning of their name. */
import { sql, type Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  await runStatements(db, [`alter table directory_users add column shown_name_folded ${text}`])
  // As stored-columns.ts makes it of the resource: the copy for filters is folded already. Whoever changes a user later writes it anew.
  await sql`
    update directory_users set shown_name_folded = substr(trim(coalesce(
      filterable ->> 'displayName',
      filterable -> 'name' ->> 'formatted',
      nullif(trim(coalesce(filterable -> 'name' ->> 'givenName', '') || ' ' || coalesce(filterable -> 'name' ->> 'familyName', '')), '')
    )), 1, 200) where deleted_at is null`.execute(db)
  await runStatements(db, [
    `create index directory_users_shown_name on directory_users (team_id, directory_id, shown_name_folded, user_id)
      where deleted_at is null and shown_name_folded is not null`,
  ])
}
