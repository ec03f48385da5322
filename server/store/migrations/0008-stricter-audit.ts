/** What SQLite lets through beside the triggers that keep the audit log, and which open invitations there are to an address. */
import type { Kysely } from 'kysely'
import { isSqlite, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `create index one_time_links_address on one_time_links (team_id, email_folded) where used_at is null and revoked_at is null`,
    ...(isSqlite(db) ? refuseReplacement : []),
  ])
}

const refuse = (table: string) => `begin select raise(abort, '${table} is append-only'); end`
const isTaken = (but: string) =>
  `exists (select 1 from journal where position = new.position and audit_number is not null${but})
   or exists (select 1 from journal where team_id = new.team_id and audit_number = new.audit_number${but})`

/** `or replace` deletes the rows in the way, and fires no trigger for that (https://www.sqlite.org/lang_conflict.html). */
const refuseReplacement = [
  `create trigger journal_keep_insert before insert on journal when ${isTaken('')} ${refuse('journal')}`,
  `create trigger journal_keep_move before update of position, team_id, audit_number on journal
   when ${isTaken(' and position <> old.position')} ${refuse('journal')}`,
  `create trigger audit_heads_keep_insert before insert on audit_heads
   when exists (select 1 from audit_heads where team_id = new.team_id) ${refuse('audit_heads')}`,
]
