import { isObject, type Json, type JsonObject } from './json.ts'

// RFC 7644 §3.7.2: what an operation makes has no id yet, so others of the same request call it `bulkId:` and the bulkId of that operation.

/** A whole text, wherever it stands: `bulkId:ada`. */
const whole = /^()bulkId:([^/]+)$/s
/** Also the end of a URL: `../Users/bulkId:ada`. Only paths and `$ref` are URLs of resources: elsewhere such a text means what it says. */
const ofUrl = /^(|.*\/)bulkId:([^/]+)$/s

const referenceIn = (text: string, isUrl: boolean) => (isUrl ? ofUrl : whole).exec(text)
const isRef = (key: string) => key.toLowerCase() === '$ref'

/** The bulkIds that a value refers to, wherever they stand in it. A path `isUrl`. */
export function referencesIn(value: Json, found = new Set<string>(), isUrl = false): Set<string> {
  if (typeof value === 'string') {
    const bulkId = referenceIn(value, isUrl)?.[2]
    if (bulkId !== undefined) found.add(bulkId)
  } else if (Array.isArray(value)) {
    for (const element of value) referencesIn(element, found, isUrl)
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) referencesIn(inner, found, isRef(key))
  }
  return found
}

/** The value with ids in place of the references to them. Those without an id stay as they are. */
export function resolveReferences<Value extends Json>(value: Value, ids: ReadonlyMap<string, string>, isUrl?: boolean): Value
export function resolveReferences(value: Json, ids: ReadonlyMap<string, string>, isUrl = false): Json {
  if (typeof value === 'string') {
    const [, before = '', bulkId = ''] = referenceIn(value, isUrl) ?? []
    const id = ids.get(bulkId)
    return id === undefined ? value : before + id
  }
  if (Array.isArray(value)) return value.map((element) => resolveReferences(element, ids, isUrl))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveReferences(inner, ids, isRef(key))]))
}

/**
 * The object without what refers to these bulkIds: elements of lists that do, anywhere within, and else the keys. So something is made that
 * belongs to a circle, before the others of the circle are.
 */
export function withoutReferences(object: JsonObject, bulkIds: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (!refersTo(value, bulkIds, isRef(key))) return [[key, value]]
      if (Array.isArray(value)) return [[key, value.filter((element) => !refersTo(element, bulkIds))]]
      return isObject(value) ? [[key, withoutReferences(value, bulkIds)]] : []
    }),
  )
}

const refersTo = (value: Json, bulkIds: ReadonlySet<string>, isUrl = false): boolean => !referencesIn(value, new Set(), isUrl).isDisjointFrom(bulkIds)
