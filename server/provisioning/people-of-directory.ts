import type { Scope } from '../directory/scope.ts'
import { setImmediate } from 'node:timers/promises'
import { hasEnded, listDirectories } from '../directory/directories.ts'
import { listUsersOfMembers, pageUsers, type UserOfMember, type UserToFollow } from '../directory/users.ts'
import { assert } from '../kernel/assert.ts'
import type { DirectoryId } from '../kernel/ids.ts'
import { listMembersByIds, type Member } from '../members/membership.ts'
import type { Reader } from '../store/open.ts'

/** A user of a directory, whom it stands for, and how else that person stands. */
export type Standing = {
  user: UserToFollow
  member: Member
  /** All users that point to the member, deleted ones too. */
  users: readonly UserOfMember[]
  /** Whether another directory that counts has an active user for the member. */
  isHeldElsewhere: boolean
  /** Whether no user before this one stands in this directory for the member: so each person is met once. */
  isFirst: boolean
}

export const usersPerBatch = 200

/** The living users of a directory and whom they stand for, some at a time. */
export async function* walkPeople(db: Reader, scope: Scope): AsyncGenerator<Standing[]> {
  for (let after, page; page === undefined || page.length === usersPerBatch; after = page.at(-1)?.userNameFolded) {
    page = await pageUsers(db, scope, after, usersPerBatch)
    if (page.length > 0) yield await listStanding(db, scope, page)
    await setImmediate() // SQLite is synchronous: others come first
  }
}

/** How the people of these users of a directory stand. */
export async function listStanding(db: Reader, scope: Scope, users: readonly UserToFollow[]): Promise<Standing[]> {
  const memberIds = [...new Set(users.map(({ memberId }) => memberId))]
  const members = new Map((await listMembersByIds(db, scope.teamId, memberIds)).map((member) => [member.memberId, member]))
  const usersOf = Map.groupBy(await listUsersOfMembers(db, scope.teamId, memberIds), ({ memberId }) => memberId)
  const directories = await listDirectories(db, scope.teamId)
  const counting = new Set(directories.filter((directory) => !hasEnded(directory)).map(({ directoryId }) => directoryId))
  return users.map((user) => {
    const member = members.get(user.memberId)
    assert(member, 'a directory user refers to its member')
    return toStanding(user, member, usersOf.get(user.memberId) ?? [], scope.directoryId, counting)
  })
}

function toStanding(
  user: UserToFollow,
  member: Member,
  users: readonly UserOfMember[],
  directoryId: DirectoryId,
  counting: ReadonlySet<DirectoryId>,
): Standing {
  const living = users.filter(({ deletedAt }) => deletedAt === null)
  return {
    user,
    member,
    users,
    isHeldElsewhere: living.some((other) => other.active && other.directoryId !== directoryId && counting.has(other.directoryId)),
    isFirst: !living.some((other) => other.directoryId === directoryId && other.userId < user.userId),
  }
}
