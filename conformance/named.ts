import type { Capability } from './offer.ts'
import { E } from './urns.ts'

const optional = 'name displayName nickName title active emails phoneNumbers addresses roles externalId'.split(' ')

/** The attributes of a user that the rows of a table name, in filters, paths or bodies: a server that does not offer one is not asked the row. */
export function attributesNamedIn(...parts: unknown[]): Capability[] {
  const text = JSON.stringify(parts)
  const named = optional.filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(text.replaceAll('urn:ietf:params:scim:schemas:', '')))
  return [...named.map((name): Capability => `User.${name}`), ...(text.toLowerCase().includes(E.toLowerCase()) ? (['enterprise'] as const) : [])]
}
