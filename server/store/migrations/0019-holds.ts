/**
 * What was settled beyond a hold is a number of its own: a hold that is raised afterwards still tells it. So is what refunds gave back beyond what was
 * spent, which buys nothing. The corrections of an event are found by an index.
 * A key that replaced another one is known by the first of them, so that a request that is sent again over a rotation is known.
 */
import type { Kysely } from 'kysely'
import { runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `alter table authorizations add column overage_micros bigint not null default 0`,
    `update authorizations set overage_micros = settled_micros - amount_micros where settled_micros > amount_micros`,
    `alter table balances add column credit_micros bigint not null default 0`,
    `alter table api_keys add column first_key_id text`,
    `alter table operator_keys add column first_key_id text`,
    `create index ledger_entries_corrects on ledger_entries (team_id, corrects_source, corrects_id) where corrects_id is not null`,
  ])
}
