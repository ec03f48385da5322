import { leafOf, printPath } from './attribute-path.ts'
import { changeList } from './change-list.ts'
import { ScimError } from './error.ts'
import { equals, isEmpty, isObject, own, withKey, type Json, type JsonObject } from './json.ts'
import type { Operation } from './operation.ts'

/** The resource after one operation; the same object where it changes nothing. An extension that has lost its last attribute is gone. */
export function change(resource: JsonObject, operation: Operation): JsonObject {
  const { extension } = operation.path
  if (endsActive(operation)) return resource
  if (extension === undefined) return changeAttribute(resource, operation)
  const before = own(resource, extension)
  const after = changeAttribute(isObject(before) ? before : {}, operation)
  return withKey(resource, extension, isEmpty(after) ? undefined : after)
}

/** Whether a user is in is never left open: taking `active` away, or setting it to nothing, would give a leaver access again. */
const endsActive = ({ op, path }: Operation) => op === 'remove' && path.extension === undefined && path.attribute.name === 'active'

function changeAttribute(holder: JsonObject, operation: Operation): JsonObject {
  const { attribute } = operation.path
  const before = own(holder, attribute.name)
  const after = changeValue(before, operation)
  refuseMoved(before, after, operation)
  return withKey(holder, attribute.name, after)
}

function changeValue(before: Json | undefined, operation: Operation): Json | undefined {
  const { attribute, sub } = operation.path
  if (attribute.multiValued) return changeList(Array.isArray(before) ? before : [], operation)
  const value = operation.op === 'remove' ? undefined : operation.value
  if (!sub) return value
  const after = withKey(isObject(before) ? before : {}, sub.name, value)
  return isEmpty(after) ? undefined : after
}

/** An immutable attribute may be set once (RFC 7643 §2.2). */
function refuseMoved(before: Json | undefined, after: Json | undefined, { path }: Operation): void {
  if (leafOf(path).mutability !== 'immutable') return
  const [old, moved] = [before, after].map((value) => (path.sub && isObject(value) ? own(value, path.sub.name) : value))
  if (old !== undefined && !equals(old, moved)) throw new ScimError(400, 'mutability', `${printPath(path)} is set once and cannot be changed.`)
}
