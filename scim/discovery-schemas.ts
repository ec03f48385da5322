import { attribute, type Attribute, type Schema } from './schema.ts'

// RFC 7643 §8.7.2: the schemas of what the discovery endpoints answer. All of it is read-only.

const shown = (name: string, type: Attribute['type'], description: string, differing: Partial<Attribute> = {}) =>
  attribute(name, type, description, { mutability: 'readOnly', ...differing })
const needed = (name: string, type: Attribute['type'], description: string, differing: Partial<Attribute> = {}) =>
  shown(name, type, description, { required: true, ...differing })
const uri = { caseExact: true, referenceTypes: ['uri'] }

const supported = needed('supported', 'boolean', 'Whether the feature is supported.')
const feature = (name: string, description: string, ...more: Attribute[]) =>
  needed(name, 'complex', description, { subAttributes: [supported, ...more] })

const serviceProviderConfigSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  name: 'Service Provider Configuration',
  description: 'What the service supports',
  attributes: [
    shown('documentationUri', 'reference', 'The URL of help for people.', { caseExact: true, referenceTypes: ['external'] }),
    feature('patch', 'Whether PATCH is supported.'),
    feature(
      'bulk',
      'Whether bulk requests are supported.',
      needed('maxOperations', 'integer', 'The most operations of one request.'),
      needed('maxPayloadSize', 'integer', 'The most bytes of one request.'),
    ),
    feature('filter', 'Whether filters are supported.', needed('maxResults', 'integer', 'The most resources of one answer.')),
    feature('changePassword', 'Whether a password can be changed.'),
    feature('sort', 'Whether results can be sorted.'),
    feature('etag', 'Whether entity tags are supported.'),
    needed('authenticationSchemes', 'complex', 'How clients authenticate.', {
      multiValued: true,
      subAttributes: [
        needed('type', 'string', 'The kind of authentication.', {
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        needed('name', 'string', 'The name of the scheme.'),
        needed('description', 'string', 'What the scheme is.'),
        shown('specUri', 'reference', 'The URL of its specification.', { caseExact: true, referenceTypes: ['external'] }),
        shown('documentationUri', 'reference', 'The URL of help for people.', { caseExact: true, referenceTypes: ['external'] }),
        shown('primary', 'boolean', 'Whether this is the preferred scheme.'),
      ],
    }),
  ],
}

const resourceTypeSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  name: 'ResourceType',
  description: 'What a type of resource is, and where it is found',
  attributes: [
    shown('id', 'string', 'The id of the resource type.'),
    needed('name', 'string', 'The name of the resource type.'),
    shown('description', 'string', 'What the resource type is.'),
    needed('endpoint', 'reference', 'The path of its resources.', uri),
    needed('schema', 'reference', 'The URN of its schema.', uri),
    shown('schemaExtensions', 'complex', 'The extensions of its schema.', {
      multiValued: true,
      subAttributes: [
        needed('schema', 'reference', 'The URN of the extension.', uri),
        needed('required', 'boolean', 'Whether each resource must have the extension.'),
      ],
    }),
  ],
}

const characteristics: readonly Attribute[] = [
  needed('name', 'string', 'The name of the attribute.', { caseExact: true }),
  needed('type', 'string', 'The type of its values.', {
    canonicalValues: ['string', 'complex', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'],
  }),
  needed('multiValued', 'boolean', 'Whether it has several values.'),
  shown('description', 'string', 'What the attribute is.'),
  shown('required', 'boolean', 'Whether it must have a value.'),
  shown('canonicalValues', 'string', 'Values that are suggested.', { multiValued: true, caseExact: true }),
  shown('caseExact', 'boolean', 'Whether letter case counts.'),
  shown('mutability', 'string', 'When it may be written.', { caseExact: true, canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'] }),
  shown('returned', 'string', 'When it is returned.', { caseExact: true, canonicalValues: ['always', 'never', 'default', 'request'] }),
  shown('uniqueness', 'string', 'Where its value is unique.', { caseExact: true, canonicalValues: ['none', 'server', 'global'] }),
  shown('referenceTypes', 'string', 'What a reference may refer to.', { multiValued: true, caseExact: true }),
]

const schemaSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  name: 'Schema',
  description: 'What the attributes of a schema are',
  attributes: [
    needed('id', 'string', 'The URN of the schema.', { caseExact: true }),
    shown('name', 'string', 'The name of the schema.'),
    shown('description', 'string', 'What the schema is.'),
    needed('attributes', 'complex', 'The attributes of the schema.', {
      multiValued: true,
      subAttributes: [
        ...characteristics,
        shown('subAttributes', 'complex', 'The parts of a complex attribute.', { multiValued: true, subAttributes: characteristics }),
      ],
    }),
  ],
}

export const discoverySchemas: readonly Schema[] = [schemaSchema, resourceTypeSchema, serviceProviderConfigSchema]
