import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { securityHeaders } from '../server/http/security-headers.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

let server: TestServer
let team: TestTeam
beforeAll(async () => {
  server = await startTestServer('sqlite')
  team = await server.addTeam()
})
afterAll(() => server.stop())

const { 'content-security-policy': policy, ...others } = securityHeaders

test.each([
  ['a page', 'GET', '/sign-in', 200, 'text/html; charset=utf-8'],
  ['a page of an error', 'GET', '/link/nothing', 404, 'text/html; charset=utf-8'],
  ['the page on the API', 'GET', '/docs/api', 200, 'text/html; charset=utf-8'],
  ['the API’s document', 'GET', '/docs/api/openapi.json', 200, 'application/json; charset=utf-8'],
  ['the API', 'GET', '/v1/team', 200, 'application/json; charset=utf-8'],
  ['a refusal of the API', 'GET', '/v1/nothing', 404, 'application/problem+json'],
  ['SCIM', 'GET', '/scim/Users', 200, 'application/scim+json'],
  ['an error of SCIM', 'GET', '/scim/Users/nobody', 404, 'application/scim+json'],
  ['a URL that cannot be decoded', 'GET', '/scim/%ff', 400, 'application/scim+json'],
  ['nothing', 'GET', '/nothing', 404, 'application/problem+json'],
  ['the health', 'GET', '/livez', 200, 'application/json; charset=utf-8'],
  ['the metrics', 'GET', '/metrics', 200, 'text/plain; version=0.0.4; charset=utf-8'],
])('%s has every header of security, and its own media type', async (_what, method, path, status, type) => {
  const isScim = path.startsWith('/scim')
  const url = isScim ? path.replace('/scim', `/scim/v2/${team.directory.directoryId}`) : path
  const authorization = `Bearer ${isScim ? team.directory.token : team.apiKey}`
  const answer = await ask(method, `${server.url}${url}`, undefined, { authorization })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
  expect(Object.fromEntries(Object.keys(others).map((name) => [name, answer.headers.get(name)]))).toEqual(others)
  const own = answer.headers
    .get('content-security-policy')
    ?.replace(/; style-src 'nonce-[\w-]{22}'; form-action 'self'; base-uri 'none'/, "; base-uri 'none'; form-action 'none'")
  expect(own).toBe(policy)
})

test('what is no HTTP is answered with them too', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.end('nonsense\r\n\r\n')
  let text = ''
  for await (const part of socket) text += String(part)
  expect(text).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
  for (const [name, value] of Object.entries(securityHeaders)) expect(text).toContain(`${name}: ${value}\r\n`)
})
