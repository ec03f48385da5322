/** What was left open of a ledger that is only added to: an erasure may only blank, a number is one entry's, and nothing is replaced by an event of its name. */
import type { Kysely } from 'kysely'
import { isSqlite, refuseChanges, runStatements, takeChanges } from '../dialect.ts'
import { entryStays } from './0012-spend.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    ...takeChanges(db, 'ledger_entries'),
    ...refuseChanges(db, 'ledger_entries', {
      isKept: '1 = 1',
      mayStay: entryStays,
      mayBeErased: { columns: ['subject', 'member_name', 'attributes'], by: 'erased_by', toNull: true },
    }),
    `create unique index ledger_entries_number on ledger_entries (team_id, member_id, period_start, number)`,
    ...(isSqlite(db) ? refuseReplacement : []),

    // One index for what a member holds in a period, and for what the team does. Where there were two that begin with the team, PostgreSQL without statistics
    // took either for a member. The sweep asks for what expired, which is little; an index without the team tempts nobody else.
    `drop index authorizations_held`,
    `drop index authorizations_held_by_team`,
    `create index authorizations_held on authorizations (team_id, period_start, member_id, expires_at) where status = 'held'`,
    `create index authorizations_expiring on authorizations (expires_at) where status = 'held'`,
  ])
}

/** `or replace` deletes the rows in the way of any unique index, and fires no trigger for that (https://www.sqlite.org/lang_conflict.html). */
const refuseReplacement = [
  `drop trigger ledger_entries_keep_insert`,
  `create trigger ledger_entries_keep_insert before insert on ledger_entries
   when exists (select 1 from ledger_entries where team_id = new.team_id and member_id = new.member_id and occurred_at = new.occurred_at and entry_id = new.entry_id)
     or exists (select 1 from ledger_entries where team_id = new.team_id and source = new.source and event_id = new.event_id)
     or exists (select 1 from ledger_entries
       where team_id = new.team_id and member_id = new.member_id and period_start = new.period_start and number = new.number)
   begin select raise(abort, 'ledger_entries is append-only'); end`,
]
