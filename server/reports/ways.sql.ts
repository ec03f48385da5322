import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import { ceilingOf, countingDirectories, exists, holds } from './past.sql.ts'
import type { AsOf } from '../kernel/past-moment.ts'
import { deepestNesting } from '../spend/resolve-limit.ts'
import { fromGroups, fromMember, frozenGroups, wasHeld } from './frozen.sql.ts'

/** Whose directory, as it was when. */
export type Moment = { teamId: TeamId; asOf: AsOf }
/** With whether a group within a group hands the outer one's limit on, and whether limits of deleted groups hold on. */
export type Ground = Moment & { nestedGroups: 'direct' | 'expand'; hasFrozen: boolean }

/**
 * Tables for a `with`: `limited` has the groups with a limit, and `gives` which limits a group hands to those whom it holds directly: its own, and where
 * groups within groups count, those of the groups around it. Where limits are frozen, also the tables of those.
 */
export function limitedGroups(ground: Ground): RawBuilder<unknown> {
  const { teamId, asOf, nestedGroups, hasFrozen } = ground
  return hasFrozen
    ? sql`${livingGroups(ground)}, ${frozenGroups(teamId, asOf, nestedGroups === 'expand' ? deepestNesting : 0)}`
    : livingGroups(ground)
}

function livingGroups({ teamId, asOf, nestedGroups }: Ground): RawBuilder<unknown> {
  const limited = sql`limited (group_id, name, ceiling, since_at) as materialized (
      select living.group_id, living.display_name, ${ceilingOf('stored')}, stored.since_at
      from limits stored join directory_groups living on living.team_id = ${teamId} and living.group_id = stored.subject_id and ${exists('living', asOf)}
      where stored.team_id = ${teamId} and stored.scope = 'group' and ${holds('stored', asOf)}
    )`
  if (nestedGroups === 'direct')
    return sql`${limited}, gives (held_by, group_id, name, ceiling, since_at) as materialized (select group_id, group_id, name, ceiling, since_at from limited)`
  return sql`${limited}, reached (group_id, held_by, depth) as (
      select group_id, group_id, 0 from limited
      union
      select reached.group_id, edge.child_group_id, reached.depth + 1 from reached
        join group_groups edge on edge.team_id = ${teamId} and edge.group_id = reached.held_by and ${holds('edge', asOf)}
        join directory_groups living on living.team_id = ${teamId} and living.group_id = edge.child_group_id and ${exists('living', asOf)}
        where reached.depth < ${sql.lit(deepestNesting)}
    ), gives (held_by, group_id, name, ceiling, since_at) as materialized (
      select distinct reached.held_by, limited.group_id, limited.name, limited.ceiling, limited.since_at from reached join limited on limited.group_id = reached.group_id
    )`
}

/** The users that count: the active ones, and of who is out all. Of a past moment it is not known which of several were active. */
export function isCounting({ teamId, asOf }: Moment): RawBuilder<SqlBool> {
  const isOut = sql`exists (select 1 from members gone where gone.team_id = ${teamId} and gone.member_id = person.member_id and gone.status = 'deprovisioned')`
  const isActive = sql`(person.active or ${asOf.isPast ? sql`person.deleted_at is not null or ` : sql``}${isOut})`
  return sql`person.team_id = ${teamId} and ${exists('person', asOf)} and ${isActive} and person.directory_id in ${countingDirectories(teamId, asOf)}`
}

/**
 * The limits that groups give to the members of a row of an outer query, each once. Now an index leads from the member to the groups; of a past moment each
 * group with a limit is asked for the member, since what ended is found by its group alone. `frozen` is 1 of a deleted group.
 */
export function waysTo(ground: Ground, outer: string): RawBuilder<unknown> {
  const { teamId, asOf, hasFrozen } = ground
  const isTheirs = sql`person.member_id = ${sql.ref(`${outer}.memberId`)}`
  const isHeld = sql`edge.team_id = ${teamId} and edge.user_id = person.user_id and ${holds('edge', asOf)} and gives.held_by = edge.group_id`
  const tables = asOf.isPast ? sql`gives cross join group_users edge` : sql`group_users edge cross join gives`
  const kept = sql`union select frozen.group_id, frozen.name, frozen.ceiling, frozen.since_at, 1 from ${fromMember} where ${isTheirs} and ${wasHeld(teamId)}`
  return sql`(select distinct gives.group_id, gives.name, gives.ceiling, gives.since_at, 0 as frozen from directory_users person cross join ${tables}
    where ${isCounting(ground)} and ${isTheirs} and ${isHeld} ${hasFrozen ? kept : sql``})`
}

/** Whose limits are sought: those of few members, which are rows of the table `candidate`, or of everybody. */
export type Whose = 'candidates' | 'everybody'

/**
 * The limits that groups give to many members, as `member_id, group_id, ceiling`. Of everybody now, in the order of an index of users by member, which needs
 * no look-up of them; SQLite takes a cross join at its word. Of everybody at a past moment group by group.
 */
export function waysOf(ground: Ground, whose: Whose, eachUser: RawBuilder<SqlBool>): RawBuilder<unknown> {
  const { teamId, hasFrozen } = ground
  if (!hasFrozen) return livingWaysOf(ground, whose, eachUser)
  const [tables, isTheirs] =
    whose === 'candidates' ? [sql`candidate cross join ${fromMember}`, sql`person.member_id = candidate.member_id`] : [fromGroups, eachUser]
  return sql`${livingWaysOf(ground, whose, eachUser)}
    union all select person.member_id, frozen.group_id, frozen.ceiling from ${tables} where ${isTheirs} and ${wasHeld(teamId)}`
}

function livingWaysOf(ground: Ground, whose: Whose, eachUser: RawBuilder<SqlBool>): RawBuilder<unknown> {
  const { teamId, asOf } = ground
  const isHeld = sql`edge.team_id = ${teamId} and edge.user_id = person.user_id and ${holds('edge', asOf)} and gives.held_by = edge.group_id`
  const isCandidate = whose === 'candidates' ? sql`and person.member_id = candidate.member_id` : sql``
  const first = whose === 'candidates' ? sql`candidate cross join directory_users person` : sql`directory_users person`
  if (!asOf.isPast || whose === 'candidates') {
    const tables = asOf.isPast ? sql`gives cross join group_users edge` : sql`group_users edge cross join gives`
    return sql`select person.member_id, gives.group_id, gives.ceiling from ${first} cross join ${tables}
      where ${isCounting(ground)} ${isCandidate} and ${eachUser} and ${isHeld}`
  }
  return sql`select person.member_id, gives.group_id, gives.ceiling from gives cross join group_users edge cross join counting person where ${isHeld}`
}

/** A table for a `with`, which `waysOf` reads for everybody at a past moment: SQLite looks each user up in their rows else, which are long. */
export const countingUsers = (ground: Ground, eachUser: RawBuilder<SqlBool>): RawBuilder<unknown> =>
  sql`counting (user_id, member_id) as materialized (select user_id, member_id from directory_users person where ${isCounting(ground)} and ${eachUser})`
