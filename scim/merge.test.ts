import { expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { replaceResource } from './merge.ts'
import { userType } from './resource-types.ts'
import { attribute, type ResourceType } from './schema.ts'

const badge = attribute('badge', 'string', '', { mutability: 'immutable' })
const type: ResourceType = {
  ...userType,
  extensions: [{ id: 'urn:x:Own', name: 'Own', description: '', attributes: [badge, attribute('rank', 'string', '')] }],
}
const stored: JsonObject = { userName: 'ana', active: false, title: 'Dr', 'urn:x:Own': { badge: 'b1', rank: 'r' } }

test.each<[sent: JsonObject, kept: JsonObject, because: string]>([
  [{ userName: 'bo' }, { userName: 'bo', active: false, 'urn:x:Own': { badge: 'b1' } }, 'left out is cleared, but for active and what is immutable'],
  [{ userName: 'ana', active: true }, { userName: 'ana', active: true, 'urn:x:Own': { badge: 'b1' } }, 'unless it is sent'],
  [
    { userName: 'ana', 'urn:x:Own': { badge: 'b2', rank: 's' } },
    { userName: 'ana', active: false, 'urn:x:Own': { badge: 'b1', rank: 's' } },
    'an immutable one stays as it is',
  ],
])('RFC 7644 §3.5.1: PUT of %j leaves %j: %s', (sent, kept) => expect(replaceResource(stored, sent, type)).toEqual(kept))

test('a PUT that says the same is the stored resource itself', () => {
  expect(replaceResource(stored, { title: 'Dr', userName: 'ana', 'urn:x:Own': { rank: 'r' } }, type)).toBe(stored)
})
