import { describe, expect, test } from 'vitest'
import { maxBulkOperations } from './bounds.ts'
import { canRunBeside, footprintOf } from './bulk-order.ts'
import { referencesIn, resolveReferences, withoutReferences } from './bulk-references.ts'
import { parseBulk } from './bulk.ts'
import { ScimError } from './error.ts'
import type { Json } from './json.ts'

const bulkOf = (...Operations: Json[]): Json => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations })
const make = (data: Json, bulkId = 'a', path = '/Users') => ({ method: 'POST', path, bulkId, data })
const refusalOf = (ask: () => unknown): ScimError | undefined => {
  try {
    ask()
    return undefined
  } catch (error) {
    return error instanceof ScimError ? error : undefined
  }
}

describe('a bulk request that cannot be read is refused whole (RFC 7644 §3.7)', () => {
  test.each<[Json, number, string | undefined, string]>([
    [[], 400, 'invalidSyntax', 'a list is no request'],
    [{}, 400, 'invalidSyntax', 'there are no operations'],
    [{ Operations: 'none' }, 400, 'invalidSyntax', 'operations are a list'],
    [{ Operations: [], failOnErrors: 'two' }, 400, 'invalidValue', 'failOnErrors is a number'],
    [{ Operations: [], failOnErrors: -1 }, 400, 'invalidValue', 'failOnErrors is no number below 0'],
    [{ Operations: [], failOnErrors: 1.5 }, 400, 'invalidValue', 'failOnErrors is a whole number'],
    [bulkOf(make({}), make({})), 400, 'invalidValue', 'a bulkId names one operation'],
    [bulkOf(...Array<Json>(maxBulkOperations + 1).fill({})), 413, undefined, 'there are more operations than bulk.maxOperations'],
  ])('%j is %i %s: %s', (body, status, scimType) => {
    expect(refusalOf(() => parseBulk(body))).toMatchObject({ status, scimType })
  })

  test('as many operations as bulk.maxOperations are read, and names in any letter case', () => {
    const { failOnErrors, operations } = parseBulk({ operations: Array<Json>(maxBulkOperations).fill({}), FailOnErrors: '3' })
    expect([failOnErrors, operations.length]).toEqual([3, maxBulkOperations])
  })
})

describe('an operation that cannot be read fails by itself (RFC 7644 §3.7.3)', () => {
  test.each<[Json, number, string | undefined, string]>([
    ['x', 400, 'invalidSyntax', 'it is no object'],
    [{ method: 'MOVE', path: '/Users' }, 400, 'invalidSyntax', 'there is no such method'],
    [{ method: 'GET', path: '/Users' }, 400, 'invalidSyntax', 'nothing is read in bulk'],
    [{ method: 'POST', path: '/Users', data: {} }, 400, 'invalidSyntax', 'POST needs a bulkId'],
    [{ method: 'POST', path: '/Users', bulkId: 'a' }, 400, 'invalidSyntax', 'POST needs data'],
    [{ method: 'PATCH', path: '/Users/1', data: [] }, 400, 'invalidSyntax', 'data is an object'],
    [{ method: 'DELETE' }, 404, undefined, 'there is no path'],
    [make({}, 'a', '/Bulk'), 404, undefined, 'no bulk within a bulk'],
    [make({}, 'a', '/Users/../Bulk'), 404, undefined, 'a path does not climb'],
    [make({}, 'a', '/Users/..'), 404, undefined, 'a path does not climb'],
    [make({}, 'a', '/Users/.search'), 404, undefined, 'nothing is searched in bulk'],
    [make({}, 'a', '/Users/usr_1'), 405, undefined, 'nothing is made at a resource'],
    [{ method: 'DELETE', path: '/Users/' }, 405, undefined, 'what is deleted has an id'],
    [make({}, 'a', '/Users?x=1'), 404, undefined, 'a path has no query'],
    [make({ nickName: 'a\0' }), 400, 'invalidValue', 'what no database holds is refused before anything is begun'],
  ])('%j is %i %s: %s', (sent, status, scimType) => {
    const [found] = parseBulk(bulkOf(sent)).operations
    expect(found?.operation).toMatchObject({ status, scimType })
  })
})

test('a path may end in a slash, as over HTTP', () => {
  const paths = parseBulk(bulkOf(make({}, 'a', '/Users/'), { method: 'DELETE', path: 'Users/usr_1/' })).operations
  expect(paths.map(({ operation }) => 'path' in operation && operation.path)).toEqual(['/Users', '/Users/usr_1'])
})

describe('references (RFC 7644 §3.7.2)', () => {
  const data = {
    displayName: 'Tour guides',
    members: [{ value: 'bulkId:ada', $ref: '../Users/bulkId:ada' }, { value: 'usr_1' }],
    manager: { value: 'bulkId:bo', displayName: 'bulkId' },
  }

  test('are found wherever they stand, and nothing else is', () => {
    expect([...referencesIn(data)].toSorted()).toEqual(['ada', 'bo'])
    expect([...referencesIn({ nickName: 'my bulkId:x', title: 'bulkId:', profileUrl: 'https://x/bulkId:zz' })]).toEqual([])
    expect([...referencesIn('/Users/bulkId:ada')]).toEqual([])
    expect([...referencesIn('/Users/bulkId:ada', new Set(), true)]).toEqual(['ada'])
  })

  test('are a URL’s end only where a URL is a reference', () => {
    const urls = { profileUrl: '../Users/bulkId:ada', members: [{ $ref: '../Users/bulkId:ada' }] }
    const ids = new Map([['ada', 'usr_9']])
    expect(resolveReferences(urls, ids)).toEqual({ ...urls, members: [{ $ref: '../Users/usr_9' }] })
    expect(withoutReferences(urls, new Set(['ada']))).toEqual({ ...urls, members: [] })
    expect(withoutReferences({ manager: { $ref: '../Users/bulkId:ada' } }, new Set(['ada']))).toEqual({ manager: {} })
  })

  test('become ids, those that are known', () => {
    expect(resolveReferences(data, new Map([['ada', 'usr_9']]))).toEqual({
      ...data,
      members: [{ value: 'usr_9', $ref: '../Users/usr_9' }, { value: 'usr_1' }],
    })
  })

  test('are taken away with the element or key that has them', () => {
    expect(withoutReferences(data, new Set(['ada', 'bo']))).toEqual({
      displayName: 'Tour guides',
      members: [{ value: 'usr_1' }],
      manager: { displayName: 'bulkId' },
    })
  })
})

describe('which operations may go side by side', () => {
  const patch = (path: string, value: Json) => ({ method: 'PATCH', path, data: { Operations: [value] } })
  test.each<[Json, Json, boolean, string]>([
    [make({ userName: 'a' }), make({ userName: 'b' }, 'b'), true, 'they make different people'],
    [make({ userName: 'a' }), make({ userName: 'A ' }, 'b'), false, 'the first of one name is made, the second refused'],
    [
      make({ userName: 'a', emails: [{ value: 'x@y' }] }),
      make({ userName: 'b', emails: ['X@Y'] }, 'b'),
      false,
      'the first adopts who has the address',
    ],
    [make({ userName: 'a' }), { method: 'DELETE', path: '/Users/1' }, false, 'what is deleted may free the name'],
    [patch('/Groups/1', { op: 'add' }), patch('/Groups/2', { op: 'add' }), true, 'they change different groups'],
    [patch('/Groups/1', { op: 'add' }), patch('/Groups/1', { op: 'remove' }), false, 'the later one wins'],
    [patch('/Users/1', { path: 'userName' }), patch('/Users/2', { op: 'add' }), false, 'a name may move from one to another'],
    [{ method: 'PUT', path: '/Users/1', data: {} }, { method: 'PUT', path: '/Users/2', data: {} }, false, 'whoever is replaced may be renamed'],
    [make({ userName: 'a' }), 'broken', true, 'what cannot be read does nothing'],
  ])('%j and %j: %s, since %s', (one, other, expected) => {
    const [first, second] = parseBulk(bulkOf(one, other)).operations
    expect(first && second && canRunBeside(footprintOf(first), footprintOf(second))).toBe(expected)
  })
})
