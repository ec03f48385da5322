import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../server/app.ts'
import { realEnvironment } from '../server/kernel/environment.ts'
import { databases } from './support/databases.ts'
import { create, createMany, expectList, patchOf } from './support/scim.ts'
import { ask, sessionLife, startTestServer, type Answer, type TestServer, type TestTeam } from './support/test-server.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const people = [
  { userName: 'delta', title: 'b', emails: [{ value: 'z@x.test' }, { value: 'a@x.test', primary: true }], [enterprise]: { department: 'R&D' } },
  { userName: 'Alpha', title: 'A', emails: [{ value: 'm@x.test' }] },
  { userName: 'charlie', name: { familyName: 'Ünal' }, active: false },
  { userName: 'bravo', title: 'a', name: { familyName: 'Zed' } },
  { userName: 'echo', title: 'C', name: { familyName: 'Abel' }, emails: [{ value: 'k@x.test' }] },
]

describe.each(databases)('lists, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
    for (const person of people) await team.directory.scim('POST', '/Users', { schemas: [userSchema], ...person })
    for (const displayName of ['Beta', 'alpha']) await team.directory.scim('POST', '/Groups', { schemas: [groupSchema], displayName })
  })
  afterAll(() => server.stop())

  const get = (path: string, query: Record<string, string | number>, of = team) => {
    const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
    return of.directory.scim('GET', `${path}?${parameters.toString()}`)
  }
  const names = ({ body }: Answer): string[] =>
    body.Resources.map((each: { userName?: string; displayName?: string }) => each.userName ?? each.displayName)

  describe('sorting (RFC 7644 §3.4.2.3)', () => {
    test.each([
      [{ sortBy: 'userName' }, ['Alpha', 'bravo', 'charlie', 'delta', 'echo'], 'ascending unless asked, without regard to case'],
      [{ sortBy: 'userName', sortOrder: 'descending' }, ['echo', 'delta', 'charlie', 'bravo', 'Alpha'], 'the other way'],
      [{ sortBy: 'title' }, ['Alpha', 'bravo', 'delta', 'echo', 'charlie'], 'equal ones as they came, who has none last'],
      [{ sortBy: 'title', sortOrder: 'Descending' }, ['charlie', 'echo', 'delta', 'Alpha', 'bravo'], 'who has none first'],
      [{ sortBy: 'name.familyName' }, ['echo', 'bravo', 'charlie', 'delta', 'Alpha'], 'a sub-attribute, in byte order'],
      [{ sortBy: 'emails' }, ['delta', 'echo', 'Alpha', 'charlie', 'bravo'], 'by the primary one of several, or else the first'],
      [{ sortBy: 'active' }, ['charlie', 'delta', 'Alpha', 'bravo', 'echo'], 'false before true'],
      [{ sortBy: `${enterprise}:department` }, ['delta', 'Alpha', 'charlie', 'bravo', 'echo'], 'an attribute of an extension'],
      [{ sortBy: 'meta.created', sortOrder: 'descending' }, ['echo', 'bravo', 'charlie', 'Alpha', 'delta'], 'the latest first'],
      [{ sortBy: 'userName', filter: 'title pr' }, ['Alpha', 'bravo', 'delta', 'echo'], 'of what matches'],
    ])('%o lists %j: %s', async (query, expected, _because) => {
      expect(names(await get('/Users', query))).toEqual(expected)
      // In pages of two, by place and by cursor, it is the same order.
      const byPlace = []
      for (let startIndex = 1; startIndex <= expected.length; startIndex += 2) {
        const page = await get('/Users', { ...query, startIndex, count: 2 })
        expect(page.body).toMatchObject({ totalResults: expected.length, startIndex })
        byPlace.push(...names(page))
      }
      expect(byPlace).toEqual(expected)
      const byCursor: string[][] = []
      let last: Answer | undefined
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const page = await get('/Users', { ...query, cursor, count: 2 })
        expect(page.body.totalResults).toBe(expected.length)
        byCursor.push(names(page))
        cursor = page.body.nextCursor
        last = page
      }
      expect(byCursor.flat()).toEqual(expected)
      // And back again, page by page (RFC 9865 §2).
      const back = [byCursor.at(-1)]
      for (let cursor = last?.body.previousCursor; cursor !== undefined;) {
        const page = await get('/Users', { ...query, cursor, count: 2 })
        expect(page.body.totalResults).toBe(expected.length)
        back.unshift(names(page))
        cursor = page.body.previousCursor
        expect(names(await get('/Users', { ...query, cursor: page.body.nextCursor, count: 2 }))).toEqual(back[1])
      }
      expect(back).toEqual(byCursor)
    })

    test.each([
      [{ sortBy: 'shoeSize' }, 'invalidPath', 'no attribute'],
      [{ sortBy: 'name' }, 'invalidPath', 'a complex attribute without a value'],
      [{ sortBy: 'password' }, 'invalidPath', 'what is never shown'],
      [{ sortBy: 'userName', sortOrder: 'upwards' }, 'invalidValue', 'no order'],
    ])('%o is refused as %s: %s', async (query, scimType, _because) => {
      expect(await get('/Users', query)).toMatchObject({ status: 400, body: { scimType } })
    })
  })

  describe('addresses', () => {
    const found = async (address: string, of: TestTeam) => names(await get('/Users', { filter: `emails.value eq "${address}"` }, of))
    const count = async (of: TestTeam) =>
      (await server.db.read.selectFrom('directoryUserEmails').selectAll().where('teamId', '=', of.teamId).execute()).length

    test('a user is found by any of its addresses, as they are now, until it is deleted', async () => {
      const mailers = await server.addTeam()
      const emails = ['First@x.test', 'second@x.test', 'SECOND@x.test', 'third@x.test'].map((value) => ({ value }))
      const { id } = (await mailers.directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'ada', emails })).body
      await mailers.directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'bo', emails: [{ value: 'bo@x.test' }] })
      expect(await count(mailers), 'who has one address needs no further row').toBe(2)
      for (const address of ['first@x.test', 'Second@x.test', 'third@x.test']) expect(await found(address, mailers)).toEqual(['ada'])
      const operation = { op: 'replace', path: 'emails', value: [{ value: 'third@x.test', primary: true }, { value: 'fourth@x.test' }] }
      await mailers.directory.scim('PATCH', `/Users/${id}`, patchOf(operation))
      for (const address of ['third@x.test', 'fourth@x.test']) expect(await found(address, mailers)).toEqual(['ada'])
      expect(await found('second@x.test', mailers)).toEqual([])
      expect(await count(mailers)).toBe(1)
      await mailers.directory.scim('DELETE', `/Users/${id}`)
      expect(await found('fourth@x.test', mailers)).toEqual([])
      expect(await count(mailers)).toBe(0)
    })

    test('end with the users of a directory that was deleted', async () => {
      const mailers = await server.addTeam()
      const emails = ['a@x.test', 'b@x.test'].map((value) => ({ value }))
      await mailers.directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'ada', emails })
      expect(await count(mailers)).toBe(1)
      await mailers.api('DELETE', `/directories/${mailers.directory.directoryId}`)
      await expect.poll(() => count(mailers), { timeout: 5_000 }).toBe(0)
    })
  })

  test('who changed since a moment comes in the order of the changes (RFC 7644 §3.4.2)', async () => {
    const changers = await server.addTeam()
    const ids: string[] = []
    for (const userName of ['ada', 'bo', 'cy']) ids.push(await create(changers.directory, 'Users', { schemas: [userSchema], userName }))
    server.pass(1)
    await changers.directory.scim('PATCH', `/Users/${ids[0]}`, patchOf({ op: 'replace', path: 'title', value: 'Dr' }))
    const filter = 'meta.lastModified gt "2020-01-01T00:00:00Z"'
    const first = await get('/Users', { filter, cursor: '', count: 2 }, changers)
    expect(names(first)).toEqual(['bo', 'cy'])
    expect(first.body.totalResults).toBe(3)
    expect(names(await get('/Users', { filter, cursor: first.body.nextCursor, count: 2 }, changers))).toEqual(['ada'])
  })

  describe('places (RFC 7644 §3.4.2.4)', () => {
    test('without a count one list is everything, up to a thousand (workos.com: docs/integrations/rippling-scim)', async () => {
      const many = await server.addTeam()
      await createMany(many.directory, 120, 'rippling')
      expectList(await get('/Users', {}, many), 120)
    })

    test('a walk sees what is deleted meanwhile leave its place', async () => {
      const walkers = await server.addTeam()
      const ids: string[] = []
      for (let number = 0; number < 6; number++)
        ids.push((await walkers.directory.scim('POST', '/Users', { schemas: [userSchema], userName: `u${number}` })).body.id)
      expect(names(await get('/Users', { startIndex: 1, count: 2 }, walkers))).toEqual(['u0', 'u1'])
      expect(names(await get('/Users', { startIndex: 3, count: 2 }, walkers))).toEqual(['u2', 'u3'])
      await walkers.directory.scim('DELETE', `/Users/${ids[0]}`)
      const page = await get('/Users', { startIndex: 3, count: 2 }, walkers)
      expect(names(page)).toEqual(['u3', 'u4'])
      expect(page.body.totalResults).toBe(5)
    })

    test('of two nodes on one database the one tells whoever begins a list how many there are, though the other wrote', async () => {
      const { directory } = await server.addTeam()
      let url = ''
      const { db, environment } = server
      const secretKeys = [realEnvironment.chance(32)]
      const node = buildApp({ db, environment, secretKeys, publicUrl: () => url, authFailureRate: 1, sessionLife, signInRate: 1 })
      url = await node.listen({ host: '127.0.0.1', port: 0 })
      onTestFinished(() => node.close())
      const totals = async () => {
        const lists = ['count=1', 'count=0', 'cursor=&count=1', 'filter=active+eq+true&count=1'].map((query) =>
          ask('GET', `${url}/scim/v2/${directory.directoryId}/Users?${query}`, undefined, { authorization: `Bearer ${directory.token}` }),
        )
        return (await Promise.all(lists)).map(({ body }) => body.totalResults)
      }
      await createMany(directory, 2, 'before')
      expect(await totals()).toEqual([2, 2, 2, 2])
      await createMany(directory, 1, 'after')
      expect(await totals()).toEqual([3, 3, 3, 3])
    })

    test('with a filter on what is active', async () => {
      expect((await get('/Users', { filter: 'active eq false' })).body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'charlie' }] })
      expect((await get('/Users', { filter: 'active eq true', count: 0 })).body).toMatchObject({ totalResults: 4, Resources: [] })
    })
  })

  describe('cursors (RFC 9865)', () => {
    test('have no place, and end', async () => {
      const first = (await get('/Users', { cursor: '', count: 3 })).body
      expect(first).toMatchObject({ totalResults: 5, itemsPerPage: 3, nextCursor: expect.any(String) })
      expect(first).not.toHaveProperty('startIndex')
      const last = (await get('/Users', { cursor: first.nextCursor, count: 3 })).body
      expect(last).toMatchObject({ itemsPerPage: 2 })
      expect(last).not.toHaveProperty('nextCursor')
    })

    test.each([
      [{ count: 0 }, 'invalidCount', 'a count of nothing'],
      [{ count: -1 }, 'invalidCount', 'a count below nothing'],
    ])('with %o are refused as %s: %s', async (query, scimType, _because) => {
      expect(await get('/Users', { cursor: '', ...query })).toMatchObject({ status: 400, body: { scimType } })
    })

    test('open no other query, no other directory, and nothing that was made up', async () => {
      const { nextCursor: cursor } = (await get('/Users', { cursor: '', count: 1, filter: 'userName pr' })).body
      expect((await get('/Users', { cursor, count: 1, filter: 'userName pr' })).status).toBe(200)
      const refused = { status: 400, body: { scimType: 'invalidCursor' } }
      expect(await get('/Users', { cursor, count: 1 })).toMatchObject(refused)
      expect(await get('/Users', { cursor, count: 1, filter: 'title pr' })).toMatchObject(refused)
      expect(await get('/Groups', { cursor, count: 1 })).toMatchObject(refused)
      expect(await get('/Users', { cursor, count: 1, filter: 'userName pr' }, await server.addTeam())).toMatchObject(refused)
      for (const made of ['x', `${cursor.slice(0, -4)}AAAA`, 'usr_1'])
        expect(await get('/Users', { cursor: made, filter: 'userName pr' })).toMatchObject(refused)
    })

    test('hold for an hour', async () => {
      const { nextCursor: cursor } = (await get('/Users', { cursor: '', count: 1 })).body
      server.pass(3_601)
      expect(await get('/Users', { cursor, count: 1 })).toMatchObject({ status: 400, body: { scimType: 'expiredCursor' } })
    })
  })

  describe('searches (RFC 7644 §3.4.3)', () => {
    const search = (path: string, body: object) =>
      team.directory.scim('POST', `${path}/.search`, { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], ...body })

    test('answer as a GET does', async () => {
      const answer = await search('/Users', { filter: 'title pr', sortBy: 'userName', startIndex: 2, count: 2, attributes: ['userName'] })
      expect(answer).toMatchObject({ status: 200, body: { totalResults: 4, startIndex: 2, itemsPerPage: 2 } })
      expect(answer.body.Resources).toEqual([
        { schemas: [userSchema], id: expect.any(String), userName: 'bravo' },
        { schemas: [userSchema, enterprise], id: expect.any(String), userName: 'delta' },
      ])
    })

    test('at the root find users and groups, in one order', async () => {
      const all = await search('', { sortBy: 'meta.created', sortOrder: 'descending' })
      expect(all.body.totalResults).toBe(7)
      expect(names(all)).toEqual(['alpha', 'Beta', 'echo', 'bravo', 'charlie', 'Alpha', 'delta'])
      expect(names(await search('', { startIndex: 5, count: 2, sortBy: 'meta.created' }))).toEqual(['echo', 'Beta'])
      expect(names(await get('/', { filter: 'displayName eq "ALPHA"' }))).toEqual(['alpha'])
    })

    test.each([
      ['userName eq "alpha"', ['Alpha']],
      ['displayName eq "beta" or userName sw "e"', ['echo', 'Beta']],
      ['userName ne "alpha" and members ne "x"', ['delta', 'charlie', 'bravo', 'echo', 'Beta', 'alpha']],
      ['emails[type eq "work"] or active eq true', ['delta', 'Alpha', 'bravo', 'echo']],
      ['not (userName pr)', ['Beta', 'alpha']],
    ])('at the root %s finds %j: an attribute that a type lacks has no value there (§3.4.2.1)', async (filter, expected) => {
      expect(names(await search('', { filter, sortBy: 'meta.created' }))).toEqual(expected)
    })

    test.each([
      [[], 'invalidSyntax'],
      [{ filter: { a: 1 } }, 'invalidValue'],
      [{ filter: 'userName xx "a"' }, 'invalidFilter'],
      [{ attributes: [1] }, 'invalidValue'],
    ])('%j is refused as %s', async (body, scimType) => {
      expect(await team.directory.scim('POST', '/Users/.search', body)).toMatchObject({ status: 400, body: { scimType } })
    })

    test('change nothing, and are told in the log as reads', async () => {
      await search('/Groups', { filter: 'displayName sw "b"' })
      await expect
        .poll(async () => (await team.api('GET', '/provisioning_log?operation=list_groups')).body.items[0]?.outcome, { timeout: 5_000 })
        .toBe('read')
    })
  })
})
