import type { Case, Theme } from '../case.ts'
import type { Client, Resource } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat } from '../expect.ts'
import type { Answer } from '../http.ts'
import { toObject, toText } from '../json.ts'
import type { Capability } from '../offer.ts'

const needs: Capability[] = ['etag', 'User.displayName'] // which is what is changed
const versionOf = ({ body }: Pick<Answer, 'body'>) => toText(toObject(toObject(body)['meta'])['version'])
const tagOf = ({ headers }: Answer) => headers.get('etag') ?? ''

/** The headers, compared weakly: whether a tag is weak is the server's to say (RFC 9110 §8.8.3.2). */
const strip = (tag: string) => tag.replace(/^W\//, '')

async function change(scim: Client, { path, body }: Resource): Promise<Answer> {
  const answer = await scim.put(path, { ...body, displayName: scim.unique('nick') })
  expectStatus(answer, 200)
  return answer
}

const answers: [name: string, ask: (scim: Client) => Promise<Answer>, needs?: Capability[]][] = [
  ['POST', async (scim) => (await scim.user()).answer],
  ['GET', async (scim) => scim.get((await scim.user()).path)],
  ['PUT', async (scim) => change(scim, await scim.user())],
  ['PATCH', async (scim) => scim.patch((await scim.user()).path, [{ op: 'replace', path: 'displayName', value: 'x' }]), ['patch']],
  ['POST of a group', async (scim) => (await scim.group()).answer, ['groups']],
  ['GET of a group', async (scim) => scim.get((await scim.group()).path), ['groups']],
]

const tags: Case[] = [
  ...answers.map(([name, ask, more = []]): Case => ({
    clause: 'RFC 7644 §3.14',
    name: `${name} answers the header ETag, which is meta.version`,
    needs: [...needs, ...more],
    run: async (scim) => {
      const answer = await ask(scim)
      if (answer.status === 204) return expectThat(tagOf(answer) !== '', 'there is no ETag')
      expectThat(/^(W\/)?"[^"]+"$/.test(tagOf(answer)), `ETag is ${tagOf(answer) || 'absent'}`)
      expectLike(strip(versionOf(answer)), strip(tagOf(answer)), 'meta.version')
    },
  })),
  {
    clause: 'RFC 7644 §3.14',
    name: 'the resources of a list have the versions that they have by themselves',
    needs: [...needs, 'filter'],
    run: async (scim) => {
      const { path, body } = await scim.user()
      const [listed] = expectList(await scim.get('/Users', { filter: `userName eq "${toText(body['userName'])}"` }))
      expectLike(versionOf({ body: listed }), versionOf(await scim.get(path)), 'meta.version')
    },
  },
  {
    clause: 'RFC 7644 §3.14',
    name: 'the version stays where nothing changes',
    needs,
    run: async (scim) => {
      const { path } = await scim.user()
      expectLike(tagOf(await scim.get(path)), tagOf(await scim.get(path)), 'ETag')
    },
  },
  {
    clause: 'RFC 7644 §3.14',
    name: 'the version is another after a change',
    needs,
    run: async (scim) => {
      const user = await scim.user()
      const before = tagOf(await scim.get(user.path))
      await change(scim, user)
      expectThat(tagOf(await scim.get(user.path)) !== before, 'the version is the same')
    },
  },
  {
    clause: 'RFC 7644 §3.14',
    name: 'the version of a group is another when its members change',
    needs: [...needs, 'groups', 'patch'],
    run: async (scim) => {
      const group = await scim.group()
      const before = tagOf(await scim.get(group.path))
      await scim.patch(group.path, [{ op: 'add', path: 'members', value: [{ value: (await scim.user()).id }] }])
      expectThat(tagOf(await scim.get(group.path)) !== before, 'the version is the same')
    },
  },
  {
    clause: 'RFC 7644 §3.5.2.1',
    name: 'a PATCH that changes nothing leaves the version',
    level: 'should',
    needs: [...needs, 'patch', 'User.title'],
    run: async (scim) => {
      const { path } = await scim.user({ title: 'T' })
      const before = tagOf(await scim.get(path))
      await scim.patch(path, [{ op: 'replace', path: 'title', value: 'T' }])
      expectLike(tagOf(await scim.get(path)), before, 'ETag')
    },
  },
]

const reading: [why: string, header: (tag: string) => string, status: number][] = [
  ['the version', (tag) => tag, 304],
  ['the version among others', (tag) => `"none", ${tag}`, 304],
  ['a star', () => '*', 304],
  ['another version', () => 'W/"none-such"', 200],
]

const unchanged: Case[] = [
  ...reading.map(([why, header, status]): Case => ({
    clause: 'RFC 7644 §3.14',
    name: `GET with If-None-Match: ${why} is ${status}`,
    needs,
    run: async (scim) => {
      const { path, answer } = await scim.user()
      const asked = await scim.get(path, {}, { 'if-none-match': header(tagOf(answer)) })
      expectStatus(asked, status)
      if (status === 304) expectLike(asked.text, '', 'the body')
    },
  })),
  {
    clause: 'RFC 7644 §3.14',
    name: 'GET with If-None-Match: an old version is 200, with the new one',
    needs,
    run: async (scim) => {
      const user = await scim.user()
      await change(scim, user)
      const asked = await scim.get(user.path, {}, { 'if-none-match': tagOf(user.answer) })
      expectStatus(asked, 200)
      expectThat(tagOf(asked) !== tagOf(user.answer), 'the version is the old one')
    },
  },
  {
    clause: 'RFC 9110 §15.4.5',
    name: 'an answer of 304 has the ETag',
    level: 'should',
    needs,
    run: async (scim) => {
      const { path, answer } = await scim.user()
      expectLike(tagOf(await scim.get(path, {}, { 'if-none-match': tagOf(answer) })), tagOf(answer), 'ETag')
    },
  },
]

const writes: [
  name: string,
  ask: (scim: Client, user: Resource, headers: Record<string, string>) => Promise<Answer>,
  done: number[],
  needs?: Capability[],
][] = [
  ['PUT', (scim, { path, body }, headers) => scim.put(path, { ...body, displayName: 'changed' }, { headers }), [200]],
  [
    'PATCH',
    (scim, { path }, headers) => scim.patch(path, [{ op: 'replace', path: 'displayName', value: 'changed' }], { headers }),
    [200, 204],
    ['patch'],
  ],
  ['DELETE', (scim, { path }, headers) => scim.delete(path, { headers }), [204]],
]

const writing: Case[] = writes.flatMap(([name, ask, done, more = []]): Case[] => [
  {
    clause: 'RFC 7644 §3.14',
    name: `${name} with If-Match: the version that stands is done`,
    needs: [...needs, ...more],
    run: async (scim) => {
      const user = await scim.user()
      expectStatus(await ask(scim, user, { 'if-match': tagOf(user.answer) }), ...done)
    },
  },
  {
    clause: 'RFC 7644 §3.14',
    name: `${name} with If-Match: an old version is 412, and changes nothing`,
    needs: [...needs, ...more],
    run: async (scim) => {
      const user = await scim.user()
      await change(scim, user)
      expectError(await ask(scim, user, { 'if-match': tagOf(user.answer) }), 412)
      const now = await scim.get(user.path)
      expectStatus(now, 200)
      expectThat(toObject(now.body)['displayName'] !== 'changed', 'it was done all the same')
    },
  },
  {
    clause: 'RFC 9110 §13.1.1',
    name: `${name} with If-Match: the version among others is done`,
    needs: [...needs, ...more],
    run: async (scim) => {
      const user = await scim.user()
      expectStatus(await ask(scim, user, { 'if-match': `"none-such", ${tagOf(user.answer)}` }), ...done)
    },
  },
  {
    clause: 'RFC 9110 §13.1.1',
    name: `${name} with If-Match: a star is done`,
    needs: [...needs, ...more],
    run: async (scim) => expectStatus(await ask(scim, await scim.user(), { 'if-match': '*' }), ...done),
  },
  {
    clause: 'RFC 9110 §13.1.2',
    name: `${name} with If-None-Match: the version that stands is 412`,
    level: 'should',
    needs: [...needs, ...more],
    run: async (scim) => {
      const user = await scim.user()
      expectError(await ask(scim, user, { 'if-none-match': tagOf(user.answer) }), 412)
    },
  },
])

const races: Case[] = [
  {
    clause: 'RFC 7644 §3.14',
    name: 'of five who change one version at once, one succeeds and the others are 412',
    needs: [...needs, 'patch'],
    run: async (scim) => {
      const { path, answer } = await scim.user()
      const headers = { 'if-match': tagOf(answer) }
      const asked = await Promise.all(
        [1, 2, 3, 4, 5].map((value) => scim.patch(path, [{ op: 'replace', path: 'displayName', value: `n${value}` }], { headers })),
      )
      const done = asked.filter(({ status }) => status < 300)
      expectThat(
        done.length === 1 && asked.every(({ status }) => status < 300 || status === 412),
        `the statuses are ${asked.map(({ status }) => status).join(', ')}`,
      )
    },
  },
  {
    clause: 'RFC 7644 §3.14',
    name: 'a group is changed under If-Match as a user is',
    needs: [...needs, 'groups'],
    run: async (scim) => {
      const { path, answer, body } = await scim.group()
      expectStatus(await scim.put(path, { ...body, displayName: scim.unique('renamed') }, { headers: { 'if-match': tagOf(answer) } }), 200)
      expectError(await scim.put(path, body, { headers: { 'if-match': tagOf(answer) } }), 412)
      expectError(await scim.delete(path, { headers: { 'if-match': tagOf(answer) } }), 412)
    },
  },
  {
    clause: 'RFC 7644 §3.12',
    name: 'If-Match on what is not there is 404, or 412',
    needs,
    run: async (scim) => expectError(await scim.put('/Users/none-such', scim.userBody(), { headers: { 'if-match': 'W/"1"' } }), [404, 412]),
  },
]

export const etags: Theme = { name: 'ETags', cases: [...tags, ...unchanged, ...writing, ...races] }
