/** Links by which a customer's IT admin, who is no member, sets single sign-on and directories up, and the sessions of those who opened one. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, clustered } = columnTypes(db)

  await runStatements(db, [
    `create table setup_links (
      team_id ${text} not null references teams,
      link_id ${text} not null,
      purpose ${text} not null,
      created_at ${time} not null,
      created_by ${text} not null,
      expires_at ${time} not null,
      revoked_at ${time},
      last_opened_at ${time},
      primary key (team_id, link_id)
    ) ${clustered}`,
    // One for each purpose: making another one revokes it, also where it has expired.
    `create unique index setup_links_one on setup_links (team_id, purpose) where revoked_at is null`,

    `create table setup_sessions (
      team_id ${text} not null,
      session_id ${text} not null,
      link_id ${text} not null,
      started_at ${time} not null,
      last_used_at ${time} not null,
      expires_at ${time} not null,
      ended_at ${time},
      ip ${text} not null,
      user_agent ${text} not null,
      primary key (team_id, session_id),
      foreign key (team_id, link_id) references setup_links
    ) ${clustered}`,
  ])
}
