import { findAttribute, printPath } from './attribute-path.ts'
import { maxValues } from './bounds.ts'
import { toComparable } from './comparable.ts'
import { ScimError } from './error.ts'
import { printFilter, type Filter } from './filter.ts'
import { isEmpty, isObject, own, withKey, type Json, type JsonObject } from './json.ts'
import { matches } from './matches.ts'
import type { Operation } from './operation.ts'
import { onePrimary } from './primary.ts'
import type { Attribute } from './schema.ts'

type Setting = Extract<Operation, { value: Json }>
type Removal = Extract<Operation, { op: 'remove' }>

/** The values of a multi-valued attribute after one operation. `undefined` when none are left. */
export function changeList(before: readonly Json[], operation: Operation): Json[] | undefined {
  const after = operation.op === 'remove' ? removeFrom(before, operation) : setIn(before, operation)
  const most = operation.path.attribute.maxValues ?? maxValues
  if (after.length > most) throw new ScimError(413, undefined, `${printPath(operation.path)} would have more than ${most} values.`)
  return after.length > 0 ? onePrimary(after, before) : undefined
}

function setIn(before: readonly Json[], operation: Setting): Json[] {
  const { op, path, filter, value } = operation
  if (filter || path.sub) return setSelected(before, operation)
  const values = Array.isArray(value) ? value : [value]
  return op === 'replace' ? values : values.reduce<Json[]>((list, added) => addTo(list, added, path.attribute), [...before])
}

/** RFC 7644 §3.5.2.1: what is there already is not added again. What is said anew of it, such as `primary`, is merged into it. */
function addTo(list: Json[], added: Json, attribute: Attribute): Json[] {
  const merged = list.map((old) => (isSame(old, added, attribute) ? mergeValue(old, added) : undefined))
  if (list.some((old, place) => merged[place] === old)) return list
  const place = merged.findIndex((value) => value !== undefined)
  const value = merged[place]
  return value === undefined ? [...list, added] : list.with(place, value)
}

const mergeValue = (old: Json, added: Json) => (isObject(old) && isObject(added) ? merge(old, added) : old)

/** RFC 7644 §3.5.2.3 on the elements that a filter chooses, or all. A replaced element keeps what the filter says of it. */
function setSelected(before: readonly Json[], { op, path, filter, value }: Setting): Json[] {
  const implied = filter ? impliedBy(filter) : {}
  const set = (element: JsonObject): JsonObject => {
    if (path.sub) return withKey(element, path.sub.name, value)
    return merge(op === 'add' ? element : (implied ?? {}), isObject(value) ? value : {})
  }
  if (before.some((element) => isSelected(element, filter)))
    return before.map((element) => (isObject(element) && isSelected(element, filter) ? set(element) : element))
  // What is made must be what was chosen: a value that another filter names cannot be made into a third.
  const made = implied && set(implied)
  if (made && isSelected(made, filter)) return [...before, made]
  throw new ScimError(400, 'noTarget', `No value of ${path.attribute.name} matches ${filter ? printFilter(filter) : 'it'}. Add one first.`)
}

/** Removing what is not there changes nothing. An element without its `value` says nothing, and goes with it. */
function removeFrom(before: readonly Json[], { path: { attribute, sub }, filter, values }: Removal): Json[] {
  if (values) return before.filter((element) => !values.some((value) => isSame(element, value, attribute)))
  return before.flatMap((element) => {
    if (!isObject(element)) return []
    if (!isSelected(element, filter)) return [element]
    if (!sub || sub.name === 'value') return []
    const rest = withKey(element, sub.name, undefined)
    return isEmpty(rest) ? [] : [rest]
  })
}

const isSelected = (element: Json, filter: Filter | undefined) => isObject(element) && (!filter || matches(element, filter))

/**
 * What an element must have for the filter to choose it, if that is plain: `type eq "work"` and what `and` joins.
 * Entra sets `emails[type eq "work"].value` where there is no work address, and means that there shall be one.
 */
function impliedBy(filter: Filter): JsonObject | undefined {
  if (filter.kind === 'compare' && filter.op === 'eq' && filter.value !== null) return { [filter.path.attribute.name]: filter.value }
  if (filter.kind !== 'and') return undefined
  const [left, right] = [impliedBy(filter.left), impliedBy(filter.right)]
  return left && right && { ...left, ...right }
}

/** Whether `said` means this element: by its `value`, and its `type` where it names one; without a `value`, by all that it says. */
function isSame(element: Json, said: Json, attribute: Attribute): boolean {
  if (!isObject(element) || !isObject(said)) return isAlike(element, said, attribute)
  const keys = own(said, 'value') === undefined ? Object.keys(said) : ['value', 'type'].filter((key) => own(said, key) !== undefined)
  return keys.every((key) => isAlike(own(element, key), own(said, key), findAttribute(key, attribute.subAttributes) ?? attribute))
}

function isAlike(one: Json | undefined, other: Json | undefined, attribute: Attribute): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return one === other
  return one === other || toComparable(one, attribute) === toComparable(other, attribute)
}

const merge = (object: JsonObject, values: JsonObject) => Object.entries(values).reduce((merged, [key, value]) => withKey(merged, key, value), object)
