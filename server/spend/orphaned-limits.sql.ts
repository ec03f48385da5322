import { sql } from 'kysely'
import type { GroupId, LimitId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { LimitRow } from './limits.sql.ts'

/** The limit of a group that was deleted, as it was last: frozen, or ended with the group. With what the group was. */
export type OrphanRow = LimitRow & {
  groupId: GroupId
  displayName: string
  displayNameFolded: string
  externalId: string | null
  deletedAt: Timestamp | null
}

/** A page of the limits of deleted groups of which nothing became since, in the order of their ids. */
export const pageOrphanRows = (db: Reader, teamId: TeamId, { after, limit }: { after: LimitId | undefined; limit: number }): Promise<OrphanRow[]> => {
  const orphans = after === undefined ? orphansOf(db, teamId) : orphansOf(db, teamId).where('kept.limitId', '>', after)
  return orphans.orderBy('kept.limitId').limit(limit).execute()
}

export const findOrphanRow = (db: Reader, teamId: TeamId, limitId: LimitId): Promise<OrphanRow | undefined> =>
  orphansOf(db, teamId).where('kept.limitId', '=', limitId).executeTakeFirst()

/** Those that are frozen, or ended since a moment: so many at most. */
export const listOrphanRowsSince = (db: Reader, teamId: TeamId, since: Timestamp, limit: number): Promise<OrphanRow[]> =>
  orphansOf(db, teamId)
    .where((eb) => eb.or([eb('kept.untilAt', 'is', null), eb('kept.untilAt', '>=', since)]))
    .orderBy('kept.limitId')
    .limit(limit)
    .execute()

/** What was moved to another group has a later revision, and what an admin took away ended by another request. */
const orphansOf = (db: Reader, teamId: TeamId) =>
  db
    .selectFrom('limits as kept')
    .innerJoin('directoryGroups as gone', (join) => join.on('gone.teamId', '=', teamId).on(sql.ref('gone.groupId'), '=', sql.ref('kept.subjectId')))
    .selectAll('kept')
    .select(['gone.groupId', 'gone.displayName', 'gone.displayNameFolded', 'gone.externalId', 'gone.deletedAt'])
    .where('kept.teamId', '=', teamId)
    .where('kept.scope', '=', 'group')
    .where('gone.deletedAt', 'is not', null)
    .where((eb) => eb.or([eb('kept.untilAt', 'is', null), eb('kept.untilRequest', '=', eb.ref('gone.deletedRequest'))]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('limits as later')
            .select('later.revision')
            .where('later.teamId', '=', teamId)
            .whereRef('later.limitId', '=', 'kept.limitId')
            .whereRef('later.revision', '>', 'kept.revision'),
        ),
      ),
    )
