import type { Scope } from './scope.ts'
import { sql, type SqlBool } from 'kysely'
import type { MemberId, TeamId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, locked } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'
import { valuesIfLiving } from './living-directory.sql.ts'

/** Inserts a user, unless its directory ended meanwhile; answers whether it did. */
export async function insertUserRow(trx: Trx, user: NewRow<'directoryUsers'>): Promise<boolean> {
  return (await insertIntoLiving(trx, user)).length > 0
}
const insertIntoLiving = prepared((db, user: NewRow<'directoryUsers'>) =>
  db
    .insertInto('directoryUsers')
    .columns(userColumns)
    .expression(valuesIfLiving(db, user, userColumns))
    .returning('userId'),
)
const userColumns = [
  'teamId',
  'userId',
  'directoryId',
  'memberId',
  'userName',
  'userNameFolded',
  'externalId',
  'emailFolded',
  'shownNameFolded',
  'active',
  'resource',
  'filterable',
  'version',
  'createdAt',
  'lastModified',
  'deletedAt',
] as const satisfies (keyof NewRow<'directoryUsers'>)[]

export async function updateUserRow(trx: Trx, teamId: TeamId, userId: UserId, values: Partial<NewRow<'directoryUsers'>>): Promise<void> {
  await trx.updateTable('directoryUsers').set(values).where('teamId', '=', teamId).where('userId', '=', userId).execute()
}

/** Stores addresses by which a user is found besides the one in its row. */
export async function insertAddressRows(trx: Trx, { teamId, directoryId, userId }: User, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return
  const rows = addresses.map((emailFolded) => ({ teamId, directoryId, userId, emailFolded }))
  await trx.insertInto('directoryUserEmails').values(rows).execute()
}
type User = Scope & { userId: UserId }

export async function deleteAddressRows(trx: Trx, { teamId, userId }: User, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return
  await trx
    .deleteFrom('directoryUserEmails')
    .where('teamId', '=', teamId)
    .where('userId', '=', userId)
    .where(sql<SqlBool>`email_folded ${isIn(trx, addresses)}`)
    .execute()
}

const living = (db: Reader, { teamId, directoryId }: Scope) =>
  db.selectFrom('directoryUsers').where('teamId', '=', teamId).where('directoryId', '=', directoryId).where('deletedAt', 'is', null)

export function findUserRow(db: Reader, scope: Scope, userId: UserId): Promise<Row<'directoryUsers'> | undefined> {
  return living(db, scope).selectAll().where('userId', '=', userId).executeTakeFirst()
}

/** As `findUserRow`; nobody else changes the user until the transaction ends. */
export function lockUserRow(trx: Trx, scope: Scope, userId: UserId): Promise<Row<'directoryUsers'> | undefined> {
  return locked(trx, living(trx, scope).selectAll().where('userId', '=', userId)).executeTakeFirst()
}

/** The user of a name: the look-up of nearly every identity provider. */
export async function findUserOfName(db: Reader, scope: Scope, userNameFolded: string): Promise<Row<'directoryUsers'> | undefined> {
  return (await findByName(db, { ...scope, userNameFolded }))[0]
}

/** As `findUserOfName`; nobody else changes the user until the transaction ends. */
export async function lockUserByName(trx: Trx, scope: Scope, userNameFolded: string): Promise<Row<'directoryUsers'> | undefined> {
  return (await lockByName(trx, { ...scope, userNameFolded }))[0]
}

type Named = Scope & { userNameFolded: string }
const byName = (db: Reader, { userNameFolded, ...scope }: Named) => living(db, scope).selectAll().where('userNameFolded', '=', userNameFolded)
const findByName = prepared((db, { teamId, directoryId, userNameFolded }: Named) => byName(db, { teamId, directoryId, userNameFolded }))
const lockByName = prepared((db, { teamId, directoryId, userNameFolded }: Named) => locked(db, byName(db, { teamId, directoryId, userNameFolded })))

/** Those who were deleted in this directory and had this externalId or userName, or the member of this id; the latest first. */
export function listFormerUsers(
  db: Reader,
  { teamId, directoryId }: Scope,
  key: { externalId: string } | { userNameFolded: string },
): Promise<{ memberId: MemberId; externalId: string | null }[]> {
  return 'externalId' in key
    ? formerById(db, { teamId, directoryId, key: key.externalId })
    : formerByName(db, { teamId, directoryId, key: key.userNameFolded })
}

const formerBy = (column: 'externalId' | 'userNameFolded') =>
  prepared((db, { teamId, directoryId, key }: Scope & { key: string }) =>
    db
      .selectFrom('directoryUsers')
      .select(['memberId', 'externalId'])
      .where('teamId', '=', teamId)
      .where('directoryId', '=', directoryId)
      .where('deletedAt', 'is not', null)
      .where(column, '=', key)
      .orderBy('deletedAt', 'desc')
      .limit(1),
  )
const formerById = formerBy('externalId')
const formerByName = formerBy('userNameFolded')

export type UserOfMember = Pick<Row<'directoryUsers'>, 'userId' | 'directoryId' | 'memberId' | 'userName' | 'externalId' | 'active' | 'deletedAt'>
const userOfMember = ['userId', 'directoryId', 'memberId', 'userName', 'externalId', 'active', 'deletedAt'] as const

/** All directory users that point to these members, the deleted ones too. */
export function listUsersOfMembers(db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<UserOfMember[]> {
  return db
    .selectFrom('directoryUsers')
    .select(userOfMember)
    .where('teamId', '=', teamId)
    .where('memberId', 'in', memberIds)
    .orderBy('userId')
    .execute()
}

export type UserKey = { userId: UserId } | { externalId: string } | { userNameFolded: string } | { emailFolded: string }

/** The users of a team whom an address may mean, in whichever directory, deleted or not. */
export async function listUsersByKey(db: Reader, teamId: TeamId, key: UserKey): Promise<UserOfMember[]> {
  if ('userId' in key) return usersOfId(db, { teamId, ...key })
  if ('externalId' in key) return usersOfExternalId(db, { teamId, ...key })
  if ('emailFolded' in key) return usersOfEmail(db, { teamId, ...key })
  return [...(await livingUsersOfName(db, { teamId, ...key })), ...(await deletedUsersOfName(db, { teamId, ...key }))]
}

const usersOfId = prepared((db, { teamId, userId }: { teamId: TeamId; userId: UserId }) =>
  db.selectFrom('directoryUsers').select(userOfMember).where('teamId', '=', teamId).where('userId', '=', userId),
)
/** The indexes lead through the directories, of which a team has few. */
const withinTeam = (db: Reader, teamId: TeamId) =>
  db
    .selectFrom('directoryUsers')
    .select(userOfMember)
    .where('teamId', '=', teamId)
    .where('directoryId', 'in', db.selectFrom('directories').select('directoryId').where('teamId', '=', teamId))
const usersOfExternalId = prepared((db, { teamId, externalId }: { teamId: TeamId; externalId: string }) =>
  withinTeam(db, teamId).where('externalId', '=', externalId),
)
const usersOfEmail = prepared((db, { teamId, emailFolded }: { teamId: TeamId; emailFolded: string }) =>
  withinTeam(db, teamId).where('emailFolded', '=', emailFolded),
)
type OfName = { teamId: TeamId; userNameFolded: string }
const livingUsersOfName = prepared((db, { teamId, userNameFolded }: OfName) =>
  withinTeam(db, teamId).where('userNameFolded', '=', userNameFolded).where('deletedAt', 'is', null),
)
const deletedUsersOfName = prepared((db, { teamId, userNameFolded }: OfName) =>
  withinTeam(db, teamId).where('userNameFolded', '=', userNameFolded).where('deletedAt', 'is not', null),
)

/** The users of a team that have any of these names, in whichever directory, deleted or not; each with its folded name. */
export async function listUsersByKeys(
  db: Reader,
  teamId: TeamId,
  column: 'userId' | 'externalId' | 'userNameFolded',
  keys: readonly string[],
): Promise<(UserOfMember & { userNameFolded: string })[]> {
  if (keys.length === 0) return []
  const named = { userId: 'user_id', externalId: 'external_id', userNameFolded: 'user_name_folded' }[column]
  const isNamed = sql<SqlBool>`${sql.raw(named)} ${isIn(db, keys)}`
  if (column === 'userId') {
    const users = db.selectFrom('directoryUsers').select(userOfMember).select('userNameFolded')
    return users.where('teamId', '=', teamId).where(isNamed).execute()
  }
  const users = withinTeam(db, teamId).select('userNameFolded').where(isNamed)
  if (column === 'externalId') return users.execute()
  return [...(await users.where('deletedAt', 'is', null).execute()), ...(await users.where('deletedAt', 'is not', null).execute())]
}

/** Whether a directory that counts was ever sent a user. */
export async function hasPushedUser(db: Reader, teamId: TeamId): Promise<boolean> {
  // Two look-ups, since the users that live and those that were deleted stand in two indexes by name.
  const pushed = (isDeleted: boolean) => sql`
    select 1 from directories directory where directory.team_id = ${teamId} and directory.status in ('active', 'paused') and exists (
      select 1 from directory_users person where person.team_id = directory.team_id and person.directory_id = directory.directory_id
      and person.deleted_at is ${sql.raw(isDeleted ? 'not null' : 'null')})
    limit 1`
  return (await pushed(false).execute(db)).rows.length > 0 || (await pushed(true).execute(db)).rows.length > 0
}

/** The directory users of a member, whole, the deleted ones too. */
export function listDirectoryUsersOfMember(db: Reader, teamId: TeamId, memberId: MemberId): Promise<Row<'directoryUsers'>[]> {
  return db.selectFrom('directoryUsers').selectAll().where('teamId', '=', teamId).where('memberId', '=', memberId).orderBy('userId').execute()
}

/** Which of these users live and are active. */
export async function listActiveUserIds(db: Reader, teamId: TeamId, userIds: readonly UserId[]): Promise<UserId[]> {
  const { rows } = await sql<{ userId: UserId }>`
    select user_id from directory_users where team_id = ${teamId} and user_id ${isIn(db, userIds)} and active and deleted_at is null`.execute(db)
  return rows.map(({ userId }) => userId)
}

/** Which of these members an IdP says to be in. */
export async function listMembersWithActiveUser(db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<MemberId[]> {
  const { rows } = await sql<{ memberId: MemberId }>`
    select distinct person.member_id from directory_users person
    join directories directory on directory.team_id = person.team_id and directory.directory_id = person.directory_id and directory.status in ('active', 'paused')
    where person.team_id = ${teamId} and person.member_id ${isIn(db, memberIds)} and person.active and person.deleted_at is null`.execute(db)
  return rows.map(({ memberId }) => memberId)
}

/** The next of a directory's living users after a name, in the order of their names: that is the one order in which SQLite finds its way past another directory's users. */
export function pageUserRows(db: Reader, scope: Scope, afterName: string | undefined, limit: number): Promise<UserToFollow[]> {
  let users = living(db, scope).select(['userId', 'memberId', 'userName', 'userNameFolded'])
  if (afterName !== undefined) users = users.where('userNameFolded', '>', afterName)
  return users.orderBy('userNameFolded').limit(sql.lit(limit)).execute()
}
export type UserToFollow = Pick<Row<'directoryUsers'>, 'userId' | 'memberId' | 'userName' | 'userNameFolded'>

/** Active users of these names. */
export function listActiveUsersByName(db: Reader, scope: Scope, userNamesFolded: readonly string[]): Promise<UserToFollow[]> {
  return living(db, scope)
    .select(['userId', 'memberId', 'userName', 'userNameFolded'])
    .where('active', '=', true)
    .where(sql<SqlBool>`user_name_folded ${isIn(db, userNamesFolded)}`)
    .execute()
}

/** Users of these ids; nobody else changes them until the transaction ends. */
export function lockUserRows(trx: Trx, teamId: TeamId, userIds: readonly UserId[]): Promise<UserOfMember[]> {
  const users = trx
    .selectFrom('directoryUsers')
    .select(userOfMember)
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`user_id ${isIn(trx, userIds)}`)
  return locked(trx, users.orderBy('userId')).execute()
}

/** Ends users of a directory that ended. Whom another sweep ended meanwhile stays ended since then. */
export async function endUserRows(trx: Trx, teamId: TeamId, userIds: readonly UserId[], deletedAt: Timestamp): Promise<void> {
  await trx
    .updateTable('directoryUsers')
    .set({ deletedAt, active: false })
    .where('teamId', '=', teamId)
    .where('deletedAt', 'is', null)
    .where(sql<SqlBool>`user_id ${isIn(trx, userIds)}`)
    .execute()
  await trx
    .deleteFrom('directoryUserEmails')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`user_id ${isIn(trx, userIds)}`)
    .execute()
}

export function countUserRows(db: Reader, scope: Scope): Promise<{ count: bigint }> {
  return living(db, scope)
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow()
}

/** As `countUserRows`, of those that are active. */
export function countActiveUserRows(db: Reader, scope: Scope): Promise<{ count: bigint }> {
  return living(db, scope)
    .where('active', '=', true)
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow()
}
