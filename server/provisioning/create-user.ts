import { keepHidden } from '../../scim/hidden.ts'
import type { JsonObject } from '../../scim/json.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { addUser, changeUser, findUserByName, nameTaken, type DirectoryUser } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { followDirectories, noEffects } from '../members/membership.ts'
import { reseatMember, seatMember, type Person, type Seat } from '../members/seat-member.ts'
import { raisedByReturn, raisedByUser, readReach } from '../spend/raised-limits.ts'
import { endUserLimit } from '../spend/set-limit.ts'
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
  const limits = await endLimitOfReturned(trx, by, seat)
  const userId = environment.newId('usr')
  const user = await addUser(trx, scopeOf(by), types, { userId, memberId, resource, at: by.at })
  const ending = person.active ? noEffects : await followDirectories(trx, seat.member, { at: by.at, userName: person.userName })
  const created = { kind: 'user.created', user: userId, userName: person.userName, member: memberId } as const
  const raised = isBack(seat) ? await raisedByReturn(trx, by, memberId) : []
  return {
    user,
    changes: [created, ...seat.changes, ...limits, ...ending.changes, ...raised],
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
  const reach = await readReach(trx, by, standing.memberId)
  const isSamePerson = person.externalId !== null && person.externalId === standing.externalId
  const next = isSamePerson ? keepHidden(standing.resource, resource, types.user) : resource
  const user = await changeUser(trx, types, standing, next, by.at)
  const seat = await reseatMember(trx, by, standing.memberId, person, { how: isSamePerson ? 'same-person' : 'same-name', at: by.at })
  const limits = await endLimitOfReturned(trx, by, seat)
  // Also of who comes back active: the directory may have ended since the token was checked, and then gives nobody a seat.
  const ending = await followDirectories(trx, seat.member, { at: by.at, userName: person.userName })
  const isOwn = person.email !== null && (await isOwnAddress(trx, by.teamId, person.email))
  const raised = await raisedByUser(trx, by, reach, 'user_activated')
  return {
    user,
    changes: [...userChanges(user, standing.resource, types), ...seat.changes, ...limits, ...ending.changes, ...raised],
    notes: [...seat.notes, ...ending.notes, ...foreignDomain(user.userId, person, isOwn)],
  }
}

const isBack = ({ changes }: Seat) => changes.some(({ kind }) => kind === 'member.reactivated')

/** Who comes back by name or address alone may be another person: what was granted to the former one personally ends. */
async function endLimitOfReturned(trx: Trx, by: DirectoryActor, { member, notes }: Seat): Promise<Change[]> {
  return notes.some(({ code }) => code === 'returned-by-name') ? endUserLimit(trx, by, member.memberId) : []
}
