/** A directory is paused, resumed, replaced and deleted: since when, by which request, by which other directory, and whether its rows are swept. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time } = columnTypes(db)
  await runStatements(db, [
    `alter table directories add column status_since ${time}`,
    `alter table directories add column status_request ${text}`,
    `alter table directories add column replaced_by ${text}`,
    `alter table directories add column swept_at ${time}`,
  ])
}
