import { z } from 'zod'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { claimsFor, mappedFields, type AttributeMapping, type MappedField } from './providers.ts'

/** What a person is by the claims of their identity provider. */
export type MappedClaims = {
  subject: string | null
  /** All that were sent: which one is meant is not for us to guess. */
  emails: string[]
  emailVerified: boolean | null
  firstName: string | null
  lastName: string | null
  displayName: string | null
  groups: string[]
}

const Mapping = z.partialRecord(z.enum(mappedFields), z.string())

/** What the admin said of the mapping, as it is stored. */
export const storedMapping = (stored: JsonObject): Partial<AttributeMapping> => Mapping.parse(stored)

/** Takes from claims what the mapping names. Pure: whether somebody gets in by it is decided elsewhere. */
export function mapClaims(claims: JsonObject, issuer: string | null, said: Partial<AttributeMapping>): MappedClaims {
  const values = (field: MappedField): string[] => {
    for (const name of claimsFor(field, issuer, said)) {
      const found = textsOf(claims[name])
      if (found.length > 0) return found
    }
    return []
  }
  const one = (field: MappedField): string | null => values(field)[0] ?? null
  const [firstName, lastName] = [one('first_name'), one('last_name')]
  const both = [firstName, lastName].filter((part) => part !== null).join(' ')
  return {
    subject: subjectOf(claimsFor('subject', issuer, said).map((name) => claims[name])),
    emails: values('email'),
    emailVerified: flagOf(claims['email_verified']),
    firstName,
    lastName,
    displayName: one('display_name') ?? (both === '' ? null : both),
    groups: values('groups').slice(0, mostGroups),
  }
}

const mostGroups = 500

/** The first that is there, letter by letter: two that differ in a space are two people. One that is a list names several, and a number beyond 2^53 is that of others too. */
function subjectOf(values: readonly (Json | undefined)[]): string | null {
  const value = [values.find((each) => each !== undefined && each !== null && each !== '')].flat()
  const [subject] = value
  if (value.length !== 1 || (typeof subject === 'number' && !Number.isSafeInteger(subject))) return null
  return typeof subject === 'string' || typeof subject === 'number' ? String(subject) : null
}

function textsOf(value: Json | undefined): string[] {
  const texts = [value ?? []].flat().filter((each) => typeof each === 'string' || typeof each === 'number')
  return [...new Set(texts.map((text) => String(text).trim()).filter((text) => text !== ''))]
}

/** Some send "true" as text (https://developer.apple.com/documentation/signinwithapple/authenticating-users-with-sign-in-with-apple). */
function flagOf(value: Json | undefined): boolean | null {
  if (value === undefined || value === null) return null
  return value === true || value === 'true'
}
