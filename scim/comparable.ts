import { toInstant } from './date-time.ts'
import { fold } from './fold.ts'
import type { Attribute } from './schema.ts'

export type Scalar = string | number | boolean | null

/** The form in which two values of an attribute are compared: folded unless its case is exact, a moment in UTC with milliseconds. */
export function toComparable(value: Scalar, { type, caseExact }: Attribute): Scalar {
  if (typeof value !== 'string') return value
  if (type === 'dateTime') return toInstant(value) ?? value
  return caseExact ? value : fold(value)
}
