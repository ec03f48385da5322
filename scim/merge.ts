import { keepHidden } from './hidden.ts'
import { equals, isObject, own, type JsonObject } from './json.ts'
import type { Attribute, ResourceType } from './schema.ts'

/**
 * The resource after a PUT (RFC 7644 §3.5.1): what is left out is cleared, but for what is immutable or hidden, and for `active`: a client that
 * does not speak of it ends nobody's access and gives nobody's back. The stored object itself when it says the same.
 */
export function replaceResource(stored: JsonObject, sent: JsonObject, type: ResourceType): JsonObject {
  const replaced = keepImmutable(stored, sent, type.schema.attributes)
  for (const { id, attributes } of type.extensions) {
    const [before, after] = [own(stored, id), own(sent, id)]
    if (!isObject(before)) continue
    const kept = keepImmutable(before, isObject(after) ? after : {}, attributes)
    if (Object.keys(kept).length > 0) replaced[id] = kept
  }
  const active = own(stored, 'active')
  if (active !== undefined && own(replaced, 'active') === undefined) replaced['active'] = active
  const after = keepHidden(stored, replaced, type)
  return equals(stored, after) ? stored : after
}

function keepImmutable(stored: JsonObject, sent: JsonObject, attributes: readonly Attribute[]): JsonObject {
  const result = { ...sent }
  for (const { name, mutability } of attributes) {
    const kept = mutability === 'immutable' ? own(stored, name) : undefined
    if (kept !== undefined) result[name] = kept
  }
  return result
}
