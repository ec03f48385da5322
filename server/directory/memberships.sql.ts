import type { Scope } from './scope.ts'
import { sql } from 'kysely'
import type { GroupId, RequestId, TeamId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { held, isIn, isInJson, isNotInJson, textsOfJson } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { Reader, Trx } from '../store/open.ts'

/** The request by which edges begin or end. */
export type Cause = { at: Timestamp; requestId: RequestId }
/** Of which kind are the members of an edge. A user's ids and a group's differ in their prefix. */
export type EdgeKind = 'users' | 'groups'

/** Which of these ids are living users, or groups, of the directory. They live until the transaction ends: who deletes one waits. */
export async function holdKnown(trx: Trx, { teamId, directoryId }: Scope, kind: EdgeKind, ids: readonly string[]): Promise<string[]> {
  const rows = await known[kind](trx, { teamId, directoryId, ids: JSON.stringify(ids) })
  return rows.map((row) => row.id)
}

const knownIn = (table: string, id: string) =>
  prepared(
    (db, { teamId, directoryId, ids }: Scope & { ids: string }) => sql<{ id: string }>`
      select ${sql.ref(id)} as id from ${sql.table(table)}
      where team_id = ${teamId} and directory_id = ${directoryId} and deleted_at is null and ${sql.ref(id)} ${isInJson(db, ids)}
      order by ${sql.ref(id)} ${held(db)}`,
  )
const known = { users: knownIn('directory_users', 'user_id'), groups: knownIn('directory_groups', 'group_id') }

/** Adds edges to members that are known to live. Those that stand already are left as they are. Answers who joined. */
export async function insertEdges(
  trx: Trx,
  kind: EdgeKind,
  teamId: TeamId,
  groupId: GroupId,
  ids: readonly string[],
  { at, requestId }: Cause,
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await begun[kind](trx, { teamId, groupId, ids: JSON.stringify(ids), at, requestId })
  return rows.map(({ id }) => id)
}

type EdgeValues = Cause & { teamId: TeamId; groupId: GroupId; ids: string }
const edges = { users: { table: 'group_users', member: 'user_id' }, groups: { table: 'group_groups', member: 'child_group_id' } } as const

const begunIn = ({ table, member }: (typeof edges)[EdgeKind]) =>
  prepared(
    (db, { teamId, groupId, ids, at, requestId }: EdgeValues) => sql<{ id: string }>`
      insert into ${sql.table(table)} (team_id, group_id, ${sql.ref(member)}, since_at, since_request)
      select ${teamId}, ${groupId}, joining.id, ${at}, ${requestId} from ${textsOfJson(db, ids)} as joining where true
      on conflict (team_id, group_id, ${sql.ref(member)}) where until_at is null do nothing
      returning ${sql.ref(member)} as id`,
  )
const begun = { users: begunIn(edges.users), groups: begunIn(edges.groups) }

/** Ends the edges to these members, or to all but these. Answers who left. */
export async function endEdges(
  trx: Trx,
  kind: EdgeKind,
  teamId: TeamId,
  groupId: GroupId,
  who: { only: readonly string[] } | { allBut: readonly string[] },
  { at, requestId }: Cause,
): Promise<string[]> {
  if ('only' in who && who.only.length === 0) return []
  const [end, ids] = 'only' in who ? [ended[kind].only, who.only] : [ended[kind].allBut, who.allBut]
  const rows = await end(trx, { teamId, groupId, ids: JSON.stringify(ids), at, requestId })
  return rows.map(({ id }) => id)
}

const endedIn = ({ table, member }: (typeof edges)[EdgeKind], isMeant: typeof isInJson) =>
  prepared(
    (db, { teamId, groupId, ids, at, requestId }: EdgeValues) => sql<{ id: string }>`
      update ${sql.table(table)} set until_at = ${at}, until_request = ${requestId}
      where team_id = ${teamId} and group_id = ${groupId} and until_at is null and ${sql.ref(member)} ${isMeant(db, ids)}
      returning ${sql.ref(member)} as id`,
  )
const ended = {
  users: { only: endedIn(edges.users, isInJson), allBut: endedIn(edges.users, isNotInJson) },
  groups: { only: endedIn(edges.groups, isInJson), allBut: endedIn(edges.groups, isNotInJson) },
}

/** Ends every edge to a member. Answers the groups that it left. */
export async function endEdgesTo(trx: Trx, kind: EdgeKind, teamId: TeamId, memberId: UserId | GroupId, { at, requestId }: Cause): Promise<GroupId[]> {
  const { table, member } = edges[kind]
  const { rows } = await sql<{ groupId: GroupId }>`
    update ${sql.table(table)} set until_at = ${at}, until_request = ${requestId}
    where team_id = ${teamId} and ${sql.ref(member)} = ${memberId} and until_at is null
    returning group_id`.execute(trx)
  return rows.map(({ groupId }) => groupId)
}

export type MemberRow = { id: string; kind: 'User' | 'Group'; display: string }

/** The members of groups, users first, each in the order of their ids. */
export async function listMemberRows(db: Reader, teamId: TeamId, groupIds: readonly GroupId[]): Promise<(MemberRow & { groupId: GroupId })[]> {
  if (groupIds.length === 0) return []
  const ids = isIn(db, groupIds)
  const { rows } = await sql<MemberRow & { groupId: GroupId }>`
    select edge.group_id as "group_id", edge.user_id as id, 'User' as kind, coalesce(member.resource ->> 'displayName', member.user_name) as display
      from group_users edge join directory_users member on member.team_id = edge.team_id and member.user_id = edge.user_id
      where edge.team_id = ${teamId} and edge.group_id ${ids} and edge.until_at is null
    union all
    select edge.group_id, edge.child_group_id, 'Group', member.display_name
      from group_groups edge join directory_groups member on member.team_id = edge.team_id and member.group_id = edge.child_group_id
      where edge.team_id = ${teamId} and edge.group_id ${ids} and edge.until_at is null and member.deleted_at is null
    order by 1, 3 desc, 2`.execute(db)
  return rows
}

/** The groups that hold these users directly. */
export function listGroupsOfUsers(
  db: Reader,
  teamId: TeamId,
  userIds: readonly UserId[],
): Promise<{ userId: UserId; groupId: GroupId; displayName: string }[]> {
  const [userId, ...others] = userIds
  if (userId !== undefined && others.length === 0) return groupsOfUser(db, { teamId, userId })
  return groupsOf(db, teamId).where('edge.userId', 'in', userIds).execute()
}

const groupsOfUser = prepared((db, { teamId, userId }: { teamId: TeamId; userId: UserId }) => groupsOf(db, teamId).where('edge.userId', '=', userId))

function groupsOf(db: Reader, teamId: TeamId) {
  return db
    .selectFrom('groupUsers as edge')
    .innerJoin('directoryGroups as group', (join) => join.onRef('group.teamId', '=', 'edge.teamId').onRef('group.groupId', '=', 'edge.groupId'))
    .select(['edge.userId', 'edge.groupId', 'group.displayName'])
    .where('edge.teamId', '=', teamId)
    .where('edge.untilAt', 'is', null)
    .where('group.deletedAt', 'is', null)
    .orderBy('edge.groupId')
}

/** That a group holds another one, `within`. */
export type OuterGroup = { within: GroupId; groupId: GroupId; displayName: string }

/**
 * The edges that lead outwards from these groups, each once: those that hold them, those that hold these, and so on. So many rows as there are edges,
 * however deep the groups nest, and a ring of groups ends where it began.
 */
export function listOuterEdges(db: Reader, teamId: TeamId, groupIds: readonly GroupId[]): Promise<OuterGroup[]> {
  return outerEdges(db, { teamId, ids: JSON.stringify(groupIds) })
}

const outerEdges = prepared(
  (db, { teamId, ids }: { teamId: TeamId; ids: string }) => sql<OuterGroup>`
    with recursive reached (group_id) as (
      select begun.group_id from directory_groups begun where begun.team_id = ${teamId} and begun.group_id ${isInJson(db, ids)} and begun.deleted_at is null
      union
      select edge.group_id from reached
        join group_groups edge on edge.team_id = ${teamId} and edge.child_group_id = reached.group_id and edge.until_at is null
        join directory_groups living on living.team_id = ${teamId} and living.group_id = edge.group_id and living.deleted_at is null
    )
    select edge.child_group_id as "within", edge.group_id as "group_id", living.display_name as "display_name" from reached
      join group_groups edge on edge.team_id = ${teamId} and edge.child_group_id = reached.group_id and edge.until_at is null
      join directory_groups living on living.team_id = ${teamId} and living.group_id = edge.group_id and living.deleted_at is null`,
)

/** A page of a group's members after one of them, users and groups by their id: as they are, or were at a past moment. */
export async function pageMembers(
  db: Reader,
  teamId: TeamId,
  groupId: GroupId,
  { after, limit, at }: { after: string; limit: number; at?: Timestamp | undefined },
): Promise<(MemberRow & Since)[]> {
  const holds = at === undefined ? sql`edge.until_at is null` : sql`edge.since_at <= ${at} and (edge.until_at is null or edge.until_at > ${at})`
  const lives = at === undefined ? sql`held.deleted_at is null` : sql`(held.deleted_at is null or held.deleted_at > ${at})`
  const { rows } = await sql<MemberRow & Since>`
    select * from (
      select edge.user_id as id, 'User' as kind, coalesce(held.resource ->> 'displayName', held.user_name) as display, edge.since_at as "since_at", edge.since_request as "since_request"
        from group_users edge join directory_users held on held.team_id = edge.team_id and held.user_id = edge.user_id
        where edge.team_id = ${teamId} and edge.group_id = ${groupId} and ${holds} and edge.user_id > ${after} order by edge.user_id limit ${limit}
    ) as people union all select * from (
      select edge.child_group_id as id, 'Group' as kind, held.display_name as display, edge.since_at, edge.since_request
        from group_groups edge join directory_groups held on held.team_id = edge.team_id and held.group_id = edge.child_group_id
        where edge.team_id = ${teamId} and edge.group_id = ${groupId} and ${holds} and ${lives} and edge.child_group_id > ${after}
        order by edge.child_group_id limit ${limit}
    ) as nested order by 1 limit ${limit}`.execute(db)
  return rows
}
type Since = { sinceAt: Timestamp; sinceRequest: RequestId }

/** Ends edges of deleted groups, some at a time. Answers how many. */
export async function sweepEdges(trx: Trx, kind: EdgeKind, limit: number): Promise<number> {
  const { table, member } = edges[kind]
  const { rows } = await sql<{ id: string }>`
    update ${sql.table(table)} set until_at = swept.deleted_at, until_request = swept.deleted_request
    from (
      select edge.team_id, edge.group_id, edge.${sql.ref(member)} as id, gone.deleted_at, gone.deleted_request
      -- In this order: the deleted groups are few. SQLite takes a cross join at its word.
      from directory_groups gone cross join ${sql.table(table)} edge
      where gone.deleted_at is not null and edge.team_id = gone.team_id and edge.group_id = gone.group_id and edge.until_at is null limit ${limit}
    ) as swept
    where ${sql.table(table)}.team_id = swept.team_id and ${sql.table(table)}.group_id = swept.group_id and ${sql.table(table)}.${sql.ref(member)} = swept.id and until_at is null
    returning ${sql.ref(member)} as id`.execute(trx)
  return rows.length
}

/** Whether a group has more members than so many. Reads no more of an index than that, and nothing of the members. */
export async function hasMoreMembers(db: Reader, teamId: TeamId, groupId: GroupId, most: number): Promise<boolean> {
  return (await edgeAfter(db, { teamId, groupId, most })).length > 0
}
const edgeAfter = prepared(
  (_, { teamId, groupId, most }: { teamId: TeamId; groupId: GroupId; most: number }) => sql`
    select 1 from (
      select 1 from group_users where team_id = ${teamId} and group_id = ${groupId} and until_at is null
      union all select 1 from group_groups where team_id = ${teamId} and group_id = ${groupId} and until_at is null
    ) as edges limit 1 offset ${most}`,
)

/** How many members a group has, users and groups. Reads an index, and nothing of the members. */
export async function countMemberRows(db: Reader, teamId: TeamId, groupId: GroupId): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select (select count(*) from group_users where team_id = ${teamId} and group_id = ${groupId} and until_at is null)
         + (select count(*) from group_groups where team_id = ${teamId} and group_id = ${groupId} and until_at is null) as count`.execute(db)
  return Number(rows[0]?.count ?? 0n)
}
