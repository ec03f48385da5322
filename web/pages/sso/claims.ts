/** What an identity provider sent is whatever it sent. */
export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A claim as text: a list of texts with commas, anything else as JSON has it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ')
  return JSON.stringify(value) ?? ''
}

/** From which claim or attribute a field came: SAML's answer says it, of OpenID Connect it is the mapping. Pure. */
export function sourceOf(field: string, mapped: Record<string, unknown>, mapping: Readonly<Record<string, string | null>>): string | undefined {
  if (!isObject(mapped['read_from'])) return field === 'email_verified' ? 'email_verified' : (mapping[field] ?? undefined)
  const name = field === 'subject' ? 'NameID' : mapped['read_from'][field]
  return typeof name === 'string' ? name : undefined
}

const moments = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at']

/** When a claim means a moment: seconds since 1970 (RFC 7519 §2), by its name. Pure. */
export const momentOf = (name: string, value: unknown): string | undefined =>
  moments.includes(name) && typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 1e11
    ? new Date(value * 1000).toISOString()
    : undefined
