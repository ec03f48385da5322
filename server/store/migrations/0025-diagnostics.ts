/**
 * What diagnostics look at is found by an index: what identity providers were refused, which is little beside what they are granted and asked for all at once. And
 * when the product last read a limit, which no ledger tells.
 */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, clustered } = columnTypes(db)
  await runStatements(db, [
    `create index journal_refused on journal (team_id, directory_id, position) where outcome = 'refused' and actor_kind = 'directory_token'`,
    `create table limit_reads (
      team_id ${text} not null references teams,
      first_at ${time} not null,
      last_at ${time} not null,
      primary key (team_id)
    ) ${clustered}`,
  ])
}
