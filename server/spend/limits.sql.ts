import { sql } from 'kysely'
import type { GroupId, MemberId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export type LimitRow = Row<'limits'>
export type Subject = Pick<LimitRow, 'scope' | 'subjectId'>

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

export function listLimits(db: Reader, teamId: TeamId): Promise<LimitRow[]> {
  return db.selectFrom('limits').selectAll().where('teamId', '=', teamId).where('untilAt', 'is', null).orderBy('limitId').execute()
}

/** A group that holds a member, with its limit. Depth 0 holds it directly; deeper, `through` is the group within it that does. */
export type GroupRow = {
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

/** How far groups within groups are followed. A ring of groups ends here too. */
const deepestNesting = 10

/**
 * The groups of a member, as all its active users in directories that count have them, and the groups that hold those, nearest first. A group
 * that is reached in several ways comes several times, but never for each way: those may be more than anybody can count.
 */
export async function listGroupsOfMember(db: Reader, teamId: TeamId, memberId: MemberId): Promise<GroupRow[]> {
  // The null of nullif is of the type and collation of an id, which PostgreSQL asks of the column of a recursive query.
  const { rows } = await sql<GroupRow>`
    with recursive held (group_id, depth, through, edge_request) as (
      select edge.group_id, 0, nullif(edge.group_id, edge.group_id), edge.since_request
        from directory_users person
        join directories directory on directory.team_id = person.team_id and directory.directory_id = person.directory_id and directory.status in ('active', 'paused')
        join group_users edge on edge.team_id = person.team_id and edge.user_id = person.user_id and edge.until_at is null
        where person.team_id = ${teamId} and person.member_id = ${memberId} and person.active and person.deleted_at is null
      union
      select edge.group_id, held.depth + 1, held.group_id, edge.since_request
        from held
        join directory_groups living on living.team_id = ${teamId} and living.group_id = held.group_id and living.deleted_at is null
        join group_groups edge on edge.team_id = ${teamId} and edge.child_group_id = held.group_id and edge.until_at is null
        where held.depth < ${sql.lit(deepestNesting)}
    )
    select held.group_id, cast(held.depth as bigint) as depth, held.through, held.edge_request,
        living.display_name as name, stored.kind, stored.amount_micros, stored.since_at as limit_since, stored.since_request as limit_request
      from held
      join directory_groups living on living.team_id = ${teamId} and living.group_id = held.group_id and living.deleted_at is null
      left join limits stored on stored.team_id = ${teamId} and stored.scope = 'group' and stored.subject_id = held.group_id and stored.until_at is null
      order by held.depth, held.group_id, held.through`.execute(db)
  return rows
}
