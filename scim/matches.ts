import { leafOf } from './attribute-path.ts'
import { toComparable, type Scalar } from './comparable.ts'
import type { CompareOp, Filter } from './filter-tree.ts'
import { isObject, own, type Json, type JsonObject } from './json.ts'
import type { Attribute } from './schema.ts'

/** Whether one element of a multi-valued attribute satisfies a filter whose paths name its sub-attributes. */
export function matches(element: JsonObject, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(element, filter.left) && matches(element, filter.right)
    case 'or':
      return matches(element, filter.left) || matches(element, filter.right)
    case 'not':
      return !matches(element, filter.operand)
    case 'present':
      return own(element, filter.path.attribute.name) !== undefined
    case 'compare': {
      const attribute = leafOf(filter.path)
      return compare(toScalar(own(element, attribute.name), attribute), filter.op, toComparable(filter.value, attribute))
    }
    case 'some':
      return false // an element holds no lists of its own
  }
}

/** `null` is the absence of a value, which is unequal to every value and in no order with any. */
function compare(stored: Scalar, op: CompareOp, sought: Scalar): boolean {
  if (op === 'eq') return stored === sought
  if (op === 'ne') return stored !== sought
  if (typeof stored === 'string' && typeof sought === 'string') return compareText(stored, op, sought)
  return typeof stored === 'number' && typeof sought === 'number' && compareOrder(stored, op, sought)
}

function compareText(stored: string, op: CompareOp, sought: string): boolean {
  if (op === 'co') return stored.includes(sought)
  if (op === 'sw') return stored.startsWith(sought)
  if (op === 'ew') return stored.endsWith(sought)
  return compareOrder(stored, op, sought)
}

function compareOrder<T extends string | number>(stored: T, op: CompareOp, sought: T): boolean {
  if (op === 'gt') return stored > sought
  if (op === 'ge') return stored >= sought
  if (op === 'lt') return stored < sought
  return op === 'le' && stored <= sought
}

function toScalar(value: Json | undefined, attribute: Attribute): Scalar {
  return value === undefined || isObject(value) || Array.isArray(value) ? null : toComparable(value, attribute)
}
