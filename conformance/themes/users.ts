import type { Case, Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat, type Pattern } from '../expect.ts'
import { toList, toObject, toText, type Json, type JsonObject } from '../json.ts'
import type { Capability } from '../offer.ts'
import { E, U } from '../urns.ts'

const isMoment = (value: Json | undefined) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(toText(value)) && !Number.isNaN(Date.parse(toText(value)))

const creating: Case[] = [
  {
    clause: 'RFC 7644 §3.3',
    name: 'POST answers 201 with the resource and what it was sent',
    run: async (scim) => {
      const body = scim.userBody()
      const answer = await scim.post('/Users', body)
      expectStatus(answer, 201)
      const { userName, externalId, name, emails, active } = body
      expectLike(answer.body, { id: /./, userName, externalId, name, emails, active })
    },
  },
  {
    clause: 'RFC 7644 §3.3',
    name: 'POST answers in application/scim+json',
    run: async (scim) => {
      const { answer } = await scim.user()
      expectThat(
        /^application\/scim\+json\b/i.test(answer.headers.get('content-type') ?? ''),
        `Content-Type is ${answer.headers.get('content-type')}`,
      )
    },
  },
  {
    clause: 'scimverify',
    name: 'the content type has no parameter',
    level: 'client',
    run: async (scim) => {
      const { answer } = await scim.user()
      expectThat(answer.headers.get('content-type') === 'application/scim+json', `Content-Type is ${answer.headers.get('content-type')}`)
    },
  },
  {
    clause: 'RFC 7644 §3.3',
    name: 'the header Location and meta.location are the same, an absolute URL that answers the resource',
    run: async (scim) => {
      const { answer, body, id } = await scim.user()
      const location = answer.headers.get('location') ?? ''
      expectThat(location !== '', 'there is no Location')
      expectLike(toObject(body['meta'])['location'], location, 'meta.location')
      expectThat(/^https?:\/\//.test(location) && location.endsWith(`/Users/${id}`), `Location is ${location}`)
      const { pathname } = new URL(location)
      expectThat(pathname === `${new URL(scim.run.endpoint.base).pathname}/Users/${id}`, `Location leads elsewhere: ${location}`)
      expectLike((await scim.get(`/Users/${id}`)).body, { id })
    },
  },
  {
    clause: 'RFC 7643 §3.1',
    name: 'meta says what it is, and when it was created and changed',
    run: async (scim) => {
      const { body } = await scim.user()
      expectLike(body['meta'], { resourceType: 'User', created: isMoment, lastModified: isMoment })
    },
  },
  {
    clause: 'RFC 7643 §3',
    name: 'schemas holds the core schema',
    run: async (scim) => expectThat(toList((await scim.user()).body['schemas']).includes(U), `schemas lacks ${U}`),
  },
  {
    clause: 'SCIMple',
    name: 'schemas holds no extension that the resource has nothing of',
    level: 'client',
    needs: ['enterprise'],
    run: async (scim) => expectLike((await scim.user()).body, { schemas: (urns) => !toList(urns).includes(E), [E]: undefined }),
  },
  {
    clause: 'RFC 7643 §3.1',
    name: "id is the server's to give: one that the client sends is ignored",
    run: async (scim) => {
      const id = scim.unique('mine')
      const user = await scim.user({ id })
      expectThat(user.id !== id, 'the server took the id of the client')
    },
  },
  {
    clause: 'RFC 7643 §3.1',
    name: 'no id holds "bulkId"',
    run: async (scim) => expectThat(!(await scim.user()).id.includes('bulkId'), 'the id holds bulkId'),
  },
  {
    clause: 'RFC 7643 §3.1',
    name: "meta is the server's: what the client sends of it is ignored",
    run: async (scim) => {
      const { body } = await scim.user({ meta: { resourceType: 'Robot', created: '1999-01-01T00:00:00Z', location: 'https://example.com/x' } })
      expectLike(body['meta'], { resourceType: 'User', created: (value) => !toText(value).startsWith('1999'), location: /\/Users\// })
    },
  },
  {
    clause: 'RFC 7643 §4.1.2',
    name: 'groups is read-only: what the client sends of it is ignored',
    run: async (scim) => expectLike((await scim.user({ groups: [{ value: 'none-such' }] })).body, { groups: undefined }),
  },
  {
    clause: 'RFC 7643 §4.1.1',
    name: 'a user with nothing but what is required is created',
    run: async (scim) => {
      const { schemas, userName, ...rest } = scim.userBody()
      const optional = ['externalId', 'name', 'displayName', 'emails', 'active']
      const required = Object.fromEntries(Object.entries(rest).filter(([name]) => !optional.includes(name) || isRequired(scim, name)))
      expectStatus(await scim.post('/Users', { schemas, userName, ...required }), 201)
    },
  },
  {
    clause: 'RFC 7643 §2.1',
    name: 'names of attributes are read in any letter case',
    run: async (scim) => {
      const { userName, name, externalId, ...rest } = scim.userBody()
      const { body } = await scim.user({
        ...rest,
        userName: undefined,
        USERNAME: userName,
        name: undefined,
        Name: { GivenName: toObject(name)['givenName'] },
      })
      expectLike(body, { userName, name: { givenName: 'Ada' } })
      expectThat(externalId !== undefined, 'never')
    },
  },
  {
    clause: 'RFC 7643 §2.5',
    name: 'null and an empty list are no value',
    needs: ['User.title'],
    run: async (scim) => {
      const { body } = await scim.user({ title: null, phoneNumbers: [], addresses: null })
      expectLike(body, { title: undefined, phoneNumbers: undefined, addresses: undefined })
    },
  },
  {
    clause: 'RFC 7643 §2.4',
    name: 'of two primary values at most one stays primary, or the request is refused',
    needs: ['User.emails.primary'],
    run: async (scim) => {
      const word = scim.unique('two')
      const emails = ['a', 'b'].map((each, index) => ({ value: `${word}-${each}@example.com`, type: ['work', 'home'][index], primary: true }))
      const answer = await scim.post('/Users', scim.userBody({ emails }))
      if (answer.status === 400) return
      expectStatus(answer, 201)
      const primary = toList(toObject(answer.body)['emails']).filter((email) => toObject(email)['primary'] === true)
      expectThat(primary.length <= 1, `${primary.length} values are primary`)
    },
  },
  {
    clause: 'RFC 7643 §4.3',
    name: 'the Enterprise extension is stored and answered, and schemas names it',
    needs: ['enterprise'],
    run: async (scim) => {
      const department = 'Research & Development'
      const { body, path } = await scim.user({ schemas: [U, E], [E]: { department, employeeNumber: '701984' } })
      for (const answered of [body, (await scim.get(path)).body])
        expectLike(answered, { schemas: [U, E], [E]: { department, employeeNumber: '701984' } })
    },
  },
  {
    clause: 'RFC 7643 §4.3',
    name: 'manager points to another user by id',
    needs: ['enterprise'],
    run: async (scim) => {
      const boss = await scim.user()
      const { path } = await scim.user({ schemas: [U, E], [E]: { manager: { value: boss.id } } })
      expectLike((await scim.get(path)).body, { [E]: { manager: { value: boss.id } } })
    },
  },
  {
    clause: 'RFC 7644 §3.3',
    name: 'of ten who create one userName at once, one is answered 201 and the others 409',
    run: async (scim) => {
      const { userName } = scim.userBody()
      const answers = await Promise.all(Array.from({ length: 10 }, () => scim.post('/Users', scim.userBody({ userName }))))
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
      expectLike(statuses, [201, ...Array.from({ length: 9 }, () => 409)], 'the statuses')
    },
  },
]

const isRequired = ({ offer }: Client, name: string) =>
  offer.schemas.find(({ id }) => id === U)?.attributes.some((attribute) => attribute.name === name && attribute.required) === true

/** What is echoed as it was sent. */
const texts: [what: string, text: string][] = [
  ['letters of many languages', 'Zoë Müller-Łukasz 山田太郎 אבג'],
  ['characters beyond the basic plane', 'Ada 👩🏽‍💻 𝒜'],
  ['quotes, backslashes and markup', 'O\'Neil "The \\ Best" <b>&amp;</b>'],
  ['blanks at its ends', '  Ada  '],
  ['line breaks', 'First line\nSecond line'],
]

const echoes: Case[] = texts.map(([what, text]) => ({
  clause: 'RFC 7643 §2.3.1',
  name: `a text with ${what} comes back as it was sent`,
  level: what.startsWith('blanks') ? 'should' : 'must',
  run: async (scim) => {
    const { path, body } = await scim.user({ displayName: text })
    expectLike(body, { displayName: text })
    expectLike((await scim.get(path)).body, { displayName: text })
  },
}))

const refused: [name: string, clause: string, change: JsonObject, level?: 'should'][] = [
  ['without userName', 'RFC 7643 §4.1.1', { userName: undefined }],
  ['with an empty userName', 'RFC 7643 §4.1.1', { userName: '' }],
  ['with a userName that is null', 'RFC 7643 §2.5', { userName: null }],
  ['with a userName that is an object', 'RFC 7643 §2.3.1', { userName: { value: 'ada' } }],
  ['with a name that is a text', 'RFC 7643 §2.3.8', { name: 'Ada' }],
  ['with an active that is no boolean', 'RFC 7643 §2.3.2', { active: 'perhaps' }],
  ['without schemas', 'RFC 7643 §3', { schemas: undefined }, 'should'],
  ['with schemas that is empty', 'RFC 7643 §3', { schemas: [] }, 'should'],
]

const refusals = refused.map(([name, clause, change, level]): Case => ({
  clause,
  name: `POST ${name} is 400`,
  level: level ?? 'must',
  run: async (scim) => expectError(await scim.post('/Users', scim.userBody(change)), 400),
}))

const twins: [name: string, change: (body: JsonObject) => JsonObject, status: 201 | 409, clause: string, needs?: Capability[]][] = [
  ['the userName of another is 409 uniqueness', ({ userName }) => ({ userName }), 409, 'RFC 7644 §3.3'],
  [
    'the userName of another in other letter case is 409 uniqueness',
    ({ userName }) => ({ userName: toText(userName).toUpperCase() }),
    409,
    'RFC 7643 §8.7.1',
  ],
  ['the e-mail address of another is no conflict', ({ emails }) => ({ emails }), 201, 'scimverify', ['User.emails']],
  ['the externalId of another is no conflict', ({ externalId }) => ({ externalId }), 201, 'SCIMServer'],
]

const conflicts: Case[] = twins.map(([name, change, status, clause, needs = []]) => ({
  clause,
  name,
  level: status === 409 ? 'must' : 'client',
  needs,
  run: async (scim) => {
    const first = scim.userBody()
    expectStatus(await scim.post('/Users', first), 201)
    const answer = await scim.post('/Users', scim.userBody(change(first)))
    if (status === 409) expectError(answer, 409, 'uniqueness')
    else expectStatus(answer, 201)
  },
}))

const secrets: Case[] = [
  {
    clause: 'RFC 7643 §7',
    name: 'password is never returned: not by POST, GET, list or PUT',
    needs: ['User.password'],
    run: async (scim) => {
      const password = `S3cret-${scim.unique('pw')}!`
      const { path, body, answer } = await scim.user({ password })
      const answers = [
        answer,
        await scim.get(path),
        await scim.get(path, { attributes: 'userName,password' }),
        await scim.put(path, { ...body, password }),
      ]
      for (const { text } of answers) expectThat(!text.includes(password) && !/"password"/i.test(text), 'the password is answered')
    },
  },
]

const reading: Case[] = [
  {
    clause: 'RFC 7644 §3.4.1',
    name: 'GET answers what POST answered',
    run: async (scim) => {
      const { path, body } = await scim.user()
      const answer = await scim.get(path)
      expectStatus(answer, 200)
      expectLike(answer.body, body)
    },
  },
  {
    clause: 'RFC 7644 §3.4.2',
    name: 'a new user is in the list',
    run: async (scim) => {
      const { id, body } = await scim.user()
      const found = await scim.get('/Users', { filter: `userName eq "${toText(body['userName'])}"` })
      expectLike(expectList(found), [{ id }], 'Resources')
    },
    needs: ['filter'],
  },
  ...['none-such', '0', '00919288221112222', '2819c223-7f76-453a-919d-413861904646', '%20', 'a%2Fb', "'%20or%201=1--"].map((id): Case => ({
    clause: 'RFC 7644 §3.12',
    name: `GET of an unknown id is 404: ${id}`,
    run: async (scim) => expectError(await scim.get(`/Users/${id}`), 404),
  })),
  {
    clause: 'RFC 7643 §3.1',
    name: 'reading does not move lastModified',
    run: async (scim) => {
      const { path, body } = await scim.user()
      await scim.get(path)
      expectLike((await scim.get(path)).body, { meta: { lastModified: toObject(body['meta'])['lastModified'] } })
    },
  },
  {
    clause: 'RFC 7644 §3.4.1',
    name: 'unknown query parameters are ignored',
    level: 'should',
    run: async (scim) => expectStatus(await scim.get((await scim.user()).path, { aadOptscim062020: '', nonsense: 1 }), 200),
  },
]

const gone: Case[] = [
  {
    clause: 'RFC 7644 §3.6',
    name: 'DELETE answers 204 without a body, and the user is gone: GET, PUT, PATCH and DELETE are 404',
    run: async (scim) => {
      const { path, body } = await scim.user()
      const answer = await scim.delete(path)
      expectStatus(answer, 204)
      expectLike(answer.text, '', 'the body')
      expectError(await scim.get(path), 404)
      expectError(await scim.put(path, scim.userBody({ userName: body['userName'] })), 404)
      if (scim.offer.lacks('patch') === undefined) expectError(await scim.patch(path, [{ op: 'replace', path: 'displayName', value: 'x' }]), 404)
      expectError(await scim.delete(path), 404)
    },
  },
  {
    clause: 'RFC 7644 §3.6',
    name: 'who was deleted is not in the list',
    needs: ['filter'],
    run: async (scim) => {
      const { path, body } = await scim.user()
      await scim.delete(path)
      expectLike((await scim.get('/Users', { filter: `userName eq "${toText(body['userName'])}"` })).body, { totalResults: 0 })
    },
  },
  {
    clause: 'RFC 7644 §3.6',
    name: 'the userName of who was deleted is free, for a resource with another id',
    run: async (scim) => {
      const { path, id, body } = await scim.user()
      await scim.delete(path)
      const next = await scim.user({ userName: body['userName'], externalId: body['externalId'] })
      expectThat(next.id !== id, 'the id is used again')
      expectError(await scim.get(path), 404)
    },
  },
  {
    clause: 'RFC 7644 §3.6',
    name: 'DELETE of an unknown user is 404',
    run: async (scim) => expectError(await scim.delete('/Users/none-such'), 404),
  },
]

const inactive: [what: string, look: (scim: Client, path: string, userName: string) => Promise<Pattern>][] = [
  ['by its id', async (scim, path) => (await scim.get(path)).body],
  ['by userName', async (scim, _, userName) => expectList(await scim.get('/Users', { filter: `userName eq "${userName}"` }))[0]],
]

const leavers: Case[] = inactive.map(([what, look]) => ({
  clause: 'RFC 7643 §4.1.1',
  name: `who is not active is still a resource, found ${what}`,
  needs: ['User.active', 'filter'],
  run: async (scim) => {
    const { path, id, body } = await scim.user({ active: false })
    expectLike(body, { active: false })
    const found = await look(scim, path, toText(body['userName']))
    expectThat(JSON.stringify(found ?? null).includes(id), 'it is not found')
  },
}))

export const users: Theme = {
  name: 'Users',
  cases: [...creating, ...echoes, ...refusals, ...conflicts, ...secrets, ...reading, ...leavers, ...gone],
}
