import { printPath } from './attribute-path.ts'
import type { Filter } from './filter-tree.ts'

/** The text that parses to this filter, with no more brackets than that takes. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return `${printOperand(filter.left, ['or'])} and ${printOperand(filter.right, ['and', 'or'])}`
    case 'or':
      return `${printFilter(filter.left)} or ${printOperand(filter.right, ['or'])}`
    case 'not':
      return `not (${printFilter(filter.operand)})`
    case 'present':
      return `${printPath(filter.path)} pr`
    case 'compare':
      return `${printPath(filter.path)} ${filter.op} ${JSON.stringify(filter.value)}`
    case 'some':
      return `${printPath(filter.path)}[${printFilter(filter.filter)}]`
  }
}

const printOperand = (filter: Filter, bracketed: Filter['kind'][]) =>
  bracketed.includes(filter.kind) ? `(${printFilter(filter)})` : printFilter(filter)
