import type { Scope } from './scope.ts'
import { sql, type SqlBool } from 'kysely'
import type { GroupId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, locked } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'
import { valuesIfLiving } from './living-directory.sql.ts'
import type { Cause } from './memberships.sql.ts'

/** Inserts a group, unless its directory ended meanwhile; answers whether it did. */
export async function insertGroupRow(trx: Trx, group: NewRow<'directoryGroups'>): Promise<boolean> {
  return (await insertIntoLiving(trx, group)).length > 0
}
const insertIntoLiving = prepared((db, group: NewRow<'directoryGroups'>) =>
  db
    .insertInto('directoryGroups')
    .columns(groupColumns)
    .expression(valuesIfLiving(db, group, groupColumns))
    .returning('groupId'),
)
const groupColumns = [
  'teamId',
  'groupId',
  'directoryId',
  'displayName',
  'displayNameFolded',
  'externalId',
  'resource',
  'filterable',
  'version',
  'createdAt',
  'lastModified',
  'deletedAt',
  'deletedRequest',
] as const satisfies (keyof NewRow<'directoryGroups'>)[]

export async function updateGroupRow(trx: Trx, teamId: TeamId, groupId: GroupId, values: Partial<NewRow<'directoryGroups'>>): Promise<void> {
  await trx.updateTable('directoryGroups').set(values).where('teamId', '=', teamId).where('groupId', '=', groupId).execute()
}

/** Stores that a group is another version now, and nothing else of it. */
export async function stampGroupRow(trx: Trx, { teamId, groupId }: { teamId: TeamId; groupId: GroupId }, stamp: Stamp): Promise<void> {
  await stampGroup(trx, { teamId, groupId, ...stamp })
}
type Stamp = { version: bigint; lastModified: Timestamp }
const stampGroup = prepared((db, { teamId, groupId, version, lastModified }: Stamp & { teamId: TeamId; groupId: GroupId }) =>
  db.updateTable('directoryGroups').set({ version, lastModified }).where('teamId', '=', teamId).where('groupId', '=', groupId),
)

const living = (db: Reader, { teamId, directoryId }: Scope) =>
  db.selectFrom('directoryGroups').where('teamId', '=', teamId).where('directoryId', '=', directoryId).where('deletedAt', 'is', null)

export function findGroupRow(db: Reader, scope: Scope, groupId: GroupId): Promise<Row<'directoryGroups'> | undefined> {
  return living(db, scope).selectAll().where('groupId', '=', groupId).executeTakeFirst()
}

/** As `findGroupRow`; nobody else changes the group until the transaction ends. */
export async function lockGroupRow(trx: Trx, scope: Scope, groupId: GroupId): Promise<Row<'directoryGroups'> | undefined> {
  return (await lockGroup(trx, { ...scope, groupId }))[0]
}
const lockGroup = prepared((db, { teamId, directoryId, groupId }: Scope & { groupId: GroupId }) =>
  locked(db, living(db, { teamId, directoryId }).selectAll().where('groupId', '=', groupId)),
)

/** A living group of the team, in whichever directory. */
export function findTeamGroupRow(db: Reader, teamId: TeamId, groupId: GroupId, at?: Timestamp): Promise<Row<'directoryGroups'> | undefined> {
  const group = db.selectFrom('directoryGroups').selectAll().where('teamId', '=', teamId).where('groupId', '=', groupId)
  const living =
    at === undefined ? group.where('deletedAt', 'is', null) : group.where((eb) => eb.or([eb('deletedAt', 'is', null), eb('deletedAt', '>', at)]))
  return living.executeTakeFirst()
}

/** Marks groups as changed, without a look at what they hold. Locks them in the order of their ids, so that two who do so wait for each other in turn. */
export async function touchGroupRows(trx: Trx, teamId: TeamId, groupIds: readonly GroupId[], at: Timestamp): Promise<void> {
  if (groupIds.length === 0) return
  const groups = trx
    .selectFrom('directoryGroups')
    .select('groupId')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`group_id ${isIn(trx, groupIds)}`)
  await locked(trx, groups.orderBy('groupId')).execute()
  await sql`
    update directory_groups set version = version + 1, last_modified = case when last_modified > ${at} then last_modified else ${at} end
    where team_id = ${teamId} and group_id ${isIn(trx, groupIds)}`.execute(trx)
}

/** Which of these groups live. */
export async function listLivingGroupIds(db: Reader, teamId: TeamId, groupIds: readonly GroupId[]): Promise<GroupId[]> {
  const { rows } = await sql<{ groupId: GroupId }>`
    select group_id from directory_groups where team_id = ${teamId} and group_id ${isIn(db, groupIds)} and deleted_at is null`.execute(db)
  return rows.map(({ groupId }) => groupId)
}

/** The groups of these ids that live in a directory, by name. */
export function listGroupsAmong(db: Reader, scope: Scope, groupIds: readonly GroupId[]): Promise<NamedGroup[]> {
  return living(db, scope)
    .select(named)
    .where(sql<SqlBool>`group_id ${isIn(db, groupIds)}`)
    .orderBy('displayNameFolded')
    .execute()
}
const named = ['groupId', 'displayName', 'displayNameFolded', 'externalId'] as const
export type NamedGroup = Pick<Row<'directoryGroups'>, (typeof named)[number]>

/** What the team's groups of these ids are called, those that were deleted too. */
export function listNamesOfGroups(
  db: Reader,
  teamId: TeamId,
  groupIds: readonly GroupId[],
): Promise<Pick<Row<'directoryGroups'>, 'groupId' | 'displayName'>[]> {
  const groups = db.selectFrom('directoryGroups').select(['groupId', 'displayName']).where('teamId', '=', teamId)
  return groups.where(sql<SqlBool>`group_id ${isIn(db, groupIds)}`).execute()
}

/** The groups of a directory that have one of these names or external ids. */
export function listGroupsCalled(
  db: Reader,
  scope: Scope,
  { namesFolded, externalIds }: { namesFolded: readonly string[]; externalIds: readonly string[] },
): Promise<NamedGroup[]> {
  return living(db, scope)
    .select(named)
    .where(sql<SqlBool>`(display_name_folded ${isIn(db, namesFolded)} or external_id ${isIn(db, externalIds)})`)
    .orderBy('groupId')
    .execute()
}

/** The next of a directory's living groups; nobody else changes them until the transaction ends. */
export async function lockNextGroupRows(trx: Trx, scope: Scope, limit: number): Promise<GroupId[]> {
  const groups = living(trx, scope).select('groupId').orderBy('groupId').limit(limit)
  return (await locked(trx, groups).execute()).map(({ groupId }) => groupId)
}

/** Ends groups of a directory that ended. */
export async function endGroupRows(trx: Trx, teamId: TeamId, groupIds: readonly GroupId[], cause: Cause): Promise<void> {
  await trx
    .updateTable('directoryGroups')
    .set({ deletedAt: cause.at, deletedRequest: cause.requestId })
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`group_id ${isIn(trx, groupIds)}`)
    .execute()
}

export function countGroupRows(db: Reader, scope: Scope): Promise<{ count: bigint }> {
  return living(db, scope)
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow()
}
