import { findAttribute, isAttributeName, leafOf, printPath, resolveAttribute } from './attribute-path.ts'
import { maxFilterDepth, maxFilterLength, maxFilterTerms } from './bounds.ts'
import { quote } from './error.ts'
import { FilterText } from './filter-text.ts'
import type { CompareOp, Filter, FilterPath } from './filter-tree.ts'
import { allowsOp, toFilterValue } from './filter-value.ts'
import { attribute, type Attribute, type ResourceType } from './schema.ts'

export type { CompareOp, Filter, FilterPath, FilterValue } from './filter-tree.ts'
export { printFilter } from './print-filter.ts'

/**
 * A filter (RFC 7644 §3.4.2.2) as a tree whose paths are resolved. Throws 400 invalidFilter, naming what is wrong and where; `sensitive` where a URL
 * tells a secret. An attribute that the type does not have is refused, or has no value: so it is where several types are searched (RFC 7644 §3.4.2.1).
 */
export function parseFilter(text: string, type: ResourceType, { unknown = 'is-refused', isInUrl = false }: FilterOptions = {}): Filter {
  const source = new FilterText(text, 0, isInUrl)
  if (text.length > maxFilterLength) throw source.error(`it has ${text.length} characters, and ${maxFilterLength} are allowed`)
  const filter = new Parser(source).parseOr(resourceScope(type, unknown))
  if (!source.isAtEnd) throw source.error(`${source.describe(source.at)} is not expected; conditions are joined by "and" or "or"`)
  return filter
}

export type FilterOptions = { unknown?: 'is-refused' | 'has-no-value'; isInUrl?: boolean }

/** The filter in the brackets of a path, as in `emails[type eq "work"].value`: it begins at `start`, and at `end` what follows the brackets. */
export function parseValueFilter(text: string, start: number, attribute: Attribute): { filter: Filter; end: number } {
  const source = new FilterText(text, start)
  if (text.length > maxFilterLength) throw source.error(`its path has ${text.length} characters, and ${maxFilterLength} are allowed`)
  const filter = new Parser(source).parseOr(elementScope(attribute))
  if (!source.takeMark(']')) throw source.error(`"]" is expected, not ${source.describe(source.at)}`)
  return { filter, end: source.at }
}

/** What names mean where they stand: in a resource, or in the brackets after a multi-valued attribute. */
type Scope = { resolve: (name: string) => FilterPath | undefined; noun: string; attributes: readonly Attribute[] }

const resourceScope = (type: ResourceType, unknown: 'is-refused' | 'has-no-value'): Scope => ({
  resolve: (name) => resolveAttribute(name, type) ?? (unknown === 'has-no-value' && isAttributeName(name) ? nothing : undefined),
  noun: `an attribute of ${type.name}`,
  attributes: type.schema.attributes,
})

/** What an attribute means that the type does not have: one that no resource has, with whatever elements. */
const nothing: FilterPath = {
  extension: undefined,
  attribute: attribute('nothing', 'complex', 'No value.', { multiValued: true, subAttributes: [] }),
  sub: undefined,
}

function elementScope(parent: Attribute): Scope {
  if (parent === nothing.attribute) return { resolve: () => nothing, noun: '', attributes: [] }
  const attributes = parent.subAttributes ?? []
  const resolve = (name: string) => {
    const attribute = findAttribute(name, attributes)
    return attribute && { extension: undefined, attribute, sub: undefined }
  }
  return { resolve, noun: `a sub-attribute of ${parent.name}`, attributes }
}

const partScope = (path: FilterPath): Scope => ({
  resolve: (name) => {
    const sub = findAttribute(name, path.attribute.subAttributes)
    return sub && { ...path, sub }
  },
  noun: `a sub-attribute of ${path.attribute.name}`,
  attributes: path.attribute.subAttributes ?? [],
})

const compareOps = new Map<string, CompareOp>((['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const).map((op) => [op, op]))

/** By recursive descent: `not` binds closest, then `and`, then `or`; of equal ones the left first. */
class Parser {
  readonly #source: FilterText
  #depth = 0
  #terms = 0

  constructor(source: FilterText) {
    this.#source = source
  }

  parseOr(scope: Scope): Filter {
    let left = this.#parseAnd(scope)
    while (this.#source.takeKeyword('or')) left = { kind: 'or', left, right: this.#parseAnd(scope) }
    return left
  }

  #parseAnd(scope: Scope): Filter {
    let left = this.#parseUnary(scope)
    while (this.#source.takeKeyword('and')) left = { kind: 'and', left, right: this.#parseUnary(scope) }
    return left
  }

  #parseUnary(scope: Scope): Filter {
    if (this.#source.takeMark('(')) return this.#parseBracket(scope, ')')
    if (!this.#source.takeKeyword('not')) return this.#parseTerm(scope)
    if (!this.#source.takeMark('(')) throw this.#source.error(`"(" is expected after "not", not ${this.#source.describe(this.#source.at)}`)
    return { kind: 'not', operand: this.#parseBracket(scope, ')') }
  }

  #parseBracket(scope: Scope, closing: string): Filter {
    if (++this.#depth > maxFilterDepth) throw this.#source.error(`its brackets nest deeper than ${maxFilterDepth}`)
    const filter = this.parseOr(scope)
    this.#depth--
    if (!this.#source.takeMark(closing)) throw this.#source.error(`"${closing}" is expected, not ${this.#source.describe(this.#source.at)}`)
    return filter
  }

  #parseTerm(scope: Scope): Filter {
    const path = this.#takePath(scope)
    return this.#source.takeMark('[', 'no spaces') ? this.#parseElement(path) : this.#parseComparison(path)
  }

  #takePath(scope: Scope): FilterPath {
    const at = this.#source.at
    const name = this.#source.takeWord()
    if (name === '') throw this.#source.error(`an attribute is expected, not ${this.#source.describe(at)}`)
    const path = scope.resolve(name)
    if (!path) throw this.#source.error(`${quote(name)} at position ${at} is not ${scope.noun}${suggest(name, scope.attributes)}`)
    if (isSecret(path)) throw this.#source.secretError(`nothing can be found by ${printPath(path)}, which is a secret`)
    if (!path.extension && path.attribute.name === 'schemas') throw this.#source.error('nothing can be found by schemas')
    return path
  }

  /** What stands in brackets, and `.value eq "x"` after them, which Entra writes: the same element satisfies both. */
  #parseElement(path: FilterPath): Filter {
    const { attribute, sub } = path
    if (sub || !attribute.subAttributes) throw this.#source.error(`${printPath(path)} has no elements for "[" to choose from`)
    // Of a single value the sub-attributes are meant: `name[familyName eq "x"]` is `name.familyName eq "x"`.
    if (!attribute.multiValued) return this.#parseBracket(partScope(path), ']')
    const scope = elementScope(attribute)
    const filter = this.#parseBracket(scope, ']')
    if (!this.#source.takeMark('.', 'no spaces')) return { kind: 'some', path, filter }
    return { kind: 'some', path, filter: { kind: 'and', left: filter, right: this.#parseComparison(this.#takePath(scope)) } }
  }

  #parseComparison(path: FilterPath): Filter {
    if (++this.#terms > maxFilterTerms) throw this.#source.error(`it makes more than ${maxFilterTerms} comparisons`)
    const at = this.#source.at
    const word = this.#source.takeWord()
    if (word.toLowerCase() === 'pr') return { kind: 'present', path }
    const op = compareOps.get(word.toLowerCase())
    if (!op) throw this.#source.error(`an operator such as eq is expected after ${printPath(path)}, not ${this.#source.describe(at)}`)
    if (path === nothing) return this.#parseNothing(op)
    return this.#parseSought(this.#toSimple(path), op)
  }

  #parseSought(path: FilterPath, op: CompareOp): Filter {
    const literal = this.#source.takeLiteral()
    const leaf = leafOf(path)
    const value = toFilterValue(literal, leaf)
    if (value === undefined) throw this.#source.error(`${quote(literal.text)} at position ${literal.at} is no ${leaf.type}, as ${printPath(path)} is`)
    if (!allowsOp(leaf, op, value)) throw this.#source.error(`${op} does not compare ${printPath(path)} with ${literal.text}`)
    return { kind: 'compare', path, op, value }
  }

  /** Of what there is no value, whatever is sought is unequal to it, and nothing else is true. */
  #parseNothing(op: CompareOp): Filter {
    const { text } = this.#source.takeLiteral()
    const isNothing: Filter = { kind: 'present', path: nothing }
    return op === 'ne' || (op === 'eq' && text === 'null') ? { kind: 'not', operand: isNothing } : isNothing
  }

  /** A complex attribute is compared by its `value`, also a single one: Entra asks for `manager eq "…"`. */
  #toSimple(path: FilterPath): FilterPath {
    const leaf = leafOf(path)
    if (leaf.type !== 'complex') return path
    const value = findAttribute('value', leaf.subAttributes)
    if (!value) throw this.#source.error(`${printPath(path)} has parts; name one, such as ${printPath(path)}.${leaf.subAttributes?.[0]?.name}`)
    return { ...path, sub: value }
  }
}

const isSecret = (path: FilterPath) => leafOf(path).returned === 'never'

/** PingFederate's examples ask for `email`. */
function suggest(name: string, attributes: readonly Attribute[]): string {
  const sought = name.toLowerCase()
  const near = attributes.find((attribute) => attribute.name.toLowerCase().startsWith(sought) || sought.startsWith(attribute.name.toLowerCase()))
  return near ? `; did you mean ${near.name}?` : ''
}
