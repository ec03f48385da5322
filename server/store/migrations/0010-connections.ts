/** Single sign-on: the connections of a team to its identity providers, of either protocol, their test sign-ins, and the sign-ins that are on their way. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, integer, boolean, json, clustered } = columnTypes(db)

  await runStatements(db, [
    // What is kept beside the columns differs by protocol, and stands in `settings`. A deleted one keeps its row: the sign-in log names it.
    `create table connections (
      team_id ${text} not null references teams,
      connection_id ${text} not null,
      protocol ${text} not null,
      name ${text} not null,
      state ${text} not null,
      state_since ${time} not null,
      issuer ${text},
      client_id ${text},
      settings ${json} not null,
      attribute_mapping ${json} not null,
      jit ${boolean} not null,
      version ${integer} not null,
      created_at ${time} not null,
      tested_at ${time},
      deleted_at ${time},
      primary key (team_id, connection_id)
    ) ${clustered}`,
    // Whether a team has one is asked by each write of a directory.
    `create index connections_active on connections (team_id) where state = 'active'`,

    `create table connection_tests (
      team_id ${text} not null,
      test_id ${text} not null,
      connection_id ${text} not null,
      secret_hash ${text} not null,
      member_id ${text},
      started_by ${text} not null,
      started_at ${time} not null,
      expires_at ${time} not null,
      finished_at ${time},
      outcome ${text} not null,
      code ${text},
      detail ${text},
      received ${json},
      mapped ${json},
      problems ${json},
      primary key (team_id, test_id),
      foreign key (team_id, connection_id) references connections
    ) ${clustered}`,
    `create index connection_tests_connection on connection_tests (team_id, connection_id, test_id)`,
    `create unique index connection_tests_secret on connection_tests (team_id, secret_hash)`,

    // Found by what the identity provider sends back: the hash of OIDC's state or of SAML's RelayState. Used once, and swept.
    `create table sign_in_requests (
      team_id ${text} not null,
      handle_hash ${text} not null,
      connection_id ${text} not null,
      test_id ${text},
      browser_hash ${text} not null,
      sealed ${text} not null,
      return_to ${text} not null,
      created_at ${time} not null,
      expires_at ${time} not null,
      used_at ${time},
      primary key (team_id, handle_hash),
      foreign key (team_id, connection_id) references connections
    ) ${clustered}`,
    `create index sign_in_requests_expiry on sign_in_requests (expires_at)`,

    // Through which connection somebody signed in; null where it was by a link. They end when it is deleted.
    `alter table sessions add column connection_id ${text}`,
    `create index sessions_connection on sessions (team_id, connection_id) where connection_id is not null and ended_at is null`,
  ])
}
