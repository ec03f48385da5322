import { toInstant } from './date-time.ts'
import type { Literal } from './filter-text.ts'
import type { CompareOp, FilterValue } from './filter-tree.ts'
import { isStorable } from './storable.ts'
import type { Attribute } from './schema.ts'
import { toBoolean, toNumber } from './scalars.ts'

const textOps: readonly CompareOp[] = ['co', 'sw', 'ew']
const orderOps: readonly CompareOp[] = ['gt', 'ge', 'lt', 'le']

/** Which operators a type does not have (RFC 7644 §3.4.2.2, table 3). */
const refused = new Map<Attribute['type'], readonly CompareOp[]>([
  ['boolean', [...textOps, ...orderOps]],
  ['binary', orderOps],
  ['integer', textOps],
  ['decimal', textOps],
  ['dateTime', textOps],
])

export function allowsOp({ type }: Attribute, op: CompareOp, value: FilterValue): boolean {
  return value === null ? op === 'eq' || op === 'ne' : !refused.get(type)?.includes(op)
}

/** The value in the type of its attribute; `undefined` when it is none. A text may lack its quotes, a boolean or number may have some. */
export function toFilterValue({ text, isQuoted }: Literal, { type }: Attribute): FilterValue | undefined {
  if (!isQuoted && text === 'null') return null
  switch (type) {
    case 'boolean':
      return toBoolean(text)
    case 'integer':
    case 'decimal':
      return toNumber(text, type)
    case 'dateTime':
      return toInstant(text)
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return isStorable(text) ? text : undefined
  }
}
