import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, createMany, expectList, expectResource, expectScimError, G, memberIds, P, patchOf, query, sorted, U, until } from './support/scim.ts'
import { startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

// The requests that Okta's documents print, and those that reports about it show, one after the other.

const headers = {
  'user-agent': 'Okta SCIM Client 1.0.0',
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  'content-type': 'application/scim+json; charset=utf-8',
}
const profile = (name: string) => ({
  schemas: [U],
  userName: `${name}@acme.example`,
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ primary: true, value: `${name}@acme.example`, type: 'work' }],
  displayName: 'Ana Li',
  locale: 'en-US',
  externalId: `00u-${name}`,
  groups: [],
  password: 'r4nd0mPw',
  active: true,
})
const lookUp = (userName: string) => `/Users${query({ filter: `userName eq "${userName}"`, startIndex: 1, count: 100 })}`

describe.each(databases)('Okta, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let directory: TestDirectory
  const okta = (method: string, path: string, body?: unknown) => directory.scim(method, path, body, headers)
  const memberOf = async (userId: string) => (await team.api('GET', `/users/${userId}`)).body
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'] })
    directory = team.directory
  })
  afterAll(() => server.stop())

  describe('tests the connection', () => {
    test('by a list of two users, and of groups, in a directory that is empty', async () => {
      expectList(await okta('GET', '/Users?startIndex=1&count=2'), 0)
      expectList(await okta('GET', '/Groups?startIndex=1&count=100'), 0)
    })

    test('with a bad token, which is 401 in JSON with a detail', async () => {
      const answer = await directory.scim('GET', '/Users?startIndex=1&count=2', undefined, { ...headers, authorization: 'Bearer wrong' })
      expectScimError(answer, 401)
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    })

    test('is recognised by its user agent', async () => {
      const detected = async () => (await team.api('GET', '/directories')).body.items[0].detected_provider ?? undefined
      expect(await until(detected)).toBe('okta')
    })
  })

  test('an AIW app finds nobody, creates, changes and ends a person by PUT, and assigns again', async () => {
    expectList(await okta('GET', lookUp('aiw@acme.example')), 0)

    const created = await okta('POST', '/Users', profile('aiw'))
    expectResource(created, 201, directory, 'Users')
    expect(created.body).toEqual({
      ...profile('aiw'),
      password: undefined, // which `toEqual` takes for absent
      id: expect.stringMatching(/^usr_/),
      meta: {
        resourceType: 'User',
        created: expect.any(String),
        lastModified: created.body.meta.created,
        location: expect.any(String),
        version: expect.stringMatching(/^W\/".+"$/),
      },
    })
    const { id } = created.body
    const { id: memberId } = await memberOf(id)

    const found = await okta('GET', lookUp('AIW@ACME.example'))
    expectList(found, 1)
    expect(found.body.Resources).toEqual([created.body])
    const read = await okta('GET', `/Users/${id}`)
    expectResource(read, 200, directory, 'Users')
    expect(read.body).toEqual(created.body)

    // Its PUT says again what it read, with `id`, `meta`, `groups` and a display for the address.
    const put = (active: boolean | undefined, more: object = {}) => ({
      schemas: [U],
      id,
      userName: 'aiw@acme.example',
      externalId: '00u-aiw',
      name: { givenName: 'Anna', familyName: 'Li' },
      emails: [{ primary: true, value: 'aiw@acme.example', type: 'work', display: 'aiw@acme.example' }],
      ...(active !== undefined && { active }),
      groups: [],
      meta: { resourceType: 'User' },
      ...more,
    })
    const renamed = await okta('PUT', `/Users/${id}`, put(true))
    expectResource(renamed, 200, directory, 'Users')
    expect(renamed.body).toMatchObject({ id, active: true, name: { givenName: 'Anna' }, emails: [{ display: 'aiw@acme.example' }] })
    expect(renamed.body).not.toHaveProperty('locale')
    expect(await memberOf(id)).toMatchObject({ id: memberId, display_name: 'Anna Li', status: 'active' })

    expect((await okta('PUT', `/Users/${id}`, put(false))).body).toMatchObject({ id, active: false })
    expect(await memberOf(id)).toMatchObject({ id: memberId, status: 'deprovisioned' })
    expectList(await okta('GET', lookUp('aiw@acme.example')), 1)
    // Delinea's page on Okta: a PUT that does not speak of `active` changes nothing of it.
    expect((await okta('PUT', `/Users/${id}`, put(undefined, { title: 'Lead' }))).body).toMatchObject({ active: false, title: 'Lead' })
    expect(await memberOf(id)).toMatchObject({ status: 'deprovisioned' })

    const again = await okta('POST', '/Users', profile('aiw'))
    expectResource(again, 201, directory, 'Users')
    expect(again.body).toMatchObject({ id, active: true, locale: 'en-US' })
    expect(await memberOf(id)).toMatchObject({ id: memberId, status: 'active' })
    expect((await okta('PUT', `/Users/${id}`, put(undefined))).body).toMatchObject({ active: true })

    const twice = await okta('POST', '/Users', profile('aiw'))
    expectScimError(twice, 409, 'uniqueness', /aiw@acme\.example/)
  })

  test('an OIN app ends and resumes a person by a PATCH without a path, and sends a password that is thrown away', async () => {
    const id = await create(directory, 'Users', profile('oin'))
    const set = (value: object) => okta('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value }))

    const ended = await set({ active: false })
    expectResource(ended, 200, directory, 'Users')
    expect(ended.body).toMatchObject({ id, active: false, userName: 'oin@acme.example' })
    expect(await memberOf(id)).toMatchObject({ status: 'deprovisioned' })
    expect((await set({ active: true })).body).toMatchObject({ active: true })
    expect(await memberOf(id)).toMatchObject({ status: 'active' })

    const before = await okta('GET', `/Users/${id}`)
    const changed = await set({ password: 'an0ther-Pw' })
    expectResource(changed, 200, directory, 'Users')
    expect(changed.body).toEqual(before.body)
    expect(changed.text).not.toContain('an0ther-Pw')
  })

  test('imports page by page in an order that stands', async () => {
    const other = await team.addDirectory()
    const ids = await createMany(other, 7, 'import')
    const pages = await Promise.all([1, 4, 7].map((startIndex) => other.scim('GET', `/Users?startIndex=${startIndex}&count=3`, undefined, headers)))
    expect(pages.map(({ body }) => [body.totalResults, body.startIndex, body.itemsPerPage])).toEqual([
      [7, 1, 3],
      [7, 4, 3],
      [7, 7, 1],
    ])
    const seen = pages.flatMap(({ body }) => body.Resources.map((user: { id: string }) => user.id))
    expect(sorted(seen)).toEqual(ids.toSorted())
  })

  describe('pushes groups', () => {
    let ids: string[]
    beforeAll(async () => {
      ids = await createMany(directory, 3, 'pushed')
    })
    const push = async (displayName: string, members: (string | undefined)[] = []) => {
      const answer = await okta('POST', '/Groups', { schemas: [G], displayName, members: members.map((value) => ({ value, display: null })) })
      expectResource(answer, 201, directory, 'Groups')
      return answer
    }
    const change = (id: string, ...operations: object[]) => okta('PATCH', `/Groups/${id}`, patchOf(...operations))

    test('empty, renamed by a value that holds the id, filled, and emptied again', async () => {
      const created = await push('Eng')
      expect(created.body).toMatchObject({ displayName: 'Eng', members: [] })
      const { id } = created.body
      expectResource(await okta('GET', `/Groups/${id}`), 200, directory, 'Groups')

      const renamed = await change(id, { op: 'replace', value: { id, displayName: 'Engineering' } })
      expectResource(renamed, 200, directory, 'Groups')
      expect(renamed.body).toMatchObject({ id, displayName: 'Engineering', members: [] })
      // Okta sends the same rename along with each push.
      const same = await change(id, { op: 'replace', value: { id, displayName: 'Engineering' } })
      expect(same.body).toEqual(renamed.body)

      const filled = await change(id, {
        op: 'replace',
        path: 'members',
        value: [
          { value: ids[0], display: 'a' },
          { value: ids[1], display: 'b' },
        ],
      })
      expect(memberIds(filled)).toEqual(sorted([ids[0], ids[1]]))

      const moved = await change(
        id,
        { op: 'remove', path: `members[value eq "${ids[0]}"]` },
        { op: 'add', path: 'members', value: [{ value: ids[2], display: 'pushed2@acme.example' }] },
      )
      expectResource(moved, 200, directory, 'Groups')
      expect(memberIds(moved)).toEqual(sorted([ids[1], ids[2]]))
      expect((await okta('GET', `/Users/${ids[2]}`)).body.groups).toMatchObject([{ value: id, display: 'Engineering' }])
      expect((await okta('GET', `/Users/${ids[0]}`)).body.groups).toEqual([])

      const emptied = await change(id, { op: 'replace', path: 'members', value: [] })
      expect(emptied.body).toMatchObject({ displayName: 'Engineering', members: [] })
    })

    test.each([
      ['a replacement of members', () => ({ schemas: [P], Operations: [{ op: 'replace', path: 'members', value: [] }] })],
      ['an object without a path', (whole: object) => ({ schemas: [P], Operations: [{ op: 'replace', value: whole }] })],
      ['the same without schemas', (whole: object) => ({ Operations: [{ op: 'replace', value: whole }] })],
    ])('that are empty, by %s, which takes all away', async (how, body) => {
      const displayName = `Push now by ${how}`
      const { id } = (await push(displayName, ids)).body
      const emptied = await okta('PATCH', `/Groups/${id}`, body({ members: [], id, displayName }))
      expectResource(emptied, 200, directory, 'Groups')
      expect(emptied.body).toMatchObject({ id, displayName, members: [] })
    })

    test('by PUT with members whose display is null, as AIW apps do', async () => {
      const { id } = (await push('Put', [ids[0]])).body
      const put = (more: object) => okta('PUT', `/Groups/${id}`, { schemas: [G], id, displayName: 'Put', ...more })
      const replaced = await put({ members: [{ value: ids[1], display: null }] })
      expectResource(replaced, 200, directory, 'Groups')
      expect(replaced.body.members).toEqual([
        { value: ids[1], $ref: `${directory.baseUrl}/Users/${ids[1]}`, display: 'pushed1@acme.example', type: 'User' },
      ])
      expect(memberIds(await put({}))).toEqual([ids[1]])
      expect(memberIds(await put({ members: [] }))).toEqual([])
    })

    test('again and again: adding who is in and removing who is not changes nothing, not even lastModified', async () => {
      const { id, meta } = (await push('Twice', [ids[0]])).body
      const add = { op: 'add', path: 'members', value: [{ value: ids[0], display: 'x' }] }
      for (const operations of [[add], [add, add], [{ op: 'remove', path: `members[value eq "${ids[1]}"]` }]]) {
        const answer = await change(id, ...operations)
        expect(answer.body).toMatchObject({ meta, members: [{ value: ids[0] }] })
        expect(answer.body.members).toHaveLength(1)
      }
    })

    test('that hold people who are not known: the known are applied, and a finding names the rest', async () => {
      const { id } = (await push('Partly', [ids[0]])).body
      const partly = await change(id, { op: 'add', path: 'members', value: [{ value: ids[1] }, { value: '00u-never-sent' }] })
      expectResource(partly, 200, directory, 'Groups')
      expect(memberIds(partly)).toEqual(sorted([ids[0], ids[1]]))
      const { items } = (await team.api('GET', '/findings')).body
      const finding = items.find(({ evidence }: { evidence: { note: { group: string } }[] }) => evidence.some(({ note }) => note.group === id))
      expect(finding).toMatchObject({ code: 'unknown-members', evidence: [{ note: { unknown: { count: 1, first: ['00u-never-sent'] } } }] })

      for (const op of ['add', 'replace']) {
        const wholly = await change(id, { op, path: 'members', value: [{ value: 'nobody-1' }, { value: 'nobody-2' }] })
        expectScimError(wholly, 400, 'invalidValue', /nobody-1.*nobody-2/)
      }
      expect(memberIds(await okta('GET', `/Groups/${id}`))).toEqual(sorted([ids[0], ids[1]]))
      expectScimError(await okta('POST', '/Groups', { schemas: [G], displayName: 'Wholly', members: [{ value: 'nobody-1' }] }), 400, 'invalidValue')
      expectList(await okta('GET', `/Groups${query({ filter: 'displayName eq "Wholly"' })}`), 0)
    })

    test('and unlinks them: a deleted group is 404, its name is free, and Okta creates it again', async () => {
      const { id } = (await push('Unlinked', ids)).body
      expect(await okta('DELETE', `/Groups/${id}`)).toMatchObject({ status: 204, text: '' })
      expectScimError(await okta('GET', `/Groups/${id}`), 404)
      expectScimError(await okta('DELETE', `/Groups/${id}`), 404)
      expect((await okta('GET', `/Users/${ids[0]}`)).body.groups).not.toContainEqual(expect.objectContaining({ value: id }))
      expect((await push('unlinked')).body.id).not.toBe(id)
      expectScimError(await okta('POST', '/Groups', { schemas: [G], displayName: ' UNLINKED ' }), 409, 'uniqueness', /UNLINKED/)
    })

    test('of 1,000 members: pushed, one added, one removed, renamed (GH:wso2/product-is#6918, #15154)', async () => {
      const thousand = await createMany(directory, 1000, 'thousand')
      const created = await push('Everyone', thousand)
      expect(memberIds(created)).toEqual(thousand.toSorted())
      const { id } = created.body
      const held = async () => memberIds(await okta('GET', `/Groups/${id}`))

      // With more members than a few, the answer to a PATCH has no body: it would cost what the group holds.
      expect(await change(id, { op: 'add', path: 'members', value: [{ value: ids[0] }] })).toMatchObject({ status: 204, text: '' })
      expect(await held()).toEqual(sorted([...thousand, ids[0]]))
      expect((await change(id, { op: 'remove', path: `members[value eq "${thousand[500]}"]` })).status).toBe(204)
      expect(await held()).toEqual(sorted([...thousand.toSpliced(500, 1), ids[0]]))
      const renamed = await okta('PATCH', `/Groups/${id}?excludedAttributes=members`, patchOf({ op: 'replace', value: { id, displayName: 'All' } }))
      expectResource(renamed, 200, directory, 'Groups')
      expect(renamed.body).toMatchObject({ displayName: 'All' })
      expect(renamed.body).not.toHaveProperty('members')
      expect(await held()).toHaveLength(1000)
      expect((await okta('GET', `/Users/${ids[0]}`)).body.groups).toContainEqual(expect.objectContaining({ value: id, display: 'All' }))
      const shrunk = await change(id, { op: 'replace', path: 'members', value: [{ value: thousand[0] }] })
      expect(memberIds(shrunk)).toEqual([thousand[0]])
    })
  })
})
