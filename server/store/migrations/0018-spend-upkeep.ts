/** What is swept and looked after of spending is found by an index: answers that are kept under a key, by age, and events that wait in quarantine. */
import type { Kysely } from 'kysely'
import { runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `create index idempotency_keys_age on idempotency_keys (recorded_at)`,
    `create index quarantine_waiting on quarantine (team_id, entry_id) where status = 'waiting'`,
  ])
}
