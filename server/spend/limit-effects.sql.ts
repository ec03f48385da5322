import { sql } from 'kysely'
import type { DirectoryId, GroupId, MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row } from '../store/open.ts'

type StoredAmount = Pick<Row<'limits'>, 'kind' | 'amountMicros'>

/** A limited group, with whom it holds and whether its limit decides for anybody. */
export type LimitedRow = StoredAmount & {
  groupId: GroupId
  name: string
  directoryId: DirectoryId
  sinceAt: Timestamp
  /** Active people directly; else people who are all out; else other groups alone; else nothing. */
  holds: 'people' | 'all-out' | 'groups' | 'nothing'
  /** Of the first of its people, whether there is one for whom nothing higher and no limit of their own holds. */
  decides: 'somebody' | 'nobody'
  /** Where it decides for nobody: how many of its people were looked at, and one of them. */
  people: bigint
  example: MemberId | null
}

/**
 * The limits of groups as they work out, of so many groups and for each the first of its members. The people of a group are looked at until one is found for whom
 * its limit decides, which mostly is the first.
 */
export async function listLimitedRows(
  db: Reader,
  teamId: TeamId,
  now: Timestamp,
  { groups, members }: { groups: number; members: number },
): Promise<LimitedRow[]> {
  const edges = sql`
    select edge.user_id from group_users edge where edge.team_id = ${teamId} and edge.group_id = limited.group_id and edge.until_at is null
    order by edge.user_id limit ${sql.lit(members)}`
  // From the group to its people and from each of them to their groups, in this order: SQLite takes a cross join at its word.
  const people = sql`
    (${edges}) looked cross join directory_users person
      where person.team_id = ${teamId} and person.user_id = looked.user_id and person.active and person.deleted_at is null`
  const hasOwn = sql`exists (
    select 1 from limits own where own.team_id = ${teamId} and own.scope = 'user' and own.subject_id = person.member_id and own.until_at is null
      and (own.expires_at is null or own.expires_at > ${now}))`
  const hasHigher = sql`exists (
    select 1 from directory_users self cross join directories alive cross join group_users also cross join limits higher cross join directory_groups living
    where self.team_id = ${teamId} and self.member_id = person.member_id and self.active and self.deleted_at is null and limited.kind = 'amount'
      and alive.team_id = ${teamId} and alive.directory_id = self.directory_id and alive.status in ('active', 'paused')
      and also.team_id = ${teamId} and also.user_id = self.user_id and also.until_at is null
      and higher.team_id = ${teamId} and higher.scope = 'group' and higher.subject_id = also.group_id and higher.until_at is null
      and (higher.kind = 'unlimited' or higher.amount_micros > limited.amount_micros)
      and living.team_id = ${teamId} and living.group_id = also.group_id and living.deleted_at is null)`
  // Materialized, or SQLite would look at the people of a group again for each place where it is asked whether its limit decides.
  const { rows } = await sql<LimitedRow>`
    with looked_at as materialized (
      select stored.subject_id as group_id, stored.kind, stored.amount_micros, stored.since_at, named.display_name as name, named.directory_id
      from limits stored
      join directory_groups named on named.team_id = stored.team_id and named.group_id = stored.subject_id and named.deleted_at is null
      join directories living_directory on living_directory.team_id = named.team_id and living_directory.directory_id = named.directory_id
        and living_directory.status in ('active', 'paused')
      where stored.team_id = ${teamId} and stored.scope = 'group' and stored.until_at is null
      order by stored.subject_id limit ${sql.lit(groups)}
    ), judged as materialized (
      select limited.*,
        case when exists (select 1 from ${people}) then 'people' when exists (${edges}) then 'all-out'
          when exists (
            select 1 from group_groups nesting
            join directory_groups nested on nested.team_id = nesting.team_id and nested.group_id = nesting.child_group_id and nested.deleted_at is null
            where nesting.team_id = ${teamId} and nesting.group_id = limited.group_id and nesting.until_at is null
          ) then 'groups' else 'nothing' end as holds,
        case when exists (select 1 from ${people} and not ${hasOwn} and not ${hasHigher}) then 'somebody' else 'nobody' end as decides
      from looked_at as limited
    )
    select limited.*,
      case when limited.decides = 'nobody' then (select cast(count(*) as bigint) from ${people}) else 0 end as people,
      case when limited.decides = 'nobody' then (select min(person.member_id) from ${people}) end as example
    from judged as limited
    order by limited.group_id`.execute(db)
  return rows
}

export type NamesakeRow = {
  name: string
  groupId: GroupId
  directoryId: DirectoryId
  otherId: GroupId
  otherDirectoryId: DirectoryId
  since: Timestamp
}

/** Limited groups beside which another directory has one of the same name without a limit. */
export async function listNamesakes(db: Reader, teamId: TeamId, limit: number): Promise<NamesakeRow[]> {
  const { rows } = await sql<NamesakeRow>`
    select limited.display_name as name, limited.group_id, limited.directory_id, other.group_id as other_id, other.directory_id as other_directory_id, other.created_at as since
    from limits stored
    join directory_groups limited on limited.team_id = stored.team_id and limited.group_id = stored.subject_id and limited.deleted_at is null
    join directories alive on alive.team_id = limited.team_id and alive.directory_id <> limited.directory_id and alive.status in ('active', 'paused')
    join directory_groups other on other.team_id = alive.team_id and other.directory_id = alive.directory_id
      and other.display_name_folded = limited.display_name_folded and other.deleted_at is null
    where stored.team_id = ${teamId} and stored.scope = 'group' and stored.until_at is null
      and not exists (select 1 from limits own where own.team_id = ${teamId} and own.scope = 'group' and own.subject_id = other.group_id and own.until_at is null)
    order by limited.group_id limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** How many limits are set, up to so many, and since when the oldest of them. */
export async function countLimits(db: Reader, teamId: TeamId, most: number): Promise<{ count: number; since: Timestamp | null }> {
  const { rows } = await sql<{ count: bigint; since: Timestamp | null }>`
    select cast(count(*) as bigint) as count, min(since_at) as since from (
      select since_at from limits where team_id = ${teamId} and until_at is null and scope in ('team_default', 'team_total', 'group', 'user') limit ${sql.lit(most)}) part`.execute(
    db,
  )
  return { count: Number(rows[0]?.count ?? 0n), since: rows[0]?.since ?? null }
}
