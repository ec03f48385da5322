import type { Case, Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectError, expectLike, expectStatus, expectThat, type Pattern } from '../expect.ts'
import type { Answer } from '../http.ts'
import { toList, toObject, toText, type JsonObject } from '../json.ts'
import type { Capability } from '../offer.ts'
import { bulkAnswerUrn, bulkUrn, E, errorUrn, patchUrn, U } from '../urns.ts'

const needs: Capability[] = ['bulk']

const send = (scim: Client, operations: JsonObject[], more: JsonObject = {}) =>
  scim.post('/Bulk', { schemas: [bulkUrn], ...more, Operations: operations })
const make = (path: string, bulkId: string, data: JsonObject) => ({ method: 'POST', path, bulkId, data })

/** Answers the results of the operations. */
function expectBulk(answer: Answer, ...statuses: (string | RegExp)[]): JsonObject[] {
  expectStatus(answer, 200)
  expectLike(answer.body, { schemas: [bulkAnswerUrn] })
  const results = toList(toObject(answer.body)['Operations']).map(toObject)
  expectThat(results.length === statuses.length, `${results.length} operations are answered, not ${statuses.length}`)
  for (const [place, status] of statuses.entries()) expectLike(results[place], { status }, `operation ${place + 1}`)
  return results
}

const pathOf = (scim: Client, result: JsonObject | undefined) => toText(result?.['location']).slice(scim.run.endpoint.base.length)
const isHere: Pattern = (value) => value !== undefined && value !== null

const results: Case[] = [
  {
    clause: 'RFC 7644 §3.7.3',
    name: 'three creates in one request: each is answered 201 with method, bulkId and location, in their order',
    needs,
    run: async (scim) => {
      const found = expectBulk(
        await send(
          scim,
          ['a', 'b', 'c'].map((bulkId) => make('/Users', bulkId, scim.userBody())),
        ),
        '201',
        '201',
        '201',
      )
      for (const [place, result] of found.entries())
        expectLike(result, { method: 'POST', bulkId: 'abc'[place], location: /^https?:\/\/.+\/Users\/.+/ })
      for (const result of found) expectStatus(await scim.get(pathOf(scim, result)), 200)
    },
  },
  {
    clause: 'RFC 7644 §3.7.3',
    name: 'the status of an operation is a text',
    needs,
    run: async (scim) => {
      const [result] = toList(toObject((await send(scim, [make('/Users', 'a', scim.userBody())])).body)['Operations'])
      expectLike(result, { status: '201' })
    },
  },
  {
    clause: 'RFC 7644 §3.7',
    name: 'PUT, PATCH and DELETE in one request',
    needs: ['bulk', 'patch', 'User.nickName'],
    run: async (scim) => {
      const [one, two, three] = [await scim.user(), await scim.user(), await scim.user()]
      const operations = [
        { method: 'PUT', path: one.path, data: { ...one.body, nickName: 'put' } },
        { method: 'PATCH', path: two.path, data: { schemas: [patchUrn], Operations: [{ op: 'replace', path: 'nickName', value: 'patched' }] } },
        { method: 'DELETE', path: three.path },
      ]
      expectBulk(await send(scim, operations), '200', /20[04]/, '204')
      expectLike((await scim.get(one.path)).body, { nickName: 'put' })
      expectLike((await scim.get(two.path)).body, { nickName: 'patched' })
      expectStatus(await scim.get(three.path), 404)
    },
  },
  {
    clause: 'RFC 7644 §3.7.3',
    name: 'an operation that succeeds has the version of the resource',
    level: 'should',
    needs: ['bulk', 'etag'],
    run: async (scim) => expectLike(expectBulk(await send(scim, [make('/Users', 'a', scim.userBody())]), '201')[0], { version: /"/ }),
  },
  {
    clause: 'RFC 7644 §3.7.3',
    name: 'an operation that fails says so in an error of its own, and the others are done',
    needs,
    run: async (scim) => {
      const operations = [
        make('/Users', 'a', scim.userBody()),
        make('/Users', 'b', scim.userBody({ userName: undefined })),
        make('/Users', 'c', scim.userBody()),
      ]
      const found = expectBulk(await send(scim, operations), '201', '400', '201')
      expectLike(found[1], { method: 'POST', bulkId: 'b', response: { schemas: [errorUrn], status: '400' } })
    },
  },
  {
    clause: 'RFC 7644 §3.7.3',
    name: 'a userName that is taken is 409 uniqueness, also within one request',
    needs,
    run: async (scim) => {
      const { userName } = scim.userBody()
      const found = expectBulk(
        await send(scim, [make('/Users', 'a', scim.userBody({ userName })), make('/Users', 'b', scim.userBody({ userName }))]),
        '201',
        '409',
      )
      expectLike(found[1], { response: { scimType: 'uniqueness' } })
    },
  },
  {
    clause: 'RFC 7644 §3.7.3',
    name: 'what is not there is 404',
    needs: ['bulk', 'patch', 'User.nickName'],
    run: async (scim) => {
      const data = { schemas: [patchUrn], Operations: [{ op: 'replace', path: 'nickName', value: 'x' }] }
      expectBulk(
        await send(scim, [
          { method: 'DELETE', path: '/Users/none-such' },
          { method: 'PATCH', path: '/Users/none-such', data },
        ]),
        '404',
        '404',
      )
    },
  },
]

const stopping: Case[] = [
  {
    clause: 'RFC 7644 §3.7',
    name: 'failOnErrors 1: nothing is done after the first error, and what came before stays',
    needs,
    run: async (scim) => {
      const last = scim.userBody()
      const operations = [
        make('/Users', 'a', scim.userBody()),
        make('/Users', 'b', scim.userBody({ userName: undefined })),
        make('/Users', 'c', last),
      ]
      const [first] = expectBulk(await send(scim, operations, { failOnErrors: 1 }), '201', '400')
      expectStatus(await scim.get(pathOf(scim, first)), 200)
      if (scim.offer.lacks('filter') === undefined)
        expectLike((await scim.get('/Users', { filter: `userName eq "${toText(last['userName'])}"` })).body, { totalResults: 0 })
    },
  },
  {
    clause: 'RFC 7644 §3.7',
    name: 'failOnErrors 2: one error is borne, two are not',
    needs,
    run: async (scim) => {
      const broken = (bulkId: string) => make('/Users', bulkId, scim.userBody({ userName: undefined }))
      const operations = [broken('a'), make('/Users', 'b', scim.userBody()), broken('c'), make('/Users', 'd', scim.userBody())]
      expectBulk(await send(scim, operations, { failOnErrors: 2 }), '400', '201', '400')
    },
  },
]

const references: Case[] = [
  {
    clause: 'RFC 7644 §3.7.2',
    name: 'a group takes a user in that is made in the same request, by its bulkId',
    needs: ['bulk', 'groups'],
    run: async (scim) => {
      const operations = [make('/Users', 'ada', scim.userBody()), make('/Groups', 'team', scim.groupBody({ members: [{ value: 'bulkId:ada' }] }))]
      const [user, group] = expectBulk(await send(scim, operations), '201', '201')
      const id = pathOf(scim, user).split('/').at(-1)
      expectLike((await scim.get(pathOf(scim, group))).body, { members: [{ value: id }] })
    },
  },
  {
    clause: 'RFC 7644 §3.7.2',
    name: 'the bulkId may be one that comes later',
    needs: ['bulk', 'groups'],
    run: async (scim) => {
      const operations = [make('/Groups', 'team', scim.groupBody({ members: [{ value: 'bulkId:ada' }] })), make('/Users', 'ada', scim.userBody())]
      const found = expectBulk(await send(scim, operations), '201', '201')
      const group = found.find(({ bulkId }) => bulkId === 'team')
      const user = found.find(({ bulkId }) => bulkId === 'ada')
      expectLike((await scim.get(pathOf(scim, group))).body, { members: [{ value: pathOf(scim, user).split('/').at(-1) }] })
    },
  },
  {
    clause: 'RFC 7644 §3.7.1',
    name: 'two groups that hold each other are made in one request, or refused with 409',
    needs: ['bulk', 'groups'],
    run: async (scim) => {
      const group = (bulkId: string, other: string) =>
        make('/Groups', bulkId, scim.groupBody({ members: [{ type: 'Group', value: `bulkId:${other}` }] }))
      const answer = await send(scim, [group('a', 'b'), group('b', 'a')])
      expectStatus(answer, 200)
      const found = toList(toObject(answer.body)['Operations']).map(toObject)
      if (found.some(({ status }) => status === '409')) return
      expectBulk(answer, '201', '201')
      const [one, two] = found
      expectLike((await scim.get(pathOf(scim, one))).body, { members: [{ value: pathOf(scim, two).split('/').at(-1) }] })
      expectLike((await scim.get(pathOf(scim, two))).body, { members: [{ value: pathOf(scim, one).split('/').at(-1) }] })
    },
  },
  {
    clause: 'RFC 7644 §3.7.2',
    name: 'manager takes a bulkId',
    needs: ['bulk', 'enterprise'],
    run: async (scim) => {
      const data = scim.userBody({ schemas: [U, E], [E]: { manager: { value: 'bulkId:boss' } } })
      const found = expectBulk(await send(scim, [make('/Users', 'boss', scim.userBody()), make('/Users', 'ada', data)]), '201', '201')
      expectLike((await scim.get(pathOf(scim, found[1]))).body, { [E]: { manager: { value: pathOf(scim, found[0]).split('/').at(-1) } } })
    },
  },
  {
    clause: 'RFC 7644 §3.7.2',
    name: 'a PATCH of a group takes a bulkId in its value',
    needs: ['bulk', 'groups', 'patch'],
    run: async (scim) => {
      const group = await scim.group()
      const data = { schemas: [patchUrn], Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:ada' }] }] }
      const [user] = expectBulk(
        await send(scim, [make('/Users', 'ada', scim.userBody()), { method: 'PATCH', path: group.path, data }]),
        /201/,
        /20[04]/,
      )
      expectLike((await scim.get(group.path)).body, { members: [{ value: pathOf(scim, user).split('/').at(-1) }] })
    },
  },
  {
    clause: 'RFC 7644 §3.7.2',
    name: 'a bulkId that no operation has fails the operation, by 400 or 409',
    needs: ['bulk', 'groups'],
    run: async (scim) => {
      const answer = await send(scim, [make('/Groups', 'team', scim.groupBody({ members: [{ value: 'bulkId:none-such' }] }))])
      if (answer.status !== 200) return expectError(answer, [400, 409])
      expectLike(toList(toObject(answer.body)['Operations'])[0], { status: /^(400|409)$/, response: isHere })
    },
  },
  {
    clause: 'RFC 7644 §3.7.2',
    name: 'a bulkId whose operation failed fails what refers to it',
    needs: ['bulk', 'groups'],
    run: async (scim) => {
      const operations = [
        make('/Users', 'ada', scim.userBody({ userName: undefined })),
        make('/Groups', 'team', scim.groupBody({ members: [{ value: 'bulkId:ada' }] })),
      ]
      const found = toList(toObject((await send(scim, operations)).body)['Operations']).map(toObject)
      expectLike(
        found.find(({ bulkId }) => bulkId === 'team'),
        { status: /^4/ },
      )
    },
  },
]

const broken: [why: string, operation: (scim: Client) => JsonObject, level?: 'should'][] = [
  ['a method that there is not', (scim) => ({ method: 'MOVE', path: '/Users', bulkId: 'a', data: scim.userBody() })],
  ['GET', () => ({ method: 'GET', path: '/Users' })],
  ['no path', (scim) => ({ method: 'POST', bulkId: 'a', data: scim.userBody() })],
  ['a path to no endpoint', (scim) => ({ method: 'POST', path: '/NoSuchType', bulkId: 'a', data: scim.userBody() })],
  ['POST without bulkId', (scim) => ({ method: 'POST', path: '/Users', data: scim.userBody() }), 'should'],
  ['POST without data', () => ({ method: 'POST', path: '/Users', bulkId: 'a' })],
  ['a bulk within the bulk', () => ({ method: 'POST', path: '/Bulk', bulkId: 'a', data: { schemas: [bulkUrn], Operations: [] } })],
]

/** A number that ServiceProviderConfig promises, where it is one that can be passed. */
const limitOf = (scim: Client, name: string, most: number) => {
  const limit = toObject(scim.offer.config['bulk'])[name]
  return typeof limit === 'number' && limit > 0 && limit <= most ? limit : undefined
}

const refusals: Case[] = [
  ...broken.map(([why, operation, level = 'must' as const]): Case => ({
    clause: 'RFC 7644 §3.7',
    name: `an operation with ${why} fails: it, or the request`,
    level,
    needs,
    run: async (scim) => {
      const answer = await send(scim, [operation(scim)])
      if (answer.status !== 200) return expectError(answer, [400, 404, 405, 501])
      expectLike(toList(toObject(answer.body)['Operations'])[0], { status: /^(4\d\d|501)$/ })
    },
  })),
  {
    clause: 'RFC 7644 §3.7.4',
    name: 'more operations than bulk.maxOperations is 413, and nothing is done',
    needs,
    run: async (scim) => {
      const limit = limitOf(scim, 'maxOperations', 10_000)
      if (limit === undefined) return
      const first = make('/Users', 'first', scim.userBody())
      const rest = Array.from({ length: limit }, () => ({ method: 'DELETE', path: '/Users/none-such' }))
      expectError(await send(scim, [first, ...rest]), 413)
      if (scim.offer.lacks('filter') === undefined)
        expectLike((await scim.get('/Users', { filter: `userName eq "${toText(first.data['userName'])}"` })).body, { totalResults: 0 })
    },
  },
  {
    clause: 'RFC 7644 §3.7.4',
    name: 'more bytes than bulk.maxPayloadSize is 413',
    needs,
    run: async (scim) => {
      const limit = limitOf(scim, 'maxPayloadSize', 32 * 1024 * 1024)
      if (limit === undefined) return
      expectError(await send(scim, [make('/Users', 'a', scim.userBody({ nickName: 'x'.repeat(limit) }))]), 413)
    },
  },
  {
    clause: 'RFC 7644 §3.7',
    name: 'as many operations as bulk.maxOperations are taken',
    needs,
    run: async (scim) => {
      const limit = limitOf(scim, 'maxOperations', 2_000)
      if (limit === undefined) return
      const answer = await send(
        scim,
        Array.from({ length: limit }, () => ({ method: 'DELETE', path: '/Users/none-such' })),
      )
      expectStatus(answer, 200)
      expectThat(toList(toObject(answer.body)['Operations']).length === limit, 'not every operation has a result')
    },
  },
  {
    clause: 'RFC 7644 §3.7',
    name: 'Operations that is no list is 400',
    needs,
    run: async (scim) => expectError(await scim.post('/Bulk', { schemas: [bulkUrn], Operations: 'none' }), 400),
  },
  {
    clause: 'RFC 7644 §3.7',
    name: 'GET /Bulk is 405, or 404',
    level: 'should',
    needs,
    run: async (scim) => expectError(await scim.get('/Bulk'), [404, 405]),
  },
]

const absent: Case[] = [
  {
    clause: 'RFC 7644 §3.7',
    name: 'a server without bulk refuses it: 501, 404, 405 or 403, not 500',
    run: async (scim) => {
      if (scim.offer.lacks('bulk') === undefined) return
      expectError(await send(scim, []), [403, 404, 405, 501])
    },
  },
]

export const bulk: Theme = { name: 'Bulk', cases: [...results, ...stopping, ...references, ...refusals, ...absent] }
