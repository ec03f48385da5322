/** What lists are found by: every address of a user, and indexes that hold all that a list, a count or a jump asks of them. */
import { sql, type Kysely } from 'kysely'
import { columnTypes, elementsOf, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, clustered } = columnTypes(db)
  await runStatements(db, [
    // The addresses of living users beyond the first, which stands in the row of the user.
    `create table directory_user_emails (
      team_id ${text} not null,
      user_id ${text} not null,
      email_folded ${text} not null,
      directory_id ${text} not null,
      primary key (team_id, user_id, email_folded),
      foreign key (team_id, user_id) references directory_users
    ) ${clustered}`,
    `create index directory_user_emails_address on directory_user_emails (team_id, directory_id, email_folded, user_id)`,
  ])
  await sql`
    insert into directory_user_emails (team_id, user_id, email_folded, directory_id)
    select distinct person.team_id, person.user_id, element.value ->> 'value', person.directory_id
    from directory_users person, ${elementsOf(db, sql`person.filterable -> 'emails'`)}
    where person.has_more_emails and person.deleted_at is null and element.value ->> 'value' not in ('', person.email_folded)`.execute(db)
  await runStatements(db, [
    `drop index directory_users_more_emails`,
    `alter table directory_users drop column has_more_emails`,

    // SQLite finds `deleted_at is null` answered by an index only where the column is in it; the rows would be read else.
    `drop index directory_users_page`,
    `create index directory_users_page on directory_users (team_id, directory_id, user_id, deleted_at) where deleted_at is null`,
    `create index directory_users_active on directory_users (team_id, directory_id, active, user_id, deleted_at) where deleted_at is null`,
    `drop index directory_users_modified`,
    `create index directory_users_modified on directory_users (team_id, directory_id, last_modified, user_id, deleted_at) where deleted_at is null`,
    `drop index directory_groups_page`,
    `create index directory_groups_page on directory_groups (team_id, directory_id, group_id, deleted_at) where deleted_at is null`,
  ])
}
