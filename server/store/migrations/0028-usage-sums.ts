/** Sums of what was spent by group, deciding group, model and app, so that a report need not add up all hours; and which hours are in them. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, integer, clustered } = columnTypes(db)
  // In whole units and the rest: the sums of many members need not fit into 64 bits of millionths.
  const sums = `settled_units ${integer} not null, settled_rest ${integer} not null, entries ${integer} not null`
  await runStatements(db, [
    `create table usage_sums (
      team_id ${text} not null,
      period_start ${time} not null,
      grouping_name ${text} not null,
      key ${text} not null,
      ${sums},
      primary key (team_id, period_start, grouping_name, key)
    ) ${clustered}`,
    `create table usage_hour_sums (
      team_id ${text} not null,
      period_start ${time} not null,
      grouping_name ${text} not null,
      key ${text} not null,
      hour_at ${time} not null,
      ${sums},
      primary key (team_id, period_start, grouping_name, key, hour_at)
    ) ${clustered}`,

    // What of a row is in the sums. Whoever books says since when there may be more, and that alone: no row of a sum is waited for.
    `alter table usage_hourly add column rolled_micros ${integer} not null default 0`,
    `alter table usage_hourly add column rolled_entries ${integer} not null default 0`,
    `alter table usage_hourly add column fresh_since ${time} default ''`,
    // In the order of time, so that the rows of one moment lie on one page: a booking writes no further page for it.
    `create index usage_hourly_fresh on usage_hourly (team_id, fresh_since) where fresh_since is not null`,
  ])
}
