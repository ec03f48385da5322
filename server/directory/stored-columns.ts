import { maxKeyLength } from '../../scim/bounds.ts'
import { ScimError } from '../../scim/error.ts'
import { isObject, own, type JsonObject } from '../../scim/json.ts'
import { toFilterable } from '../../scim/filterable.ts'
import type { ResourceType } from '../../scim/schema.ts'
import { fold } from '../kernel/fold.ts'

/** The form in which names are unique: without regard to case or to blanks at the ends. */
export const nameKey = (name: string): string => fold(name.trim())

/** A user's e-mail addresses, the primary one first, or else the one for work. Throws 400 invalidValue where one is too long for an index. */
export function addressesOf(resource: JsonObject): string[] {
  const emails = own(resource, 'emails')
  const entries = Array.isArray(emails) ? emails.filter(isObject) : []
  const rank = (entry: JsonObject) => (entry['primary'] === true ? 0 : text(entry, 'type')?.toLowerCase() === 'work' ? 1 : 2)
  return entries
    .toSorted((one, other) => rank(one) - rank(other))
    .flatMap(({ value }) => (typeof value === 'string' && value !== '' ? [requireShort(value, 'An e-mail address')] : []))
}

/** The address by which a person is known to the team: the first, or the userName where that is one. */
export function memberAddress(resource: JsonObject): string | null {
  const [first] = addressesOf(resource)
  if (first !== undefined) return first
  const userName = key(resource, 'userName')
  return userName !== null && /^[^\s@]+@[^\s@]+$/.test(userName.trim()) ? userName.trim() : null
}

/** What a person is called: the name shown, or the given and family names. Blanks alone are no name: nobody could read or press it. */
export function shownName(resource: JsonObject): string | null {
  const name = own(resource, 'name')
  const written = (from: JsonObject, attribute: string) => text(from, attribute)?.trim() || null
  const ofParts = isObject(name) ? [written(name, 'givenName'), written(name, 'familyName')].filter((part) => part !== null).join(' ') : ''
  return written(resource, 'displayName') ?? (isObject(name) ? written(name, 'formatted') : null) ?? (ofParts || null)
}

/** What a stored user is looked up by, and the JSON beside it. Throws 400 invalidValue where one of these is too long. */
export function toUserColumns(resource: JsonObject, type: ResourceType) {
  const [address] = addressesOf(resource)
  const userName = key(resource, 'userName') ?? ''
  return {
    userName,
    userNameFolded: nameKey(userName),
    externalId: key(resource, 'externalId'),
    emailFolded: address === undefined ? null : fold(address),
    shownNameFolded: shownNameKey(resource),
    active: resource['active'] !== false,
    resource: JSON.stringify(resource),
    filterable: JSON.stringify(toFilterable(resource, type)),
  }
}

/** So much of a name is searched, in characters. */
const longestNameKey = 200

/** What a person is sought by who is sought by name. */
function shownNameKey(resource: JsonObject): string | null {
  const name = shownName(resource)
  return name === null ? null : fold(name.trim()).slice(0, longestNameKey).toWellFormed()
}

/** The folded addresses of a user beyond the one in its columns, each once. */
export function furtherAddresses(resource: JsonObject): string[] {
  const [first, ...others] = new Set(addressesOf(resource).map(fold))
  return first === undefined ? [] : others
}

/** As `toUserColumns`, for a group. Its members are rows of their own. */
export function toGroupColumns(resource: JsonObject, type: ResourceType) {
  const displayName = key(resource, 'displayName') ?? ''
  return {
    displayName,
    displayNameFolded: nameKey(displayName),
    externalId: key(resource, 'externalId'),
    resource: JSON.stringify(resource),
    filterable: JSON.stringify(toFilterable(resource, type)),
  }
}

/** What a folded key may have in an index: a few characters take three times their room once they are folded. */
const indexEntryBytes = 2_000

function key(resource: JsonObject, name: string): string | null {
  const value = text(resource, name)
  return value === null ? null : requireShort(value, name)
}

function requireShort(value: string, name: string): string {
  if (value.length <= maxKeyLength && Buffer.byteLength(fold(value)) <= indexEntryBytes) return value
  throw new ScimError(400, 'invalidValue', `${name} has ${value.length} characters, and ${maxKeyLength} are allowed. Send a shorter one.`)
}

export function text(object: JsonObject, key: string): string | null {
  const value = own(object, key)
  return typeof value === 'string' ? value : null
}
