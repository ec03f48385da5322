export type Json = string | number | boolean | null | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const isEmpty = (object: JsonObject) => Object.keys(object).length === 0

/** What an object itself holds under a key: `constructor` and its kin, which every object inherits, are not found. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** As `own`, for a key that clients write in any letter case. Of several spellings the last wins. */
export function ownInAnyCase(object: JsonObject, key: string): Json | undefined {
  const sought = key.toLowerCase()
  return Object.entries(object).findLast(([name]) => name.toLowerCase() === sought)?.[1]
}

/** The object with one key set, or taken away by `undefined`. The same object where that changes nothing. */
export function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (equals(own(object, key), value)) return object
  if (value !== undefined) return { ...object, [key]: value }
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
}

/** Whether two values say the same. The order of keys says nothing, the order of a list does. */
export function equals(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((value, index) => equals(value, other[index]))
  if (!isObject(one) || !isObject(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && equals(one[key], other[key]))
}
