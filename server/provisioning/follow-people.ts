import type { Scope } from '../directory/scope.ts'
import { lockUsers, relinkUser, requireUserToChange } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { followDirectoriesOfAll, followPerson, lockMembers, type Effects, type Member } from '../members/membership.ts'
import type { Trx } from '../store/open.ts'
import { findMatches, membersOf, type Match } from './find-matches.ts'
import type { Standing } from './people-of-directory.ts'
import { toPerson } from './sent-user.ts'

/** What became of people as their directory ended, or before that. */
export type Outcome = Effects & { matched: Member[]; out: Member[]; kept: Member[]; staying: Member[] }

/**
 * Lets the people of a directory be in or out as the directories now say; where another directory takes over, those whom it knows by the
 * same userName stand in it first. Users are locked before members, each in the order of their ids.
 */
export async function followPeople(trx: Trx, by: Actor, people: readonly Standing[], into: Scope | undefined): Promise<Outcome> {
  const sought = into ? await findMatches(trx, people, into) : []
  const locked = await lockUsers(trx, by.teamId, [...people.map(({ user }) => user.userId), ...sought.map(({ heir }) => heir.userId)])
  const members = await lockMembers(trx, by.teamId, [...people.map(({ member }) => member.memberId), ...membersOf(sought)])
  const memberOf = new Map(members.map((member) => [member.memberId, member]))
  const isActive = new Map(locked.filter(({ active, deletedAt }) => active && deletedAt === null).map(({ userId, memberId }) => [userId, memberId]))
  const matches = sought.filter(({ heir }) => isActive.get(heir.userId) === heir.memberId)
  const changes: Change[] = []
  for (const match of matches) if (into) changes.push(...(await relink(trx, match, into, { memberOf, at: by.at })))
  const followed = await followDirectoriesOfAll(trx, by.teamId, namesOf(people, matches, memberOf), by.at)
  const matched = matches.map(({ person }) => person.member)
  return { matched, ...sortOut(people, followed), changes: [...changes, ...followed.changes], notes: [...notesOf(matches), ...followed.notes] }
}

/** Lets a user stand for the person whom the replaced directory knew; name and address are the new directory's to say from now on. */
async function relink(
  trx: Trx,
  { person, heir }: Match,
  into: Scope,
  { memberOf, at }: { memberOf: ReadonlyMap<MemberId, Member>; at: Timestamp },
): Promise<Change[]> {
  const user = await requireUserToChange(trx, { teamId: into.teamId, directoryId: into.directoryId }, heir.userId)
  const [member, spare] = [memberOf.get(person.member.memberId), memberOf.get(heir.memberId)]
  assert(member && spare, 'both were locked')
  await relinkUser(trx, user, member.memberId)
  // The address is one person's: who is sought by it must not meet the member that was made for nothing.
  const emptied = await followPerson(trx, spare, { email: null, displayName: spare.displayName }, at)
  const renamed = await followPerson(trx, member, toPerson(user.resource), at)
  const { userId, userName } = user
  const relinked = { kind: 'user.relinked', user: userId, userName, member: member.memberId, before: heir.memberId } as const
  return [relinked, ...emptied.changes, ...renamed.changes]
}

/** Each member once, with a name to tell them by. */
function namesOf(people: readonly Standing[], matches: readonly Match[], memberOf: ReadonlyMap<MemberId, Member>) {
  const names = new Map([
    ...people.map(({ user }) => [user.memberId, user.userName] as const),
    ...matches.map(({ heir }) => [heir.memberId, heir.userName] as const),
  ])
  return [...names].flatMap(([memberId, userName]) => {
    const member = memberOf.get(memberId)
    return member ? [{ member, userName }] : []
  })
}

function sortOut(people: readonly Standing[], { changes, notes }: Effects): Pick<Outcome, 'out' | 'kept' | 'staying'> {
  const gone = new Set(changes.flatMap((change) => (change.kind === 'member.deprovisioned' ? [change.member] : [])))
  const last = new Set(notes.flatMap((note) => (note.code === 'last-owner-kept' ? [note.member] : [])))
  const present = people.filter(({ isFirst, member }) => isFirst && member.status === 'active').map(({ member }) => member)
  return {
    out: present.filter(({ memberId }) => gone.has(memberId)),
    kept: present.filter(({ memberId }) => last.has(memberId)),
    staying: present.filter(({ memberId }) => !gone.has(memberId) && !last.has(memberId)),
  }
}

/** Who may administer the team and is taken over by name is worth a look, as when they are adopted. */
const notesOf = (matches: readonly Match[]): Note[] =>
  matches
    .filter(({ person: { member } }) => member.role === 'owner' || member.role === 'admin')
    .map(({ person: { member }, heir }) => ({
      code: 'adopted-privileged-member',
      member: member.memberId,
      userName: heir.userName,
      role: member.role,
    }))
