import { maxOperations, maxUnused } from './bounds.ts'
import { change } from './change.ts'
import { checkJson } from './check-json.ts'
import { coerceList } from './coerce.ts'
import { ScimError, quote } from './error.ts'
import { equals, isObject, ownInAnyCase, type Json, type JsonObject } from './json.ts'
import { isReadOnly, removeExtension, setObject, setTarget, type Operation, type Reading } from './operation.ts'
import { refuseAbove, refuseMany } from './patch-bounds.ts'
import { parsePath, type Target } from './path.ts'
import { missingAttribute } from './required.ts'
import type { ResourceType } from './schema.ts'

export type { Operation } from './operation.ts'

/**
 * The body of a PATCH (RFC 7644 §3.5.2) as one operation for each attribute, in order, its values coerced. `unused` are the paths
 * that no schema knows, as the client wrote them. Throws invalidSyntax, invalidPath, invalidFilter, invalidValue, noTarget, mutability, or 413.
 */
export function parsePatch(body: Json, type: ResourceType): { operations: Operation[]; unused: string[] } {
  checkJson(body)
  const unused = new Set<string>()
  const operations = listOperations(body).flatMap((operation) => parseOperation(operation, type, unused))
  refuseMany(operations)
  return { operations, unused: [...unused].slice(0, maxUnused) }
}

/** The resource after all operations, in order; the stored object itself when it says the same. Throws when one cannot be done: then nothing is. */
export function applyPatch(stored: JsonObject, operations: readonly Operation[], type: ResourceType): JsonObject {
  const patched = operations.reduce(change, stored)
  const missing = missingAttribute(patched, type)
  if (missing !== undefined && missing !== missingAttribute(stored, type))
    throw new ScimError(400, 'mutability', `${missing} is required and cannot be removed. Send a new value instead.`)
  return equals(stored, patched) ? stored : patched
}

/** Some clients leave out `schemas`, and Microsoft's validator sends no operations. One that comes without its list is the only one. */
function listOperations(body: Json): Json[] {
  const sent = isObject(body) ? ownInAnyCase(body, 'Operations') : undefined
  const list = isObject(sent) ? [sent] : sent
  if (!Array.isArray(list)) throw new ScimError(400, 'invalidSyntax', 'The body of a PATCH needs a list named Operations.')
  refuseAbove(maxOperations, list.length, 'operations')
  return list
}

function parseOperation(operation: Json, type: ResourceType, unused: Set<string>): Operation[] {
  if (!isObject(operation)) throw new ScimError(400, 'invalidSyntax', 'Each of Operations must be an object with op, path and value.')
  const op = parseOp(ownInAnyCase(operation, 'op'))
  const path = ownInAnyCase(operation, 'path') ?? ''
  const value = ownInAnyCase(operation, 'value')
  if (typeof path !== 'string') throw new ScimError(400, 'invalidPath', 'The path of an operation must be a text.')
  if (op === 'remove') return path.trim() === '' ? refusePathless() : parseRemove(path.trim(), value, type, unused)
  if (value === undefined) throw new ScimError(400, 'invalidValue', `The operation ${op} needs a value${path && ` for ${path}`}.`)
  return path.trim() === '' ? setWhole(value, { op, type, unused }) : parseSet(path.trim(), value, { op, type, unused })
}

/** Entra writes "Add", and others lower case. */
function parseOp(op: Json | undefined): Operation['op'] {
  const word = typeof op === 'string' ? op.toLowerCase() : ''
  if (word === 'add' || word === 'replace' || word === 'remove') return word
  throw new ScimError(400, 'invalidSyntax', `The op of an operation is add, replace or remove, not ${quote(op)}.`)
}

function setWhole(value: Json, reading: Reading): Operation[] {
  if (isObject(value)) return setObject(value, reading)
  throw new ScimError(400, 'invalidValue', 'An operation without a path needs an object of attributes as its value.')
}

function parseSet(path: string, value: Json, reading: Reading): Operation[] {
  const target = findTarget(path, reading.type, reading.unused)
  return target ? setTarget(target, value, path, reading) : []
}

/** A list of values to remove is not the RFC's, but Entra's and authentik's. Without one, all go (RFC 7644 §3.5.2.2). */
function parseRemove(text: string, value: Json | undefined, type: ResourceType, unused: Set<string>): Operation[] {
  const target = findTarget(text, type, unused)
  if (!target) return []
  if (target.kind === 'schema') return target.schema === type.schema ? refuseCore(text) : removeExtension(target.schema)
  const { path, filter } = target
  const isOfValues = path.attribute.multiValued && (!path.sub || path.sub.name === 'value') && !filter
  const isListed = isOfValues && value !== undefined && value !== null
  return [{ op: 'remove', path, filter, values: isListed ? coerceList(value, path.attribute, text, unused) : undefined }]
}

function findTarget(text: string, type: ResourceType, unused: Set<string>): Target | undefined {
  const target = parsePath(text, type)
  if (!target) unused.add(text)
  else if (isReadOnly(target)) throw new ScimError(400, 'mutability', `${text} is read-only. Leave it out.`)
  return target
}

function refusePathless(): never {
  throw new ScimError(400, 'noTarget', 'The operation remove needs a path that names what to remove.')
}

function refuseCore(text: string): never {
  throw new ScimError(400, 'mutability', `${text} cannot be removed as a whole. Name the attributes to remove.`)
}
