import { sql, type RawBuilder } from 'kysely'
import type { DirectoryId, GroupId, RequestId, TeamId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn } from '../store/dialect.ts'
import type { Reader, Row } from '../store/open.ts'
import { endOfPrefix, joined } from './prefix.sql.ts'

/** What a list of groups is narrowed to. */
export type GroupFilter = {
  directoryId?: DirectoryId
  /** The beginning of a displayName, folded. */
  prefix?: string
  hasLimit?: boolean
  isEmpty?: boolean
}

/** The next groups after one, so many of them looked at: by their names within a directory, or by their ids, also of all directories. */
export async function lookAtGroups(
  db: Reader,
  teamId: TeamId,
  filter: GroupFilter,
  {
    isByName,
    directoryId,
    after,
    look,
  }: { isByName: boolean; directoryId: DirectoryId | undefined; after: { key: string } | undefined; look: number },
): Promise<{ groupId: GroupId; key: string; fits: unknown }[]> {
  const column = isByName ? sql`living.display_name_folded` : sql`living.group_id`
  const place = [sql`living.team_id = ${teamId}`, sql`living.deleted_at is null`]
  if (directoryId !== undefined) place.push(sql`living.directory_id = ${directoryId}`)
  if (filter.prefix !== undefined) place.push(sql`${column} >= ${filter.prefix}`, sql`${column} < ${endOfPrefix(filter.prefix)}`)
  if (after) place.push(sql`${column} > ${after.key}`)
  const { rows } = await sql<{ groupId: GroupId; key: string; fits: unknown }>`
    select living.group_id, ${column} as "key", ${fits(teamId, filter)} as fits from directory_groups living
    where ${joined(place)} order by ${column} limit ${sql.lit(look)}`.execute(db)
  return rows
}

function fits(teamId: TeamId, { hasLimit, isEmpty }: GroupFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = []
  const not = (isNegated: boolean) => sql.raw(isNegated ? 'not ' : '')
  if (hasLimit !== undefined)
    conditions.push(
      sql`${not(!hasLimit)}exists (select 1 from limits where team_id = ${teamId} and scope = 'group' and subject_id = living.group_id and until_at is null)`,
    )
  if (isEmpty !== undefined)
    conditions.push(sql`${not(isEmpty)}(
      exists (select 1 from group_users where team_id = ${teamId} and group_id = living.group_id and until_at is null)
      or exists (
        select 1 from group_groups edge join directory_groups child on child.team_id = edge.team_id and child.group_id = edge.child_group_id
        where edge.team_id = ${teamId} and edge.group_id = living.group_id and edge.until_at is null and child.deleted_at is null))`)
  return conditions.length === 0 ? sql`1` : sql`case when ${joined(conditions)} then 1 else 0 end`
}

/** A directory group, with its directory and how many it holds: one more than is counted where there are more. */
export type GroupFacts = Pick<Row<'directoryGroups'>, 'groupId' | 'directoryId' | 'displayName' | 'externalId' | 'createdAt' | 'lastModified'> & {
  directoryName: string
  provider: string
  directoryStatus: Row<'directories'>['status']
  userCount: bigint
  childCount: bigint
}

/** The living groups of these ids, by id. Their members are counted up to `most`, each kind by itself. */
export async function listGroupFacts(db: Reader, teamId: TeamId, groupIds: readonly GroupId[], most: number): Promise<Map<GroupId, GroupFacts>> {
  if (groupIds.length === 0) return new Map()
  const limit = sql.lit(most + 1)
  const { rows } = await sql<GroupFacts>`
    select living.group_id, living.directory_id, living.display_name, living.external_id, living.created_at, living.last_modified,
      directory.name as directory_name, directory.provider, directory.status as directory_status,
      (select count(*) from (
        select 1 from group_users edge where edge.team_id = ${teamId} and edge.group_id = living.group_id and edge.until_at is null limit ${limit}
      ) as held) as user_count,
      (select count(*) from (
        select 1 from group_groups edge join directory_groups child on child.team_id = edge.team_id and child.group_id = edge.child_group_id
        where edge.team_id = ${teamId} and edge.group_id = living.group_id and edge.until_at is null and child.deleted_at is null limit ${limit}
      ) as nested) as child_count
    from directory_groups living join directories directory on directory.team_id = living.team_id and directory.directory_id = living.directory_id
    where living.team_id = ${teamId} and living.group_id ${isIn(db, groupIds)} and living.deleted_at is null`.execute(db)
  return new Map(rows.map((group) => [group.groupId, group]))
}

/** The limits of these groups that have one. */
export async function listLimitsOfGroups(db: Reader, teamId: TeamId, groupIds: readonly GroupId[]): Promise<Map<string, Row<'limits'>>> {
  if (groupIds.length === 0) return new Map()
  const limits = db.selectFrom('limits').selectAll().where('teamId', '=', teamId).where('scope', '=', 'group').where('subjectId', 'in', groupIds)
  return new Map((await limits.where('untilAt', 'is', null).execute()).map((limit) => [limit.subjectId, limit]))
}

/** Since when a group holds a user, and by which request. */
export type Since = { sinceAt: Timestamp; sinceRequest: RequestId }

export async function listEdgesTo(db: Reader, teamId: TeamId, groupId: GroupId, userIds: readonly UserId[]): Promise<Map<UserId, Since>> {
  if (userIds.length === 0) return new Map()
  const edges = db.selectFrom('groupUsers').select(['userId', 'sinceAt', 'sinceRequest']).where('teamId', '=', teamId).where('groupId', '=', groupId)
  const rows = await edges.where('userId', 'in', userIds).where('untilAt', 'is', null).execute()
  return new Map(rows.map(({ userId, ...since }) => [userId, since]))
}

/** Groups within a group, by their ids. */
export async function listNested(
  db: Reader,
  teamId: TeamId,
  groupId: GroupId,
  { prefix, after, limit }: { prefix: string | undefined; after: string; limit: number },
): Promise<({ groupId: GroupId; displayName: string } & Since)[]> {
  const named = prefix === undefined ? sql`` : sql`and child.display_name_folded >= ${prefix} and child.display_name_folded < ${endOfPrefix(prefix)}`
  const { rows } = await sql<{ groupId: GroupId; displayName: string } & Since>`
    select child.group_id, child.display_name, edge.since_at, edge.since_request
    from group_groups edge cross join directory_groups child
    where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and edge.child_group_id > ${after}
      and child.team_id = ${teamId} and child.group_id = edge.child_group_id and child.deleted_at is null ${named}
    order by edge.child_group_id limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** The groups that hold users of a member directly, by group and user. */
export type Membership = {
  groupId: GroupId
  displayName: string
  directoryId: DirectoryId
  userId: UserId
} & Since

export async function listMembershipsOf(
  db: Reader,
  teamId: TeamId,
  userIds: readonly UserId[],
  { after, limit }: { after: { groupId: string; userId: string } | undefined; limit: number },
): Promise<Membership[]> {
  const onwards = after ? sql`and edge.group_id >= ${after.groupId} and (edge.group_id > ${after.groupId} or edge.user_id > ${after.userId})` : sql``
  const { rows } = await sql<Membership>`
    select edge.group_id, living.display_name, living.directory_id, edge.user_id, edge.since_at, edge.since_request
    from group_users edge join directory_groups living on living.team_id = edge.team_id and living.group_id = edge.group_id
    where edge.team_id = ${teamId} and edge.user_id ${isIn(db, userIds)} and edge.until_at is null and living.deleted_at is null ${onwards}
    order by edge.group_id, edge.user_id limit ${sql.lit(limit)}`.execute(db)
  return rows
}
