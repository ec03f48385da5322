import { findAttribute, leafOf } from './attribute-path.ts'
import { toComparable, type Scalar } from './comparable.ts'
import type { FilterPath, FilterValue } from './filter-tree.ts'
import { storedAttributes } from './hidden.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { Attribute, ResourceType } from './schema.ts'

/** The copy of a resource that filters are compared with, kept beside it. What no filter will ever ask for is left out; what is hidden may be put back. */
export function toFilterable(resource: JsonObject, type: ResourceType): JsonObject {
  return comparableObject(resource, storedAttributes(type))
}

/** What to look for in that copy. */
export function soughtValue(path: FilterPath, value: FilterValue): Scalar {
  return toComparable(value, leafOf(path))
}

function comparableObject(object: JsonObject, attributes: readonly Attribute[]): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(object)) {
    const attribute = findAttribute(key, attributes)
    if (attribute && attribute.returned !== 'never') result[attribute.name] = comparableValue(value, attribute)
  }
  return result
}

function comparableValue(value: Json, attribute: Attribute): Json {
  if (Array.isArray(value)) return value.map((element) => comparableValue(element, attribute))
  return isObject(value) ? comparableObject(value, attribute.subAttributes ?? []) : toComparable(value, attribute)
}
