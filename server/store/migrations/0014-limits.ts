/** Limits of one person and of the whole team; what a team says of spending; limits keep their id over changes. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, integer, boolean, time, json, clustered } = columnTypes(db)
  await runStatements(db, [
    `alter table teams add column on_group_delete ${text} not null default 'release'`,
    `alter table teams add column block_free ${boolean} not null default false`,
    `alter table teams add column event_ceiling_micros ${integer}`,
    `alter table teams add column period_settings ${json} not null default '[{"interval":"month","anchorDay":1,"timeZone":"UTC","since":null}]'`,

    // SQLite changes no primary key, so on both databases the table is made anew.
    `create table limits_anew (
      team_id ${text} not null references teams,
      limit_id ${text} not null,
      revision ${integer} not null,
      scope ${text} not null,
      subject_id ${text} not null,
      kind ${text} not null,
      amount_micros ${integer},
      reason ${text},
      expires_at ${time},
      since_at ${time} not null,
      since_request ${text} not null,
      until_at ${time},
      until_request ${text},
      primary key (team_id, limit_id, revision)
    ) ${clustered}`,
    `insert into limits_anew (team_id, limit_id, revision, scope, subject_id, kind, amount_micros, reason, since_at, since_request, until_at, until_request)
      select team_id, limit_id, 1, scope, subject_id, kind, amount_micros, reason, since_at, since_request, until_at, until_request from limits`,
    `drop table limits`,
    `alter table limits_anew rename to limits`,
    `create unique index limits_living on limits (team_id, scope, subject_id) where until_at is null`,
    `create index limits_ended on limits (team_id, scope, until_at) where until_at is not null`,
  ])
}
