import type { Case, Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat } from '../expect.ts'
import { Unreachable, type Answer } from '../http.ts'
import { toObject, toText } from '../json.ts'
import type { Capability } from '../offer.ts'
import { patchUrn } from '../urns.ts'

/** The headers that open the server, left out. */
const without = (scim: Client) => Object.fromEntries(Object.keys(scim.run.endpoint.headers).map((name) => [name, undefined]))

const doors: [name: string, ask: (scim: Client, headers: Record<string, string | undefined>) => Promise<Answer>][] = [
  ['GET /Users', (scim, headers) => scim.get('/Users', {}, headers)],
  ['GET /Users/{id}', (scim, headers) => scim.get('/Users/none-such', {}, headers)],
  ['POST /Users', (scim, headers) => scim.post('/Users', scim.userBody(), { headers })],
  ['PUT /Users/{id}', (scim, headers) => scim.put('/Users/none-such', scim.userBody(), { headers })],
  ['PATCH /Users/{id}', (scim, headers) => scim.patch('/Users/none-such', [], { headers })],
  ['DELETE /Users/{id}', (scim, headers) => scim.delete('/Users/none-such', { headers })],
  ['GET /Groups', (scim, headers) => scim.get('/Groups', {}, headers)],
  ['POST /Groups', (scim, headers) => scim.post('/Groups', scim.groupBody(), { headers })],
]

const keys: [what: string, headers: (scim: Client) => Record<string, string | undefined>][] = [
  ['without a token', without],
  ['with a wrong token', (scim) => ({ ...without(scim), authorization: 'Bearer none-such' })],
]

const closed: Case[] = doors.flatMap(([name, ask]) =>
  keys.map(([what, headers]): Case => ({
    clause: 'RFC 7644 §2',
    name: `${name} ${what} is 401`,
    run: async (scim) => expectError(await ask(scim, headers(scim)), 401),
  })),
)

const needsBearer = ({ run }: Client) => /^bearer /i.test(run.endpoint.headers['authorization'] ?? '')

const authentication: Case[] = [
  {
    clause: 'RFC 9110 §15.5.2',
    name: 'an answer of 401 has WWW-Authenticate',
    run: async (scim) => {
      for (const [, headers] of keys)
        expectThat((await scim.get('/Users', {}, headers(scim))).headers.has('www-authenticate'), 'there is no WWW-Authenticate')
    },
  },
  ...[
    ['Basic and nonsense', 'Basic bm9uZTpzdWNo'],
    ['a scheme without a token', 'Bearer'],
    ['an empty value', ''],
    ['a token without a scheme', 'none-such'],
  ].map(([what = '', authorization = '']): Case => ({
    clause: 'Okta SPEC test',
    name: `Authorization with ${what} is 401`,
    level: 'client',
    run: async (scim) => expectError(await scim.get('/Users', {}, { ...without(scim), authorization }), 401),
  })),
  {
    clause: 'RFC 9110 §11.1',
    name: 'the scheme Bearer is read in any letter case',
    run: async (scim) => {
      if (!needsBearer(scim)) return
      const token = (scim.run.endpoint.headers['authorization'] ?? '').slice('bearer '.length)
      for (const scheme of ['bearer', 'BEARER']) expectStatus(await scim.get('/Users', { count: 1 }, { authorization: `${scheme} ${token}` }), 200)
    },
  },
  {
    clause: 'RFC 6750 §2.3',
    name: 'a token in the URL opens nothing: it would end in logs',
    level: 'should',
    run: async (scim) => {
      if (!needsBearer(scim)) return
      const token = (scim.run.endpoint.headers['authorization'] ?? '').slice('bearer '.length)
      expectStatus(await scim.get('/Users', { access_token: token, count: 1 }, without(scim)), 401)
    },
  },
  {
    clause: 'connection test',
    name: 'ServiceProviderConfig with a wrong token is 401, so that a connection test finds it out',
    level: 'client',
    run: async (scim) => expectError(await scim.get('/ServiceProviderConfig', {}, { ...without(scim), authorization: 'Bearer none-such' }), 401),
  },
  {
    clause: 'RFC 7644 §2',
    name: 'who has no token changes nothing',
    run: async (scim) => {
      const { path, id } = await scim.user()
      expectStatus(await scim.delete(path, { headers: without(scim) }), 401)
      scim.made.add(path)
      expectLike((await scim.get(path)).body, { id })
    },
  },
  {
    clause: 'lock-out',
    name: 'after thirty wrong tokens the right one is answered at once',
    level: 'should',
    run: async (scim) => {
      const wrong = { ...without(scim), authorization: 'Bearer none-such' }
      const statuses = await Promise.all(Array.from({ length: 30 }, () => scim.ask('GET', '/Users', { headers: wrong, repeats: 0 })))
      for (const answer of statuses) expectStatus(answer, 401, 429)
      const start = performance.now()
      expectStatus(await scim.ask('GET', '/Users', { query: { count: 1 }, repeats: 0 }), 200)
      expectThat(performance.now() - start < 5000, 'it took more than five seconds')
    },
  },
  {
    clause: 'RFC 7644 §7.2',
    name: 'the service is reached by https, or on this machine',
    level: 'should',
    run: async (scim) => {
      const { protocol, hostname } = new URL(scim.run.endpoint.base)
      expectThat(protocol === 'https:' || /^(localhost|127\.|\[::1\])/.test(hostname), `the base URL begins with ${protocol}`)
    },
  },
]

/** Text that does harm where it is taken for more than text. */
const sly: [what: string, text: string][] = [
  ['SQL', `'; DROP TABLE users; --`],
  ['SQL that is always true', `' OR '1'='1`],
  ['a wildcard of LDAP', '*)(uid=*))(|(uid=*'],
  ['an operator of MongoDB', '{"$gt":""}'],
  ['a template', '${7*7} {{7*7}} <%= 7*7 %>'],
  ['markup', '<script>alert(1)</script>'],
  ['a path', '../../etc/passwd'],
  ['characters that end a header', 'a\r\nSet-Cookie: b=c'],
]

const injections: Case[] = sly.flatMap(([what, text]): Case[] => [
  {
    clause: 'injection',
    name: `${what} in a value is text: it comes back as it was sent, and is found`,
    needs: ['filter'],
    run: async (scim) => {
      const { path, id } = await scim.user({ displayName: text })
      expectLike((await scim.get(path)).body, { displayName: text })
      expectLike(expectList(await scim.get('/Users', { filter: `displayName eq ${JSON.stringify(text)} and id eq "${id}"` })), [{ id }], 'Resources')
    },
  },
  {
    clause: 'injection',
    name: `${what} as a userName that is looked up finds nobody`,
    needs: ['filter'],
    run: async (scim) => expectLike((await scim.get('/Users', { filter: `userName eq ${JSON.stringify(text)}` })).body, { totalResults: 0 }),
  },
])

const isCalm = (answer: Answer) => expectThat(answer.status < 500, `the status is ${answer.status}`)

const hostile: [name: string, ask: (scim: Client) => Promise<Answer>, needs?: Capability[]][] = [
  ['a body with __proto__', (scim) => scim.ask('POST', '/Users', { text: withKey(scim, '"__proto__":{"polluted":true}') })],
  ['a body with constructor', (scim) => scim.ask('POST', '/Users', { text: withKey(scim, '"constructor":{"prototype":{"polluted":true}}') })],
  [
    'a PATCH of __proto__.polluted',
    async (scim) => scim.patch((await scim.user()).path, [{ op: 'add', path: '__proto__.polluted', value: true }]),
    ['patch'],
  ],
  [
    'a PATCH of constructor.prototype.polluted',
    async (scim) => scim.patch((await scim.user()).path, [{ op: 'add', path: 'constructor.prototype.polluted', value: true }]),
    ['patch'],
  ],
  [
    'a PATCH without path of __proto__',
    async (scim) =>
      scim.ask('PATCH', (await scim.user()).path, {
        text: `{"schemas":["${patchUrn}"],"Operations":[{"op":"add","value":{"__proto__":{"polluted":true}}}]}`,
      }),
    ['patch'],
  ],
  ['a filter by __proto__', (scim) => scim.get('/Users', { filter: '__proto__.polluted eq true' }), ['filter']],
  ['attributes=__proto__', (scim) => scim.get('/Users', { attributes: '__proto__,constructor', count: 1 })],
  ['a NUL in a value', (scim) => scim.post('/Users', scim.userBody({ displayName: 'a\u0000b' }))],
  ['half of a surrogate pair in a value', (scim) => scim.ask('POST', '/Users', { text: withKey(scim, '"nickName":"\\ud800"') })],
  ['a NUL in a filter', (scim) => scim.get('/Users', { filter: 'userName eq "a\\u0000b"' }), ['filter']],
  ['a NUL in an id', (scim) => scim.get('/Users/a%00b')],
  ['an id of 5,000 characters', (scim) => scim.get(`/Users/${'a'.repeat(5000)}`)],
  ['a broken escape in the path', (scim) => scim.get('/Users/%zz')],
  ['a broken escape in the query', (scim) => scim.get('/Users?filter=%zz')],
  ['bytes that are no UTF-8 in the query', (scim) => scim.get('/Users?filter=userName%20eq%20%22%ff%fe%22'), ['filter']],
  ['a body that nests 5,000 deep', (scim) => scim.ask('POST', '/Users', { text: withKey(scim, `"x":${'['.repeat(5000)}${']'.repeat(5000)}`) })],
  ['a number of 400 digits', (scim) => scim.ask('POST', '/Users', { text: withKey(scim, `"active":1${'0'.repeat(400)}`) })],
  ['one key twice', (scim) => scim.ask('POST', '/Users', { text: withKey(scim, '"nickName":"a","nickName":"b"') })],
  ['a userName of 10,000 characters', (scim) => scim.post('/Users', scim.userBody({ userName: 'a'.repeat(10_000) }))],
  [
    '2,000 addresses',
    (scim) => scim.post('/Users', scim.userBody({ emails: Array.from({ length: 2000 }, (_, place) => ({ value: `${place}@example.com` })) })),
  ],
  [
    'a PATCH of 2,000 operations',
    async (scim) =>
      scim.patch(
        (await scim.user()).path,
        Array.from({ length: 2000 }, () => ({ op: 'replace', path: 'nickName', value: 'x' })),
      ),
    ['patch'],
  ],
  [
    '1,000 names in attributes',
    (scim) => scim.get('/Users', { attributes: Array.from({ length: 1000 }, (_, place) => `a${place}`).join(','), count: 1 }),
  ],
  ['one parameter twice', (scim) => scim.get('/Users?count=1&count=2')],
]

/** The body of a user as text, with one more key. */
const withKey = (scim: Client, key: string) => JSON.stringify(scim.userBody()).replace(/\}$/, `,${key}}`)

const calm: Case[] = hostile.map(([name, ask, needs = []]) => ({
  clause: 'robustness',
  name: `${name} is answered or refused, and breaks nothing`,
  needs,
  run: async (scim) => {
    const answer = await ask(scim)
    isCalm(answer)
    expectThat(!/"polluted"/.test(JSON.stringify(toObject(answer.body)['meta'] ?? {})), 'the prototype is polluted')
    const after = await scim.user()
    expectThat(!after.answer.text.includes('polluted'), 'a later answer is polluted')
    expectStatus(await scim.get(after.path), 200)
  },
}))

const large: Case[] = [
  {
    clause: 'robustness',
    name: 'a body of 32 MB is refused with 4xx, or the connection is closed, and the next request is answered',
    needs: ['User.nickName'],
    run: async (scim) => {
      const answer = await scim.post('/Users', scim.userBody({ nickName: 'x'.repeat(32 * 1024 * 1024) })).catch((error: unknown) => {
        if (error instanceof Unreachable) return undefined
        throw error
      })
      if (answer) expectThat(answer.status >= 400 && answer.status < 500, `the status is ${answer.status}`)
      expectStatus(await scim.get('/Users', { count: 1 }), 200)
    },
  },
  {
    clause: 'isolation',
    name: 'an id of a user opens nothing at /Groups, and the other way round',
    needs: ['groups'],
    run: async (scim) => {
      const [user, group] = [await scim.user(), await scim.group()]
      expectError(await scim.get(`/Groups/${user.id}`), 404)
      expectError(await scim.get(`/Users/${group.id}`), 404)
      expectError(await scim.delete(`/Groups/${user.id}`), 404)
      expectLike((await scim.get(user.path)).body, { userName: toText(user.body['userName']) })
    },
  },
]

export const security: Theme = { name: 'Security of the endpoint', cases: [...closed, ...authentication, ...injections, ...calm, ...large] }
