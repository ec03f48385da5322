/** Which assertions of SAML signed somebody in: each does so once, in whichever process and however often the server starts. When metadata is read anew. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, clustered } = columnTypes(db)

  await runStatements(db, [
    // The key decides between two that come at once. An ID is as long as its provider likes, so that its hash is kept.
    `create table seen_assertions (
      team_id ${text} not null,
      connection_id ${text} not null,
      assertion_hash ${text} not null,
      expires_at ${time} not null,
      primary key (team_id, connection_id, assertion_hash)
    ) ${clustered}`,
    `create index seen_assertions_expiry on seen_assertions (expires_at)`,

    // What a session is called at the identity provider, so that both can be ended by one sign-out.
    `create table saml_sessions (
      team_id ${text} not null,
      session_id ${text} not null,
      connection_id ${text} not null,
      name_id ${text} not null,
      name_id_format ${text},
      session_index ${text},
      expires_at ${time} not null,
      primary key (team_id, session_id)
    ) ${clustered}`,
    `create index saml_sessions_name on saml_sessions (team_id, connection_id, name_id)`,
    `create index saml_sessions_expiry on saml_sessions (expires_at)`,

    // When the metadata of a provider is to be read again from its address; null where it has none.
    `alter table connections add column metadata_due_at ${time}`,
    `create index connections_metadata_due on connections (metadata_due_at) where metadata_due_at is not null`,
  ])
}
