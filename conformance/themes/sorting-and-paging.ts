import { shared, type Case, type Theme } from '../case.ts'
import type { Client, Resource } from '../client.ts'
import { expectLike, expectList, expectStatus, expectThat } from '../expect.ts'
import type { Query } from '../http.ts'
import { toObject, toText, type JsonObject } from '../json.ts'
import { attributesNamedIn } from '../named.ts'
import { E, U } from '../urns.ts'

type Sorted = { byName: Map<string, Resource>; word: string }

/** Four people in another order than any that is asked for. Di has no name, no title and no address. */
const people = shared(async (scim): Promise<Sorted> => {
  const word = scim.unique('s')
  const make = (name: string, more: JsonObject) => scim.user({ userName: `${word}-${name}@example.com`, ...more })
  const nothing = { name: undefined, title: undefined, emails: undefined, displayName: undefined }
  const email = (value: string, more: JsonObject = {}) => ({ value: `${value}-${word}@example.com`, ...more })
  const extension = (department: string) => ({ schemas: [U, E], [E]: { department } })
  const byName = new Map([
    ['cy', await make('cy', { name: { familyName: 'Beta' }, title: 'b', emails: [email('m', { type: 'work' })], ...extension('3') })],
    ['di', await make('di', nothing)],
    [
      'Ada',
      await make('Ada', {
        name: { familyName: 'gamma' },
        title: 'B',
        emails: [email('a'), email('z', { primary: true, type: 'home' })],
        ...extension('1'),
      }),
    ],
    ['bo', await make('bo', { name: { familyName: 'Alpha' }, title: 'A', emails: [email('b', { primary: true, type: 'work' })], ...extension('2') })],
  ])
  return { byName, word }
})

async function list(scim: Client, query: Query): Promise<string[]> {
  const { byName, word } = await people(scim)
  const found = expectList(await scim.get('/Users', { filter: `userName sw "${word}"`, ...query }))
  return found.map(({ id }) => [...byName].find(([, user]) => user.id === id)?.[0] ?? toText(id))
}

/** An order is compared place for place. */
const expectOrder = (names: readonly string[], order: string) => expectLike(names.join(' '), order, 'the order')

const orders: [query: Query, order: string, why: string, needs?: Case['needs']][] = [
  [{ sortBy: 'userName' }, 'Ada bo cy di', 'ascending where no order is named, without regard to letter case'],
  [{ sortBy: 'userName', sortOrder: 'ascending' }, 'Ada bo cy di', 'ascending'],
  [{ sortBy: 'userName', sortOrder: 'descending' }, 'di cy bo Ada', 'descending'],
  [{ sortBy: 'USERNAME', sortOrder: 'descending' }, 'di cy bo Ada', 'a name in any letter case'],
  [{ sortBy: `${U}:userName` }, 'Ada bo cy di', 'a name with the URN of its schema'],
  [{ sortBy: 'name.familyName' }, 'bo cy Ada di', 'a sub-attribute; who has none comes last'],
  [{ sortBy: 'name.familyName', sortOrder: 'descending' }, 'di Ada cy bo', 'a sub-attribute, descending; who has none comes first'],
  [{ sortBy: 'emails' }, 'bo cy Ada di', 'several values: by the primary one, or else the first'],
  [{ sortBy: 'emails.value', sortOrder: 'descending' }, 'di Ada cy bo', 'several values, descending'],
  [{ sortBy: `${E}:department` }, 'Ada bo cy di', 'an attribute of an extension', ['enterprise']],
  [{ sortBy: 'userName', startIndex: 2, count: 2 }, 'bo cy', 'pages of a sorted list'],
  [{ sortBy: 'userName', sortOrder: 'descending', startIndex: 4, count: 2 }, 'Ada', 'the last page of a sorted list'],
]

const sorting: Case[] = [
  ...orders.map(([query, order, why, needs = []]): Case => ({
    clause: 'RFC 7644 §3.4.2.3',
    name: `${Object.entries(query)
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
      .replaceAll('urn:ietf:params:scim:schemas:', '…')}: ${why}`,
    needs: ['sort', 'filter', ...attributesNamedIn(query), ...needs],
    run: async (scim) => expectOrder(await list(scim, query), order),
  })),
  {
    clause: 'RFC 7644 §3.4.2.3',
    name: 'those whose values are the same stand next to each other, in the same order each time',
    needs: ['sort', 'filter', 'User.title'],
    run: async (scim) => {
      const first = await list(scim, { sortBy: 'title' })
      expectThat(/^bo (Ada cy|cy Ada) di$/.test(first.join(' ')), `the order is ${first.join(' ')}`)
      expectOrder(await list(scim, { sortBy: 'title' }), first.join(' '))
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.3',
    name: 'sortBy=meta.created: moments are sorted as such',
    needs: ['sort', 'filter'],
    run: async (scim) => {
      const { word } = await people(scim)
      const found = expectList(await scim.get('/Users', { filter: `userName sw "${word}"`, sortBy: 'meta.created', sortOrder: 'descending' }))
      const moments = found.map(({ meta }) => Date.parse(toText(toObject(meta)['created'])))
      expectThat(
        moments.every((moment, index) => index === 0 || moment <= (moments[index - 1] ?? 0)),
        `the moments are ${moments.join(', ')}`,
      )
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.3',
    name: 'a sortBy that is no attribute is 400 or ignored',
    needs: ['sort', 'filter'],
    run: async (scim) => expectStatus(await scim.get('/Users', { sortBy: 'noSuchAttribute', count: 1 }), 200, 400),
  },
  {
    clause: 'RFC 7644 §3.4.2.3',
    name: 'groups are sorted by displayName',
    needs: ['sort', 'filter', 'groups'],
    run: async (scim) => {
      const word = scim.unique('g')
      for (const name of ['b', 'C', 'a']) await scim.group({ displayName: `${word}-${name}` })
      const found = expectList(await scim.get('/Groups', { filter: `displayName sw "${word}"`, sortBy: 'displayName' }))
      expectOrder(
        found.map(({ displayName }) => toText(displayName).slice(word.length + 1)),
        'a b C',
      )
    },
  },
]

const counts: [query: Query, like: { names: number; startIndex?: number }, why: string][] = [
  [{}, { names: 4 }, 'all, where nothing is asked for'],
  [{ count: 0 }, { names: 0 }, 'the number alone'],
  [{ count: -1 }, { names: 0 }, 'negative is 0'],
  [{ startIndex: 1, count: 2 }, { names: 2, startIndex: 1 }, 'the first page'],
  [{ startIndex: 3, count: 2 }, { names: 2, startIndex: 3 }, 'the second page'],
  [{ startIndex: 4, count: 2 }, { names: 1, startIndex: 4 }, 'a last page that is not full'],
  [{ startIndex: 0, count: 2 }, { names: 2, startIndex: 1 }, 'a startIndex of 0 is 1'],
  [{ startIndex: -5, count: 2 }, { names: 2, startIndex: 1 }, 'a negative startIndex is 1'],
  [{ startIndex: 20, count: 2 }, { names: 0 }, 'a page past the end is empty, not an error'],
  [{ startIndex: 2 }, { names: 3, startIndex: 2 }, 'startIndex alone'],
  [{ count: 1_000_000 }, { names: 4 }, 'a count that is over what the server answers is no error'],
]

const isNumber = (value: unknown) => typeof value === 'number'

const paging: Case[] = [
  ...counts.map(([query, { names, startIndex }, why]): Case => ({
    clause: 'RFC 7644 §3.4.2.4',
    name: `${
      Object.entries(query)
        .map(([name, value]) => `${name}=${value}`)
        .join('&') || 'no parameters'
    }: ${why}`,
    needs: ['filter', 'index'],
    run: async (scim) => {
      const { word } = await people(scim)
      const answer = await scim.get('/Users', { filter: `userName sw "${word}"`, ...query })
      const found = expectList(answer, {
        totalResults: 4,
        ...(startIndex !== undefined && { startIndex }),
        ...(names > 0 && { itemsPerPage: names }),
      })
      expectThat(found.length === names, `${found.length} resources are answered, not ${names}`)
    },
  })),
  {
    clause: 'RFC 7644 §3.4.2.4',
    name: 'startIndex and itemsPerPage of a page are numbers, and itemsPerPage counts it',
    needs: ['index'],
    run: async (scim) => {
      await people(scim)
      expectList(await scim.get('/Users', { startIndex: 1, count: 2 }), { startIndex: isNumber, itemsPerPage: 2 })
    },
  },
  {
    clause: 'RFC 7644 §3.4.2.4',
    name: 'the pages of a list hold every resource once',
    needs: ['filter', 'index'],
    run: async (scim) => {
      const pages: string[] = []
      for (const startIndex of [1, 2, 3, 4]) pages.push(...(await list(scim, { startIndex, count: 1 })))
      expectLike(pages.toSorted(), ['Ada', 'bo', 'cy', 'di'], 'who is on the pages')
    },
  },
  {
    clause: 'Okta',
    name: 'the order is the same each time, also where none is asked for',
    level: 'client',
    needs: ['filter', 'index'],
    run: async (scim) => expectOrder(await list(scim, {}), (await list(scim, {})).join(' ')),
  },
  {
    clause: 'Okta',
    name: 'the order does not change when a resource does',
    level: 'client',
    needs: ['filter', 'patch', 'index', 'User.nickName'],
    run: async (scim) => {
      const before = await list(scim, {})
      const { byName } = await people(scim)
      const bo = byName.get('cy')
      if (bo) expectStatus(await scim.patch(bo.path, [{ op: 'replace', path: 'nickName', value: scim.unique('nick') }]), 200, 204)
      expectOrder(await list(scim, {}), before.join(' '))
    },
  },
  ...['abc', '1.5', '99999999999999999999', ''].map((value): Case => ({
    clause: 'RFC 7644 §3.4.2.4',
    name: `a count and a startIndex of "${value}" are refused or read, and break nothing`,
    run: async (scim) => {
      expectStatus(await scim.get('/Users', { count: value }), 200, 400)
      expectStatus(await scim.get('/Users', { startIndex: value, count: 1 }), 200, 400)
    },
  })),
  {
    clause: 'RFC 7643 §5',
    name: 'no page holds more than filter.maxResults',
    needs: ['filter'],
    run: async (scim) => {
      const { maxResults } = toObject(scim.offer.config['filter'])
      if (typeof maxResults !== 'number' || maxResults === 0) return
      const found = expectList(await scim.get('/Users', { filter: 'userName pr', count: maxResults + 1, attributes: 'userName' }))
      expectThat(found.length <= maxResults, `${found.length} resources are answered`)
    },
  },
  {
    clause: 'Okta SPEC test',
    name: 'GET /Users?count=1&startIndex=1 answers one user with id, userName and active',
    level: 'client',
    needs: ['index'],
    run: async (scim) => {
      await people(scim)
      const [first] = expectList(await scim.get('/Users', { count: 1, startIndex: 1 }), { itemsPerPage: 1, startIndex: 1 })
      expectLike(first, { id: /./, userName: /./, active: (value) => typeof value === 'boolean' })
    },
  },
  {
    clause: 'scimverify',
    name: 'the body of a list has five keys and no other',
    level: 'client',
    needs: ['index'],
    run: async (scim) => {
      await people(scim)
      const keys = Object.keys(toObject((await scim.get('/Users', { startIndex: 1, count: 1 })).body))
      expectLike(keys, ['schemas', 'totalResults', 'startIndex', 'itemsPerPage', 'Resources'], 'the keys')
    },
  },
  {
    clause: 'RFC 7644 §3.4.2',
    name: 'groups are paged as users are',
    needs: ['filter', 'groups', 'index'],
    run: async (scim) => {
      const word = scim.unique('g')
      for (const name of ['a', 'b', 'c']) await scim.group({ displayName: `${word}-${name}` })
      const found = expectList(await scim.get('/Groups', { filter: `displayName sw "${word}"`, startIndex: 3, count: 2 }), {
        totalResults: 3,
        startIndex: 3,
      })
      expectThat(found.length === 1, `${found.length} resources are answered, not 1`)
    },
  },
]

export const sortingAndPaging: Theme = { name: 'Sorting and paging', cases: [...sorting, ...paging] }
