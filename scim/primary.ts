import { isObject, own, type Json } from './json.ts'

/**
 * At most one value is primary (RFC 7643 §2.4): of several, the last that was not so before, since a client that sets one means to move it.
 * `before` are the values that stood, each in its place.
 */
export function onePrimary(values: Json[], before: readonly Json[]): Json[] {
  const places = [...values.keys()].filter((place) => isPrimary(values[place]))
  if (places.length < 2) return values
  const chosen = places.findLast((place) => !isPrimary(before[place])) ?? places.at(-1)
  return values.map((value, place) => (place !== chosen && isObject(value) && isPrimary(value) ? { ...value, primary: false } : value))
}

const isPrimary = (value: Json | undefined) => isObject(value) && own(value, 'primary') === true
