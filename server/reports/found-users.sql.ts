import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { DirectoryId, GroupId, TeamId, UserId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { endOfPrefix, joined } from './prefix.sql.ts'

/** What a list of users is narrowed to. */
export type UserFilter = {
  directoryId?: DirectoryId
  active?: boolean
  /** Held by this group directly. */
  groupId?: GroupId
  /** Held by two groups of its directory or more. */
  inSeveralGroups?: true
  /** The beginning of a name, address or external id, folded; as it was written for the external id, which is case-exact. */
  prefix?: { folded: string; asWritten: string }
  sort?: 'user_name'
}

/** By what a search finds a user, in this order: who is found by one is not found again by another. */
export const soughtColumns = ['userName', 'name', 'email', 'externalId', 'furtherEmail'] as const
type Sought = (typeof soughtColumns)[number]

/** A part of a list that one index serves, in its order: all users by their ids, those of a group, those in several groups, or a directory's by a column. */
export type Leg = { by: 'id' | 'group' | 'several' } | { by: 'userId' | Sought; directoryId: DirectoryId }

/** A user that a leg came by, by which key, and whether it is one of the list. */
export type Looked = { userId: UserId; key: string; fits: unknown }
export type After = { userId: UserId; key: string }

/** The next users on a leg, so many of them looked at. */
export async function lookAlong(db: Reader, teamId: TeamId, leg: Leg, filter: UserFilter, after: After | undefined, look: number): Promise<Looked[]> {
  const limit = sql`limit ${sql.lit(look)}`
  const query = 'directoryId' in leg ? alongColumn(teamId, leg, filter, after) : alongIds(teamId, leg.by, filter, after?.userId ?? '', limit)
  return (await sql<Looked>`${query} ${limit}`.execute(db)).rows
}

const columns = {
  userName: 'user_name_folded',
  name: 'shown_name_folded',
  email: 'email_folded',
  externalId: 'external_id',
  userId: 'user_id',
} as const

function alongColumn(teamId: TeamId, { by, directoryId }: Extract<Leg, { directoryId: DirectoryId }>, filter: UserFilter, after: After | undefined) {
  const isFurther = by === 'furtherEmail'
  const from = isFurther ? 'address' : 'person'
  const column = sql.ref(`${from}.${isFurther ? 'email_folded' : columns[by]}`)
  const place = [sql`${sql.ref(`${from}.team_id`)} = ${teamId}`, sql`${sql.ref(`${from}.directory_id`)} = ${directoryId}`]
  if (by === 'userId' && filter.active !== undefined) place.push(sql`person.active = ${filter.active}`)
  if (filter.prefix && by !== 'userId') {
    const sought = by === 'externalId' ? filter.prefix.asWritten : filter.prefix.folded
    place.push(sql`${column} >= ${sought}`, sql`${column} < ${endOfPrefix(sought)}`)
  }
  if (after && by === 'userId') place.push(sql`${column} > ${after.userId}`)
  else if (after) place.push(sql`${column} >= ${after.key}`, sql`(${column} > ${after.key} or ${sql.ref(`${from}.user_id`)} > ${after.userId})`)
  const table = isFurther
    ? sql`directory_user_emails address join directory_users person on person.team_id = address.team_id and person.user_id = address.user_id`
    : sql`directory_users person`
  return sql`
    select person.user_id, ${column} as "key", ${fits(teamId, by, filter)} from ${table}
    where ${joined([...place, sql`person.deleted_at is null`])} order by ${by === 'userId' ? column : sql`${column}, ${sql.ref(`${from}.user_id`)}`}`
}

function alongIds(teamId: TeamId, by: 'id' | 'group' | 'several', filter: UserFilter, after: string, limit: RawBuilder<unknown>) {
  switch (by) {
    case 'id':
      return sql`
        select person.user_id, person.user_id as "key", ${fits(teamId, by, filter)} from directory_users person
        where person.team_id = ${teamId} and person.user_id > ${after} and person.deleted_at is null order by person.user_id`
    case 'group':
      // SQLite takes a cross join at its word: it begins at the edges of the group.
      return sql`
        select edge.user_id, edge.user_id as "key", ${fits(teamId, by, filter)} from group_users edge cross join directory_users person
        where edge.team_id = ${teamId} and edge.group_id = ${filter.groupId ?? ''} and edge.until_at is null and edge.user_id > ${after}
          and person.team_id = ${teamId} and person.user_id = edge.user_id order by edge.user_id`
    case 'several':
      return sql`
        select held.user_id, held.user_id as "key", case when held.edges < 2 then 0 else
          (select ${fits(teamId, by, filter)} from directory_users person where person.team_id = ${teamId} and person.user_id = held.user_id) end as fits
        from (
          select edge.user_id, count(*) as edges from group_users edge
          where edge.team_id = ${teamId} and edge.until_at is null and edge.user_id > ${after} group by edge.user_id order by edge.user_id ${limit}
        ) as held order by held.user_id`
  }
}

/** Whether a user is one of the list, as far as the leg does not say so already. */
function fits(teamId: TeamId, by: Leg['by'], filter: UserFilter): RawBuilder<unknown> {
  const conditions = conditionsOf(teamId, by, filter)
  return conditions.length === 0 ? sql`1 as fits` : sql`case when ${joined(conditions)} then 1 else 0 end as fits`
}

/** Whether nothing that a leg comes by can be passed over. */
export const isExact = (leg: Leg, filter: UserFilter): boolean => leg.by !== 'several' && conditionsOf('' as TeamId, leg.by, filter).length === 0 // asked for their number alone

function conditionsOf(teamId: TeamId, by: Leg['by'], { directoryId, active, groupId, inSeveralGroups, prefix }: UserFilter): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = []
  const isOfDirectory = by !== 'id' && by !== 'group' && by !== 'several'
  if (directoryId !== undefined && !isOfDirectory) conditions.push(sql`person.directory_id = ${directoryId}`)
  if (active !== undefined && by !== 'userId') conditions.push(sql`person.active = ${active}`)
  if (groupId !== undefined && by !== 'group') conditions.push(isHeldBy(teamId, groupId))
  if (inSeveralGroups) conditions.push(sql`(select count(*) from (${livingEdges(teamId)} limit 2) as two) = 2`)
  if (prefix) conditions.push(...notFoundBefore(by, prefix))
  return conditions
}

const isHeldBy = (teamId: TeamId, groupId: GroupId) => sql<SqlBool>`exists (
  select 1 from group_users edge where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.user_id = person.user_id and edge.until_at is null)`

const livingEdges = (teamId: TeamId) => sql`
  select 1 from group_users edge join directory_groups living on living.team_id = edge.team_id and living.group_id = edge.group_id
  where edge.team_id = ${teamId} and edge.user_id = person.user_id and edge.until_at is null and living.deleted_at is null`

function notFoundBefore(by: Leg['by'], { folded, asWritten }: NonNullable<UserFilter['prefix']>): RawBuilder<SqlBool>[] {
  const begins = (name: 'userName' | 'name' | 'email' | 'externalId', sought: string) => {
    const column = sql.ref(`person.${columns[name]}`)
    return sql<SqlBool>`(${column} is null or ${column} < ${sought} or ${column} >= ${endOfPrefix(sought)})`
  }
  const place = soughtColumns.findIndex((each) => each === by)
  const before = soughtColumns.slice(0, Math.max(place, 0)).filter((each) => each !== 'furtherEmail')
  const found = before.map((each) => begins(each, each === 'externalId' ? asWritten : folded))
  if (by !== 'furtherEmail') return found
  // Of several addresses that begin so the first one finds.
  const isFirst = sql<SqlBool>`not exists (
    select 1 from directory_user_emails earlier where earlier.team_id = address.team_id and earlier.user_id = address.user_id
    and earlier.email_folded >= ${folded} and earlier.email_folded < address.email_folded)`
  return [...found, isFirst]
}
