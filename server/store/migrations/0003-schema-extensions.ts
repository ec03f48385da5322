/**
 * The attributes that a team adds to the users and groups of a directory. Each request reads the directory's row, so its `schema_version` tells every
 * node whether the schemas that it remembers still hold.
 */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, integer, json, clustered } = columnTypes(db)
  await runStatements(db, [
    `alter table directories add column schema_version ${integer} not null default 0`,

    `create table schema_extensions (
      team_id ${text} not null,
      directory_id ${text} not null,
      urn_folded ${text} not null,
      urn ${text} not null,
      resource_type ${text} not null,
      name ${text} not null,
      description ${text} not null,
      created_at ${time} not null,
      attributes ${json} not null,
      primary key (team_id, directory_id, urn_folded),
      foreign key (team_id, directory_id) references directories
    ) ${clustered}`,
  ])
}
