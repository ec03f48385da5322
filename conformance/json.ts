export type Json = string | number | boolean | null | Json[] | JsonObject
export type JsonObject = { [name: string]: Json | undefined }

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value where it is an object, or else an empty one. */
export const toObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

/** The value where it is a list, or else an empty one. */
export const toList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

/** The value where it is a text, or else an empty one. */
export const toText = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The parsed text, or undefined where it is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
