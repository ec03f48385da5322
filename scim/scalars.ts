// How booleans and numbers are read from texts, in bodies and filters alike.

/** Entra writes "True", Keycloak "true". */
export function toBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase()
  return word === 'true' || word === 'false' ? word === 'true' : undefined
}

const number = /^-?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,2})?$/i

export function toNumber(text: string, type: 'integer' | 'decimal'): number | undefined {
  const value = number.test(text) ? Number(text) : NaN
  return isNumber(value, type) ? value : undefined
}

/** Integers stay within what a JSON number holds exactly. */
export const isNumber = (value: number, type: 'integer' | 'decimal') => (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value))
