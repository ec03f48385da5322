/** Who may come in besides programs of a team: members by sessions and personal keys, the operator by keys over all teams, newcomers by one-time links. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, boolean, json, clustered } = columnTypes(db)

  await runStatements(db, [
    // The member that a personal key is bound to; null where it is the team's.
    `alter table api_keys add column member_id ${text}`,
    `create index api_keys_member on api_keys (team_id, member_id) where member_id is not null`,

    // They open every team, so they belong to none: they bring their hash along, and stand not among the credentials.
    `create table operator_keys (
      key_id ${text} not null primary key,
      hash ${text} not null unique,
      scopes ${json} not null,
      name ${text} not null,
      prefix ${text} not null,
      created_at ${time} not null,
      created_by ${text} not null,
      expires_at ${time},
      revoked_at ${time},
      revoked_by ${text},
      first_used_at ${time},
      last_used_at ${time},
      last_ip ${text},
      last_user_agent ${text}
    ) ${clustered}`,

    `create table sessions (
      team_id ${text} not null,
      session_id ${text} not null,
      member_id ${text} not null,
      started_at ${time} not null,
      last_used_at ${time} not null,
      expires_at ${time} not null,
      ended_at ${time},
      ip ${text} not null,
      user_agent ${text} not null,
      primary key (team_id, session_id),
      foreign key (team_id, member_id) references members
    ) ${clustered}`,
    // Whose sessions end, and who is signed in: the ended ones are in nobody's way.
    `create index sessions_living on sessions (team_id, member_id) where ended_at is null`,

    `create table one_time_links (
      team_id ${text} not null references teams,
      link_id ${text} not null,
      purpose ${text} not null,
      member_id ${text},
      email ${text},
      email_folded ${text},
      role ${text},
      created_at ${time} not null,
      created_by ${text} not null,
      expires_at ${time},
      is_reusable ${boolean} not null,
      used_at ${time},
      revoked_at ${time},
      primary key (team_id, link_id),
      foreign key (team_id, member_id) references members
    ) ${clustered}`,
    // Those that may still be opened.
    `create index one_time_links_open on one_time_links (team_id, purpose) where used_at is null and revoked_at is null`,
  ])
}
