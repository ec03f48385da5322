/** The audit log: rows of the journal that the database itself keeps as they are, and a chain of hashes for each team that shows what is missing. */
import type { Kysely } from 'kysely'
import { columnTypes, refuseChanges, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, integer, clustered } = columnTypes(db)
  await runStatements(db, [
    // The place in the team's chain; null for what identity providers ask, which stands in none.
    `alter table journal add column audit_number ${integer}`,
    `alter table journal add column audit_digest ${text}`,
    `alter table journal add column audit_hash ${text}`,
    // The request that blanked names in the row.
    `alter table journal add column erased_by ${text}`,
    `create unique index journal_audit on journal (team_id, audit_number) where audit_number is not null`,

    // The end of each team's chain, so that what is cut off there is missed too.
    `create table audit_heads (
      team_id ${text} not null primary key,
      number ${integer} not null,
      hash ${text} not null
    ) ${clustered}`,
    ...refuseChanges(db, 'journal', {
      isKept: 'old.audit_number is not null',
      mayStay,
      mayVanish,
      mayBeErased: { columns: details, by: 'erased_by' },
    }),
    ...refuseChanges(db, 'audit_heads', { isKept: '1 = 1', mayStay: ['team_id'], also: 'new.number = old.number + 1' }),
  ])
}

/** What never changes. */
const mayStay = [
  'position',
  'team_id',
  'request_id',
  'at',
  'actor_kind',
  'actor_id',
  'directory_id',
  'operation',
  'outcome',
  'status',
  'code',
  'subject_id',
  'count',
  'audit_number',
  'audit_digest',
  'audit_hash',
]
/** What is forgotten after a while. */
const mayVanish = ['body', 'answer']
/** What is blanked where somebody is erased, and then says so. */
const details = ['actor_name', 'subject_name', 'changes', 'notes', 'wire']
