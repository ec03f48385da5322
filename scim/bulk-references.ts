import { isObject, type Json, type JsonObject } from './json.ts'

// RFC 7644 §3.7.2: what an operation makes has no id yet, so others of the same request call it `bulkId:` and the bulkId of that operation.

/** A whole text, or the end of a URL or path: `bulkId:ada`, `/Users/bulkId:ada`. */
const reference = /^(|.*\/)bulkId:([^/]+)$/s

/** The bulkIds that a value refers to, wherever they stand in it. */
export function referencesIn(value: Json, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    const bulkId = reference.exec(value)?.[2]
    if (bulkId !== undefined) found.add(bulkId)
  } else if (Array.isArray(value)) {
    for (const element of value) referencesIn(element, found)
  } else if (isObject(value)) {
    for (const inner of Object.values(value)) referencesIn(inner, found)
  }
  return found
}

/** The value with ids in place of the references to them. Those without an id stay as they are. */
export function resolveReferences<Value extends Json>(value: Value, ids: ReadonlyMap<string, string>): Value
export function resolveReferences(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') {
    const [, before = '', bulkId = ''] = reference.exec(value) ?? []
    const id = ids.get(bulkId)
    return id === undefined ? value : before + id
  }
  if (Array.isArray(value)) return value.map((element) => resolveReferences(element, ids))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveReferences(inner, ids)]))
}

/**
 * The object without what refers to these bulkIds: elements of lists that do, anywhere within, and else the keys. So something is made that
 * belongs to a circle, before the others of the circle are.
 */
export function withoutReferences(object: JsonObject, bulkIds: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (!refersTo(value, bulkIds)) return [[key, value]]
      if (Array.isArray(value)) return [[key, value.filter((element) => !refersTo(element, bulkIds))]]
      return isObject(value) ? [[key, withoutReferences(value, bulkIds)]] : []
    }),
  )
}

const refersTo = (value: Json, bulkIds: ReadonlySet<string>): boolean => !referencesIn(value).isDisjointFrom(bulkIds)
