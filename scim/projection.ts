import { findAttribute, findSchema, resolveAttribute, topAttributes } from './attribute-path.ts'
import { isEmpty, isObject, type Json, type JsonObject } from './json.ts'
import { onceEach } from './once-each.ts'
import type { Attribute, ResourceType } from './schema.ts'

/** Which parts of an object: for each key, an attribute or the URN of an extension, the whole or parts of it. */
type Parts = Map<string, Parts | 'whole'>

/** What of a resource a client wants (RFC 7644 §3.9). `included` is missing when it did not say. */
export type Projection = { included: Parts | undefined; excluded: Parts }

const everything: Projection = { included: undefined, excluded: new Map() }
const nothing: Projection = { included: new Map(), excluded: new Map() }

/** Names in any letter case, with or without URN; unknown ones are ignored. What is excluded is taken from what is included. */
export function parseProjection(query: { attributes?: string | undefined; excludedAttributes?: string | undefined }, type: ResourceType): Projection {
  if (!query.attributes && !query.excludedAttributes) return everything
  return {
    included: query.attributes ? partsOf(query.attributes, type) : undefined,
    excluded: partsOf(query.excludedAttributes ?? '', type),
  }
}

/** Whether the answer will hold an attribute that costs reading. */
export function wants({ included, excluded }: Projection, name: 'members' | 'groups'): boolean {
  return (included?.has(name) ?? true) && excluded.get(name) !== 'whole'
}

/** The part of a rendered resource that is answered. What is always returned stays, whatever was asked. */
export function project(resource: JsonObject, projection: Projection, type: ResourceType): JsonObject {
  const attributes = topAttributes(type)
  return projection === everything && !hasHidden(attributes) ? resource : projectObject(resource, projection, attributes)
}

function projectObject(object: JsonObject, projection: Projection, attributes: readonly Attribute[]): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(object)) {
    const attribute = findAttribute(key, attributes)
    const projected = attribute && projectAttribute(value, projection, attribute)
    if (projected !== undefined) result[key] = projected
  }
  return result
}

/** Of an attribute that is not wanted, there may still be parts that are always returned. */
function projectAttribute(value: Json, { included, excluded }: Projection, attribute: Attribute): Json | undefined {
  if (attribute.returned === 'always') return value
  if (attribute.returned === 'never') return undefined
  const wanted = included ? included.get(attribute.name) : attribute.returned === 'request' ? undefined : 'whole'
  const unwanted = excluded.get(attribute.name)
  if (!wanted || unwanted === 'whole') return isObject(value) ? projectValue(value, nothing, attribute) : undefined
  return projectValue(value, { included: wanted === 'whole' ? undefined : wanted, excluded: unwanted ?? new Map() }, attribute)
}

/** What nothing is left of is left out, but for a list. */
function projectValue(value: Json, projection: Projection, attribute: Attribute): Json | undefined {
  if (Array.isArray(value)) return value.map((element) => projectValue(element, projection, attribute)).filter((element) => element !== undefined)
  if (!isObject(value) || !attribute.subAttributes) return value
  const projected = projectObject(value, projection, attribute.subAttributes)
  return isEmpty(projected) ? undefined : projected
}

/** Whether there is anything that is not returned unless it is asked for. A password is not: nobody keeps it. */
const hasHidden = onceEach((attributes: readonly Attribute[]): boolean =>
  attributes.some(
    ({ returned, mutability, subAttributes }) =>
      returned === 'request' || (returned === 'never' && mutability !== 'writeOnly') || (subAttributes && hasHidden(subAttributes)),
  ),
)

function partsOf(names: string, type: ResourceType): Parts {
  const parts: Parts = new Map()
  for (const name of names.split(',')) addPart(parts, keysOf(name.trim(), type))
  return parts
}

/** The keys that lead to what a name means, each with the next inside it. None for an unknown name; for a whole schema, several ways. */
function keysOf(name: string, type: ResourceType): string[][] {
  const path = resolveAttribute(name, type)
  if (path) return [[path.extension, path.attribute.name, path.sub?.name].filter((key) => key !== undefined)]
  const schema = findSchema(name, type)
  if (!schema) return []
  return schema === type.schema ? schema.attributes.map((attribute) => [attribute.name]) : [[schema.id]]
}

function addPart(parts: Parts, ways: readonly string[][]): void {
  for (const way of ways) {
    let inner: Parts | 'whole' = parts
    for (const [index, key] of way.entries()) {
      if (inner === 'whole') break
      const next: Parts | 'whole' = index === way.length - 1 ? 'whole' : (inner.get(key) ?? new Map())
      inner.set(key, next)
      inner = next
    }
  }
}
