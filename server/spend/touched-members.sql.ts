import { sql, type CompiledQuery } from 'kysely'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import { inTime, isInJson, textsOfJson } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'
import { frozenGroups, stood } from './frozen-limits.sql.ts'
import type { Hypothesis } from './hypothesis.ts'
import { deepestNesting } from './resolve-limit.ts'

/** Somebody who is in and whom a change may move: null where there is nobody. `edges` is how many memberships were looked at, one more than the most where there are more. */
export type TouchedRow = { memberId: MemberId | null; edges: bigint }

type Asked = { teamId: TeamId; hypothesis: Hypothesis; expands: boolean; hasFrozen: boolean; mostEdges: number }

/**
 * Whom a change of the limits of groups and persons, and of memberships, may move, in the order of their ids: those whom it names, and whom the groups hold, where
 * groups around groups count also those within them, whether or not anything comes of it. It begins at the groups, so that it costs what they hold.
 */
export function listTouched(db: Reader, { teamId, hypothesis, expands, hasFrozen, mostEdges }: Asked): CompiledQuery<TouchedRow> {
  const { limits, memberships } = hypothesis
  const subjectsOf = (sought: 'group' | 'user') => limits.flatMap(({ scope, subjectId }) => (scope === sought ? [subjectId] : []))
  const named = JSON.stringify([...subjectsOf('user'), ...memberships.map(({ memberId }) => memberId)])
  const groups = JSON.stringify(subjectsOf('group'))
  const wasHeld = sql`
    union all select edge.user_id from frozen_within around join frozen on frozen.group_id = around.outer_id cross join group_users edge
      where around.outer_id ${isInJson(db, groups)} and edge.team_id = ${teamId} and edge.group_id = around.group_id and ${stood}`
  // In the order that is written. SQLite takes a cross join at its word.
  return sql<TouchedRow>`
    with recursive ${hasFrozen ? sql`${frozenGroups(teamId)},` : sql``}
    reached (group_id, depth) as (
      select group_id, 0 from directory_groups where team_id = ${teamId} and group_id ${isInJson(db, groups)}
      union
      select edge.child_group_id, reached.depth + 1 from reached
        join group_groups edge on edge.team_id = ${teamId} and edge.group_id = reached.group_id and edge.until_at is null
        where reached.depth < ${sql.lit(expands ? deepestNesting : 0)}
    ),
    held (user_id) as materialized (
      select user_id from (
        select edge.user_id from (select distinct group_id from reached) as each_group cross join group_users edge
          where edge.team_id = ${teamId} and edge.group_id = each_group.group_id and edge.until_at is null and ${inTime(db, sql`edge.user_id`)}
        ${hasFrozen ? wasHeld : sql``}
      ) as edges limit ${sql.lit(mostEdges + 1)}
    ),
    touched (member_id) as (
      select id from ${textsOfJson(db, named)} as named
      union
      select person.member_id from held cross join directory_users person where person.team_id = ${teamId} and person.user_id = held.user_id
    )
    select active.member_id, looked.edges from (select count(*) as edges from held) as looked
      left join (
        select member.member_id from touched cross join members member
          where member.team_id = ${teamId} and member.member_id = touched.member_id and member.status = 'active'
      ) as active on true
      order by active.member_id`.compile(db)
}

/** How many are in. */
export const countActive = (db: Reader, teamId: TeamId): CompiledQuery<{ members: bigint }> =>
  sql<{
    members: bigint
  }>`select count(*) as members from members where team_id = ${teamId} and status = 'active' and ${inTime(db, sql`member_id`)}`.compile(db)
