import { equals, type JsonObject } from '../../scim/json.ts'

/** The attributes in which two versions of a resource differ, before and after. One that was not there, or no longer is, is null. */
export function whatMoved(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } | undefined {
  const moved = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !equals(before[key], after[key]))
  if (moved.length === 0) return undefined
  const pick = (resource: JsonObject) => Object.fromEntries(moved.map((key) => [key, resource[key] ?? null]))
  return { before: pick(before), after: pick(after) }
}
