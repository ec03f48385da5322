import type { Scope } from './scope.ts'
import type { JsonObject } from '../../scim/json.ts'
import { fold } from '../kernel/fold.ts'
import { isId, type MemberId, type TeamId, type UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { brokenIndex } from '../store/dialect.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import type { DirectoryTypes } from './directory-types.ts'
import { markFirstValues } from './first-values.ts'
import { directoryGone, userNameTaken, userNotFound } from './refusals.ts'
import { addressesOf, furtherAddresses, nameKey, toUserColumns } from './stored-columns.ts'
import {
  countUserRows,
  deleteAddressRows,
  findUserRow,
  insertAddressRows,
  insertUserRow,
  listDirectoryUsersOfMember,
  listFormerUsers,
  listUsersByKey,
  listUsersByKeys,
  lockUserByName,
  lockUserRow,
  updateUserRow,
  type UserOfMember,
} from './users.sql.ts'

export {
  endUserRows as endUsers,
  hasPushedUser,
  listActiveUserIds,
  listActiveUsersByName,
  listDirectoryUsersOfMember,
  listMembersWithActiveUser,
  listUsersOfMembers,
  lockUserRows as lockUsers,
  pageUserRows as pageUsers,
} from './users.sql.ts'
export type { UserOfMember, UserToFollow } from './users.sql.ts'
export type DirectoryUser = Row<'directoryUsers'>

/** Refuses: user-not-found. */
export async function requireUser(db: Reader, scope: Scope, userId: string): Promise<DirectoryUser> {
  const user = isId('usr', userId) ? await findUserRow(db, scope, userId) : undefined
  if (!user) throw unknownUser(userId)
  return user
}

/** As `requireUser`, for a change: nobody else changes the user until the transaction ends. */
export async function requireUserToChange(trx: Trx, scope: Scope, userId: string): Promise<DirectoryUser> {
  const user = isId('usr', userId) ? await lockUserRow(trx, scope, userId) : undefined
  if (!user) throw unknownUser(userId)
  return user
}

const unknownUser = (userId: string) =>
  userNotFound(
    `No user ${JSON.stringify(userId.slice(0, 100))} in this directory: it was deleted, or never created here. Look it up by userName, or create it.`,
  )

export const findUserByName = (trx: Trx, scope: Scope, userName: string): Promise<DirectoryUser | undefined> =>
  lockUserByName(trx, scope, nameKey(userName))

/** All that a person may be written to, folded: every address of the directory users of a member, the deleted ones too, and their names. */
export async function listAddressesOfMember(db: Reader, teamId: TeamId, memberId: MemberId): Promise<string[]> {
  const users = await listDirectoryUsersOfMember(db, teamId, memberId)
  return users.flatMap(addressesOfUser)
}

/** What one user may be written to, folded: its name and its addresses. */
export const addressesOfUser = ({ resource, userNameFolded }: Pick<DirectoryUser, 'resource' | 'userNameFolded'>): string[] => [
  userNameFolded,
  ...addressesOf(resource).map(fold),
]

/** The latest user that was deleted here and had this externalId, or else this userName. */
export async function findFormerUser(
  db: Reader,
  scope: Scope,
  { externalId, userName }: { externalId: string | null; userName: string },
): Promise<{ memberId: MemberId; matchedBy: 'externalId' | 'userName' } | undefined> {
  const [byId] = externalId === null ? [] : await listFormerUsers(db, scope, { externalId })
  if (byId) return { memberId: byId.memberId, matchedBy: 'externalId' }
  const [byName] = await listFormerUsers(db, scope, { userNameFolded: nameKey(userName) })
  return byName && { memberId: byName.memberId, matchedBy: 'userName' }
}

/** Stores a user that is new to the directory. Refuses: user-name-taken, schema-changing, and directory-gone where that ended after the token was checked. */
export async function addUser(
  trx: Trx,
  scope: Scope,
  types: DirectoryTypes,
  user: { userId: UserId; memberId: MemberId; resource: JsonObject; at: Timestamp },
): Promise<DirectoryUser> {
  const { userId, memberId, resource, at } = user
  const row = { ...scope, userId, memberId, ...toUserColumns(resource, types.user), version: 1n, createdAt: at, lastModified: at, deletedAt: null }
  if (!(await orNameTaken(row.userName, insertUserRow(trx, row)))) throw endedMeanwhile()
  await insertAddressRows(trx, row, furtherAddresses(resource))
  await markFirstValues(trx, scope, types, { resource, at })
  return { ...row, resource, filterable: {} }
}

export const endedMeanwhile = () =>
  directoryGone('This directory ended while the request was on its way: another one took over, or it was deleted. Nothing was changed.')

/** Stores what a user has become, as its next version. Refuses: user-name-taken, schema-changing. */
export async function changeUser(trx: Trx, types: DirectoryTypes, user: DirectoryUser, resource: JsonObject, at: Timestamp): Promise<DirectoryUser> {
  const changed = { ...toUserColumns(resource, types.user), version: user.version + 1n, lastModified: later(user.lastModified, at) }
  await orNameTaken(changed.userName, updateUserRow(trx, user.teamId, user.userId, changed))
  await changeAddresses(trx, user, resource)
  await markFirstValues(trx, user, types, { resource, at })
  return { ...user, ...changed, resource, filterable: {} }
}

async function changeAddresses(trx: Trx, user: DirectoryUser, resource: JsonObject): Promise<void> {
  const [before, after] = [new Set(furtherAddresses(user.resource)), new Set(furtherAddresses(resource))]
  await deleteAddressRows(trx, user, [...before.difference(after)])
  await insertAddressRows(trx, user, [...after.difference(before)])
}

/** Ends a user: its id names nothing from now on, its userName is free. */
export async function removeUser(trx: Trx, user: DirectoryUser, at: Timestamp): Promise<void> {
  await updateUserRow(trx, user.teamId, user.userId, { deletedAt: at, active: false })
  await deleteAddressRows(trx, user, furtherAddresses(user.resource))
}

/** Lets a user stand for another member. */
export const relinkUser = (trx: Trx, { teamId, userId }: Pick<DirectoryUser, 'teamId' | 'userId'>, memberId: MemberId): Promise<void> =>
  updateUserRow(trx, teamId, userId, { memberId })

export const countUsers = async (db: Reader, scope: Scope): Promise<number> => Number((await countUserRows(db, scope)).count)

/** The later of two moments: of two requests at once, the one that came first may be the one that commits last. */
export const later = (one: Timestamp, other: Timestamp): Timestamp => (one > other ? one : other)

async function orNameTaken<Result>(userName: string, writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (brokenIndex(error) === 'directory_users_name') throw nameTaken(userName)
    throw error
  }
}

export const nameTaken = (userName: string) =>
  userNameTaken(
    `userName ${JSON.stringify(userName)} is already taken by an active user of this directory. Look that one up by userName and update it, or give this one another userName.`,
  )

/** Whose users of a team, in whichever directory, an identity provider may mean by a subject and an address; of the address that of users that live, since it is given to others. */
export async function findUsersOfPerson(
  db: Reader,
  teamId: TeamId,
  { subject, email }: { subject: string; email: string },
): Promise<Record<'externalId' | 'userName' | 'email', UserOfMember[]>> {
  const byEmail = await listUsersByKey(db, teamId, { emailFolded: fold(email) })
  return {
    externalId: await listUsersByKey(db, teamId, { externalId: subject }),
    userName: await listUsersByKey(db, teamId, { userNameFolded: nameKey(email) }),
    email: byEmail.filter(({ deletedAt }) => deletedAt === null),
  }
}

/** As `findUsersByAddress`, for many: the users of each text that anybody has. */
export async function findUsersByAddresses(
  db: Reader,
  teamId: TeamId,
  kind: 'usr' | 'external_id' | 'user_name',
  texts: readonly string[],
): Promise<Map<string, UserOfMember[]>> {
  const keyOf = (text: string) => (kind === 'user_name' ? nameKey(text) : text)
  const column = { usr: 'userId', external_id: 'externalId', user_name: 'userNameFolded' } as const
  const users = await listUsersByKeys(db, teamId, column[kind], [...new Set(texts.map(keyOf))])
  const byKey = Map.groupBy(users, (user) => user[column[kind]])
  return new Map(texts.map((text) => [text, byKey.get(keyOf(text)) ?? []]))
}

/** The users of a team that `usr_…`, `external_id:…` or `user_name:…` may mean, deleted ones too. */
export function findUsersByAddress(
  db: Reader,
  teamId: TeamId,
  address: { kind: 'usr' | 'external_id' | 'user_name'; text: string },
): Promise<UserOfMember[]> {
  if (address.kind === 'external_id') return listUsersByKey(db, teamId, { externalId: address.text })
  if (address.kind === 'user_name') return listUsersByKey(db, teamId, { userNameFolded: nameKey(address.text) })
  return isId('usr', address.text) ? listUsersByKey(db, teamId, { userId: address.text }) : Promise.resolve([])
}
