import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { leafOf, printPath, type AttributePath } from '../../scim/attribute-path.ts'
import { soughtValue } from '../../scim/filterable.ts'
import type { CompareOp, Filter, FilterPath } from '../../scim/filter.ts'
import { elementsOf, elementValue, endOf, firstElement, memberName, numberOf, placeIn, textOf } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'

type Condition = RawBuilder<SqlBool>
/** A condition on one value of an attribute. `isJson` tells a value read out of JSON from a column, where the two differ. */
type Test = (value: Expression<unknown>, isJson: boolean) => Condition

/** Where a filter finds the values of a kind of resource. */
export type Ground = {
  db: Reader
  /** The JSON that `toFilterable` made. */
  document: Expression<unknown>
  /** Single-valued attributes that stand elsewhere, in a column above all, by their path in lower case: `username`, `meta.created`. */
  columns: ReadonlyMap<string, Expression<unknown>>
  /** Multi-valued attributes whose elements are rows of their own (`members`), each told how to ask whether one of them meets a condition. */
  elements?: ReadonlyMap<string, (meets: (element: Ground) => Condition) => Condition>
  /** The one of them whose column is a `nameKey`: it is unique without regard to blanks at its ends, so it is found without regard to them. */
  name?: string
}

/** A filter on resources (RFC 7644 §3.4.2.2) as a condition that is true or false, never null: SQL's `not null` would lose rows. */
export function whereMatches(ground: Ground, filter: Filter): Condition {
  switch (filter.kind) {
    case 'and':
      return sql`(${whereMatches(ground, filter.left)} and ${whereMatches(ground, filter.right)})`
    case 'or':
      return sql`(${whereMatches(ground, filter.left)} or ${whereMatches(ground, filter.right)})`
    case 'not':
      return sql`(not ${whereMatches(ground, filter.operand)})`
    case 'present':
      return anyValue(ground, filter.path, () => sql`true`)
    case 'compare':
      return comparison(ground, filter.path, filter.op, filter.value)
    case 'some': {
      const rows = rowsOf(ground, filter.path)
      if (rows) return rows((element) => whereMatches(element, filter.filter))
      return sql`exists (select 1 from ${elementsOf(ground.db, memberOf(ground, filter.path))} where ${whereMatches(elementOf(ground.db), filter.filter)})`
    }
  }
}

function comparison(ground: Ground, path: FilterPath, op: CompareOp, value: string | number | boolean | null): Condition {
  // No value is unequal to every value, and so is each of several that are all other ones.
  if (op === 'ne') return sql`(not ${comparison(ground, path, 'eq', value)})`
  if (value === null) return sql`(not ${anyValue(ground, path, () => sql`true`)})`
  const exact = soughtValue(path, value)
  const sought = op === 'eq' && keyOf(path) === ground.name ? String(exact).trim() : exact
  if (typeof sought === 'boolean') {
    return anyValue(ground, path, (stored, isJson) => (isJson ? sql`cast(${stored} as text) = ${String(sought)}` : sql`${stored} = ${sought}`))
  }
  if (typeof sought === 'number') return anyValue(ground, path, (stored) => compare(ground.db, numberOf(stored), op, sought))
  return anyValue(ground, path, (stored, isJson) => compare(ground.db, isJson ? textOf(ground.db, stored) : stored, op, String(sought)))
}

/** Stored and sought are text in the same form, or both numbers. What is sought is text, never a pattern. */
function compare(db: Reader, stored: Expression<unknown>, op: Exclude<CompareOp, 'ne'>, sought: string | number): Condition {
  const text = String(sought)
  const characters = Array.from(text).length
  switch (op) {
    case 'eq':
      return sql`${stored} = ${sought}`
    case 'gt':
      return sql`${stored} > ${sought}`
    case 'ge':
      return sql`${stored} >= ${sought}`
    case 'lt':
      return sql`${stored} < ${sought}`
    case 'le':
      return sql`${stored} <= ${sought}`
    case 'co':
      return sql`${placeIn(db, stored, text)} > 0`
    case 'sw':
      return sql`substr(${stored}, 1, ${sql.lit(characters)}) = ${text}`
    case 'ew':
      return characters === 0 ? sql`true` : sql`${endOf(db, stored, characters)} = ${text}`
  }
}

/** Whether the attribute has a value that passes the test. */
function anyValue(ground: Ground, path: FilterPath, test: Test): Condition {
  const column = ground.columns.get(keyOf(path))
  if (column) return sql`(${column} is not null and ${test(column, false)})`
  const { attribute, sub } = path
  const rows = rowsOf(ground, path)
  if (rows) return rows((element) => (sub ? anyValue(element, { extension: undefined, attribute: sub, sub: undefined }, test) : sql`true`))
  const held = memberOf(ground, path)
  if (!attribute.multiValued) {
    const value = sub ? readValue(ground.db, held, sub.name, path) : readMember(ground, path)
    return sql`(${value} is not null and ${test(value, true)})`
  }
  const value = sub ? readValue(ground.db, sql.ref('element.value'), sub.name, path) : elementValue(ground.db)
  return sql`exists (select 1 from ${elementsOf(ground.db, held)} where ${value} is not null and ${test(value, true)})`
}

/** How to ask for elements that are rows; an attribute of an extension may have the same name. */
const rowsOf = ({ elements }: Ground, { extension, attribute }: AttributePath) =>
  extension === undefined ? elements?.get(attribute.name) : undefined

/** The ground inside the brackets of `emails[…]`: one element, whose paths name its sub-attributes. */
const elementOf = (db: Reader): Ground => ({ db, document: sql.ref('element.value'), columns: new Map() })

/** What resources are sorted by: the value of an attribute, or of several the primary one, or else the first. Null where there is none. */
export function sortKey(ground: Ground, path: AttributePath): RawBuilder<unknown> {
  const column = ground.columns.get(keyOf(path))
  if (column) return sql`${column}`
  if (rowsOf(ground, path)) return sql`null`
  const { attribute, sub } = path
  const held = memberOf(ground, path)
  if (attribute.multiValued) return comparable(ground.db, firstElement(ground.db, held, sub?.name), path)
  return comparable(ground.db, sub ? readValue(ground.db, held, sub.name, path) : readMember(ground, path), path)
}

/** Whether every resource has a value of it: of what stands in a column only an externalId may be missing. */
export const hasEveryOne = (ground: Ground, path: AttributePath): boolean => ground.columns.has(keyOf(path)) && keyOf(path) !== 'externalid'

/** In the form in which values sort alike on both databases. */
function comparable(db: Reader, value: RawBuilder<unknown>, path: AttributePath): RawBuilder<unknown> {
  const { type } = leafOf(path)
  if (type === 'integer' || type === 'decimal') return numberOf(value)
  return type === 'boolean' ? sql`cast(${value} as text)` : textOf(db, value)
}

/** The JSON of a top attribute: `document -> 'emails'`, within its extension where it has one. */
const memberOf = (ground: Ground, path: AttributePath): RawBuilder<unknown> =>
  sql`${holderOf(ground, path)} -> ${memberName(ground.db, path.attribute.name)}`

const holderOf = ({ document }: Ground, { extension }: AttributePath): Expression<unknown> =>
  extension === undefined ? document : sql`${document} -> ${sql.lit(extension)}`

/** As `memberOf`, for an attribute whose value is compared. */
const readMember = (ground: Ground, path: AttributePath): RawBuilder<unknown> =>
  readValue(ground.db, holderOf(ground, path), path.attribute.name, path)

/** `->>` gives the value. A boolean is left as JSON, since SQLite would give 1 and PostgreSQL `true`; so is a complex value, which only `pr` asks for. */
function readValue(db: Reader, holder: Expression<unknown>, name: string, path: AttributePath): RawBuilder<unknown> {
  const { type } = leafOf(path)
  const key = memberName(db, name)
  return type === 'boolean' || type === 'complex' ? sql`(${holder} -> ${key})` : sql`(${holder} ->> ${key})`
}

function keyOf({ extension, attribute, sub }: AttributePath): string {
  if (extension !== undefined) return ''
  return `${attribute.name}${sub ? `.${sub.name}` : ''}`.toLowerCase()
}

/** The value that an element of a multi-valued attribute must have in every match, `emails[type eq "work"].value eq "…"`, also as one of several conditions. */
export function valueSought(filter: Filter, name: string): string | undefined {
  switch (filter.kind) {
    case 'and':
      return valueSought(filter.left, name) ?? valueSought(filter.right, name)
    case 'some':
      return isNamed(filter.path, name) ? valueOfElement(filter.filter) : undefined
    case 'compare':
      return isNamed(filter.path, name) && filter.path.sub?.name === 'value' ? valueOfElement(filter) : undefined
    case 'or':
    case 'not':
    case 'present':
      return undefined
  }
}

function valueOfElement(filter: Filter): string | undefined {
  if (filter.kind === 'and') return valueOfElement(filter.left) ?? valueOfElement(filter.right)
  if (filter.kind !== 'compare' || filter.op !== 'eq' || typeof filter.value !== 'string') return undefined
  return leafOf(filter.path).name === 'value' ? String(soughtValue(filter.path, filter.value)) : undefined
}

const isNamed = ({ extension, attribute }: FilterPath, name: string) => extension === undefined && attribute.name === name

/** Whether every match satisfies one of these comparisons, such as `userName eq`, which an index serves; `alone` where that may be nearly all there are. */
export function isLookUp(filter: Filter, lookUps: ReadonlySet<string>, place: 'alone' | 'among others' = 'among others'): boolean {
  if (filter.kind === 'and') return place !== 'alone' && (isLookUp(filter.left, lookUps) || isLookUp(filter.right, lookUps))
  return (
    filter.kind === 'compare' && filter.path.extension === undefined && filter.value !== null && lookUps.has(`${printPath(filter.path)} ${filter.op}`)
  )
}
