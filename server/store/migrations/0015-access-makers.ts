/**
 * Who made and ended keys, tokens and links, by an id that no name stands in the way of; which credential replaced another; and what the audit log is
 * searched by.
 */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  const open = 'where used_at is null and revoked_at is null'
  const audited = 'where audit_number is not null'
  await runStatements(db, [
    ...['api_keys', 'operator_keys', 'directory_tokens'].flatMap((table) =>
      // The member who acted, by whichever credential, or else the key; null for the command line, and for what was made before.
      ['created_by_id', 'revoked_by_id', 'replaced_by'].map((column) => `alter table ${table} add column ${column} ${text}`),
    ),
    `alter table one_time_links add column created_by_id ${text}`,
    // What ends with a membership or a key: the links that sign the member in, and those that they made.
    `create index one_time_links_member on one_time_links (team_id, member_id) ${open}`,
    `create index one_time_links_maker on one_time_links (team_id, created_by_id) ${open}`,

    `create index journal_audit_action on journal (team_id, operation, audit_number) ${audited}`,
    `create index journal_audit_actor on journal (team_id, actor_id, audit_number) ${audited}`,
    `create index journal_audit_time on journal (team_id, at, audit_number) ${audited}`,
  ])
}
