import { sql, type SqlBool } from 'kysely'
import { isIn } from '../store/dialect.ts'
import type { DirectoryId, GroupId, MemberId, RequestId, TeamId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { Scope } from './scope.ts'

/** How many living users a directory has, up to so many. */
export async function countUsersUpTo(db: Reader, { teamId, directoryId }: Scope, most: number): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select cast(count(*) as bigint) as count from (
      select 1 from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and deleted_at is null limit ${sql.lit(most)}) part`.execute(
    db,
  )
  return Number(rows[0]?.count ?? 0n)
}

/** The oldest living user of a directory. */
export function findFirstUser(db: Reader, { teamId, directoryId }: Scope): Promise<{ userId: UserId; createdAt: Timestamp } | undefined> {
  const users = db.selectFrom('directoryUsers').select(['userId', 'createdAt']).where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  return users.where('deletedAt', 'is', null).orderBy('userId').limit(1).executeTakeFirst()
}

/** The oldest living group of a directory. */
export function findFirstGroup(db: Reader, { teamId, directoryId }: Scope): Promise<{ groupId: GroupId; createdAt: Timestamp } | undefined> {
  const groups = db.selectFrom('directoryGroups').select(['groupId', 'createdAt']).where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  return groups.where('deletedAt', 'is', null).orderBy('groupId').limit(1).executeTakeFirst()
}

/** The earliest of one membership each of the oldest groups of a directory: nothing finds memberships by their age. */
export async function findEarlyMembership(
  db: Reader,
  { teamId, directoryId }: Scope,
  groups: number,
): Promise<{ groupId: GroupId; sinceAt: Timestamp; sinceRequest: RequestId } | undefined> {
  const { rows } = await sql<{ groupId: GroupId; sinceAt: Timestamp; sinceRequest: RequestId }>`
    select edge.group_id, edge.since_at, edge.since_request
    from (select group_id from directory_groups where team_id = ${teamId} and directory_id = ${directoryId} and deleted_at is null
        order by group_id limit ${sql.lit(groups)}) early
    join group_users edge on edge.team_id = ${teamId} and edge.group_id = early.group_id and edge.until_at is null and edge.user_id = (
      select min(first.user_id) from group_users first where first.team_id = ${teamId} and first.group_id = early.group_id and first.until_at is null)
    order by edge.since_at limit 1`.execute(db)
  return rows[0]
}

/** A group that holds nobody directly: nothing at all, or other groups. */
export type HollowGroup = { groupId: GroupId; name: string; changedAt: Timestamp; holds: 'groups' | 'nothing' }

/** The groups of a directory without a direct member, among its oldest ones: that many at most are looked at. */
export async function listHollowGroups(
  db: Reader,
  { teamId, directoryId }: Scope,
  { looked, limit }: { looked: number; limit: number },
): Promise<HollowGroup[]> {
  const { rows } = await sql<HollowGroup>`
    select part.group_id, part.display_name as name, part.last_modified as changed_at, case when exists (
        select 1 from group_groups inner_edge
        join directory_groups inner_group on inner_group.team_id = inner_edge.team_id and inner_group.group_id = inner_edge.child_group_id
        where inner_edge.team_id = ${teamId} and inner_edge.group_id = part.group_id and inner_edge.until_at is null and inner_group.deleted_at is null
      ) then 'groups' else 'nothing' end as holds
    from (select group_id, display_name, last_modified from directory_groups where team_id = ${teamId} and directory_id = ${directoryId} and deleted_at is null
        order by group_id limit ${sql.lit(looked)}) part
    where not exists (select 1 from group_users edge where edge.team_id = ${teamId} and edge.group_id = part.group_id and edge.until_at is null)
    order by part.group_id limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** The groups in which inactive users of a directory still are, among so many of those users. */
export async function listGroupsOfInactive(
  db: Reader,
  { teamId, directoryId }: Scope,
  { looked, limit }: { looked: number; limit: number },
): Promise<{ groupId: GroupId; name: string; people: bigint; since: Timestamp }[]> {
  const { rows } = await sql<{ groupId: GroupId; name: string; people: bigint; since: Timestamp }>`
    select edge.group_id, held.display_name as name, cast(count(*) as bigint) as people, min(gone.last_modified) as since
    from (select user_id, last_modified from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and active = false and deleted_at is null
        order by user_id limit ${sql.lit(looked)}) gone
    join group_users edge on edge.team_id = ${teamId} and edge.user_id = gone.user_id and edge.until_at is null
    join directory_groups held on held.team_id = ${teamId} and held.group_id = edge.group_id and held.deleted_at is null
    group by edge.group_id, held.display_name
    order by people desc, edge.group_id limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** Somebody of one directory who is in another one too: as the same member, or by the same name as another one. */
export type Twin = { userName: string; memberId: MemberId; otherMemberId: MemberId; createdAt: Timestamp }

/** Who of the newest users of a directory is active in one of the others too. */
export async function listTwins(
  db: Reader,
  { teamId, directoryId }: Scope,
  others: readonly DirectoryId[],
  by: 'name' | 'member',
  { looked, limit }: { looked: number; limit: number },
): Promise<Twin[]> {
  const same = by === 'name' ? sql`other.user_name_folded = mine.user_name_folded` : sql`other.member_id = mine.member_id`
  const { rows } = await sql<Twin>`
    select mine.user_name, mine.member_id, other.member_id as other_member_id, mine.created_at
    from (select user_id, user_name, user_name_folded, member_id, created_at from directory_users
        where team_id = ${teamId} and directory_id = ${directoryId} and active = true and deleted_at is null order by user_id desc limit ${sql.lit(looked)}) mine
    join directory_users other on other.team_id = ${teamId} and other.directory_id ${isIn(db, others)} and ${same} and other.deleted_at is null and other.active
    order by mine.user_id desc limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** Living groups of a team by name, so many at most. */
export function listGroupNames(db: Reader, teamId: TeamId, limit: number): Promise<{ groupId: GroupId; name: string; directoryId: DirectoryId }[]> {
  const groups = db.selectFrom('directoryGroups').select(['groupId', 'displayName as name', 'directoryId']).where('teamId', '=', teamId)
  return groups.where('deletedAt', 'is', null).orderBy('groupId').limit(limit).execute()
}

/** Users of a team whose names begin so, in whichever of these directories. */
export function listUsersNamedLike(
  db: Reader,
  teamId: TeamId,
  directoryIds: readonly DirectoryId[],
  prefixFolded: string,
  limit: number,
): Promise<{ userId: UserId; memberId: MemberId; userName: string; directoryId: DirectoryId }[]> {
  const users = db.selectFrom('directoryUsers').select(['userId', 'memberId', 'userName', 'directoryId']).where('teamId', '=', teamId)
  return users
    .where(sql<SqlBool>`directory_id ${isIn(db, directoryIds)}`)
    .where('deletedAt', 'is', null)
    .where('userNameFolded', '>=', prefixFolded)
    .where('userNameFolded', '<', `${prefixFolded}\u{10ffff}`)
    .orderBy('userNameFolded')
    .limit(limit)
    .execute()
}

/** Users of a team who have an address that is not the first of theirs. */
export async function listUserIdsOfAddress(db: Reader, teamId: TeamId, directoryIds: readonly DirectoryId[], emailFolded: string): Promise<UserId[]> {
  const { rows } = await sql<{ userId: UserId }>`
    select user_id from directory_user_emails where team_id = ${teamId} and directory_id ${isIn(db, directoryIds)} and email_folded = ${emailFolded}`.execute(
    db,
  )
  return rows.map(({ userId }) => userId)
}

/** Whether a group has a direct member. */
export async function hasMember(db: Reader, teamId: TeamId, groupId: GroupId): Promise<boolean> {
  const edge = db.selectFrom('groupUsers').select('userId').where('teamId', '=', teamId).where('groupId', '=', groupId)
  return (await edge.where('untilAt', 'is', null).limit(1).execute()).length > 0
}
