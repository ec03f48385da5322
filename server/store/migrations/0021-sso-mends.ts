/** Whom a test sign-in showed to be able to sign in, and whether owners may come in through a connection. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, boolean } = columnTypes(db)
  await runStatements(db, [
    // Taken away again as soon as the connection is another one. Tests that were passed before prove nothing of anybody: whoever began one may not be who signed in.
    `alter table connection_tests add column proven_member_id ${text}`,
    `alter table connections add column lets_owners_in ${boolean} not null default false`,
    // Through these owners came in until now.
    `update connections set lets_owners_in = true where state = 'active' or (state = 'inactive' and tested_at is not null)`,
  ])
}
