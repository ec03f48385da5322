import { z } from 'zod'
import { attribute, type Attribute } from '../../scim/schema.ts'
import { findUnstorable } from '../kernel/storable.ts'
import '../kernel/schema-words.ts'
import { hiddenOf, shownOf, type Extension, type OwnAttribute } from './extension.ts'
import { schemaInvalid } from './refusals.ts'

const simpleTypes = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'] as const
const resourceType = z.enum(['User', 'Group'])
/** Which kind of resource a name stands for a schema of. */
export const OfResourceType = z.object({ resource_type: resourceType.default('User') })

/** What attributes and their parts have in common. `case_exact` is said of texts alone: the case of references and binary values is always exact. */
const characteristics = {
  name: z.string(),
  description: z.string().max(1_000).default(''),
  case_exact: z.boolean().default(false),
  canonical_values: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
  reference_types: z
    .array(z.enum(['external', 'uri', 'User', 'Group']))
    .min(1)
    .optional(),
}
const PartBody = z.strictObject({ ...characteristics, type: z.enum(simpleTypes) })
const AttributeBody = z
  .strictObject({
    ...characteristics,
    type: z.enum([...simpleTypes, 'complex']),
    multi_valued: z.boolean().default(false),
    required: z.boolean().default(false),
    mutability: z.enum(['readWrite', 'immutable']).default('readWrite'),
    returned: z.enum(['always', 'default', 'request', 'never']).default('default'),
    uniqueness: z.literal('none').default('none'),
    sub_attributes: z.array(PartBody).min(1).max(20).optional(),
  })
  .refine((body) => (body.type === 'complex') === (body.sub_attributes !== undefined), {
    error: 'a complex attribute has sub_attributes, and no other has',
    path: ['sub_attributes'],
  })

/** A schema as a team sets it: all of its attributes. What is left out is taken out. */
export const SchemaBody = z.strictObject({
  resource_type: resourceType.default('User'),
  name: z.string().min(1).max(100).optional(),
  description: z.string().max(1_000).default(''),
  attributes: z.array(AttributeBody).min(1),
})

/** A schema out of a file. Refuses: schema-invalid. */
export function parseSchemaBody(sent: unknown): z.infer<typeof SchemaBody> {
  const unstorable = findUnstorable(sent)
  if (unstorable !== undefined) throw schemaInvalid(`${unstorable || 'The text'} has a NUL, or half of a character. Leave it out.`)
  const parsed = SchemaBody.safeParse(sent)
  if (parsed.success) return parsed.data
  throw schemaInvalid(`${parsed.error.issues.map(({ path, message }) => `${['', ...path].join('/') || 'The schema'}: ${message}`).join('; ')}.`)
}

export const toAttributes = ({ attributes }: z.infer<typeof SchemaBody>): Attribute[] => attributes.map(toAttribute)

/** The parts of an attribute change as it does, and none is returned of one that never is. */
function toAttribute(body: z.infer<typeof AttributeBody>): Attribute {
  const { mutability, returned } = body
  const parts = body.sub_attributes?.map((part) => toSimple(part, { mutability, returned: returned === 'never' ? 'never' : 'default' }))
  const { multi_valued: multiValued, required } = body
  return toSimple(body, { multiValued, required, mutability, returned, ...(parts && { subAttributes: parts }) })
}

function toSimple(body: Omit<z.infer<typeof PartBody>, 'type'> & { type: Attribute['type'] }, differing: Partial<Attribute>): Attribute {
  const { name, type, description, case_exact: isExact, canonical_values: canonicalValues, reference_types: referenceTypes = ['external'] } = body
  return attribute(name, type, description, {
    ...differing,
    caseExact: type === 'reference' || type === 'binary' || (type === 'string' && isExact), // RFC 7643 §2.3.6 and §2.3.7
    ...(canonicalValues && { canonicalValues }),
    ...(type === 'reference' && { referenceTypes }),
  })
}

const PartShape = z.object({
  name: z.string(),
  type: z.string(),
  description: z.string(),
  case_exact: z.boolean(),
  canonical_values: z.array(z.string()).optional(),
  reference_types: z.array(z.string()).optional(),
})
const AttributeShape = PartShape.extend({
  multi_valued: z.boolean(),
  required: z.boolean(),
  mutability: z.string(),
  returned: z.string(),
  uniqueness: z.string(),
  sub_attributes: z.array(PartShape).optional(),
  /** Whether a resource ever had a value of it: then its name, type, multi_valued and case_exact stay. */
  has_values: z.boolean(),
})
export const SchemaShape = z.object({
  urn: z.string(),
  resource_type: resourceType,
  name: z.string(),
  description: z.string(),
  attributes: z.array(AttributeShape),
  /** Attributes that were taken out and whose values are kept, by name. */
  hidden_attributes: z.array(z.string()),
})

export const toSchemaShape = (extension: Extension): z.infer<typeof SchemaShape> => ({
  urn: extension.urn,
  resource_type: extension.resourceType,
  name: extension.name,
  description: extension.description,
  attributes: shownOf(extension).map(toAttributeShape),
  hidden_attributes: hiddenOf(extension).map(({ name }) => name),
})

function toAttributeShape(own: OwnAttribute): z.infer<typeof AttributeShape> {
  const { multiValued, required, mutability, returned, uniqueness, subAttributes, state } = own
  return {
    ...toPartShape(own),
    multi_valued: multiValued,
    required,
    mutability,
    returned,
    uniqueness,
    ...(subAttributes && { sub_attributes: subAttributes.map(toPartShape) }),
    has_values: state !== 'unused',
  }
}

const toPartShape = ({ name, type, description, caseExact, canonicalValues, referenceTypes }: Attribute): z.infer<typeof PartShape> => ({
  name,
  type,
  description,
  case_exact: caseExact,
  ...(canonicalValues && { canonical_values: [...canonicalValues] }),
  ...(referenceTypes && { reference_types: [...referenceTypes] }),
})
