import { enterpriseSchema } from '../../scim/enterprise-schema.ts'
import { groupSchema } from '../../scim/group-schema.ts'
import type { Attribute, ResourceType } from '../../scim/schema.ts'
import { userSchema } from '../../scim/user-schema.ts'
import { fold } from '../kernel/fold.ts'
import type { Extension } from './extension.ts'
import { attributeNameInvalid, attributeTwice, schemaUrnInvalid, schemaUrnTaken } from './refusals.ts'

/** Characters of a URN, and of a name. They travel in paths, and a filter names several. */
const [longestUrn, longestName] = [200, 100]

/** A URN whose every part begins with a letter or digit, so that a path can be told from what follows it. */
const urnForm = /^urn:[a-z0-9][a-z0-9-]{0,31}(?::[a-z0-9][\w.-]*)+$/i
/** RFC 7643 §2.1: ATTRNAME. */
const nameForm = /^[a-z][\w$-]*$/i

/** The attributes that every resource has (RFC 7643 §3.1), so that no client means another one by these names. */
const reservedNames = ['schemas', 'id', 'externalId', 'meta']
const standardUrns = [userSchema, enterpriseSchema, groupSchema].map(({ id }) => id)
const reservedUrns = /^urn:ietf:params:scim:(?:api|schemas:core):/i

/**
 * The URN that a schema is addressed by. A plain name stands for the URN that Entra ID wants of an attribute that an admin adds, and every other identity
 * provider takes: `urn:ietf:params:scim:schemas:extension:<name>:2.0:User` (learn.microsoft.com, "Customize user provisioning attribute-mappings").
 * Refuses: schema-urn-invalid.
 */
export function toUrn(address: string, resourceType: ResourceType['name']): string {
  const urn = /^[a-z0-9][\w-]*$/i.test(address) ? `urn:ietf:params:scim:schemas:extension:${address}:2.0:${resourceType}` : address
  if (urn.length <= longestUrn && urnForm.test(urn)) return urn
  throw schemaUrnInvalid(
    `${JSON.stringify(address.slice(0, longestUrn))} is no name and no URN for a schema. Use a name of letters and digits, such as acme, or a URN such as urn:ietf:params:scim:schemas:extension:acme:2.0:User, of ${longestUrn} characters at most.`,
  )
}

/** What people call a schema that they gave no name: the part of the URN that is its own, or the whole. */
export const nameInUrn = (urn: string): string => /:extension:([^:]+):2\.0:[^:]+$/i.exec(urn)?.[1] ?? urn

/** Refuses a URN that is the standard's, another schema's, or the path of an attribute: schema-urn-taken. */
export function requireFreeUrn(urn: string, attributes: readonly Attribute[], others: readonly Extension[]): void {
  const sought = fold(urn)
  if (reservedUrns.test(urn) || standardUrns.some((id) => fold(id) === sought))
    throw schemaUrnTaken(`${urn} is a schema of the SCIM standard. Use a URN of your own.`)
  const standards = [userSchema, enterpriseSchema, groupSchema].map((schema) => ({ urn: schema.id, attributes: schema.attributes }))
  const own = new Set(pathsOf(urn, attributes))
  for (const other of [...standards, ...others]) {
    if (pathsOf(other.urn, other.attributes).includes(sought))
      throw schemaUrnTaken(`${urn} would mean an attribute of ${other.urn}. Use another URN.`)
    if (own.has(fold(other.urn))) throw schemaUrnTaken(`An attribute of ${urn} would have the path of the schema ${other.urn}. Give it another name.`)
  }
}

/** By which paths the attributes of a schema are named, folded (RFC 7644 §3.10). */
const pathsOf = (urn: string, attributes: readonly Attribute[]): string[] =>
  attributes.flatMap(({ name, subAttributes = [] }) =>
    [name, ...subAttributes.map((part) => `${name}.${part.name}`)].map((path) => fold(`${urn}:${path}`)),
  )

/** Refuses names that no attribute may have, and one that comes twice: attribute-name-invalid, attribute-twice. */
export function requireNames(attributes: readonly Attribute[]): void {
  requireDistinct(attributes, 'the schema')
  for (const { name, subAttributes = [] } of attributes) {
    if (reservedNames.some((reserved) => fold(reserved) === fold(name)))
      throw attributeNameInvalid(`${name} is an attribute that every resource has, so a schema has none of that name. Use another one.`)
    requireDistinct(subAttributes, name)
  }
}

function requireDistinct(attributes: readonly Attribute[], holder: string): void {
  const seen = new Set<string>()
  for (const { name } of attributes) {
    if (name.length > longestName || !nameForm.test(name)) throw attributeNameInvalid(illFormed(name))
    if (seen.has(fold(name))) throw attributeTwice(`${name} comes twice in ${holder}, where upper and lower case make no difference. Leave one out.`)
    seen.add(fold(name))
  }
}

const illFormed = (name: string) =>
  `${JSON.stringify(name.slice(0, longestName))} cannot be the name of an attribute: it begins with a letter, and has letters, digits, "-", "_" and "$", ${longestName} at most.`
