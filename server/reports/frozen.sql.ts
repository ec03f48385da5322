import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import type { AsOf } from '../kernel/past-moment.ts'
import type { Reader } from '../store/open.ts'
import { ceilingOf, holds } from './past.sql.ts'

/** Whether any limit of a deleted group held on at a moment: two look-ups in indexes, since nearly no team has one. */
export async function hasFrozenLimits(db: Reader, teamId: TeamId, { at, isPast }: AsOf): Promise<boolean> {
  const kept = sql`select 1 from limits where team_id = ${teamId} and scope = 'group' and frozen_at is not null`
  const ended = isPast ? sql`or exists (${kept} and until_at > ${at} and since_at <= ${at})` : sql``
  const began = isPast ? sql`and since_at <= ${at}` : sql``
  const { rows } = await sql`select 1 as is_so where exists (${kept} and until_at is null ${began}) ${ended}`.execute(db)
  return rows.length > 0
}

/**
 * Tables for a `with recursive`: `frozen` has the deleted groups whose limits held on at a moment, and `frozen_within` the groups within each as they were when it
 * was deleted, itself at depth 0.
 */
export const frozenGroups = (teamId: TeamId, asOf: AsOf, depth: number): RawBuilder<unknown> => sql`
  frozen (group_id, name, kind, amount_micros, ceiling, since_at, since_request, ended_at, ended_request) as materialized (
    select gone.group_id, gone.display_name, kept.kind, kept.amount_micros, ${ceilingOf('kept')}, kept.since_at, kept.since_request, gone.deleted_at, gone.deleted_request
      -- In this order: the frozen limits are few. SQLite takes a cross join at its word.
      from limits kept cross join directory_groups gone
      where kept.team_id = ${teamId} and kept.scope = 'group' and kept.frozen_at is not null and ${holds('kept', asOf)}
        and gone.team_id = ${teamId} and gone.group_id = kept.subject_id and gone.deleted_at is not null
  ), frozen_within (outer_id, group_id, depth) as (
    select frozen.group_id, frozen.group_id, 0 from frozen
    union
    select around.outer_id, edge.child_group_id, around.depth + 1
      from frozen_within around
      join frozen on frozen.group_id = around.outer_id
      join group_groups edge on edge.team_id = ${teamId} and edge.group_id = around.group_id and ${stood}
      join directory_groups inside on inside.team_id = ${teamId} and inside.group_id = edge.child_group_id
        and (inside.deleted_at is null or inside.deleted_at > frozen.ended_at)
      where around.depth < ${sql.lit(depth)}
  )`

/** That an edge stood as its frozen group was deleted, of which those that are swept later tell by their request. What became of it since is of no matter. */
const stood = sql<SqlBool>`(edge.since_at <= frozen.ended_at and (edge.until_at is null or edge.until_at > frozen.ended_at or edge.until_request = frozen.ended_request))`

/** From a member's users to the frozen groups: the rows of a `from` that goes on after the table that has the member. */
export const fromMember = sql`directory_users person cross join frozen_within around cross join frozen cross join group_users edge`
/** From the frozen groups to whom they held. */
export const fromGroups = sql`frozen_within around cross join frozen cross join group_users edge cross join directory_users person`

/** That a frozen group held a user, whatever became of that since: what joins either way. */
export const wasHeld = (teamId: TeamId): RawBuilder<SqlBool> => sql`
  frozen.group_id = around.outer_id and edge.team_id = ${teamId} and edge.group_id = around.group_id and ${stood}
    and person.team_id = ${teamId} and person.user_id = edge.user_id`
