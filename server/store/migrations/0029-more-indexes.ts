/** Sessions that ended long ago are found without walking through those of a month, and a directory by its id alone, as who brings no token names it. */
import type { Kysely } from 'kysely'
import { runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `create index sessions_expired on sessions (expires_at)`,
    `create index sessions_ended on sessions (ended_at) where ended_at is not null`,
    `create index directories_id on directories (directory_id)`,
  ])
}
