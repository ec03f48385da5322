import { expect, test } from 'vitest'
import { cookieOf, judgeOrigin, readCookie } from './origin.ts'

const here = 'http://127.0.0.1:8080'
const away = 'https://purser.example.com/base'

test.each([
  [here, { origin: here }, 'own', 'our own page'],
  [here, { origin: 'http://localhost:8080', host: 'localhost:8080' }, 'own', 'the machine itself by its other name'],
  [here, { origin: 'http://localhost:8081', host: 'localhost:8080' }, 'foreign', 'another server of the machine'],
  [here, { origin: 'http://[', host: '[' }, 'foreign', 'what is no address'],
  [here, { origin: 'http://evil.example:8080', host: 'evil.example:8080' }, 'foreign', 'a name that somebody points at this machine'],
  [away, { origin: 'https://purser.example.com' }, 'own', 'an origin has no path'],
  [away, { origin: 'http://purser.example.com' }, 'foreign', 'another scheme is another origin'],
  [away, { origin: 'https://evil.example', host: 'evil.example' }, 'foreign', 'the host header is whatever the client wrote'],
  [away, { origin: 'https://purser.example.com.evil.example' }, 'foreign', 'a name that begins alike'],
  [away, { origin: 'null' }, 'foreign', 'a sandboxed frame'],
  [away, { origin: 'null', fetchSite: 'same-origin' }, 'own', 'a form on a page that sends no referrer'],
  [away, { fetchSite: 'same-site' }, 'foreign', 'a neighbour’s page'],
  [away, { fetchSite: 'cross-site' }, 'foreign', 'anybody’s page'],
  [away, { fetchSite: 'same-origin' }, 'own', 'the browser’s own word'],
  [away, {}, 'untold', 'a program'],
] as const)('at %s %o is %s: %s', (publicUrl, came, judged, _because) =>
  expect(judgeOrigin({ origin: undefined, fetchSite: undefined, host: undefined, ...came }, publicUrl)).toBe(judged),
)

test('the cookie has the prefix __Host- over HTTPS', () => {
  expect(cookieOf(away)).toEqual({ name: '__Host-purser_session', attributes: 'Path=/; HttpOnly; Secure; SameSite=Lax' })
  expect(cookieOf(here)).toEqual({ name: 'purser_session', attributes: 'Path=/; HttpOnly; SameSite=Lax' })
})

test.each([
  ['a=1; purser_session=x=y; b=2', 'x=y'],
  ['purser_session=first; purser_session=second', 'first'],
  ['xpurser_session=1', undefined],
  ['', undefined],
  [undefined, undefined],
])('the cookie in %j is %j', (header, value) => expect(readCookie(header, 'purser_session')).toBe(value))
