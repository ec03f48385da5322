import { shared, type Case, type Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat, type Pattern } from '../expect.ts'
import { toText, type JsonObject } from '../json.ts'
import type { Capability } from '../offer.ts'
import { searchUrn } from '../urns.ts'

const people = shared(async (scim) => {
  const word = scim.unique('q')
  for (const name of ['b', 'a', 'c']) await scim.user({ userName: `${word}-${name}@example.com`, nickName: name })
  return word
})

/** A search among the three people of the theme. */
async function search(scim: Client, more: JsonObject) {
  const word = await people(scim)
  return scim.post('/Users/.search', { schemas: [searchUrn], filter: `userName sw "${word}"`, ...more })
}

const here: Pattern = (value) => value !== undefined

const rows: [why: string, asked: JsonObject, names: string, like: Pattern, needs?: Capability[]][] = [
  ['a filter', {}, 'a b c', { totalResults: 3 }],
  ['count and startIndex', { startIndex: 3, count: 2 }, '*', { totalResults: 3, startIndex: 3, itemsPerPage: 1 }, ['index']],
  ['count 0', { count: 0 }, '', { totalResults: 3 }],
  ['a negative count', { count: -2 }, '', { totalResults: 3 }],
  ['a startIndex of 0', { startIndex: 0, count: 5 }, 'a b c', { totalResults: 3, startIndex: 1 }, ['index']],
  ['sortBy and sortOrder', { sortBy: 'userName', sortOrder: 'descending' }, 'c b a', { totalResults: 3 }, ['sort']],
  ['sortBy alone', { sortBy: 'userName' }, 'a b c', { totalResults: 3 }, ['sort']],
]

const reading: Case[] = rows.map(([why, asked, names, like, needs = []]) => ({
  clause: 'RFC 7644 §3.4.3',
  name: `POST /Users/.search with ${why} answers 200 and a list`,
  needs: ['search', 'filter', ...needs],
  run: async (scim) => {
    const answer = await search(scim, asked)
    const found = expectList(answer, like).map(({ userName }) => toText(userName).split('@')[0]?.at(-1) ?? '')
    const order = asked['sortBy'] === undefined ? found.toSorted() : found
    if (names !== '*') expectLike(order.join(' '), names, 'who is found')
  },
}))

const wrong: [why: string, asked: JsonObject][] = [
  ['a filter that is no text', { filter: 7 }],
  ['attributes that are no names', { attributes: [{ a: 1 }] }],
  ['a count that is no number', { count: { a: 1 } }],
]

const shapes: Case[] = [
  {
    clause: 'RFC 7644 §3.4.3',
    name: 'attributes is a list of names',
    needs: ['search', 'filter', 'User.nickName'],
    run: async (scim) => {
      for (const user of expectList(await search(scim, { attributes: ['nickName'] })))
        expectLike(user, { id: here, schemas: here, nickName: here, userName: undefined })
    },
  },
  {
    clause: 'RFC 7644 §3.4.3',
    name: 'excludedAttributes is a list of names',
    needs: ['search', 'filter', 'User.nickName'],
    run: async (scim) => {
      for (const user of expectList(await search(scim, { excludedAttributes: ['nickName', 'emails'] })))
        expectLike(user, { id: here, userName: here, nickName: undefined, emails: undefined })
    },
  },
  {
    clause: 'RFC 7644 §3.4.3',
    name: 'a search without a filter answers what a list answers',
    needs: ['search'],
    run: async (scim) => {
      await people(scim)
      const found = expectList(await scim.post('/Users/.search', { schemas: [searchUrn], count: 2 }))
      expectThat(found.length > 0 && found.length <= 2, `${found.length} resources are answered`)
    },
  },
  {
    clause: 'RFC 7644 §3.4.3',
    name: 'a search that finds nothing is an empty list, and makes nothing',
    needs: ['search', 'filter'],
    run: async (scim) => {
      const answer = await scim.post('/Users/.search', { schemas: [searchUrn], filter: `userName eq "${scim.unique('none')}"` })
      expectLike(expectList(answer, { totalResults: 0 }), [], 'Resources')
      expectThat(!answer.headers.has('location'), 'a search has a Location')
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.2',
    name: 'a filter that is none is 400 invalidFilter',
    needs: ['search', 'filter'],
    run: async (scim) => expectError(await search(scim, { filter: 'userName eq' }), 400, 'invalidFilter'),
  },
  ...wrong.map(([why, asked]): Case => ({
    clause: 'RFC 7644 §3.12',
    name: `a search with ${why} is 400`,
    level: 'should',
    needs: ['search', 'filter'],
    run: async (scim) => expectError(await search(scim, asked), 400),
  })),
  {
    clause: 'RFC 7644 §3.4.3',
    name: 'POST /Groups/.search answers groups',
    needs: ['search', 'filter', 'groups'],
    run: async (scim) => {
      const { id, body } = await scim.group()
      const filter = `displayName eq "${toText(body['displayName'])}"`
      expectLike(expectList(await scim.post('/Groups/.search', { schemas: [searchUrn], filter })), [{ id }], 'Resources')
    },
  },
  {
    clause: 'scim2-tester',
    name: '/.search of users answers 200, or 501 where there is none: not 404, not 201',
    level: 'client',
    run: async (scim) => expectStatus(await scim.post('/Users/.search', { schemas: [searchUrn], count: 1 }), 200, 501),
  },
]

const root: Case[] = [
  {
    clause: 'RFC 7644 §3.4.3',
    name: 'POST /.search finds users and groups',
    needs: ['rootSearch', 'filter', 'groups'],
    run: async (scim) => {
      const externalId = scim.unique('both')
      const made = [await scim.user({ externalId }), await scim.group({ externalId })]
      const found = expectList(await scim.post('/.search', { schemas: [searchUrn], filter: `externalId eq "${externalId}"` }), { totalResults: 2 })
      expectLike(found.map(({ id }) => toText(id)).toSorted(), made.map(({ id }) => id).toSorted(), 'what is found')
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.1',
    name: 'an attribute that only one type has matches nothing of the other',
    needs: ['rootSearch', 'filter'],
    run: async (scim) => {
      const { id, body } = await scim.user()
      const filter = `userName eq "${toText(body['userName'])}"`
      expectLike(expectList(await scim.post('/.search', { schemas: [searchUrn], filter })), [{ id }], 'Resources')
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.1',
    name: 'meta.resourceType picks a type',
    needs: ['rootSearch', 'filter', 'groups'],
    run: async (scim) => {
      const externalId = scim.unique('both')
      await scim.user({ externalId })
      const { id } = await scim.group({ externalId })
      const filter = `externalId eq "${externalId}" and meta.resourceType eq "Group"`
      expectLike(expectList(await scim.post('/.search', { schemas: [searchUrn], filter })), [{ id }], 'Resources')
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.1',
    name: 'an attribute that no type has matches nothing, or is 400 invalidFilter',
    needs: ['rootSearch', 'filter'],
    run: async (scim) => {
      const answer = await scim.post('/.search', { schemas: [searchUrn], filter: 'noSuchAttribute eq "x"' })
      if (answer.status === 400) expectError(answer, 400, 'invalidFilter')
      else expectList(answer, { totalResults: 0 })
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.1',
    name: 'the pages of a search of the root hold every resource once',
    needs: ['rootSearch', 'filter', 'groups', 'index'],
    run: async (scim) => {
      const externalId = scim.unique('both')
      const made = [await scim.user({ externalId }), await scim.group({ externalId }), await scim.user({ externalId })]
      const found: string[] = []
      for (const startIndex of [1, 2, 3]) {
        const asked = { schemas: [searchUrn], filter: `externalId eq "${externalId}"`, startIndex, count: 1 }
        found.push(...expectList(await scim.post('/.search', asked), { totalResults: 3 }).map(({ id }) => toText(id)))
      }
      expectLike(found.toSorted(), made.map(({ id }) => id).toSorted(), 'what is on the pages')
    },
  },
]

export const searching: Theme = { name: 'Search', cases: [...reading, ...shapes, ...root] }
