import { commonAttributes } from './common-attributes.ts'
import { onceEach } from './once-each.ts'
import { attribute, type Attribute, type ResourceType, type Schema } from './schema.ts'

/** Where an attribute stands. `extension` is the URN of the extension that holds it; `sub` is a sub-attribute of `attribute`. */
export type AttributePath = { extension: string | undefined; attribute: Attribute; sub: Attribute | undefined }

/**
 * Finds what a client means by `userName`, `name.givenName`, `urn:…:User:userName` or `urn:…:User:manager.value`, in any letter case
 * (RFC 7644 §3.10). An attribute of an extension is found without its URN as well, as Entra asks for `manager`, unless the core has the name.
 */
export function resolveAttribute(name: string, type: ResourceType): AttributePath | undefined {
  const colon = name.lastIndexOf(':') // the last one, since a URN holds dots as well as colons
  if (colon >= 0) {
    const schema = findSchema(name.slice(0, colon), type)
    return schema && resolveIn(schema, name.slice(colon + 1), type)
  }
  return resolveIn(type.schema, name, type) ?? firstOf(type.extensions, (schema) => resolveIn(schema, name, type))
}

/** As `resolveAttribute`, for a name within one schema of the resource: `userName`, `manager.value`. */
export function resolveIn(schema: Schema, name: string, type: ResourceType): AttributePath | undefined {
  const dot = name.indexOf('.')
  const isCore = schema === type.schema
  const attribute = findAttribute(dot < 0 ? name : name.slice(0, dot), isCore ? coreAttributes(schema) : schema.attributes)
  if (!attribute) return undefined
  const extension = isCore ? undefined : schema.id
  if (dot < 0) return { extension, attribute, sub: undefined }
  const sub = findAttribute(name.slice(dot + 1), attribute.subAttributes)
  return sub && { extension, attribute, sub }
}

/** The schema of the resource, core or extension, that a URN names in any letter case. */
export function findSchema(urn: string, type: ResourceType): Schema | undefined {
  const sought = urn.toLowerCase()
  return type.schema.id.toLowerCase() === sought ? type.schema : type.extensions.find(({ id }) => id.toLowerCase() === sought)
}

/** The attribute that has a name, or is known by it, in any letter case. */
export function findAttribute(name: string, attributes: readonly Attribute[] = none): Attribute | undefined {
  return indexByName(attributes).get(name.toLowerCase())
}

const none: readonly Attribute[] = []
const indexByName = onceEach((attributes: readonly Attribute[]) => {
  const named = attributes.flatMap((one) => [one.name, ...(one.aliases ?? [])].map((name) => [name.toLowerCase(), one] as const))
  return new Map(named)
})

/** The attributes of a resource's own schema, and those that every resource has. */
const coreAttributes = onceEach(({ attributes }: Schema): readonly Attribute[] => [...commonAttributes, ...attributes])

/** All keys that a resource may have: its attributes, and each extension, which reads as a complex attribute named by its URN. */
export const topAttributes = onceEach(({ schema, extensions }: ResourceType): readonly Attribute[] => {
  const asComplex = extensions.map(({ id, description, attributes }) => attribute(id, 'complex', description, { subAttributes: attributes }))
  return [...coreAttributes(schema), ...asComplex]
})

/** The attribute that the path ends in. */
export const leafOf = ({ attribute, sub }: AttributePath) => sub ?? attribute

export function printPath({ extension, attribute, sub }: AttributePath): string {
  return `${extension === undefined ? '' : `${extension}:`}${attribute.name}${sub ? `.${sub.name}` : ''}`
}

// RFC 7644 §3.5.2, attrPath, and `$ref`. What follows a URN's last colon may be a whole path, or the end of a schema's own name.
const attributeName = /^(?:urn:[a-z0-9][\w.:()+,=@;$!*'%/-]*|\$?[a-z][\w$-]*(?:\.\$?[a-z][\w$-]*)?)$/i

/** Whether a name could be an attribute's, known or not. `__proto__` could not. */
export const isAttributeName = (name: string) => attributeName.test(name)

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found) return found
  }
  return undefined
}
