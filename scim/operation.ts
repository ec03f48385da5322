import { findAttribute, leafOf, resolveIn, type AttributePath } from './attribute-path.ts'
import { coerce, coerceList, coerceOne, requireName } from './coerce.ts'
import { ScimError } from './error.ts'
import type { Filter } from './filter.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { parsePath, type Target } from './path.ts'
import type { ResourceType, Schema } from './schema.ts'

/**
 * One change of one attribute. A value has the attribute's type: a list for a whole multi-valued attribute, else one value.
 * A whole complex attribute is only ever removed, and set by an operation for each sub-attribute. `values` are those to remove, if not all.
 */
export type Operation =
  | { op: 'add' | 'replace'; path: AttributePath; filter: Filter | undefined; value: Json }
  | { op: 'remove'; path: AttributePath; filter: Filter | undefined; values: Json[] | undefined }

/** What goes along while an object is read: how its values are set, on which type, and the paths that nobody knows. */
export type Reading = { op: 'add' | 'replace'; type: ResourceType; unused: Set<string> }

/** The operations that set what an object holds: the body of a POST or PUT, or the value of an operation without a path. Read-only keys are skipped. */
export function setObject(object: JsonObject, reading: Reading): Operation[] {
  return Object.entries(object).flatMap(([key, value]) => {
    if (!key.includes('[')) requireName(key)
    const target = parsePath(key, reading.type)
    if (target) return isReadOnly(target) ? [] : setTarget(target, value, key, reading)
    reading.unused.add(key)
    return []
  })
}

/** The operations that set what a path names. `at` is the path as the client wrote it. */
export function setTarget(target: Target, value: Json, at: string, reading: Reading): Operation[] {
  if (target.kind === 'attribute') return setAttribute(target.path, target.filter, value, at, reading)
  const { schema } = target
  if (schema !== reading.type.schema && (value === null || value === '')) return removeExtension(schema)
  if (!isObject(value)) throw new ScimError(400, 'invalidValue', `${at} must be an object with the attributes of ${schema.name}.`)
  return schema === reading.type.schema ? setObject(value, reading) : setExtension(schema, value, at, reading)
}

export function removeExtension({ id, attributes }: Schema): Operation[] {
  return attributes.map((attribute) => remove({ extension: id, attribute, sub: undefined }, undefined))
}

export function isReadOnly(target: Target): boolean {
  return target.kind === 'attribute' && [target.path.attribute, target.path.sub].some((attribute) => attribute?.mutability === 'readOnly')
}

function setExtension(schema: Schema, object: JsonObject, at: string, reading: Reading): Operation[] {
  return Object.entries(object).flatMap(([key, value]) => {
    requireName(key)
    const path = resolveIn(schema, key, reading.type)
    if (!path) reading.unused.add(`${at}:${key}`)
    return !path || isReadOnly({ kind: 'attribute', path, filter: undefined }) ? [] : setAttribute(path, undefined, value, `${at}:${key}`, reading)
  })
}

function setAttribute(path: AttributePath, filter: Filter | undefined, value: Json, at: string, reading: Reading): Operation[] {
  const leaf = leafOf(path)
  if (leaf.mutability === 'writeOnly') return [] // a password: accepted, and thrown away
  if (leaf.multiValued && filter) return [setOne(path, filter, coerceOne(soleOf(value), leaf, at, reading.unused), reading)]
  if (leaf.multiValued) return [{ op: reading.op, path, filter, value: coerceList(value, leaf, at, reading.unused) }]
  if (leaf.type === 'complex') return setComplex(path, value, at, reading)
  return [setOne(path, filter, coerceOne(value, leaf, at, reading.unused), reading)]
}

/** RFC 7644 §3.5.2.1 and §3.5.2.3: the sub-attributes that are given are set, the others stay. What is no object replaces the whole. */
function setComplex(path: AttributePath, value: Json, at: string, reading: Reading): Operation[] {
  if (!isObject(value)) {
    const coerced = coerceOne(value, path.attribute, at, reading.unused)
    return [remove(path, undefined), ...(isObject(coerced) ? setComplex(path, coerced, at, reading) : [])]
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    requireName(key)
    const sub = findAttribute(key, path.attribute.subAttributes)
    if (!sub) reading.unused.add(`${at}.${key}`)
    if (!sub || sub.mutability === 'readOnly') return []
    return [setOne({ ...path, sub }, undefined, coerce(inner, sub, `${at}.${key}`, reading.unused), reading)]
  })
}

function setOne(path: AttributePath, filter: Filter | undefined, value: Json | undefined, { op }: Reading): Operation {
  return value === undefined ? remove(path, filter) : { op, path, filter, value }
}

const remove = (path: AttributePath, filter: Filter | undefined): Operation => ({ op: 'remove', path, filter, values: undefined })

/** A list of one may stand for the one element that a filter chooses. */
const soleOf = (value: Json): Json => (Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value)
