import { sql, type RawBuilder } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import { isInJson } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { Reader } from '../store/open.ts'
import type { GroupRow } from './limits.sql.ts'
import { deepestNesting } from './resolve-limit.ts'

/**
 * The deleted groups of a team whose limits hold on, and the groups within each as they were when it was deleted: itself at depth 0. Common table expressions
 * `frozen` and `frozen_within`, for a `with recursive`.
 */
export const frozenGroups = (teamId: TeamId): RawBuilder<unknown> => sql`
  frozen (group_id, name, ended_at, ended_request) as (
    select gone.group_id, gone.display_name, gone.deleted_at, gone.deleted_request
      -- In this order: the frozen limits are few. SQLite takes a cross join at its word.
      from limits kept cross join directory_groups gone
      where kept.team_id = ${teamId} and kept.scope = 'group' and kept.frozen_at is not null and kept.until_at is null
        and gone.team_id = ${teamId} and gone.group_id = kept.subject_id and gone.deleted_at is not null
  ),
  frozen_within (outer_id, group_id, depth) as (
    select frozen.group_id, frozen.group_id, 0 from frozen
    union
    select around.outer_id, edge.child_group_id, around.depth + 1
      from frozen_within around
      join frozen on frozen.group_id = around.outer_id
      join group_groups edge on edge.team_id = ${teamId} and edge.group_id = around.group_id and ${stood}
      join directory_groups inside on inside.team_id = ${teamId} and inside.group_id = edge.child_group_id
        and (inside.deleted_at is null or inside.deleted_at > frozen.ended_at)
      where around.depth < ${sql.lit(deepestNesting)}
  )`

/** That an edge stood as its frozen group was deleted: the edges of deleted groups are swept later, and end by the same request then. */
export const stood = sql`edge.since_at <= frozen.ended_at and (edge.until_at is null or edge.until_at > frozen.ended_at or edge.until_request = frozen.ended_request)`

/** A deleted group whose limit holds on for a member; at a depth beyond 0 through groups that were within it. */
export type FrozenRow = Omit<GroupRow, 'through'>

/** The deleted groups whose limits hold on for these members, a JSON array. For teams that have such limits: others need not ask. */
export const listFrozenGroupsOf: (db: Reader, values: { teamId: TeamId; memberIds: string }) => Promise<FrozenRow[]> = prepared(
  (db, { teamId, memberIds }: { teamId: TeamId; memberIds: string }) => sql<FrozenRow>`
    with recursive ${frozenGroups(teamId)}
    select person.member_id, frozen.group_id, frozen.name, cast(around.depth as bigint) as depth, edge.since_request as edge_request,
        kept.kind, kept.amount_micros, kept.since_at as limit_since, kept.since_request as limit_request
      from frozen_within around
      join frozen on frozen.group_id = around.outer_id
      cross join directory_users person
      join group_users edge on edge.team_id = ${teamId} and edge.group_id = around.group_id and edge.user_id = person.user_id and ${stood}
      join limits kept on kept.team_id = ${teamId} and kept.scope = 'group' and kept.subject_id = frozen.group_id and kept.until_at is null
      where person.team_id = ${teamId} and person.member_id ${isInJson(db, memberIds)}
      order by around.depth, frozen.group_id, edge.since_request`,
)
