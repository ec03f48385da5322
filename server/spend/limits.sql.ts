import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { GroupId, LimitId, MemberId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, isInJson, lockText, shareText } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'
import { deepestNesting } from './resolve-limit.ts'

export type LimitRow = Row<'limits'>
export type Subject = Pick<LimitRow, 'scope' | 'subjectId'>

/**
 * Keeps whether the team has a total as it is, until the transaction ends. Admissions share this, and whoever sets or unsets a total waits for those under way:
 * without it one that saw no total would be admitted beside one that saw it. Not a lock on the team's row: each admission would write to that.
 */
export const keepTotal = (trx: Trx, teamId: TeamId): Promise<void> => shareText(trx, totalOf(teamId))
export const moveTotal = (trx: Trx, teamId: TeamId): Promise<void> => lockText(trx, totalOf(teamId))
const totalOf = (teamId: TeamId) => `total of ${teamId}`

export async function insertLimit(trx: Trx, limit: NewRow<'limits'>): Promise<void> {
  await trx.insertInto('limits').values(limit).execute()
}

/** Ends the living limit of a subject; it stays as history. Answers the one that ended. */
export async function endLimit(
  trx: Trx,
  teamId: TeamId,
  subject: Subject,
  { at, requestId }: { at: Timestamp; requestId: RequestId },
): Promise<LimitRow | undefined> {
  return trx
    .updateTable('limits')
    .set({ untilAt: at, untilRequest: requestId })
    .where('teamId', '=', teamId)
    .where('scope', '=', subject.scope)
    .where('subjectId', '=', subject.subjectId)
    .where('untilAt', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

export function findLimit(db: Reader, teamId: TeamId, { scope, subjectId }: Subject): Promise<LimitRow | undefined> {
  return db
    .selectFrom('limits')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('scope', '=', scope)
    .where('subjectId', '=', subjectId)
    .where('untilAt', 'is', null)
    .executeTakeFirst()
}

/** The living limit of this id. */
export function findLimitRow(db: Reader, teamId: TeamId, limitId: LimitId): Promise<LimitRow | undefined> {
  return db
    .selectFrom('limits')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('limitId', '=', limitId)
    .where('untilAt', 'is', null)
    .executeTakeFirst()
}

/** Blanks the reasons of a member's limits, those that ended too. */
export async function blankReasons(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<void> {
  await trx
    .updateTable('limits')
    .set({ reason: null })
    .where('teamId', '=', teamId)
    .where('scope', '=', 'user')
    .where('subjectId', '=', memberId)
    .execute()
}

/** A page of the living limits, by scope and subject: the order of the index that finds them. */
export function pageLimits(
  db: Reader,
  teamId: TeamId,
  {
    scope,
    state,
    after,
    limit,
  }: { scope: LimitRow['scope'] | undefined; state: 'active' | 'frozen' | undefined; after: Subject | undefined; limit: number },
): Promise<LimitRow[]> {
  let limits = db.selectFrom('limits').selectAll().where('teamId', '=', teamId).where('untilAt', 'is', null)
  if (scope !== undefined) limits = limits.where('scope', '=', scope)
  if (state !== undefined) limits = limits.where('frozenAt', state === 'frozen' ? 'is not' : 'is', null)
  if (after) limits = limits.where((eb) => eb(eb.refTuple('scope', 'subjectId'), '>', eb.tuple(after.scope, after.subjectId)))
  return limits.orderBy('scope').orderBy('subjectId').limit(limit).execute()
}

export function listLimitsOfScope(db: Reader, teamId: TeamId, scope: LimitRow['scope']): Promise<LimitRow[]> {
  return db
    .selectFrom('limits')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('scope', '=', scope)
    .where('untilAt', 'is', null)
    .orderBy('limitId')
    .execute()
}

/** Whether any limit of a deleted group holds on. */
export async function hasFrozenLimits(db: Reader, teamId: TeamId): Promise<boolean> {
  const found = await db
    .selectFrom('limits')
    .select('limitId')
    .where('teamId', '=', teamId)
    .where('scope', '=', 'group')
    .where('frozenAt', 'is not', null)
    .where('untilAt', 'is', null)
    .executeTakeFirst()
  return found !== undefined
}

/** Which of these groups have a limit. */
export async function listGroupIdsWithLimit(db: Reader, teamId: TeamId, groupIds: readonly GroupId[]): Promise<LimitRow['subjectId'][]> {
  const rows = await db
    .selectFrom('limits')
    .select('subjectId')
    .where('teamId', '=', teamId)
    .where('scope', '=', 'group')
    .where(sql<SqlBool>`subject_id ${isIn(db, groupIds)}`)
    .where('untilAt', 'is', null)
    .execute()
  return rows.map(({ subjectId }) => subjectId)
}

/** A team, its default and its total, and the limit of one member; null where none is set. */
export type TeamRow = Row<'teams'> & {
  defaultKind: LimitRow['kind'] | null
  defaultMicros: bigint | null
  defaultRequest: RequestId | null
  totalKind: LimitRow['kind'] | null
  totalMicros: bigint | null
  ownKind: LimitRow['kind'] | null
  ownMicros: bigint | null
  ownExpiresAt: Timestamp | null
  ownRequest: RequestId | null
  /** One of the limits of deleted groups that hold on; null where there is none, as nearly always. */
  frozenLimitId: LimitId | null
}

/**
 * What a team says of spending, with its default, its total, and the limit of one member: one statement, since every admission asks it. A join for each, and
 * not one for all three: SQLite would look through the limits of everybody.
 */
export const findTeamLimits: (db: Reader, values: { teamId: TeamId; memberId: MemberId }) => Promise<TeamRow[]> = prepared(
  (db, { teamId, memberId }: { teamId: TeamId; memberId: MemberId }) =>
    db
      .selectFrom('teams')
      .leftJoin('limits as fallback', (join) =>
        join
          .on('fallback.teamId', '=', teamId)
          .on('fallback.scope', '=', 'team_default')
          .on('fallback.subjectId', '=', teamId)
          .on('fallback.untilAt', 'is', null),
      )
      .leftJoin('limits as total', (join) =>
        join.on('total.teamId', '=', teamId).on('total.scope', '=', 'team_total').on('total.subjectId', '=', teamId).on('total.untilAt', 'is', null),
      )
      .leftJoin('limits as own', (join) =>
        join.on('own.teamId', '=', teamId).on('own.scope', '=', 'user').on('own.subjectId', '=', memberId).on('own.untilAt', 'is', null),
      )
      .selectAll('teams')
      .select(['fallback.kind as defaultKind', 'fallback.amountMicros as defaultMicros', 'fallback.sinceRequest as defaultRequest'])
      .select(['total.kind as totalKind', 'total.amountMicros as totalMicros'])
      .select(['own.kind as ownKind', 'own.amountMicros as ownMicros', 'own.expiresAt as ownExpiresAt', 'own.sinceRequest as ownRequest'])
      .select((eb) =>
        eb
          .selectFrom('limits as frozen')
          .select('frozen.limitId')
          .where('frozen.teamId', '=', teamId)
          .where('frozen.scope', '=', 'group')
          .where('frozen.frozenAt', 'is not', null)
          .where('frozen.untilAt', 'is', null)
          .limit(sql.lit(1))
          .as('frozenLimitId'),
      )
      .where('teams.teamId', '=', teamId),
)

/** The limits of these members that they have of their own. */
export function listOwnLimits(db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<LimitRow[]> {
  return db
    .selectFrom('limits')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('scope', '=', 'user')
    .where(sql<SqlBool>`subject_id ${isIn(db, memberIds)}`)
    .where('untilAt', 'is', null)
    .execute()
}

/** A group that holds a member, with its limit. Depth 0 holds it directly; deeper, `through` is the group within it that does. */
export type GroupRow = {
  memberId: MemberId
  groupId: GroupId
  name: string
  depth: bigint
  through: GroupId | null
  edgeRequest: RequestId
  kind: LimitRow['kind'] | null
  amountMicros: bigint | null
  limitSince: Timestamp | null
  limitRequest: RequestId | null
}

/**
 * The groups of a member, as all its active users in directories that count have them, and the groups that hold those, nearest first. Of a member who is
 * out it is told what they would have: their inactive users count. A group that is reached in several ways comes several times, but never for each way:
 * those may be more than anybody can count.
 */
export const listGroupsOfMember: (db: Reader, values: { teamId: TeamId; memberId: MemberId }) => Promise<GroupRow[]> = prepared(
  (_, { teamId, memberId }: { teamId: TeamId; memberId: MemberId }) => groupsOf(teamId, sql`= ${memberId}`),
)

/** The same of many members. */
export const listGroupsOfMembers: (db: Reader, values: { teamId: TeamId; memberIds: string }) => Promise<GroupRow[]> = prepared(
  (db, { teamId, memberIds }: { teamId: TeamId; memberIds: string }) => groupsOf(teamId, isInJson(db, memberIds)),
)

/** The same as it would be if some of them were in other groups. */
export async function listGroupsSupposing(
  db: Reader,
  { teamId, memberIds, memberships }: { teamId: TeamId; memberIds: readonly MemberId[]; memberships: readonly SupposedMembership[] },
): Promise<GroupRow[]> {
  const asked = new Set(memberIds)
  const moving = memberships.filter(({ memberId }) => asked.has(memberId))
  const query = groupsOf(teamId, isIn(db, memberIds), { leaving: moving.filter(({ joins }) => !joins), joining: moving.filter(({ joins }) => joins) })
  return (await query.execute(db)).rows
}

/** That a member would be in a group, or not, whatever is so now. */
export type SupposedMembership = { memberId: MemberId; groupId: GroupId; joins: boolean }

type Moving = { leaving: readonly SupposedMembership[]; joining: readonly SupposedMembership[] }

const isStaying = (leaving: readonly SupposedMembership[]) =>
  leaving.length === 0
    ? sql`true`
    : sql`(person.member_id, edge.group_id) not in (values ${sql.join(leaving.map(({ memberId, groupId }) => sql`(${memberId}, ${groupId})`))})`

const andJoining = (joining: readonly SupposedMembership[]) =>
  sql.join(
    joining.map(
      ({ memberId, groupId }) =>
        sql` union select cast(${memberId} as text), cast(${groupId} as text), 0, nullif(cast(${groupId} as text), ${groupId}), cast('' as text)`,
    ),
    sql``,
  )

const groupsOf = (teamId: TeamId, areThose: RawBuilder<unknown>, { leaving, joining }: Moving = { leaving: [], joining: [] }) =>
  // The null of nullif is of the type and collation of an id, which PostgreSQL asks of the column of a recursive query.
  sql<GroupRow>`
    with recursive held (member_id, group_id, depth, through, edge_request) as (
      select person.member_id, edge.group_id, 0, nullif(edge.group_id, edge.group_id), edge.since_request
        from directory_users person
        join directories directory on directory.team_id = person.team_id and directory.directory_id = person.directory_id and directory.status in ('active', 'paused')
        join group_users edge on edge.team_id = person.team_id and edge.user_id = person.user_id and edge.until_at is null
        where person.team_id = ${teamId} and person.member_id ${areThose} and person.deleted_at is null and (person.active or exists (
          select 1 from members gone where gone.team_id = ${teamId} and gone.member_id = person.member_id and gone.status = 'deprovisioned')) and ${isStaying(leaving)}${andJoining(joining)}
      union
      select held.member_id, edge.group_id, held.depth + 1, held.group_id, edge.since_request
        from held
        join directory_groups living on living.team_id = ${teamId} and living.group_id = held.group_id and living.deleted_at is null
        join group_groups edge on edge.team_id = ${teamId} and edge.child_group_id = held.group_id and edge.until_at is null
        where held.depth < ${sql.lit(deepestNesting)}
    )
    select held.member_id, held.group_id, cast(held.depth as bigint) as depth, held.through, held.edge_request,
        living.display_name as name, stored.kind, stored.amount_micros, stored.since_at as limit_since, stored.since_request as limit_request
      -- In this order: the member's groups are few. SQLite takes a cross join at its word.
      from held cross join directory_groups living
      left join limits stored on stored.team_id = ${teamId} and stored.scope = 'group' and stored.subject_id = held.group_id and stored.until_at is null
      where living.team_id = ${teamId} and living.group_id = held.group_id and living.deleted_at is null
      order by held.depth, held.group_id, held.through`

/** A group that was deleted, with the limit that ended by it. */
export type DeletedGroupRow = { groupId: GroupId; name: string }

/**
 * The groups that held a member directly, had a limit, and were deleted since a moment, or between two. It begins at the limits that ended since then: those are few.
 * Of the edges of a deleted group some may be swept already, and some not.
 */
export async function listDeletedGroupsOf(
  db: Reader,
  teamId: TeamId,
  memberId: MemberId,
  { since, until }: { since: Timestamp; until: Timestamp | undefined },
): Promise<DeletedGroupRow[]> {
  const inTime = until === undefined ? sql`ended.until_at >= ${since}` : sql`ended.until_at >= ${since} and ended.until_at <= ${until}`
  const { rows } = await sql<DeletedGroupRow>`
    select distinct gone.group_id, gone.display_name as name
    from limits ended
    join directory_groups gone on gone.team_id = ended.team_id and gone.group_id = ended.subject_id and gone.deleted_request = ended.until_request
    join directory_users person on person.team_id = ended.team_id and person.member_id = ${memberId}
    join group_users edge on edge.team_id = ended.team_id and edge.group_id = gone.group_id and edge.user_id = person.user_id
      and (edge.until_at is null or edge.until_request = gone.deleted_request)
    where ended.team_id = ${teamId} and ended.scope = 'group' and ended.until_at is not null and ${inTime}
    order by gone.group_id`.execute(db)
  return rows
}
