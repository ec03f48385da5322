import { discoverySchemas } from './discovery-schemas.ts'
import type { JsonObject } from './json.ts'
import type { Attribute, ResourceType, Schema } from './schema.ts'

export { serviceProviderConfig } from './service-provider-config.ts'

/** RFC 7643 §6. */
export function resourceTypes(baseUrl: string, types: readonly ResourceType[]): JsonObject[] {
  return types.map(({ name, endpoint, description, schema, extensions }) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint,
    description,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${name}` },
  }))
}

/** RFC 7643 §7: what the resource types use, each once, and what describes the discovery endpoints. */
export function schemas(baseUrl: string, types: readonly ResourceType[]): JsonObject[] {
  const used = new Set(types.flatMap(({ schema, extensions }) => [schema, ...extensions]))
  return [...used, ...discoverySchemas].map((schema) => toSchemaResource(schema, baseUrl))
}

function toSchemaResource({ id, name, description, attributes }: Schema, baseUrl: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes: attributes.map(toAttributeResource),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  }
}

/** Without what only we need to know, and without null, which Entra refuses. */
function toAttributeResource(attribute: Attribute): JsonObject {
  const { name, type, multiValued, description, required, caseExact, mutability, returned, uniqueness } = attribute
  const { canonicalValues, referenceTypes, subAttributes } = attribute
  return {
    name,
    type,
    multiValued,
    description,
    required,
    caseExact,
    mutability,
    returned,
    uniqueness,
    ...(canonicalValues && { canonicalValues: [...canonicalValues] }),
    ...(referenceTypes && { referenceTypes: [...referenceTypes] }),
    ...(subAttributes && { subAttributes: subAttributes.map(toAttributeResource) }),
  }
}
