import type { Json, JsonObject } from '../kernel/json.ts'

/** So much of a request is kept, in characters. */
const longestBody = 16_384
const elementsKept = 100
/** Stands in the place of what is hidden. */
export const redacted = '[redacted]'

/** A request's body as the log keeps it: no passwords, no secrets, lists cut after their first hundred, all in 16 KB. */
export function redactBody(body: Json): string {
  return hideSecrets(JSON.stringify(shorten(body, 0)).slice(0, longestBody))
}

/**
 * A text of a request or an answer as the log keeps it: without our own secrets, without the value that a filter compares a password with, and without
 * what PostgreSQL cannot hold.
 */
export function redactText(text: string): string {
  const shown = hideSecrets(text.toWellFormed().replaceAll('\0', '\uFFFD'))
  return shown.replace(/(password(?:\s|%20|\+)+[a-z]{2}(?:\s|%20|\+)+(?:\\?"|%22)?)(?:(?!\\?"|%22|&|\)).)*/gi, `$1${redacted}`)
}

/**
 * Hides what looks like one of our own secrets, wherever it was pasted: in a path, a name, an id. JSON stays JSON. Four signs alone are no secret: they
 * are the prefix by which people tell one key from another, as `access/secrets.ts` makes it.
 */
export const hideSecrets = (text: string): string =>
  text.replace(/purser_(scim|key|operator|session|link|setup|setupsession)_[0-9A-Za-z]{5,}/g, `purser_$1_${redacted}`)

function shorten(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null) return value
  if (depth > 12) return '…'
  if (Array.isArray(value)) {
    const kept = value.slice(0, elementsKept).map((element) => shorten(element, depth + 1))
    return value.length > elementsKept ? [...kept, `… and ${value.length - elementsKept} more`] : kept
  }
  return shortenObject(value, depth)
}

function shortenObject(value: JsonObject, depth: number): JsonObject {
  // A PATCH names the attribute in `path` and has the password in `value`.
  const isPasswordOperation = Object.entries(value).some(
    ([key, path]) => key.toLowerCase() === 'path' && typeof path === 'string' && isSecretName(path),
  )
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecretName(key) || (isPasswordOperation && key.toLowerCase() === 'value') ? redacted : shorten(inner, depth + 1),
    ]),
  )
}

const isSecretName = (name: string) => /password|secret|(?:token|authorization)$/i.test(name.trim())
