/**
 * Events for the host product, in the order of commits: on PostgreSQL an entry of the journal gets its place there once it is committed. What a change of many
 * members named in full. Which thresholds of spending were told, and which ones a team wants told.
 */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, integer, json, clustered } = columnTypes(db)
  await runStatements(db, [
    `create table journal_order (
      team_id ${text} not null,
      place ${integer} not null,
      entry ${integer} not null,
      primary key (team_id, place)
    ) ${clustered}`,
    `create unique index journal_order_entry on journal_order (entry)`,

    // One row: the last place, up to which number of the journal everything has its place, and what may become that number next.
    `create table journal_publishing (
      last_place ${integer} not null,
      settled ${integer} not null,
      seen ${integer} not null,
      writers ${json} not null
    )`,
    `insert into journal_publishing (last_place, settled, seen, writers) values (0, 0, 0, '[]')`,

    `create table journal_members (
      team_id ${text} not null,
      request_id ${text} not null,
      list ${text} not null,
      chunk ${integer} not null,
      ids ${json} not null,
      primary key (team_id, request_id, list, chunk)
    ) ${clustered}`,

    `create table alerts_fired (
      team_id ${text} not null,
      scope ${text} not null,
      subject_id ${text} not null,
      period_start ${time} not null,
      threshold ${text} not null,
      reached_micros ${integer} not null,
      fired_at ${time} not null,
      request_id ${text} not null,
      primary key (team_id, scope, subject_id, period_start, threshold),
      foreign key (team_id) references teams
    ) ${clustered}`,
    `alter table teams add column alert_rules ${json}`,
  ])
}
