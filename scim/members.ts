import { ScimError } from './error.ts'
import { isObject, own, type Json, type JsonObject } from './json.ts'

/** Parts a group from its members, by id, in order, each once. `undefined` is not sent: they stay. An empty list takes all away. Throws 400 invalidValue. */
export function takeMembers({ members, ...rest }: JsonObject): { rest: JsonObject; members: string[] | undefined } {
  return { rest, members: members === undefined ? undefined : memberIds(members) }
}

/** The ids in a list of `{ value }`, each once. */
export function memberIds(members: Json): string[] {
  const list = Array.isArray(members) ? members : [members]
  return [...new Set(list.map((member) => requireId(isObject(member) ? own(member, 'value') : member)))]
}

function requireId(value: Json | undefined): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ScimError(400, 'invalidValue', 'Each of members needs a value, the id of a user or group, and one has none.')
}
