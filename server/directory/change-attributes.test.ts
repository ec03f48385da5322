import { expect, test } from 'vitest'
import { attribute, type Attribute } from '../../scim/schema.ts'
import { changeAttributes, whatIsFixed } from './change-attributes.ts'
import type { OwnAttribute } from './extension.ts'

const text = (name: string, differing: Partial<Attribute> = {}) => attribute(name, 'string', '', differing)
const own = (one: Attribute, state: OwnAttribute['state']): OwnAttribute => ({ ...one, state })
const told = (attributes: readonly OwnAttribute[]) => attributes.map(({ name, type, state }) => `${name} ${type} ${state}`)
const number = (name: string) => attribute(name, 'integer', '')

test.each<[standing: OwnAttribute[], wanted: Attribute[], next: string[], because: string]>([
  [[], [text('a')], ['a string unused'], 'a new one has no values'],
  [[own(text('a'), 'unused')], [number('A')], ['A integer unused'], 'without values it may become another one'],
  [[own(text('a'), 'unused')], [number('b')], ['b integer unused'], 'without values it goes'],
  [[own(text('a'), 'used')], [text('a'), text('b')], ['a string used', 'b string unused'], 'others are added beside it'],
  [
    [own(text('a'), 'used'), own(text('b'), 'used')],
    [text('b')],
    ['b string used', 'a string hidden'],
    'with values it is hidden, behind the others',
  ],
  [[own(text('a'), 'hidden')], [text('b')], ['b string unused', 'a string hidden'], 'what is hidden stays so'],
  [[own(text('a'), 'hidden')], [text('a')], ['a string used'], 'what is hidden comes back as it was'],
  [[own(text('a'), 'used')], [], ['a string hidden'], 'all go at once'],
  [[own(text('a'), 'unused')], [text('a', { required: true })], ['a string unused'], 'it may be required while the schema has no values'],
  [[own(text('a', { required: true }), 'hidden')], [text('a', { required: true })], ['a string used'], 'what was required may come back so'],
  [[own(text('a', { required: true }), 'used')], [text('a')], ['a string used'], 'what was required need not be'],
])('%j, wanted %j: %j, since %s', (standing, wanted, next) => {
  expect(told(changeAttributes(standing, wanted))).toEqual(next)
})

test.each<[standing: OwnAttribute[], wanted: Attribute[], why: RegExp]>([
  [[own(text('a'), 'used')], [number('a')], /a has values, so its type stays string/],
  [[own(text('a'), 'hidden')], [number('a')], /its type stays string/],
  [[own(text('a'), 'used')], [text('a', { required: true })], /a cannot be required/],
  [[own(text('a'), 'used')], [text('a'), text('b', { required: true })], /b cannot be required/],
  [[own(text('a'), 'hidden')], [text('b', { required: true })], /b cannot be required/],
])('%j does not become %j: %s', (standing, wanted, why) => {
  expect(() => changeAttributes(standing, wanted)).toThrow(why)
})

const car = (...subAttributes: Attribute[]) => attribute('car', 'complex', '', { subAttributes })
test.each<[before: Attribute, after: Attribute, why: string | undefined]>([
  [text('a'), text('a', { description: 'New', returned: 'request', canonicalValues: ['x'], mutability: 'immutable' }), undefined],
  [text('a'), text('A'), 'its name stays spelt a'],
  [text('a'), text('a', { multiValued: true }), 'it stays single-valued'],
  [text('a', { multiValued: true }), text('a'), 'it stays multi-valued'],
  [text('a'), text('a', { caseExact: true }), 'its case stays ignored'],
  [text('a', { caseExact: true }), text('a'), 'its case stays exact'],
  [text('a', { returned: 'never' }), text('a'), 'it stays one that is never returned'],
  [text('a'), text('a', { returned: 'never' }), undefined],
  [car(text('plate')), car(number('seats'), text('plate')), undefined],
  [car(text('plate'), number('seats')), car(text('plate')), 'its sub-attribute seats stays'],
  [car(text('plate')), car(number('plate')), 'of its sub-attribute plate its type stays string'],
])('stored values of %j do for %j, unless %s', (before, after, why) => expect(whatIsFixed(before, after)).toBe(why))
