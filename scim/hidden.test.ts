import { expect, test } from 'vitest'
import { toFilterable } from './filterable.ts'
import { withoutHidden } from './hidden.ts'
import type { JsonObject } from './json.ts'
import { replaceResource } from './merge.ts'
import { applyPatch, parsePatch } from './patch.ts'
import { userType } from './resource-types.ts'
import { attribute, type ResourceType } from './schema.ts'

const X = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User'
const schema = { id: X, name: 'acme', description: 'Acme' }
const [badge, floor] = [attribute('badge', 'string', 'A badge.', { required: true }), attribute('floor', 'integer', 'A floor.')]

/** Of the two attributes of an extension, one is hidden, or both. */
const partly: ResourceType = {
  ...userType,
  extensions: [...userType.extensions, { ...schema, attributes: [badge] }],
  hidden: [{ ...schema, attributes: [floor] }],
}
const wholly: ResourceType = { ...userType, hidden: [{ ...schema, attributes: [badge, floor] }] }
const stored: JsonObject = { userName: 'ada', [X]: { badge: 'B-1', floor: 3 } }

test.each<[what: string, type: ResourceType, shown: JsonObject]>([
  ['nothing', userType, stored],
  ['an attribute', partly, { userName: 'ada', [X]: { badge: 'B-1' } }],
  ['a whole extension', wholly, { userName: 'ada' }],
])('of a stored resource clients see no hidden attribute: %s is hidden', (_what, type, shown) => {
  expect(withoutHidden(stored, type)).toEqual(shown)
})

test('what has nothing to hide is the same object', () => {
  const plain = { userName: 'ada' }
  expect(withoutHidden(plain, wholly)).toBe(plain)
})

test.each<[sent: JsonObject, type: ResourceType, becomes: JsonObject]>([
  [{ userName: 'ada' }, partly, { userName: 'ada', [X]: { floor: 3 } }],
  [{ userName: 'ada', [X]: { badge: 'B-2' } }, partly, { userName: 'ada', [X]: { badge: 'B-2', floor: 3 } }],
  [{ userName: 'bo' }, wholly, { userName: 'bo', [X]: { badge: 'B-1', floor: 3 } }],
])('a PUT keeps what is hidden: %j', (sent, type, becomes) => {
  expect(replaceResource(stored, sent, type)).toEqual(becomes)
})

test('a PUT that says what is shown changes nothing', () => {
  expect(replaceResource(stored, withoutHidden(stored, partly), partly)).toBe(stored)
})

test('a PATCH that removes an extension keeps what is hidden of it, and asks for none of its required attributes', () => {
  const { operations } = parsePatch({ Operations: [{ op: 'remove', path: X }] }, partly)
  expect(applyPatch(stored, operations, partly)).toEqual({ userName: 'ada', [X]: { floor: 3 } })
})

test('a PATCH of a hidden attribute is of one that nobody knows', () => {
  const body = {
    Operations: [
      { op: 'replace', value: { [`${X}:floor`]: 4 } },
      { op: 'add', path: `${X}:floor`, value: 5 },
    ],
  }
  expect(parsePatch(body, partly)).toEqual({ operations: [], unused: [`${X}:floor`] })
})

test('the copy that filters read has what is hidden, so that it is found when it is put back', () => {
  for (const type of [partly, wholly]) expect(toFilterable(stored, type)).toEqual({ userName: 'ada', [X]: { badge: 'b-1', floor: 3 } })
})
