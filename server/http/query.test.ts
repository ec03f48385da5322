import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { parametersOf } from './query.ts'

let server: TestServer
let team: TestTeam
beforeAll(async () => {
  server = await startTestServer('sqlite')
  team = await server.addTeam()
})
afterAll(() => server.stop())

test('a parameter that a route does not take is refused on every route, with a pointer to it', async () => {
  const routes = server.routes.filter(
    ({ url, method, isRefusal, permission }) =>
      url.startsWith('/v1/') && method !== 'HEAD' && !isRefusal && permission?.startsWith('teams:') === false && url !== '/v1/session',
  )
  expect(routes.length).toBeGreaterThan(40)
  for (const { method, url } of routes) {
    const at = `${method} ${url}`
    const { status, body } = await team.api(method, `${url.slice('/v1'.length)}?mispelt=1`)
    expect([at, status, body.code, body.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      at,
      422,
      'schema-violated',
      ['#/mispelt'],
    ])
  }
})

test.each([
  ['/members?limit=5&state=active', ['#/state'], 'a filter under another name'],
  ['/audit_log?acton=x&form=csv', ['#/acton', '#/form'], 'each of several'],
  ['/members?Limit=5', ['#/Limit'], 'the letter case counts'],
  ['/members?a/b~c=1', ['#/a~1b~0c'], 'a name that a pointer escapes'],
  ['/team?limit=5', ['#/limit'], 'a route that takes none'],
])('%s points to %j: %s', async (path, pointers, _why) => {
  const { status, body } = await team.api('GET', path)
  expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([422, pointers])
  expect(body.detail).toContain('team')
})

test('the team may be named everywhere, and what has a route of its own kind of answer keeps it', async () => {
  expect((await team.api('GET', `/members?team=${team.teamId}&limit=5`)).status).toBe(200)
  expect((await team.api('GET', `/nothing?mispelt=1`)).status).toBe(404)
  expect((await team.api('PUT', '/members?mispelt=1')).status).toBe(405)
  expect((await ask('GET', `${server.url}/v1/members?mispelt=1`)).status).toBe(401)
})

test('a schema whose names cannot be told does not start', () => {
  expect(() => parametersOf(z.object({ a: z.string() }).transform(({ a }) => a))).toThrow('is an object')
})
