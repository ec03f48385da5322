import type { JsonObject } from '../../scim/json.ts'
import { memberAddress, shownName, text } from '../directory/stored-columns.ts'
import { addUser, changeUser, findUserByName, nameTaken, type DirectoryUser } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { MemberId, UserId } from '../kernel/ids.ts'
import { followDirectories } from '../members/membership.ts'
import { reseatMember, seatMember, type Person } from '../members/seat-member.ts'
import { domainOf, isOwnAddress } from '../sso/domains.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { whatMoved } from './what-moved.ts'

export type Sent = { resource: JsonObject; unused: readonly string[] }

/**
 * Takes a user from the IdP, and with it a person into the team. A userName that an inactive user has brings that one back, with its id:
 * so Okta re-assigns somebody (it departs from RFC 7644 §3.3 on purpose). Refuses: user-name-taken, adoption-ambiguous.
 */
export function createUser(db: Db, environment: Environment, by: DirectoryActor, { resource: sent, unused }: Sent): Promise<DirectoryUser> {
  const resource = { ...sent, active: sent['active'] !== false }
  return write(db, async (trx) => {
    const person = toPerson(resource)
    const standing = await findUserByName(trx, by, person.userName)
    if (standing?.active) throw nameTaken(standing.userName)
    const { user, changes, notes } = standing
      ? await bringBack(trx, by, standing, resource, person)
      : await bringIn(trx, environment, by, resource, person)
    const subject = { subjectId: user.userId, subjectName: user.userName }
    await record(trx, by, { operation: 'create_user', status: 201, ...subject, changes, notes, unused })
    return user
  })
}

type Brought = { user: DirectoryUser; changes: Change[]; notes: Note[] }

async function bringIn(trx: Trx, environment: Environment, by: DirectoryActor, resource: JsonObject, person: Person): Promise<Brought> {
  const isOwn = person.email !== null && (await isOwnAddress(trx, by.teamId, person.email))
  const seat = await seatMember(trx, environment, by, person, { at: by.at, isOwnAddress: isOwn })
  const { memberId } = seat.member
  const userId = environment.newId('usr')
  const user = await addUser(trx, scopeOf(by), { userId, memberId, resource, at: by.at })
  const ending = person.active ? { changes: [], notes: [] } : await followDirectories(trx, seat.member, { at: by.at, userName: person.userName })
  return {
    user,
    changes: [{ kind: 'user.created', user: userId, userName: person.userName, member: memberId }, ...seat.changes, ...ending.changes],
    notes: [...seat.notes, ...ending.notes, ...foreignDomain(userId, person, isOwn)],
  }
}

async function bringBack(trx: Trx, by: DirectoryActor, standing: DirectoryUser, resource: JsonObject, person: Person): Promise<Brought> {
  const isSamePerson = person.externalId !== null && person.externalId === standing.externalId
  const user = await changeUser(trx, standing, resource, by.at)
  const seat = await reseatMember(trx, by, standing.memberId, person, isSamePerson ? 'same-person' : 'same-name')
  const ending = person.active ? { changes: [], notes: [] } : await followDirectories(trx, seat.member, { at: by.at, userName: person.userName })
  const isOwn = person.email !== null && (await isOwnAddress(trx, by.teamId, person.email))
  return {
    user,
    changes: [...userChanges(user, standing.resource), ...seat.changes, ...ending.changes],
    notes: [...seat.notes, ...ending.notes, ...foreignDomain(user.userId, person, isOwn)],
  }
}

/** What the team needs to know of a user's attributes. */
export const toPerson = (resource: JsonObject): Person => ({
  externalId: text(resource, 'externalId'),
  userName: text(resource, 'userName') ?? '',
  email: memberAddress(resource),
  displayName: shownName(resource),
  active: resource['active'] !== false,
})

export const scopeOf = ({ teamId, directoryId }: DirectoryActor) => ({ teamId, directoryId })

export function userChanges(
  { userId, userName, memberId, resource }: { userId: UserId; userName: string; memberId: MemberId; resource: JsonObject },
  before: JsonObject,
): Change[] {
  const moved = whatMoved(before, resource)
  return moved ? [{ kind: 'user.updated', user: userId, userName, member: memberId, ...moved }] : []
}

export function foreignDomain(user: UserId, { userName, email }: Person, isOwn: boolean): Note[] {
  return email === null || isOwn ? [] : [{ code: 'foreign-domain', user, userName, domain: domainOf(email) }]
}
