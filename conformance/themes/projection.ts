import { shared, type Case, type Theme } from '../case.ts'
import type { Client, Resource } from '../client.ts'
import { expectLike, expectList, expectStatus, type Pattern } from '../expect.ts'
import type { Answer, Query } from '../http.ts'
import { toObject, toText, type JsonObject } from '../json.ts'
import type { Capability } from '../offer.ts'
import { attributesNamedIn } from '../named.ts'
import { E, patchUrn, searchUrn, U } from '../urns.ts'

const ada = shared((scim) => scim.user({ schemas: [U, E], nickName: 'Ada', [E]: { department: 'Research', employeeNumber: '7' } }))

const here: Pattern = (value) => value !== undefined && value !== null
const always = { schemas: here, id: here }

/** What is asked for, and what of it is answered. `undefined` is what may not be there. */
const rows: [query: Query, like: { [name: string]: Pattern }, why: string, needs?: Capability[]][] = [
  [
    { attributes: 'userName' },
    { ...always, userName: here, name: undefined, emails: undefined, nickName: undefined },
    'one attribute, and what is always returned',
  ],
  [{ attributes: 'USERNAME' }, { ...always, userName: here, name: undefined }, 'a name in any letter case'],
  [{ attributes: 'userName,nickName' }, { ...always, userName: here, nickName: here, name: undefined }, 'several'],
  [{ attributes: 'userName, nickName' }, { ...always, userName: here, nickName: here, name: undefined }, 'several, with a blank'],
  [{ attributes: 'id' }, { ...always, userName: undefined, name: undefined }, 'id alone'],
  [{ attributes: 'name' }, { ...always, name: { givenName: here, familyName: here }, userName: undefined }, 'a complex attribute whole'],
  [{ attributes: 'name.givenName' }, { ...always, name: { givenName: here, familyName: undefined } }, 'a sub-attribute'],
  [{ attributes: 'emails.value' }, { ...always, emails: [{ value: here, type: undefined }], name: undefined }, 'a sub-attribute of several values'],
  [{ attributes: 'meta.location' }, { ...always, meta: { location: here, created: undefined }, userName: undefined }, 'a sub-attribute of meta'],
  [{ attributes: `${U}:userName` }, { ...always, userName: here, name: undefined }, 'a name with the URN of its schema'],
  [
    { attributes: `${U}:name.givenName` },
    { ...always, name: { givenName: here, familyName: undefined } },
    'a sub-attribute with the URN of its schema',
  ],
  [
    { attributes: `${E}:department` },
    { ...always, [E]: { department: here, employeeNumber: undefined }, userName: undefined },
    'an attribute of an extension',
    ['enterprise'],
  ],
  [{ attributes: E }, { ...always, [E]: { department: here, employeeNumber: here }, userName: undefined }, 'a whole extension', ['enterprise']],
  [{ excludedAttributes: 'name' }, { ...always, userName: here, name: undefined, nickName: here }, 'without one attribute'],
  [
    { excludedAttributes: 'NAME,nickname' },
    { ...always, userName: here, name: undefined, nickName: undefined },
    'without several, in any letter case',
  ],
  [{ excludedAttributes: 'name.givenName' }, { ...always, name: { givenName: undefined, familyName: here } }, 'without a sub-attribute'],
  [{ excludedAttributes: 'emails.type' }, { ...always, emails: [{ value: here, type: undefined }] }, 'without a sub-attribute of several values'],
  [
    { excludedAttributes: `${E}:department` },
    { ...always, [E]: { department: undefined, employeeNumber: here } },
    'without an attribute of an extension',
    ['enterprise'],
  ],
  [{ excludedAttributes: E }, { ...always, [E]: undefined, userName: here }, 'without an extension', ['enterprise']],
  [{ excludedAttributes: 'id,schemas' }, { ...always, userName: here }, 'what is always returned cannot be left out'],
  [{ excludedAttributes: 'meta' }, { ...always, meta: undefined, userName: here }, 'without meta'],
]

const nameOf = (query: Query) =>
  Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
    .replaceAll('urn:ietf:params:scim:schemas:', '…')

const reading: Case[] = rows.flatMap(([query, like, why, needs = []]): Case[] => [
  {
    clause: 'RFC 7644 §3.9',
    name: `GET ?${nameOf(query)}: ${why}`,
    needs: [...attributesNamedIn(Object.keys(like), query), ...needs],
    run: async (scim) => {
      const answer = await scim.get((await ada(scim)).path, query)
      expectStatus(answer, 200)
      expectLike(answer.body, like)
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.5',
    name: `list ?${nameOf(query)}: ${why}`,
    needs: ['filter', ...attributesNamedIn(Object.keys(like), query), ...needs],
    run: async (scim) => {
      const { body } = await ada(scim)
      expectLike(expectList(await scim.get('/Users', { filter: `userName eq "${toText(body['userName'])}"`, ...query })), [like], 'Resources')
    },
  },
])

/** Every other operation that answers a resource. */
const operations: [name: string, ask: (scim: Client, user: Resource, query: Query) => Promise<Answer>, needs: Capability[]][] = [
  ['POST', (scim, _, query) => scim.post('/Users', scim.userBody(), { query }), []],
  ['PUT', (scim, { path, body }, query) => scim.put(path, withoutMeta(body), { query }), []],
  ['PATCH', (scim, { path }, query) => scim.patch(path, [{ op: 'replace', path: 'nickName', value: 'x' }], { query }), ['patch']],
]

const withoutMeta = ({ meta, ...body }: JsonObject): JsonObject => (meta === undefined ? body : body)

const writing: Case[] = operations.flatMap(([name, ask, needs]): Case[] => [
  {
    clause: 'RFC 7644 §3.9',
    name: `${name} ?attributes=userName answers that, id and schemas`,
    needs,
    run: async (scim) => {
      const answer = await ask(scim, await scim.user(), { attributes: 'userName' })
      expectStatus(answer, name === 'POST' ? 201 : 200)
      expectLike(answer.body, { ...always, userName: here, name: undefined, emails: undefined })
    },
  },
  {
    clause: 'RFC 7644 §3.9',
    name: `${name} ?excludedAttributes=emails answers all but those`,
    needs,
    run: async (scim) => {
      const answer = await ask(scim, await scim.user(), { excludedAttributes: 'emails' })
      if (answer.status === 204) return
      expectStatus(answer, name === 'POST' ? 201 : 200)
      expectLike(answer.body, { ...always, userName: here, name: here, emails: undefined })
    },
  },
])

const others: Case[] = [
  {
    clause: 'RFC 7644 §3.9',
    name: 'attributes=noSuchAttribute answers what is always returned',
    level: 'should',
    run: async (scim) =>
      expectLike((await scim.get((await ada(scim)).path, { attributes: 'noSuchAttribute' })).body, { ...always, userName: undefined }),
  },
  {
    clause: 'RFC 7644 §3.9',
    name: 'a projected list has totalResults as ever, and what is left out can still be filtered by',
    needs: ['filter', 'User.nickName'],
    run: async (scim) => {
      const { body } = await ada(scim)
      const filter = `userName eq "${toText(body['userName'])}"`
      expectLike(
        expectList(await scim.get('/Users', { filter, attributes: 'nickName' }), { totalResults: 1 }),
        [{ nickName: 'Ada', userName: undefined }],
        'Resources',
      )
    },
  },
  {
    clause: 'SCIM-SDK',
    name: 'attributes and excludedAttributes together are answered or refused, and break nothing',
    level: 'client',
    run: async (scim) => expectStatus(await scim.get((await ada(scim)).path, { attributes: 'userName', excludedAttributes: 'name' }), 200, 400),
  },
  {
    clause: 'scim2-tester',
    name: '.search takes attributes as a list',
    level: 'client',
    needs: ['search', 'filter'],
    run: async (scim) => {
      const { body } = await ada(scim)
      const filter = `userName eq "${toText(body['userName'])}"`
      const found = expectList(await scim.post('/Users/.search', { schemas: [searchUrn], filter, attributes: ['userName', 'name.givenName'] }))
      expectLike(found, [{ ...always, userName: here, name: { givenName: here, familyName: undefined }, emails: undefined }], 'Resources')
    },
  },
  {
    clause: 'RFC 7644 §3.9',
    name: 'a group with attributes=members.value answers the values of the members alone',
    needs: ['groups'],
    run: async (scim) => {
      const user = await ada(scim)
      const { path } = await scim.group({ members: [{ value: user.id }] })
      expectLike((await scim.get(path, { attributes: 'members.value' })).body, {
        ...always,
        displayName: undefined,
        members: [{ value: user.id, display: undefined }],
      })
    },
  },
  {
    clause: 'RFC 7644 §3.5.2',
    name: 'a PATCH that asks for attributes is answered 200 with them, never 204',
    needs: ['groups', 'patch'],
    run: async (scim) => {
      const { path } = await scim.group()
      const body = { schemas: [patchUrn], Operations: [{ op: 'replace', path: 'displayName', value: scim.unique('renamed') }] }
      const answer = await scim.ask('PATCH', path, { body, query: { attributes: 'displayName' } })
      expectStatus(answer, 200)
      expectLike(toObject(answer.body), { ...always, displayName: /renamed/, members: undefined })
    },
  },
]

export const projection: Theme = { name: 'Projection', cases: [...reading, ...writing, ...others] }
