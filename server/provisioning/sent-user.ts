import type { JsonObject } from '../../scim/json.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { memberAddress, shownName, text } from '../directory/stored-columns.ts'
import type { DirectoryUser } from '../directory/users.ts'
import type { Change, Note } from '../journal/changes.ts'
import type { UserId } from '../kernel/ids.ts'
import type { Person } from '../members/seat-member.ts'
import { domainOf } from '../sso/domains.ts'
import { whatMoved } from './what-moved.ts'

/** What the team needs to know of a user's attributes. */
export const toPerson = (resource: JsonObject): Person => ({
  externalId: text(resource, 'externalId'),
  userName: text(resource, 'userName') ?? '',
  email: memberAddress(resource),
  displayName: shownName(resource),
  active: resource['active'] !== false,
})

/** What is told of a user whose attributes moved. */
export function userChanges({ userId, userName, memberId, resource }: DirectoryUser, before: JsonObject, { user: type }: DirectoryTypes): Change[] {
  const moved = whatMoved(before, resource, type)
  return moved ? [{ kind: 'user.updated', user: userId, userName, member: memberId, ...moved }] : []
}

/** What is noted of an address that is not the team's own. */
export function foreignDomain(user: UserId, { userName, email }: Person, isOwn: boolean): Note[] {
  return email === null || isOwn ? [] : [{ code: 'foreign-domain', user, userName, domain: domainOf(email) }]
}
