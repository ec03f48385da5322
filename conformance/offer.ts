import { isObject, toList, toObject, toText, type Json, type JsonObject } from './json.ts'
import { E, G, U } from './urns.ts'

/** What a case may need. `User.emails.type` is an attribute that /Schemas lists; `enterprise` the extension of RFC 7643 §4.3. */
export type Capability = Feature | Probed | 'groups' | 'enterprise' | 'cursor' | 'index' | `User.${string}` | `Group.${string}`
export type Feature = 'patch' | 'bulk' | 'filter' | 'sort' | 'etag' | 'changePassword'
/** What no document of discovery tells, so that the server is asked once at the start. */
export type Probed = 'search' | 'rootSearch'

export type OfferedAttribute = {
  name: string
  type: string
  multiValued: boolean
  required: boolean
  caseExact: boolean
  mutability: string
  returned: string
  uniqueness: string
  canonicalValues: string[]
  referenceTypes: string[]
  subAttributes: OfferedAttribute[]
}
export type OfferedSchema = { id: string; attributes: OfferedAttribute[] }
export type OfferedType = { name: string; endpoint: string; schema: string; extensions: { schema: string; required: boolean }[] }

/** What the server says of itself. */
export type Offer = {
  config: JsonObject
  types: readonly OfferedType[]
  schemas: readonly OfferedSchema[]
  /** Why the server cannot be asked for this, or undefined where it can. */
  lacks: (capability: Capability) => string | undefined
}

export type Documents = {
  config: Json | undefined
  resourceTypes: Json | undefined
  schemas: Json | undefined
  probes: Record<Probed, string | undefined>
}

/** A server whose documents are missing is taken to offer what RFC 7643 describes: the cases of discovery tell of the lack. */
export function readOffer({ config, resourceTypes, schemas, probes }: Documents): Offer {
  const listed = toList(toObject(resourceTypes)['Resources']).filter(isObject).map(readType)
  const offer = {
    config: toObject(config),
    types: listed.length > 0 ? listed : standardTypes,
    schemas: toList(toObject(schemas)['Resources']).filter(isObject).map(readSchema),
  }
  const lacks = (capability: Capability): string | undefined => {
    switch (capability) {
      case 'patch':
      case 'bulk':
      case 'filter':
      case 'sort':
      case 'etag':
      case 'changePassword':
        return toObject(offer.config[capability])['supported'] === false
          ? `ServiceProviderConfig says that ${capability} is not supported`
          : undefined
      case 'cursor':
        return toObject(offer.config['pagination'])['cursor'] === true ? undefined : 'ServiceProviderConfig does not offer cursors'
      case 'index':
        return toObject(offer.config['pagination'])['index'] === false ? 'ServiceProviderConfig says that only cursors page' : undefined
      case 'search':
      case 'rootSearch':
        return probes[capability]
      case 'groups':
        return offer.types.some(({ endpoint }) => endpoint === '/Groups') ? undefined : '/ResourceTypes lists no /Groups'
      case 'enterprise':
        return lacksExtension(offer, E)
      default:
        return lacksAttribute(offer, capability)
    }
  }
  return { ...offer, lacks }
}

function lacksExtension({ types }: Pick<Offer, 'types'>, urn: string): string | undefined {
  const isOffered = types.some(({ endpoint, extensions }) => endpoint === '/Users' && extensions.some(({ schema }) => schema === urn))
  return isOffered ? undefined : `/ResourceTypes lists no ${urn}`
}

function lacksAttribute({ schemas }: Pick<Offer, 'schemas'>, capability: string): string | undefined {
  const [typeName, ...names] = capability.split('.')
  const schema = schemas.find(({ id }) => id === (typeName === 'User' ? U : G))
  if (!schema || names[0] === 'externalId') return undefined // common attributes need not be listed (RFC 7643 §3.1)
  let attributes = schema.attributes
  for (const name of names) {
    const found = attributes.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase())
    if (!found) return `/Schemas lists no ${names.join('.')} of ${typeName}`
    attributes = found.subAttributes
  }
  return undefined
}

const readType = (body: JsonObject): OfferedType => ({
  name: toText(body['name']),
  endpoint: toText(body['endpoint']),
  schema: toText(body['schema']),
  extensions: toList(body['schemaExtensions'])
    .filter(isObject)
    .map(({ schema, required }) => ({ schema: toText(schema), required: required === true })),
})

const readSchema = (body: JsonObject): OfferedSchema => ({ id: toText(body['id']), attributes: readAttributes(body['attributes']) })

/** With the characteristics that RFC 7643 §2.2 gives by default. */
const readAttributes = (list: Json | undefined): OfferedAttribute[] =>
  toList(list)
    .filter(isObject)
    .map((body) => ({
      name: toText(body['name']),
      type: toText(body['type']) || 'string',
      multiValued: body['multiValued'] === true,
      required: body['required'] === true,
      caseExact: body['caseExact'] === true,
      mutability: toText(body['mutability']) || 'readWrite',
      returned: toText(body['returned']) || 'default',
      uniqueness: toText(body['uniqueness']) || 'none',
      canonicalValues: toList(body['canonicalValues']).map(toText),
      referenceTypes: toList(body['referenceTypes']).map(toText),
      subAttributes: readAttributes(body['subAttributes']),
    }))

const standardTypes: OfferedType[] = [
  { name: 'User', endpoint: '/Users', schema: U, extensions: [{ schema: E, required: false }] },
  { name: 'Group', endpoint: '/Groups', schema: G, extensions: [] },
]
