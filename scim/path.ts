import { findAttribute, findSchema, isAttributeName, resolveAttribute, type AttributePath } from './attribute-path.ts'
import { ScimError, quote } from './error.ts'
import { parseValueFilter, type Filter } from './filter.ts'
import type { ResourceType, Schema } from './schema.ts'

/** What an operation is aimed at. With a filter it is the matching elements of a multi-valued attribute, or `path.sub` of each. */
export type Target = { kind: 'attribute'; path: AttributePath; filter: Filter | undefined } | { kind: 'schema'; schema: Schema }

/**
 * A path of RFC 7644 §3.5.2, `attributePath` or `valuePath`, or the URN of a whole schema. `undefined` is well-formed but nobody's.
 * Throws 400 invalidPath, or invalidFilter for what its brackets hold.
 */
export function parsePath(text: string, type: ResourceType): Target | undefined {
  const bracket = text.indexOf('[')
  const name = bracket < 0 ? text : text.slice(0, bracket)
  if (!isAttributeName(name)) throw invalidPath(text, `${quote(name)} cannot be the name of an attribute`)
  const path = resolveAttribute(name, type)
  if (bracket >= 0) return path && parseValuePath(text, bracket, path)
  if (path) return { kind: 'attribute', path, filter: undefined }
  const schema = findSchema(name, type)
  return schema && { kind: 'schema', schema }
}

function parseValuePath(text: string, bracket: number, path: AttributePath): Target | undefined {
  const { attribute, sub } = path
  if (sub || !attribute.multiValued || !attribute.subAttributes) throw invalidPath(text, `${attribute.name} has no elements for "[" to choose from`)
  const { filter, end } = parseValueFilter(text, bracket + 1, attribute)
  const rest = text.slice(end)
  if (rest === '') return { kind: 'attribute', path, filter }
  const name = rest.slice(1)
  if (!rest.startsWith('.') || !isAttributeName(name)) throw invalidPath(text, `after "]" comes nothing, or a dot and a sub-attribute`)
  const chosen = findAttribute(name, attribute.subAttributes)
  return chosen && { kind: 'attribute', path: { ...path, sub: chosen }, filter }
}

const invalidPath = (text: string, why: string) => new ScimError(400, 'invalidPath', `The path ${quote(text)} cannot be used: ${why}.`)
