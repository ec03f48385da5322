import { shared, type Case, type Theme } from '../case.ts'
import type { Client } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat, show } from '../expect.ts'
import type { Answer, Query } from '../http.ts'
import { toObject, toText } from '../json.ts'
import type { Capability } from '../offer.ts'
import { searchUrn } from '../urns.ts'

const needs: Capability[] = ['cursor', 'filter']

/** Five people, whom the filter finds. */
const people = shared(async (scim) => {
  const word = scim.unique('c')
  const ids: string[] = []
  for (const name of ['d', 'a', 'e', 'b', 'c']) ids.push((await scim.user({ userName: `${word}-${name}@example.com` })).id)
  return { filter: `userName sw "${word}"`, ids }
})

const nextOf = ({ body }: Answer) => toObject(body)['nextCursor']
const idsOf = (answer: Answer) => expectList(whole(answer)).map(({ id }) => toText(id))

/** With cursors totalResults may be left out (RFC 9865 §2). */
const whole = (answer: Answer): Answer => ({ ...answer, body: { totalResults: 0, ...toObject(answer.body) } })

async function page(scim: Client, cursor: string, query: Query = {}): Promise<Answer> {
  const { filter } = await people(scim)
  const answer = await scim.get('/Users', { filter, count: 2, ...query, cursor })
  expectStatus(answer, 200)
  return answer
}

/** All pages from the first to the one without nextCursor. */
async function walk(scim: Client, query: Query = {}): Promise<Answer[]> {
  const pages = [await page(scim, '', query)]
  for (let cursor = nextOf(pages[0] ?? (await page(scim, ''))); cursor !== undefined && pages.length < 20;) {
    const next = await page(scim, toText(cursor), query)
    pages.push(next)
    cursor = nextOf(next)
  }
  return pages
}

const walks: [name: string, query: Query, pages: number][] = [
  ['pages of two', {}, 3],
  ['pages of one', { count: 1 }, 5],
  ['a page that holds all', { count: 5 }, 1],
  ['pages with attributes', { attributes: 'userName' }, 3],
]

export const cursorPaging: Theme = {
  name: 'Cursor paging (RFC 9865)',
  cases: [
    ...walks.map(([name, query, count]): Case => ({
      clause: 'RFC 9865 §2',
      name: `${name}: an empty cursor begins, nextCursor leads on, each resource comes once, the last page has no nextCursor`,
      needs,
      run: async (scim) => {
        const pages = await walk(scim, query)
        const { ids } = await people(scim)
        expectLike(pages.flatMap(idsOf).toSorted(), ids.toSorted(), 'who is on the pages')
        expectThat(pages.length >= count, `there are ${pages.length} pages, so that one holds more than count`)
      },
    })),
    {
      clause: 'RFC 9865 §2',
      name: 'a parameter cursor without a value begins too',
      needs,
      run: async (scim) => {
        const { filter } = await people(scim)
        const answer = await scim.get(`/Users?cursor&count=2&filter=${encodeURIComponent(filter)}`)
        expectLike(answer.body, { nextCursor: /./ })
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'a cursor is made of unreserved characters, that a URL carries as they are',
      needs,
      run: async (scim) => expectLike(nextOf(await page(scim, '')), /^[A-Za-z0-9._~-]+$/, 'nextCursor'),
    },
    {
      clause: 'RFC 9865 §2',
      name: 'the first page has no previousCursor',
      needs,
      run: async (scim) => expectLike((await page(scim, '')).body, { previousCursor: undefined }),
    },
    {
      clause: 'RFC 9865 §2',
      name: 'a previousCursor, where there is one, leads back',
      needs,
      run: async (scim) => {
        const first = await page(scim, '')
        const { previousCursor } = toObject((await page(scim, toText(nextOf(first)))).body)
        if (previousCursor !== undefined) expectLike(idsOf(await page(scim, toText(previousCursor))), idsOf(first), 'who is on the page before')
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'a cursor answers the same page again',
      level: 'should',
      needs,
      run: async (scim) => {
        const cursor = toText(nextOf(await page(scim, '')))
        expectLike(idsOf(await page(scim, cursor)), idsOf(await page(scim, cursor)), 'who is on the page')
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'totalResults, where it is there, counts all pages, and itemsPerPage this one',
      needs,
      run: async (scim) => {
        for (const { body } of await walk(scim)) {
          const { totalResults, itemsPerPage } = toObject(body)
          if (totalResults !== undefined) expectLike(totalResults, 5, 'totalResults')
          if (itemsPerPage !== undefined) expectThat(itemsPerPage === 1 || itemsPerPage === 2, `itemsPerPage is ${show(itemsPerPage)}`)
        }
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'without a cursor and with startIndex the pages are those of RFC 7644, and have no nextCursor',
      needs: [...needs, 'index'],
      run: async (scim) => {
        const { filter } = await people(scim)
        expectLike((await scim.get('/Users', { filter, startIndex: 1, count: 2 })).body, { startIndex: 1, itemsPerPage: 2, nextCursor: undefined })
      },
    },
    {
      clause: 'RFC 9865 §4',
      name: 'a request that names no way of paging gets the one that ServiceProviderConfig calls the default',
      needs,
      run: async (scim) => {
        const { defaultPaginationMethod } = toObject(scim.offer.config['pagination'])
        if (defaultPaginationMethod === undefined) return
        const { filter } = await people(scim)
        const { nextCursor } = toObject((await scim.get('/Users', { filter, count: 2 })).body)
        expectThat((nextCursor !== undefined) === (defaultPaginationMethod === 'cursor'), `nextCursor is ${show(nextCursor)}`)
      },
    },
    {
      clause: 'RFC 9865 §2.1',
      name: 'a cursor that the server never gave is 400 invalidCursor',
      level: 'should',
      needs,
      run: async (scim) => {
        const { filter } = await people(scim)
        for (const cursor of ['none-such', 'AAAA', '0', '..%2F..'])
          expectError(await scim.get('/Users', { filter, count: 2, cursor }), 400, 'invalidCursor', 'expiredCursor')
      },
    },
    {
      clause: 'RFC 9865 §2.1',
      name: 'a cursor with one character changed is 400 invalidCursor',
      level: 'should',
      needs,
      run: async (scim) => {
        const { filter } = await people(scim)
        const cursor = toText(nextOf(await page(scim, '')))
        const place = Math.floor(cursor.length / 2)
        const changed = `${cursor.slice(0, place)}${cursor[place] === 'A' ? 'B' : 'A'}${cursor.slice(place + 1)}`
        expectError(await scim.get('/Users', { filter, count: 2, cursor: changed }), 400, 'invalidCursor', 'expiredCursor')
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'a cursor of another filter is 400 invalidCursor',
      level: 'should',
      needs,
      run: async (scim) => {
        const cursor = toText(nextOf(await page(scim, '')))
        expectError(await scim.get('/Users', { filter: 'userName pr', count: 2, cursor }), 400, 'invalidCursor')
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'a cursor of /Users opens nothing at /Groups',
      level: 'should',
      needs: [...needs, 'groups'],
      run: async (scim) => {
        const cursor = toText(nextOf(await page(scim, '')))
        expectError(await scim.get('/Groups', { count: 2, cursor }), 400, 'invalidCursor')
      },
    },
    ...['0', '-1'].map((count): Case => ({
      clause: 'RFC 9865 §2.1',
      name: `a count of ${count} with a cursor is a page without resources, or 400 invalidCount`,
      needs,
      run: async (scim) => {
        const { filter } = await people(scim)
        const answer = await scim.get('/Users', { filter, count, cursor: '' })
        if (answer.status === 400) expectError(answer, 400, 'invalidCount')
        else expectLike(idsOf(answer), [], 'Resources')
      },
    })),
    {
      clause: 'RFC 9865 §2.1',
      name: 'a count that is no number is 400 invalidCount',
      level: 'should',
      needs,
      run: async (scim) => expectError(await scim.get('/Users', { count: 'many', cursor: '' }), 400, 'invalidCount'),
    },
    {
      clause: 'RFC 9865 §4',
      name: 'a count over maxPageSize answers no more than that, or 400 invalidCount',
      needs,
      run: async (scim) => {
        const { maxPageSize } = toObject(scim.offer.config['pagination'])
        if (typeof maxPageSize !== 'number') return
        const answer = await scim.get('/Users', { count: maxPageSize + 1, cursor: '', attributes: 'userName' })
        if (answer.status === 400) expectError(answer, 400, 'invalidCount')
        else expectThat(idsOf(answer).length <= maxPageSize, 'the page is larger')
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'a resource that is deleted between two pages makes none of the others come twice or not at all',
      level: 'should',
      needs,
      run: async (scim) => {
        const word = scim.unique('d')
        const filter = `userName sw "${word}"`
        const made = []
        for (const name of ['a', 'b', 'c', 'd']) made.push(await scim.user({ userName: `${word}-${name}@example.com` }))
        const first = await scim.get('/Users', { filter, count: 2, cursor: '' })
        const [seen = ''] = idsOf(first)
        await scim.delete(`/Users/${encodeURIComponent(seen)}`)
        const rest = idsOf(await scim.get('/Users', { filter, count: 2, cursor: toText(nextOf(first)) }))
        expectLike([...idsOf(first), ...rest].toSorted(), made.map(({ id }) => id).toSorted(), 'who is on the pages')
      },
    },
    {
      clause: 'RFC 9865 §2.2',
      name: 'pages of cursors are sorted',
      level: 'should',
      needs: [...needs, 'sort'],
      run: async (scim) => {
        const pages = await walk(scim, { sortBy: 'userName', sortOrder: 'descending' })
        const names = pages.flatMap((answer) => expectList(whole(answer)).map(({ userName }) => toText(userName).split('@')[0]?.slice(-1)))
        expectLike(names.join(' '), 'e d c b a', 'the order')
      },
    },
    {
      clause: 'RFC 9865 §3',
      name: 'POST .search takes a cursor and a count',
      needs: [...needs, 'search'],
      run: async (scim) => {
        const { filter, ids } = await people(scim)
        const found: string[] = []
        for (let cursor = '', pages = 0; pages < 10; pages += 1) {
          const answer = await scim.post('/Users/.search', { schemas: [searchUrn], filter, count: 2, cursor })
          found.push(...idsOf(answer))
          const next = nextOf(answer)
          if (next === undefined) break
          cursor = toText(next)
        }
        expectLike(found.toSorted(), ids.toSorted(), 'who is on the pages')
      },
    },
    {
      clause: 'RFC 9865 §2',
      name: 'groups are paged by cursors too',
      needs: [...needs, 'groups'],
      run: async (scim) => {
        const word = scim.unique('g')
        const made = [await scim.group({ displayName: `${word}-a` }), await scim.group({ displayName: `${word}-b` })]
        const query = { filter: `displayName sw "${word}"`, count: 1 }
        const first = await scim.get('/Groups', { ...query, cursor: '' })
        const second = await scim.get('/Groups', { ...query, cursor: toText(nextOf(first)) })
        expectLike([...idsOf(first), ...idsOf(second)].toSorted(), made.map(({ id }) => id).toSorted(), 'the groups')
        expectLike(nextOf(second), undefined, 'nextCursor of the last page')
      },
    },
  ],
}
