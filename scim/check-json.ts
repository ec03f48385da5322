import { maxBodyDepth, maxTextLength } from './bounds.ts'
import { ScimError, quote } from './error.ts'
import type { Json } from './json.ts'
import { isStorable } from './storable.ts'

/** Refuses a body that is too deep, or holds a text that is too long or cannot be stored, in what we know and in what we do not. */
export function checkJson(value: Json, at = '', depth = 0): void {
  if (typeof value === 'string') return checkText(value, at || 'The body')
  if (typeof value !== 'object' || value === null) return
  if (depth >= maxBodyDepth) throw new ScimError(400, 'invalidValue', `The body nests deeper than ${maxBodyDepth}. Send a flatter one.`)
  if (Array.isArray(value)) {
    for (const element of value) checkJson(element, at, depth + 1)
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    checkText(key, `The name ${quote(key)}`)
    checkJson(inner, at ? `${at}.${key}` : key, depth + 1)
  }
}

function checkText(text: string, at: string): void {
  if (text.length > maxTextLength)
    throw new ScimError(400, 'invalidValue', `${at} has ${text.length} characters, and ${maxTextLength} are allowed. Send a shorter text.`)
  if (!isStorable(text)) throw new ScimError(400, 'invalidValue', `${at} holds a NUL or half a character (a lone surrogate). Send it without.`)
}
