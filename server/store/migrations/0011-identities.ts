/** Who signed in through a connection, and stays that person; and that a team signs in by single sign-on alone. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, boolean, clustered } = columnTypes(db)

  await runStatements(db, [
    // A subject is one member, and a member one subject, within a connection: both keys are for the database to hold.
    `create table identities (
      team_id ${text} not null,
      connection_id ${text} not null,
      issuer ${text} not null,
      subject ${text} not null,
      member_id ${text} not null,
      email ${text},
      linked_by ${text} not null,
      linked_at ${time} not null,
      last_sign_in_at ${time} not null,
      primary key (team_id, connection_id, issuer, subject),
      foreign key (team_id, connection_id) references connections,
      foreign key (team_id, member_id) references members
    ) ${clustered}`,
    `create unique index identities_member on identities (team_id, member_id, connection_id)`,

    `alter table teams add column require_sso ${boolean} not null default false`,

    // The sign-in log of a connection: few of the journal's rows, so few that the pushes of a directory cost nothing by it.
    `create index journal_sign_ins on journal (team_id, actor_id, position) where actor_kind = 'connection'`,
    // Who is in the team and was brought by no directory: most are, so those are few. With the status, or SQLite would walk the primary key.
    `create index members_unprovisioned on members (team_id, status, member_id) where origin <> 'scim'`,
  ])
}
