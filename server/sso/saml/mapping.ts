import { z } from 'zod'
import type { JsonObject } from '../../kernel/json.ts'
import type { Attribute, VerifiedAssertion } from './policy/verified-answer.ts'

export const samlFields = ['email', 'first_name', 'last_name', 'display_name', 'groups'] as const
export type SamlField = (typeof samlFields)[number]

/** Under which names a provider sends what, where the admin said so. `NameID` is the subject's own name. */
export type AttributeMapping = Readonly<Partial<Record<SamlField, string>>>

const Mapping = z.partialRecord(z.enum(samlFields), z.string())
export const samlMappingOf = ({ attributeMapping }: { attributeMapping: JsonObject }): AttributeMapping => Mapping.parse(attributeMapping)

/** What the providers say when nobody changed it, in the order of trust: the claims of Entra and AD FS, then OIDs (Shibboleth, Keycloak, SimpleSAMLphp), then plain names (Okta, Google, OneLogin, JumpCloud, Ping). */
const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
const usualNames: Record<SamlField, readonly string[]> = {
  email: [
    `${claims}/emailaddress`,
    'urn:oid:0.9.2342.19200300.100.1.3',
    'email',
    'Email',
    'mail',
    'emailAddress',
    'EmailAddress',
    'User.email',
    'user.email',
  ],
  first_name: [
    `${claims}/givenname`,
    'urn:oid:2.5.4.42',
    'firstName',
    'FirstName',
    'first_name',
    'firstname',
    'givenName',
    'given_name',
    'User.FirstName',
  ],
  last_name: [
    `${claims}/surname`,
    'urn:oid:2.5.4.4',
    'lastName',
    'LastName',
    'last_name',
    'lastname',
    'sn',
    'surname',
    'family_name',
    'User.LastName',
  ],
  display_name: [
    'http://schemas.microsoft.com/identity/claims/displayname',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'displayName',
    'display_name',
    'name',
    `${claims}/name`,
  ],
  groups: [
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    'http://schemas.xmlsoap.org/claims/Group',
    'groups',
    'Groups',
    'group',
    'memberOf',
    'Role',
  ],
}

export type Person = {
  /** Trimmed and in lower case, each once. The check wants exactly one. */
  emails: readonly string[]
  firstName: string | null
  lastName: string | null
  displayName: string | null
  groups: readonly string[]
  /** Which of the provider's names each came from, for the page that shows a test sign-in. */
  readFrom: Partial<Record<SamlField, string>>
}

export function readPerson(assertion: VerifiedAssertion, mapping: AttributeMapping): Person {
  const found = Object.fromEntries(samlFields.map((field) => [field, findValues(assertion, mapping[field], usualNames[field])]))
  found['email'] ??= emailInName(assertion, mapping)
  const values = (field: SamlField) => (found[field]?.values ?? []).filter((value) => value !== '')
  const [firstName = null, lastName = null] = [values('first_name')[0], values('last_name')[0]]
  const bothNames = [firstName, lastName].filter((part) => part !== null).join(' ')
  return {
    emails: [...new Set(values('email').map((value) => value.toLowerCase()))],
    firstName,
    lastName,
    displayName: values('display_name')[0] ?? (bothNames === '' ? null : bothNames),
    groups: values('groups'),
    readFrom: Object.fromEntries(Object.entries(found).flatMap(([field, from]) => (from ? [[field, from.name]] : []))),
  }
}

type Found = { name: string; values: readonly string[] }

function findValues(assertion: VerifiedAssertion, mapped: string | undefined, usual: readonly string[]): Found | undefined {
  if (mapped === 'NameID') return nameIdOf(assertion)
  for (const name of mapped === undefined ? usual : [mapped]) {
    // An attribute may be split over several elements: all of them count, or the second e-mail would hide behind the first.
    const parts = assertion.attributes.filter((attribute) => isCalled(attribute, name))
    if (parts.length > 0) return { name, values: parts.flatMap(({ values }) => values) }
  }
  return undefined
}

const isCalled = ({ name, friendlyName }: Attribute, sought: string) => name === sought || friendlyName === sought

function nameIdOf({ nameIds }: VerifiedAssertion): Found | undefined {
  const [nameId] = nameIds
  return nameId && { name: 'NameID', values: [nameId.value] }
}

/** Google Workspace and many others send no attribute at all, and the address as the NameID. */
function emailInName(assertion: VerifiedAssertion, mapping: AttributeMapping): Found | undefined {
  const nameId = nameIdOf(assertion)
  return mapping.email === undefined && nameId?.values[0]?.includes('@') ? nameId : undefined
}
