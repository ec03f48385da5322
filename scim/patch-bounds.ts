import { maxOperations, maxValues } from './bounds.ts'
import { ScimError } from './error.ts'
import type { Filter } from './filter.ts'
import type { Operation } from './operation.ts'

/** Refuses what no honest PATCH asks, since each value and each comparison may be held against all that is stored. Members have a bound of their own. */
export function refuseMany(operations: readonly Operation[]): void {
  refuseAbove(maxOperations, operations.length, 'attributes to change')
  refuseAbove(maxValues, total(operations, countValues), 'values')
  refuseAbove(
    maxOperations,
    total(operations, ({ filter }) => (filter ? countComparisons(filter) : 0)),
    'comparisons in the filters of paths',
  )
}

function countValues(operation: Operation): number {
  const values = operation.op === 'remove' ? operation.values : operation.value
  return Array.isArray(values) && operation.path.attribute.maxValues === undefined ? values.length : 0
}

function countComparisons(filter: Filter): number {
  if (filter.kind === 'and' || filter.kind === 'or') return countComparisons(filter.left) + countComparisons(filter.right)
  return filter.kind === 'not' ? countComparisons(filter.operand) : 1
}

const total = (operations: readonly Operation[], count: (operation: Operation) => number) =>
  operations.reduce((sum, operation) => sum + count(operation), 0)

export function refuseAbove(most: number, count: number, what: string): void {
  if (count > most) throw new ScimError(413, undefined, `${count} ${what} came, and ${most} are allowed in one request. Send several requests.`)
}
