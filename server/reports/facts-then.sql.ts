import { sql, type CompiledQuery } from 'kysely'
import type { MemberId } from '../kernel/ids.ts'
import type { FrozenRow, GroupRow } from '../spend/effective-limit.ts'
import type { Reader, Row } from '../store/open.ts'
import { exists, holds } from './past.sql.ts'
import { deepestNesting } from '../spend/resolve-limit.ts'
import { fromMember, frozenGroups, wasHeld } from './frozen.sql.ts'
import { isCounting, type Moment } from './ways.sql.ts'

export type Whose = Moment & { memberId: MemberId }

/** The limits that the team and a member themselves had at a moment. */
export const listLimitsThen = (db: Reader, { teamId, asOf, memberId }: Whose): CompiledQuery<Row<'limits'>> =>
  sql<Row<'limits'>>`
    select stored.* from limits stored
    where stored.team_id = ${teamId} and (stored.scope in ('team_default', 'team_total') or (stored.scope = 'user' and stored.subject_id = ${memberId})) and ${holds('stored', asOf)}`.compile(
    db,
  )

/**
 * The groups that held a member at a moment, and those that held these, nearest first, as an admission reads them now. Each group is asked for the member: what
 * ended is found by its group alone.
 */
export function listGroupsThen(db: Reader, { teamId, asOf, memberId }: Whose): CompiledQuery<GroupRow> {
  return sql<GroupRow>`
    with recursive held (member_id, group_id, depth, through, edge_request) as (
      select person.member_id, edge.group_id, 0, nullif(edge.group_id, edge.group_id), edge.since_request
        from directory_users person cross join directory_groups living cross join group_users edge
        where ${isCounting({ teamId, asOf })} and person.member_id = ${memberId} and living.team_id = ${teamId}
          and edge.team_id = ${teamId} and edge.group_id = living.group_id and edge.user_id = person.user_id and ${holds('edge', asOf)}
      union
      select held.member_id, edge.group_id, held.depth + 1, held.group_id, edge.since_request
        from held
        join directory_groups living on living.team_id = ${teamId} and living.group_id = held.group_id and ${exists('living', asOf)}
        join group_groups edge on edge.team_id = ${teamId} and edge.child_group_id = held.group_id and ${holds('edge', asOf)}
        where held.depth < ${sql.lit(deepestNesting)}
    )
    select held.member_id, held.group_id, cast(held.depth as bigint) as depth, held.through, held.edge_request,
        living.display_name as name, stored.kind, stored.amount_micros, stored.since_at as limit_since, stored.since_request as limit_request
      from held cross join directory_groups living
      left join limits stored on stored.team_id = ${teamId} and stored.scope = 'group' and stored.subject_id = held.group_id and ${holds('stored', asOf)}
      where living.team_id = ${teamId} and living.group_id = held.group_id and ${exists('living', asOf)}
      order by held.depth, held.group_id, held.through`.compile(db)
}

/** The deleted groups whose limits held on for a member at a moment, nearest first. */
export const listFrozenThen = (db: Reader, { teamId, asOf, memberId }: Whose): CompiledQuery<FrozenRow> =>
  sql<FrozenRow>`
    with recursive ${frozenGroups(teamId, asOf, deepestNesting)}
    select person.member_id, frozen.group_id, frozen.name, cast(around.depth as bigint) as depth, edge.since_request as edge_request,
        frozen.kind, frozen.amount_micros, frozen.since_at as limit_since, frozen.since_request as limit_request
      from ${fromMember} where person.member_id = ${memberId} and ${wasHeld(teamId)}
      order by around.depth, frozen.group_id, edge.since_request`.compile(db)
