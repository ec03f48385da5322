import type { Case, Level, Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectError, expectLike, expectStatus, expectThat } from '../expect.ts'
import type { Answer, Asking } from '../http.ts'
import { isObject, toText } from '../json.ts'
import type { Capability } from '../offer.ts'

const bodies: [why: string, text: string][] = [
  ['text that is no JSON', '{"schemas":'],
  ['a list', '[]'],
  ['a text', '"ada"'],
  ['null', 'null'],
  ['nothing', ''],
]

const syntax: Case[] = bodies.flatMap(([why, text]): Case[] =>
  ['/Users', '/Groups'].map((path): Case => ({
    clause: 'RFC 7644 §3.12',
    name: `POST ${path} with ${why} as its body is 400`,
    needs: path === '/Groups' ? ['groups'] : [],
    run: async (scim) => expectError(await scim.ask('POST', path, { text }), 400),
  })),
)

const invalidSyntax: Case = {
  clause: 'RFC 7644 §3.12',
  name: 'a body that is no JSON has the scimType invalidSyntax',
  level: 'should',
  run: async (scim) => expectError(await scim.ask('POST', '/Users', { text: '{"schemas":' }), 400, 'invalidSyntax'),
}

const wrongMethods: [method: string, path: (scim: Client) => Promise<string>, name: string, needs?: Capability[]][] = [
  ['PUT', async () => '/Users', '/Users'],
  ['PATCH', async () => '/Users', '/Users'],
  ['DELETE', async () => '/Users', '/Users'],
  ['POST', async (scim) => (await scim.user()).path, '/Users/{id}'],
  ['PUT', async () => '/Groups', '/Groups', ['groups']],
  ['DELETE', async () => '/Groups', '/Groups', ['groups']],
  ['POST', async (scim) => (await scim.group()).path, '/Groups/{id}', ['groups']],
]

const methods: Case[] = wrongMethods.map(([method, path, name, needs = []]) => ({
  clause: 'RFC 9110 §15.5.6',
  name: `${method} ${name} is 405, and Allow says what is possible`,
  level: 'should',
  needs,
  run: async (scim) => {
    const answer = await scim.ask(method, await path(scim), method === 'DELETE' ? {} : { body: {} })
    expectError(answer, 405)
    expectThat(/\bGET\b/.test(answer.headers.get('allow') ?? ''), `Allow is ${answer.headers.get('allow')}`)
  },
}))

const isScim = (answer: Answer) => /^application\/scim\+json\b/i.test(answer.headers.get('content-type') ?? '')

const everyError: [why: string, ask: (scim: Client) => Promise<Answer>, status: number, needs?: Capability[]][] = [
  ['an unknown user', (scim) => scim.get('/Users/none-such'), 404],
  ['a filter that is none', (scim) => scim.get('/Users', { filter: 'a b' }), 400, ['filter']],
  ['a body that is no JSON', (scim) => scim.ask('POST', '/Users', { text: '{' }), 400],
  ['a userName that is taken', async (scim) => scim.post('/Users', scim.userBody({ userName: (await scim.user()).body['userName'] })), 409],
  ['a wrong token', (scim) => scim.get('/Users', {}, { authorization: 'Bearer none-such' }), 401],
]

const shapes: Case[] = everyError.flatMap(([why, ask, status, needs = []]): Case[] => [
  {
    clause: 'RFC 7644 §3.12',
    name: `${why}: ${status}, an Error message whose status is a text`,
    needs,
    run: async (scim) => expectError(await ask(scim), status),
  },
  {
    clause: 'RFC 7644 §3.8',
    name: `${why}: the error is application/scim+json`,
    needs,
    run: async (scim) => {
      const answer = await ask(scim)
      expectThat(isScim(answer), `Content-Type is ${answer.headers.get('content-type')}`)
    },
  },
  {
    clause: 'Okta',
    name: `${why}: the error has a detail, which an administrator reads, and no stack or SQL in it`,
    level: 'client',
    needs,
    run: async (scim) => {
      const { body } = await ask(scim)
      expectLike(body, { detail: /\S{2,}/ })
      const detail = isObject(body) ? toText(body['detail']) : ''
      expectThat(
        !/\bat \S+ \(|\.(java|cs|py|rb|js|ts|go):\d+|select .+ from|insert into|ORA-\d+|SQLITE_|violates unique/i.test(detail),
        `the detail is ${detail}`,
      )
    },
  },
])

const media: [name: string, asking: Asking, statuses: number[], level?: Level, clause?: string][] = [
  ['a body of application/scim+json; charset=utf-8 is read', { headers: { 'content-type': 'application/scim+json; charset=utf-8' } }, [201]],
  ['a body of application/json is read', { headers: { 'content-type': 'application/json' } }, [201], 'should'],
  ['a body of application/json; charset=utf-8 is read', { headers: { 'content-type': 'application/json; charset=utf-8' } }, [201], 'should'],
  ['a body of text/plain is 415', { headers: { 'content-type': 'text/plain' } }, [415], 'should', 'RFC 9110 §15.5.16'],
  ['a body of application/xml is 415', { headers: { 'content-type': 'application/xml' } }, [415], 'should', 'RFC 9110 §15.5.16'],
  ['Accept: application/json is answered', { headers: { accept: 'application/json' } }, [201], 'should'],
  ['Accept: */* is answered', { headers: { accept: '*/*' } }, [201]],
  [
    'Accept: application/scim+json, application/json;q=0.5 is answered',
    { headers: { accept: 'application/scim+json, application/json;q=0.5' } },
    [201],
  ],
  ['no Accept is answered', { headers: { accept: undefined } }, [201]],
  [
    'Accept-Charset and an unknown User-Agent are no hindrance',
    { headers: { 'accept-charset': 'utf-8', 'user-agent': 'Nobody 0.0' } },
    [201],
    'client',
    'Okta',
  ],
]

const types: Case[] = media.map(([name, asking, statuses, level = 'must', clause = 'RFC 7644 §3.8']) => ({
  clause,
  name,
  level,
  run: async (scim) => {
    const answer = await scim.post('/Users', scim.userBody(), asking)
    if (statuses.includes(201)) expectStatus(answer, ...statuses)
    else expectError(answer, statuses)
  },
}))

const others: Case[] = [
  {
    clause: 'scim2-tester',
    name: 'an endpoint that there is not is 404, an Error message',
    level: 'client',
    run: async (scim) => expectError(await scim.get('/NoSuchEndpoint'), 404),
  },
  {
    clause: 'RFC 7644 §3.11',
    name: '/Me is answered, led on from, or 501 where it is not supported',
    level: 'should',
    run: async (scim) => expectStatus(await scim.get('/Me'), 200, 301, 302, 307, 308, 501),
  },
  {
    clause: 'RFC 7644 §3.12',
    name: 'an Error message of 401 says nothing of the token that was sent',
    run: async (scim) => {
      const token = scim.unique('secret')
      const answer = await scim.get('/Users', {}, { authorization: `Bearer ${token}` })
      expectStatus(answer, 401)
      expectThat(!answer.text.includes(token), 'the answer holds the token')
    },
  },
]

export const errors: Theme = { name: 'Errors', cases: [...syntax, invalidSyntax, ...methods, ...shapes, ...types, ...others] }
