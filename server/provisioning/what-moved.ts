import { findAttribute, topAttributes } from '../../scim/attribute-path.ts'
import { equals, isObject, type Json, type JsonObject } from '../../scim/json.ts'
import { onceEach } from '../../scim/once-each.ts'
import type { Attribute, ResourceType, Schema } from '../../scim/schema.ts'
import { redacted } from '../journal/redact.ts'

/**
 * The attributes in which two versions of a resource differ, before and after. One that was not there, or no longer is, is null. Of what is never
 * returned (RFC 7643 §7) only that it moved is told: the log is read by more than those who may have set it.
 */
export function whatMoved(before: JsonObject, after: JsonObject, type: ResourceType): { before: JsonObject; after: JsonObject } | undefined {
  const moved = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !equals(before[key], after[key]))
  if (moved.length === 0) return undefined
  const attributes = everyAttribute(type)
  const pick = (resource: JsonObject) => hideIn(Object.fromEntries(moved.map((key) => [key, resource[key] ?? null])), attributes)
  return { before: pick(before), after: pick(after) }
}

/** The attributes of a resource, with those that a team has taken out of its schemas: their values are stored still. */
const everyAttribute = onceEach((type: ResourceType): readonly Attribute[] => {
  const byUrn = Map.groupBy([...type.extensions, ...type.hidden], ({ id }) => id)
  const extensions = [...byUrn.values()].flatMap(([first, ...others]): Schema[] =>
    first ? [{ ...first, attributes: [first, ...others].flatMap(({ attributes }) => attributes) }] : [],
  )
  return topAttributes({ ...type, extensions })
})

const hideIn = (object: JsonObject, attributes: readonly Attribute[]): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, hide(value, findAttribute(key, attributes))]))

function hide(value: Json, attribute: Attribute | undefined): Json {
  if (!attribute || value === null) return value
  if (attribute.returned === 'never') return redacted
  if (Array.isArray(value)) return value.map((element) => hide(element, attribute))
  return isObject(value) && attribute.subAttributes ? hideIn(value, attribute.subAttributes) : value
}
