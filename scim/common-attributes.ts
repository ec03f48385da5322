import { attribute } from './schema.ts'

/** The client's own key for a resource (RFC 7643 §3.1). Advertised with each schema, since we store and answer it. */
export const externalId = attribute('externalId', 'string', 'The identifier that the provisioning client gave to the resource.', {
  caseExact: true,
})

/** What every resource has besides its schema (RFC 7643 §3 and §3.1). Ours to set: what a client sends for them is ignored. */
export const commonAttributes = [
  attribute('schemas', 'reference', 'The schemas of the resource.', {
    multiValued: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    referenceTypes: ['uri'],
  }),
  attribute('id', 'string', 'The identifier that the service gave to the resource.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'global',
  }),
  attribute('meta', 'complex', 'What the service says about the resource.', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', 'string', 'The name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      attribute('created', 'dateTime', 'When the resource was created.', { mutability: 'readOnly' }),
      attribute('lastModified', 'dateTime', 'When the resource was last changed.', { mutability: 'readOnly' }),
      attribute('location', 'reference', 'The URL of the resource.', { caseExact: true, mutability: 'readOnly', referenceTypes: ['uri'] }),
      attribute('version', 'string', 'The entity tag of the resource.', { caseExact: true, mutability: 'readOnly' }),
    ],
  }),
]
