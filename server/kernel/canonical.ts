import { hash } from 'node:crypto'
import type { Json } from './json.ts'

/** JSON that is the same whatever order the members of its objects came in. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

/** What tells one body from another, whatever order its members came in. 160 bits of SHA-256. */
export const digestOf = (value: Json): string => hash('sha256', canonical(value), 'base64url').slice(0, 27)
