import type { Scope } from '../directory/scope.ts'
import { listActiveUsersByName, listUsersOfMembers, type UserOfMember, type UserToFollow } from '../directory/users.ts'
import type { MemberId } from '../kernel/ids.ts'
import { listMembersByIds, type Member } from '../members/membership.ts'
import type { Reader } from '../store/open.ts'
import type { Standing } from './people-of-directory.ts'

/** A user of the directory that takes over, who is the same person as a user of the one that it replaces. */
export type Match = { person: Standing; heir: UserToFollow }

/**
 * Finds who of a directory that is replaced has a user in the new one that stands for somebody else: the person was not recognised when
 * they were pushed, since their address is in no domain of the team. An administrator lets one directory take over from the other, so
 * the same userName is the same person now.
 */
export async function findMatches(db: Reader, people: readonly Standing[], into: Scope): Promise<Match[]> {
  const missing = people.filter((person) => person.isFirst && isMissing(person, into))
  if (missing.length === 0) return []
  const heirs = await listActiveUsersByName(
    db,
    into,
    missing.map(({ user }) => user.userNameFolded),
  )
  const memberIds = heirs.map(({ memberId }) => memberId)
  const members = new Map((await listMembersByIds(db, into.teamId, memberIds)).map((member) => [member.memberId, member]))
  const usersOf = Map.groupBy(heirs.length > 0 ? await listUsersOfMembers(db, into.teamId, memberIds) : [], ({ memberId }) => memberId)
  const byName = new Map(
    heirs.filter(({ memberId }) => isNobodyElse(members.get(memberId), usersOf.get(memberId) ?? [], into)).map((heir) => [heir.userNameFolded, heir]),
  )
  return missing.flatMap((person) => {
    const heir = byName.get(person.user.userNameFolded)
    return heir ? [{ person, heir }] : []
  })
}

/** Whether somebody who is in has no user yet in the directory that takes over. */
const isMissing = ({ member, users }: Standing, { directoryId }: Scope): boolean =>
  member.status === 'active' && !users.some((user) => user.directoryId === directoryId && user.deletedAt === null)

/** Whether a member is nothing but what the new directory made of its user: then nothing is lost when the user stands for another one. */
function isNobodyElse(member: Member | undefined, users: readonly UserOfMember[], { directoryId }: Scope): boolean {
  return member?.origin === 'scim' && member.role === 'member' && users.every((user) => user.directoryId === directoryId)
}

/** The members of matches: those who stay, and those who were made for nothing. */
export const membersOf = (matches: readonly Match[]): MemberId[] => matches.flatMap(({ person, heir }) => [person.member.memberId, heir.memberId])
