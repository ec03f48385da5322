import { maxUnused } from './bounds.ts'
import { change } from './change.ts'
import { checkJson } from './check-json.ts'
import { ScimError } from './error.ts'
import { isObject, own, ownInAnyCase, type Json, type JsonObject } from './json.ts'
import { setObject, type Operation } from './operation.ts'
import { missingAttribute } from './required.ts'
import type { ResourceType } from './schema.ts'

/**
 * The body of a POST or PUT as clean attributes in their own spelling, and the paths that no schema knows, as the client wrote them.
 * `members` is an empty list when it was sent empty, and missing when it was not sent. Throws 400 invalidSyntax or invalidValue, or 413.
 */
export function parseResource(body: Json, type: ResourceType): { resource: JsonObject; unused: string[] } {
  checkJson(body)
  if (!isObject(body)) throw new ScimError(400, 'invalidSyntax', `The body must be a JSON object, a ${type.name}.`)
  requireSchemas(body, type)
  const unused = new Set<string>()
  const operations = setObject(body, { op: 'replace', type, unused })
  const resource = operations.reduce(change, {})
  const missing = missingAttribute(resource, type)
  if (missing !== undefined) throw new ScimError(400, 'invalidValue', `${missing} is required and has no value. Send one.`)
  return { resource: isEmptied(operations, resource) ? { ...resource, members: [] } : resource, unused: [...unused].slice(0, maxUnused) }
}

/** RFC 7643 §3 asks for `schemas`. Which it names we can tell ourselves: OneLogin leaves out the extension, Entra has misspelt one. */
function requireSchemas(body: JsonObject, { schema }: ResourceType): void {
  const schemas = ownInAnyCase(body, 'schemas')
  const isNamed = typeof schemas === 'string' ? schemas !== '' : Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string')
  if (!isNamed) throw new ScimError(400, 'invalidSyntax', `schemas is missing. Send "schemas": ["${schema.id}"].`)
}

const isEmptied = (operations: readonly Operation[], resource: JsonObject) =>
  own(resource, 'members') === undefined && operations.some(({ path }) => path.extension === undefined && path.attribute.name === 'members')
