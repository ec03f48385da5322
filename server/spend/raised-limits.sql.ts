import { sql } from 'kysely'
import type { GroupId, MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isInJson } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { Reader, Row } from '../store/open.ts'

type Limited = Pick<Row<'limits'>, 'kind' | 'amountMicros'> & { groupId: GroupId; sinceAt: Timestamp }

/** Whether groups hand their limits inwards, and whether any group of the team has one, or anybody or the team at all. */
export const findReachOfLimits = prepared(
  (_, { teamId }: { teamId: TeamId }) => sql<{ nestedGroups: Row<'teams'>['nestedGroups']; ofGroups: number | null; ofAny: number | null }>`
    select nested_groups,
      (select 1 from limits where team_id = ${teamId} and scope = 'group' and until_at is null limit 1) as of_groups,
      (select 1 from limits where team_id = ${teamId} and until_at is null limit 1) as of_any
    from teams where team_id = ${teamId}`,
)

/** The limits of these groups, of those that have one. */
export const listLimitsOfGroups = prepared(
  (db, { teamId, ids }: { teamId: TeamId; ids: string }) => sql<Limited>`
    select subject_id as group_id, kind, amount_micros, since_at from limits
    where team_id = ${teamId} and scope = 'group' and subject_id ${isInJson(db, ids)} and until_at is null`,
)

/** The active members for whom these users stand, those that are active. */
export const listActiveMembersOfUsers = prepared(
  (db, { teamId, ids }: { teamId: TeamId; ids: string }) => sql<{ memberId: MemberId }>`
    select distinct person.member_id from directory_users person
    join members member on member.team_id = person.team_id and member.member_id = person.member_id and member.status = 'active'
    where person.team_id = ${teamId} and person.user_id ${isInJson(db, ids)} and person.active and person.deleted_at is null order by 1`,
)

/** A page of the users that a group holds directly, by their ids. */
export async function pageUsersOfGroup(db: Reader, teamId: TeamId, groupId: GroupId, after: string, limit: number): Promise<string[]> {
  const edges = db.selectFrom('groupUsers').select('userId').where('teamId', '=', teamId).where('groupId', '=', groupId).where('untilAt', 'is', null)
  const rows = await edges
    .where(sql<string>`user_id`, '>', after)
    .orderBy('userId')
    .limit(limit)
    .execute()
  return rows.map(({ userId }) => userId)
}
