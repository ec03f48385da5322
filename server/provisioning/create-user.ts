import { keepHidden } from '../../scim/hidden.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { addUser, changeUser, findUserByName, nameTaken, type DirectoryUser } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { followDirectories, noEffects } from '../members/membership.ts'
import { reseatMember, seatMember, type Person } from '../members/seat-member.ts'
import { isOwnAddress } from '../sso/domains.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { admit } from './gate.ts'
import { scopeOf, type Sent } from './sent.ts'
import { foreignDomain, toPerson, userChanges } from './sent-user.ts'

/**
 * Takes a user from the IdP, and with it a person into the team. A userName that an inactive user has brings that one back, with its id:
 * so Okta re-assigns somebody (it departs from RFC 7644 §3.3 on purpose). Refuses: user-name-taken, adoption-ambiguous,
 * changes-held, directory-gone.
 */
export function createUser(
  db: Db,
  environment: Environment,
  by: DirectoryActor,
  types: DirectoryTypes,
  { resource: sent, unused }: Sent,
): Promise<DirectoryUser> {
  admit(by, 'other')
  const resource = { ...sent, active: sent['active'] !== false }
  return write(db, async (trx) => {
    const person = toPerson(resource)
    const standing = await findUserByName(trx, by, person.userName)
    if (standing?.active) throw nameTaken(standing.userName)
    const { user, changes, notes } = standing
      ? await bringBack(trx, by, types, standing, resource, person)
      : await bringIn(trx, environment, by, types, resource, person)
    const subject = { subjectId: user.userId, subjectName: user.userName }
    await record(trx, by, { operation: 'create_user', status: 201, ...subject, changes, notes, unused })
    return user
  })
}

type Brought = { user: DirectoryUser; changes: Change[]; notes: Note[] }

async function bringIn(
  trx: Trx,
  environment: Environment,
  by: DirectoryActor,
  types: DirectoryTypes,
  resource: JsonObject,
  person: Person,
): Promise<Brought> {
  const isOwn = person.email !== null && (await isOwnAddress(trx, by.teamId, person.email))
  const seat = await seatMember(trx, environment, by, person, { at: by.at, isOwnAddress: isOwn })
  const { memberId } = seat.member
  const userId = environment.newId('usr')
  const user = await addUser(trx, scopeOf(by), types, { userId, memberId, resource, at: by.at })
  const ending = person.active ? noEffects : await followDirectories(trx, seat.member, { at: by.at, userName: person.userName })
  return {
    user,
    changes: [{ kind: 'user.created', user: userId, userName: person.userName, member: memberId }, ...seat.changes, ...ending.changes],
    notes: [...seat.notes, ...ending.notes, ...foreignDomain(userId, person, isOwn)],
  }
}

async function bringBack(
  trx: Trx,
  by: DirectoryActor,
  types: DirectoryTypes,
  standing: DirectoryUser,
  resource: JsonObject,
  person: Person,
): Promise<Brought> {
  const isSamePerson = person.externalId !== null && person.externalId === standing.externalId
  const next = isSamePerson ? keepHidden(standing.resource, resource, types.user) : resource
  const user = await changeUser(trx, types, standing, next, by.at)
  const seat = await reseatMember(trx, by, standing.memberId, person, { how: isSamePerson ? 'same-person' : 'same-name', at: by.at })
  // Also of who comes back active: the directory may have ended since the token was checked, and then gives nobody a seat.
  const ending = await followDirectories(trx, seat.member, { at: by.at, userName: person.userName })
  const isOwn = person.email !== null && (await isOwnAddress(trx, by.teamId, person.email))
  return {
    user,
    changes: [...userChanges(user, standing.resource, types), ...seat.changes, ...ending.changes],
    notes: [...seat.notes, ...ending.notes, ...foreignDomain(user.userId, person, isOwn)],
  }
}
