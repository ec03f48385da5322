import { expect, test } from 'vitest'
import { ScimError, toErrorBody } from './error.ts'
import { parsePaging, toListResponse } from './messages.ts'
import { render } from './render.ts'
import { groupType, userType } from './resource-types.ts'

test.each<[startIndex: string | undefined, count: string | undefined, page: [startIndex: number, count: number], because: string]>([
  [undefined, undefined, [1, 1000], 'Rippling asks once, and takes the answer for everything'],
  ['', ' ', [1, 1000], 'empty is not sent'],
  ['101', '100', [101, 100], 'a page'],
  ['0', '1', [1, 1], 'RFC 7644 §3.4.2.4: below 1 is 1'],
  ['-5', '-5', [1, 0], 'and a count below 0 is 0'],
  ['1', '0', [1, 0], 'only how many there are'],
  ['1', '99999', [1, 1000], 'our page is the largest'],
  ['9'.repeat(40), '9'.repeat(40), [Number.MAX_SAFE_INTEGER, 1000], 'what no database counts to'],
  ['+2', ' 3', [2, 3], 'a plus that was decoded, or not'],
])('startIndex=%s count=%s is %j: %s', (startIndex, count, page) => {
  expect(parsePaging({ startIndex, count })).toEqual({ startIndex: page[0], count: page[1] })
})

test.each(['abc', '1.5', '1e3', '0x10', 'Infinity', '--1'])('%s is no page', (text) => {
  expect(() => parsePaging({ startIndex: text })).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidValue' }))
  expect(() => parsePaging({ count: text })).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidValue' }))
})

test('RFC 7644 §3.4.2: a list has exactly five keys, and its numbers are numbers', () => {
  expect(toListResponse({ totalResults: 7, startIndex: 3, resources: [{ id: 'a' }] })).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: 7,
    startIndex: 3,
    itemsPerPage: 1,
    Resources: [{ id: 'a' }],
  })
})

test('RFC 7644 §3.12: the status of an error is a string', () => {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
  expect(toErrorBody(new ScimError(409, 'uniqueness', 'taken'))).toEqual({ schemas, status: '409', scimType: 'uniqueness', detail: 'taken' })
  expect(toErrorBody({ status: 404, detail: 'none' })).toEqual({ schemas, status: '404', detail: 'none' })
})

const facts = {
  id: 'x1',
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModifiedAt: '2026-01-02T00:00:00.000Z',
  version: 'W/"7"',
  location: 'https://x/x1',
}
const meta = { created: facts.createdAt, lastModified: facts.lastModifiedAt, location: facts.location, version: facts.version }

test('RFC 7643 §3.1: a user as it is answered, schemas first and meta last', () => {
  const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  const rendered = render({ userName: 'ana', externalId: 'e1', [E]: { department: 'R&D' } }, { ...facts, resourceType: 'User', groups: [] }, userType)
  expect(rendered).toEqual({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', E],
    id: 'x1',
    externalId: 'e1',
    userName: 'ana',
    [E]: { department: 'R&D' },
    groups: [],
    meta: { resourceType: 'User', ...meta },
  })
  expect(Object.keys(rendered)).toEqual(['schemas', 'id', 'externalId', 'userName', E, 'groups', 'meta'])
})

test('authentik adds nobody to a group that is answered without members', () => {
  const rendered = render({ displayName: 'Eng' }, { ...facts, resourceType: 'Group', members: [] }, groupType)
  expect(rendered).toMatchObject({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], members: [], meta: { resourceType: 'Group' } })
  expect(render({ displayName: 'Eng' }, { ...facts, resourceType: 'Group' }, groupType)).not.toHaveProperty('members')
})
