import type { Json, JsonObject } from '../kernel/json.ts'

/** So much of a request is kept, in characters. */
const longestBody = 16_384
const elementsKept = 100
const hidden = '[redacted]'

/** A request's body as the log keeps it: no passwords, no secrets, lists cut after their first hundred, all in 16 KB. */
export function redactBody(body: Json): string {
  return redactText(JSON.stringify(shorten(body, 0)).slice(0, longestBody))
}

/** Hides what looks like one of our own secrets, wherever it was pasted: in a path, a filter, a name. */
export const redactText = (text: string): string => text.replace(/purser_(scim|key)_[0-9A-Za-z]+/g, `purser_$1_${hidden}`)

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
      isSecretName(key) || (isPasswordOperation && key.toLowerCase() === 'value') ? hidden : shorten(inner, depth + 1),
    ]),
  )
}

const isSecretName = (name: string) => /(password|secret|token|authorization)$/i.test(name.trim())
