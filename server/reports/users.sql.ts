import { sql, type SqlBool } from 'kysely'
import type { MemberId, TeamId, UserId } from '../kernel/ids.ts'
import { isIn } from '../store/dialect.ts'
import type { Reader, Row } from '../store/open.ts'

/** A directory user, with its directory, the member that it stands for, and how many groups hold it. */
export type UserFacts = Row<'directoryUsers'> & {
  directoryName: string
  provider: string
  directoryStatus: Row<'directories'>['status']
  memberEmail: string | null
  role: Row<'members'>['role']
  origin: Row<'members'>['origin']
  memberStatus: Row<'members'>['status']
  groupCount: bigint
}

/** The living users of these ids, by id. */
export async function listUserFacts(db: Reader, teamId: TeamId, userIds: readonly UserId[]): Promise<Map<UserId, UserFacts>> {
  if (userIds.length === 0) return new Map()
  const users = facts(db, teamId)
    .where('person.deletedAt', 'is', null)
    .where(sql<SqlBool>`person.user_id ${isIn(db, userIds)}`)
  return new Map((await users.execute()).map((user) => [user.userId, user]))
}

/** All users that ever stood for a member, the deleted ones too, oldest first. */
export const listUserFactsOf = (db: Reader, teamId: TeamId, memberId: MemberId): Promise<UserFacts[]> =>
  facts(db, teamId).where('person.memberId', '=', memberId).orderBy('person.userId').execute()

const facts = (db: Reader, teamId: TeamId) =>
  db
    .selectFrom('directoryUsers as person')
    .innerJoin('directories as directory', (join) =>
      join.onRef('directory.teamId', '=', 'person.teamId').onRef('directory.directoryId', '=', 'person.directoryId'),
    )
    .innerJoin('members as member', (join) => join.onRef('member.teamId', '=', 'person.teamId').onRef('member.memberId', '=', 'person.memberId'))
    .selectAll('person')
    .select(['directory.name as directoryName', 'directory.provider', 'directory.status as directoryStatus'])
    .select(['member.email as memberEmail', 'member.role', 'member.origin', 'member.status as memberStatus'])
    .select(
      sql<bigint>`(
        select count(*) from group_users edge join directory_groups living on living.team_id = edge.team_id and living.group_id = edge.group_id
        where edge.team_id = ${teamId} and edge.user_id = person.user_id and edge.until_at is null and living.deleted_at is null)`.as('groupCount'),
    )
    .where('person.teamId', '=', teamId)
