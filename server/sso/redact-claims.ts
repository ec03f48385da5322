import { redacted } from '../journal/redact.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import { toStorable } from '../kernel/storable.ts'

const longestText = 300
const mostElements = 50
const mostNames = 100

/** Claims or attributes as tests and the sign-in log keep them: what somebody could use again is hidden, and what is long is cut. */
export function redactClaims(value: JsonObject, depth = 0): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostNames)
      .map(([name, inner]) => [toStorable(name.slice(0, longestText)), isSecret(name) ? redacted : shorten(inner, depth)]),
  )
}

/** What binds a token to its sign-in or session, and what may open something. */
const isSecret = (name: string) => /^(nonce|jti|sid|session_state|uti|rh|aio|(at|c|s)_hash)$|password|secret|token/i.test(name)

function shorten(value: Json, depth: number): Json {
  if (typeof value === 'string') return toStorable(value.length > longestText ? `${value.slice(0, longestText)}…` : value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > 4) return '…'
  if (Array.isArray(value)) return value.slice(0, mostElements).map((each) => shorten(each, depth + 1))
  return redactClaims(value, depth + 1)
}
