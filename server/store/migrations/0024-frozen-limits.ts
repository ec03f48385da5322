/** The limit of a deleted group may be kept for whom the group held: it is frozen until an admin lets go of it. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { time } = columnTypes(db)
  await runStatements(db, [
    `alter table limits add column frozen_at ${time}`,
    // Every admission asks whether its team has any. Most have none, and then it is empty.
    `create index limits_frozen on limits (team_id, scope, subject_id) where frozen_at is not null and until_at is null`,
  ])
}
