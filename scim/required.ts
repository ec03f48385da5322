import { isObject, own, type JsonObject } from './json.ts'
import type { ResourceType } from './schema.ts'

/** The first required attribute that has no value. One of an extension is required of a resource that has the extension. */
export function missingAttribute(resource: JsonObject, { schema, extensions }: ResourceType): string | undefined {
  const missing = schema.attributes.find(({ required, name }) => required && own(resource, name) === undefined)
  if (missing) return missing.name
  for (const { id, attributes } of extensions) {
    const held = own(resource, id)
    if (!isObject(held) || attributes.every(({ name }) => own(held, name) === undefined)) continue // what it may hold besides is hidden
    const lacking = attributes.find(({ required, name }) => required && own(held, name) === undefined)
    if (lacking) return `${id}:${lacking.name}`
  }
  return undefined
}
