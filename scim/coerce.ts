import { findAttribute, isAttributeName } from './attribute-path.ts'
import { maxValues } from './bounds.ts'
import { toInstant } from './date-time.ts'
import { ScimError, quote } from './error.ts'
import { isEmpty, isObject, own, type Json, type JsonObject } from './json.ts'
import { onePrimary } from './primary.ts'
import { isNumber, toBoolean, toNumber } from './scalars.ts'
import type { Attribute } from './schema.ts'

// A value as a client sent it, made the value of its attribute: the one place for POST, PUT and PATCH.
// `at` is the path as the client wrote it. Well-formed names that nobody knows are dropped, and their paths added to `unused`.
// `undefined` is unassigned: null, an empty list, an empty object (RFC 7643 §2.5), and an empty text, as OneLogin and Entra send.

export function coerce(value: Json, attribute: Attribute, at: string, unused: Set<string>): Json | undefined {
  if (!attribute.multiValued) return coerceOne(value, attribute, at, unused)
  const list = coerceList(value, attribute, at, unused)
  return list.length > 0 ? list : undefined
}

/** All values of a multi-valued attribute. One that comes without its list is the only one. */
export function coerceList(value: Json, attribute: Attribute, at: string, unused: Set<string>): Json[] {
  const sent = Array.isArray(value) ? value : [value]
  const most = attribute.maxValues ?? maxValues
  if (sent.length > most)
    throw new ScimError(413, undefined, `${at} has ${sent.length} values, and ${most} are allowed in one request. Send several.`)
  const values: Json[] = []
  for (const element of sent) {
    const coerced = coerceOne(element, attribute, at, unused)
    if (isObject(element)) requireSubAttributes(coerced, attribute, at)
    if (coerced !== undefined) values.push(coerced)
  }
  return onePrimary(values, [])
}

/** One value, also of a multi-valued attribute. */
export function coerceOne(value: Json, attribute: Attribute, at: string, unused: Set<string>): Json | undefined {
  if (value === null || value === '') return undefined
  switch (attribute.type) {
    case 'complex':
      return coerceComplex(value, attribute, at, unused)
    case 'boolean':
      return must(typeof value === 'string' ? toBoolean(value) : typeof value === 'boolean' ? value : undefined, value, at, 'true or false')
    case 'integer':
    case 'decimal':
      return must(coerceNumber(value, attribute.type), value, at, attribute.type === 'integer' ? 'a whole number' : 'a number')
    case 'dateTime':
      return must(typeof value === 'string' && toInstant(value) ? value : undefined, value, at, 'a moment such as 2008-01-23T04:56:22Z')
    case 'string':
    case 'reference':
    case 'binary':
      return coerceText(must(typeof value === 'string' ? value : undefined, value, at, 'a text'), attribute)
  }
}

/** A complex value. Where only text comes, as from Entra for `manager`, it is the `value`. */
function coerceComplex(sent: Json, attribute: Attribute, at: string, unused: Set<string>): JsonObject | undefined {
  const subAttributes = attribute.subAttributes ?? []
  const value = isObject(sent) || Array.isArray(sent) ? undefined : findAttribute('value', subAttributes)
  const object = must(isObject(sent) ? sent : value && { value: sent }, sent, at, 'an object')
  const result: JsonObject = {}
  for (const [key, inner] of Object.entries(object)) {
    requireName(key)
    const sub = findAttribute(key, subAttributes)
    if (!sub) unused.add(`${at}.${key}`)
    else if (sub.mutability !== 'readOnly') assign(result, sub.name, coerce(inner, sub, `${at}.${key}`, unused))
  }
  return isEmpty(result) ? undefined : result
}

function assign(object: JsonObject, key: string, value: Json | undefined): void {
  if (value === undefined) delete object[key]
  else object[key] = value
}

/** A required text that is blank is no value either. */
const coerceText = (text: string, { required }: Attribute) => (required && text.trim() === '' ? undefined : text)

function coerceNumber(value: Json, type: 'integer' | 'decimal'): number | undefined {
  if (typeof value === 'string') return toNumber(value, type)
  return typeof value === 'number' && isNumber(value, type) ? value : undefined
}

function must<T>(coerced: T | undefined, sent: Json, at: string, wanted: string): T {
  if (coerced !== undefined) return coerced
  throw new ScimError(400, 'invalidValue', `${at} must be ${wanted}, not ${quote(sent)}.`)
}

export function requireName(key: string): void {
  if (!isAttributeName(key)) throw new ScimError(400, 'invalidSyntax', `${quote(key)} cannot be the name of an attribute. Use a name of the schema.`)
}

function requireSubAttributes(value: Json | undefined, attribute: Attribute, at: string): void {
  const missing = attribute.subAttributes?.find(({ required, name }) => required && !(isObject(value) && own(value, name) !== undefined))
  if (missing) throw new ScimError(400, 'invalidValue', `Each of ${at} needs a ${missing.name}, and one has none.`)
}
