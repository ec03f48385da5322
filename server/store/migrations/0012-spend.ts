/** What was spent: a ledger that is only added to, the balances and hourly sums that follow from it, holds, denials, and events that wait for somebody to look. */
import type { Kysely } from 'kysely'
import { columnTypes, isSqlite, refuseChanges, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, integer, boolean, json, clustered } = columnTypes(db)
  await runStatements(db, [
    // A period is written when it is first used, so that no later news of a time zone moves what is past.
    `create table billing_periods (
      team_id ${text} not null references teams,
      start_at ${time} not null,
      end_at ${time} not null,
      primary key (team_id, start_at)
    ) ${clustered}`,

    // In the order in which the events of a member are listed. The second index is the identity of an event; the third lists a team's.
    `create table ledger_entries (
      team_id ${text} not null,
      member_id ${text} not null,
      occurred_at ${time} not null,
      entry_id ${text} not null,
      period_start ${time} not null,
      number ${integer} not null,
      kind ${text} not null,
      amount_micros ${integer} not null,
      cost_text ${text},
      source ${text},
      event_id ${text},
      body_hash ${text},
      authorization_id ${text},
      corrects_source ${text},
      corrects_id ${text},
      recorded_at ${time} not null,
      request_id ${text} not null,
      is_late ${boolean} not null,
      overage_micros ${integer} not null,
      app ${text} not null,
      model ${text} not null,
      subject ${text},
      member_name ${text},
      deciding_group_id ${text},
      resolution_id ${text},
      directory_version ${text},
      attributes ${json},
      erased_by ${text},
      primary key (team_id, member_id, occurred_at, entry_id)
    ) ${clustered}`,
    `create unique index ledger_entries_event on ledger_entries (team_id, source, event_id) where event_id is not null`,
    `create index ledger_entries_time on ledger_entries (team_id, occurred_at, entry_id)`,
    ...refuseChanges(db, 'ledger_entries', {
      isKept: '1 = 1',
      mayStay: entryStays,
      mayBeErased: { columns: ['subject', 'member_name', 'attributes'], by: 'erased_by' },
    }),
    ...(isSqlite(db) ? refuseReplacement : []),

    // A member's, or one of the parts of a team's total: in parts, so that members who spend at once do not wait for one row.
    `create table balances (
      team_id ${text} not null,
      period_start ${time} not null,
      subject_id ${text} not null,
      settled_micros ${integer} not null check (settled_micros between ${-largest} and ${largest}),
      entries ${integer} not null,
      primary key (team_id, period_start, subject_id)
    ) ${clustered}`,

    `create table usage_hourly (
      team_id ${text} not null,
      period_start ${time} not null,
      hour_at ${time} not null,
      member_id ${text} not null,
      resolution_id ${text} not null,
      model ${text} not null,
      app ${text} not null,
      deciding_group_id ${text},
      settled_micros ${integer} not null,
      entries ${integer} not null,
      primary key (team_id, period_start, hour_at, member_id, resolution_id, model, app)
    ) ${clustered}`,
    `create index usage_hourly_member on usage_hourly (team_id, member_id, hour_at)`,

    // An explanation under its own hash: entries and holds that rest on the same one share it.
    `create table resolutions (
      team_id ${text} not null,
      resolution_id ${text} not null,
      explanation ${json} not null,
      primary key (team_id, resolution_id)
    ) ${clustered}`,

    `create table authorizations (
      team_id ${text} not null,
      authorization_id ${text} not null,
      member_id ${text} not null,
      period_start ${time} not null,
      period_end ${time} not null,
      status ${text} not null,
      amount_micros ${integer} not null check (amount_micros >= 0),
      settled_micros ${integer} not null,
      final_micros ${integer},
      estimate_micros ${integer},
      expires_at ${time} not null,
      on_expiry ${text} not null,
      is_late ${boolean} not null,
      app ${text} not null,
      model ${text} not null,
      metadata ${json},
      member_name ${text},
      deciding_group_id ${text},
      resolution_id ${text} not null,
      directory_version ${text},
      created_at ${time} not null,
      request_id ${text} not null,
      ended_at ${time},
      primary key (team_id, authorization_id)
    ) ${clustered}`,
    // What is held is summed from these: of a member, and of a team that has a total.
    `create index authorizations_held on authorizations (team_id, member_id, expires_at) where status = 'held'`,
    `create index authorizations_held_by_team on authorizations (team_id, expires_at) where status = 'held'`,

    // What was answered to a request that named a key, so that the same request is answered the same.
    `create table idempotency_keys (
      team_id ${text} not null,
      caller_id ${text} not null,
      idempotency_key ${text} not null,
      request_hash ${text} not null,
      status ${integer} not null,
      answer ${json} not null,
      recorded_at ${time} not null,
      primary key (team_id, caller_id, idempotency_key)
    ) ${clustered}`,

    `create table decisions (
      team_id ${text} not null,
      decision_id ${text} not null,
      member_id ${text} not null,
      decided_at ${time} not null,
      code ${text} not null,
      status ${integer} not null,
      detail ${text} not null,
      facts ${json} not null,
      request_id ${text} not null,
      primary key (team_id, decision_id)
    ) ${clustered}`,
    `create index decisions_member on decisions (team_id, member_id, decision_id)`,
    `create index decisions_age on decisions (decided_at)`,

    `create table quarantine (
      team_id ${text} not null,
      entry_id ${text} not null,
      source ${text} not null,
      event_id ${text} not null,
      body_hash ${text} not null,
      member_id ${text} not null,
      reason ${text} not null,
      event ${json} not null,
      received_at ${time} not null,
      request_id ${text} not null,
      status ${text} not null,
      decided_at ${time},
      decided_request ${text},
      primary key (team_id, entry_id)
    ) ${clustered}`,
    // What came of checking the ledger against what follows from it.
    `create table reconciliations (
      team_id ${text} not null references teams,
      reconciled_at ${time} not null,
      entries ${integer} not null,
      sums_differing ${integer} not null,
      drift_micros ${integer} not null,
      differences ${json} not null,
      request_id ${text} not null,
      primary key (team_id, reconciled_at)
    ) ${clustered}`,
    `create unique index quarantine_event on quarantine (team_id, source, event_id)`,
  ])
}

/** Of 64 bits: where sums would leave them, SQLite would go on with doubles. */
const largest = 9_000_000_000_000_000_000n

export const entryStays = [
  'team_id',
  'member_id',
  'occurred_at',
  'entry_id',
  'period_start',
  'number',
  'kind',
  'amount_micros',
  'cost_text',
  'source',
  'event_id',
  'body_hash',
  'authorization_id',
  'corrects_source',
  'corrects_id',
  'recorded_at',
  'request_id',
  'is_late',
  'overage_micros',
  'app',
  'model',
  'deciding_group_id',
  'resolution_id',
  'directory_version',
]

/** `or replace` deletes the rows in the way, and fires no trigger for that (https://www.sqlite.org/lang_conflict.html). */
const refuseReplacement = [
  `create trigger ledger_entries_keep_insert before insert on ledger_entries
   when exists (select 1 from ledger_entries where team_id = new.team_id and member_id = new.member_id and occurred_at = new.occurred_at and entry_id = new.entry_id)
   begin select raise(abort, 'ledger_entries is append-only'); end`,
]
