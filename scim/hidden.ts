import { topAttributes } from './attribute-path.ts'
import { isEmpty, isObject, own, withKey, type JsonObject } from './json.ts'
import { onceEach } from './once-each.ts'
import type { Attribute, ResourceType } from './schema.ts'

// What a team has taken out of its extensions stays stored, in case it is put back, and no client knows it.

/** A stored resource as clients know it. */
export function withoutHidden(stored: JsonObject, { hidden }: ResourceType): JsonObject {
  return hidden.reduce((shown, { id, attributes }) => {
    const held = own(shown, id)
    if (!isObject(held)) return shown
    const rest = attributes.reduce((object, { name }) => withKey(object, name, undefined), held)
    return withKey(shown, id, isEmpty(rest) ? undefined : rest)
  }, stored)
}

/** What replaces a stored resource, with what is hidden of the stored one. */
export function keepHidden(stored: JsonObject, replacing: JsonObject, { hidden }: ResourceType): JsonObject {
  return hidden.reduce((kept, { id, attributes }) => {
    const [held, after] = [own(stored, id), own(kept, id)]
    if (!isObject(held)) return kept
    const names = new Set(attributes.map(({ name }) => name))
    const values = Object.entries(held).filter(([name]) => names.has(name))
    return values.length === 0 ? kept : { ...kept, [id]: { ...(isObject(after) && after), ...Object.fromEntries(values) } }
  }, replacing)
}

/** All keys that a stored resource may have. */
export const storedAttributes = onceEach((type: ResourceType): readonly Attribute[] => {
  const hidden = new Map(type.hidden.map((schema) => [schema.id, schema]))
  const shown = type.extensions.map((schema) => ({ ...schema, attributes: [...schema.attributes, ...(hidden.get(schema.id)?.attributes ?? [])] }))
  const ids = new Set(shown.map(({ id }) => id))
  return topAttributes({ ...type, extensions: [...shown, ...type.hidden.filter(({ id }) => !ids.has(id))] })
})
