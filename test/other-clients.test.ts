import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import {
  create,
  createMany,
  E,
  expectList,
  expectResource,
  expectScimError,
  G,
  memberIds,
  P,
  patchOf,
  person,
  query,
  sorted,
  U,
  until,
} from './support/scim.ts'
import { startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

// What the documents and the code of further clients show that they send. Each has a directory of its own.

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['corp.example'] })
  })
  afterAll(() => server.stop())

  function speak(headers: Record<string, string> = {}) {
    let directory: TestDirectory
    beforeAll(async () => {
      directory = await team.addDirectory()
    })
    return {
      send: (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
        directory.scim(method, path, body, { ...headers, ...more }),
      directory: () => directory,
      memberOf: async (userId: string) => (await team.api('GET', `/users/${userId}`)).body,
      detected: () =>
        until(async () => {
          const { items } = (await team.api('GET', '/directories')).body
          return items.find(({ id }: { id: string }) => id === directory.directoryId).detected_provider ?? undefined
        }),
    }
  }

  describe('OneLogin', () => {
    const { send, directory, memberOf, detected } = speak({ accept: 'application/json' })
    const template = (id: string | null, active: unknown) => ({
      schemas: [U],
      id,
      userName: 'ana@corp.example',
      externalId: '',
      active,
      name: { givenName: 'Ana', familyName: 'Li' },
      emails: [{ value: 'ana@corp.example', type: 'work', primary: true }],
      title: '',
      [E]: { department: '', manager: { managerId: 'usr_9', displayName: 'Max' } },
    })

    test('is answered in application/json, which is all that it accepts', async () => {
      const probe = await send('GET', `/Users${query({ filter: 'userName eq "probe@corp.example"' })}`)
      expect(probe).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [] } })
      expect(probe.headers.get('content-type')).toBe('application/json')
    })

    test.each([
      ['application/json', 'application/json'],
      ['application/json, text/plain', 'application/json'],
      ['application/scim+json, application/json', 'application/scim+json'],
      ['application/json, */*', 'application/scim+json'],
      ['*/*', 'application/scim+json'],
      ['text/html', 'application/scim+json'],
    ])('who accepts %s gets %s', async (accept, type) => {
      expect((await send('GET', '/Users', undefined, { accept })).headers.get('content-type')).toBe(type)
      expect((await send('GET', '/Users/nobody', undefined, { accept })).headers.get('content-type')).toBe(type)
    })

    test('creates from a template with texts for booleans, a null id, empty texts and a managerId', async () => {
      const created = await send('POST', '/Users', template(null, 'true'))
      expect(created.status, created.text).toBe(201)
      expect(created.body).toMatchObject({ schemas: [U, E], active: true, [E]: { manager: { value: 'usr_9' } } })
      for (const name of ['title', 'externalId']) expect(created.body).not.toHaveProperty(name)
      expect(created.body[E]).not.toHaveProperty('department')
      const { id } = created.body
      expect((await send('GET', `/Users/${id}`)).body).toEqual(created.body)
      expect(await detected()).toBe('onelogin')

      const suspended = await send('PUT', `/Users/${id}`, template(id, 'false'))
      expect(suspended).toMatchObject({ status: 200, body: { active: false } })
      expect(await memberOf(id)).toMatchObject({ status: 'deprovisioned' })

      const group = await create(directory(), 'Groups', { schemas: [G], displayName: 'OneLogin' })
      const joined = await send('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] }))
      expect(memberIds(joined)).toEqual([id])
      expect((await send('DELETE', `/Users/${id}`)).status).toBe(204)
      expect((await send('GET', `/Users/${id}`)).status).toBe(404)
    })
  })

  describe('JumpCloud', () => {
    const { send, directory, memberOf } = speak()
    test('makes a test user and a test group when it is activated, and removes them again', async () => {
      const user = await send('POST', '/Users', { schemas: [U], userName: 'scim-check@corp.example', active: true })
      expectResource(user, 201, directory(), 'Users')
      const group = await send('POST', '/Groups', { schemas: [G], displayName: 'scim-check' })
      expectResource(group, 201, directory(), 'Groups')
      expect(group.body.members).toEqual([])
      const add = patchOf({ op: 'add', path: 'members', value: [{ value: user.body.id }] })
      const joined = await send('PATCH', `/Groups/${group.body.id}`, add)
      expect(memberIds(joined)).toEqual([user.body.id])
      // It adds again whom it has added.
      expect((await send('PATCH', `/Groups/${group.body.id}`, add)).body).toEqual(joined.body)
      const removed = await send('PATCH', `/Groups/${group.body.id}`, patchOf({ op: 'remove', path: 'members', value: [{ value: user.body.id }] }))
      expect(removed.body.members).toEqual([])
      for (const path of [`/Groups/${group.body.id}`, `/Users/${user.body.id}`]) expect((await send('DELETE', path)).status).toBe(204)
      expectList(await send('GET', '/Users?startIndex=1&count=100'), 0)
      expect(await memberOf(user.body.id)).toMatchObject({ status: 'deprovisioned' })
    })
  })

  describe('PingFederate', () => {
    const { send, directory, memberOf, detected } = speak()
    test('matches by an expression of its admin, in any letter case', async () => {
      const id = await create(directory(), 'Users', person('ping'))
      for (const filter of ['username Eq "PING@acme.example"', 'USERNAME EQ "ping@acme.example"', 'emails Co "ping@"', 'Emails.Value Sw "ping"']) {
        const found = await send('GET', `/Users${query({ filter })}`)
        expect(
          found.body.Resources?.map((user: { id: string }) => user.id),
          filter,
        ).toEqual([id])
      }
      expect(await detected()).toBe('pingfederate')
    })

    test('may ask for `email`, which is no attribute: 400 that says what is', async () => {
      expectScimError(await send('GET', `/Users${query({ filter: 'email Co "ping@acme.example"' })}`), 400, 'invalidFilter', /email.*emails/)
    })

    test('probes a user of the id 0, as its GitHub flavour does, and wants 404', async () => {
      expectScimError(await send('GET', '/Users/0'), 404)
    })

    test('creates somebody who is disabled: never in, and in when they are enabled', async () => {
      const created = await send('POST', '/Users', person('late', { active: false }))
      expectResource(created, 201, directory(), 'Users')
      expect(created.body.active).toBe(false)
      expect(await memberOf(created.body.id)).toMatchObject({ status: 'deprovisioned' })
      const enabled = await send('PUT', `/Users/${created.body.id}`, person('late'))
      expect(enabled.body.active).toBe(true)
      expect(await memberOf(created.body.id)).toMatchObject({ status: 'active' })
    })

    test('marks two addresses as primary, of which the last one is (RFC 7643 §2.4)', async () => {
      const emails = [
        { value: 'one@corp.example', type: 'work', primary: true },
        { value: 'two@corp.example', type: 'home', primary: true },
      ]
      const created = await send('POST', '/Users', person('two', { emails }))
      expect(created.body.emails).toEqual([
        { value: 'one@corp.example', type: 'work', primary: false },
        { value: 'two@corp.example', type: 'home', primary: true },
      ])
    })

    test('puts whole groups, and reads all of them page by page', async () => {
      const [ana, bo] = await createMany(directory(), 2, 'put')
      const ids = []
      for (const name of ['A', 'B', 'C']) ids.push(await create(directory(), 'Groups', { schemas: [G], displayName: name }))
      const put = await send('PUT', `/Groups/${ids[0]}`, { schemas: [G], displayName: 'A', members: [{ value: ana }, { value: bo }] })
      expectResource(put, 200, directory(), 'Groups')
      expect(memberIds(put)).toEqual(sorted([ana, bo]))
      const pages = [await send('GET', '/Groups?startIndex=1&count=2'), await send('GET', '/Groups?startIndex=3&count=2')]
      expect(pages.map(({ body }) => [body.totalResults, body.itemsPerPage])).toEqual([
        [3, 2],
        [3, 1],
      ])
      expect(sorted(pages.flatMap(({ body }) => body.Resources.map(({ id }: { id: string }) => id)))).toEqual(ids.toSorted())
    })
  })

  describe('Keycloak’s plugin', () => {
    const { send, directory, memberOf, detected } = speak({ 'content-type': 'application/json' })
    test('posts without a look-up, with an address of no type', async () => {
      const body = {
        schemas: [U],
        userName: 'ana',
        externalId: 'kc-1',
        displayName: 'Ana Li',
        name: { givenName: 'Ana', familyName: 'Li' },
        emails: [{ value: 'ana@corp.example' }],
        active: true,
        roles: [],
      }
      const created = await send('POST', '/Users', body)
      expectResource(created, 201, directory(), 'Users')
      expect(created.body).toMatchObject({ userName: 'ana', emails: [{ value: 'ana@corp.example' }] })
      const { id } = created.body
      expect(await memberOf(id)).toMatchObject({ email: 'ana@corp.example' })
      expectScimError(await send('POST', '/Users', body), 409, 'uniqueness')

      const ended = await send(
        'PATCH',
        `/Users/${id}`,
        patchOf(
          { op: 'replace', path: 'active', value: 'false' },
          { op: 'replace', path: 'userName', value: 'ana.li' },
          { op: 'replace', path: 'displayName', value: 'Ana Lee' },
        ),
      )
      expect(ended.body).toMatchObject({ active: false, userName: 'ana.li', displayName: 'Ana Lee' })
      expect((await send('PUT', `/Users/${id}`, { ...body, id, active: true })).body).toMatchObject({ active: true, userName: 'ana' })

      const group = await create(directory(), 'Groups', { schemas: [G], displayName: 'Old' })
      const replaced = await send(
        'PATCH',
        `/Groups/${group}`,
        patchOf(
          { op: 'replace', path: 'members', value: [{ value: id, $ref: `Users/${id}` }] },
          { op: 'replace', path: 'displayName', value: 'Eng' },
          { op: 'replace', path: 'externalId', value: 'kc-g' },
        ),
      )
      expect(replaced.body).toMatchObject({
        displayName: 'Eng',
        externalId: 'kc-g',
        members: [{ value: id, $ref: `${directory().baseUrl}/Users/${id}` }],
      })
      expectList(await send('GET', `/Groups${query({ filter: 'displayName EQ "Eng"' })}`), 1)
      expect((await send('PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'members' }))).body.members).toEqual([])
      expect(await detected()).toBe('keycloak')
    })
  })

  describe('authentik', () => {
    const { send, directory, detected } = speak({ 'user-agent': 'authentik@2026.4.0', accept: 'application/scim+json' })
    test('reads what the service can do, none of whose parts is missing', async () => {
      const { status, body } = await send('GET', '/ServiceProviderConfig')
      expect(status).toBe(200)
      for (const part of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) expect(body[part]).toHaveProperty('supported')
      expect(body).toMatchObject({ patch: { supported: true }, filter: { supported: true }, bulk: { maxOperations: expect.any(Number) } })
      expect(body.authenticationSchemes).not.toHaveLength(0)
      expect(await detected()).toBe('authentik')
    })

    test('posts, and links by a look-up without quotes what is 409', async () => {
      const body = person('ak')
      const id = await create(directory(), 'Users', body)
      expectScimError(await send('POST', '/Users', body), 409, 'uniqueness')
      const found = await send('GET', `/Users${query({ filter: 'userName eq ak@acme.example' })}`)
      expectList(found, 1)
      expect(found.body.Resources[0].id).toBe(id)
      expectResource(await send('PUT', `/Users/${id}`, { ...body, id, displayName: 'Ak' }), 200, directory(), 'Users')
      expectList(await send('GET', '/Users?startIndex=101'), 1, 0)
    })

    test('replaces a whole group without a path, then compares its members and sends lists', async () => {
      const [one, two] = await createMany(directory(), 2, 'listed')
      const group = await create(directory(), 'Groups', { schemas: [G], externalId: 'ak-1', displayName: 'Before' })
      const whole = { schemas: [G], id: group, externalId: 'ak-1', displayName: 'Eng' }
      expect((await send('PATCH', `/Groups/${group}`, patchOf({ op: 'replace', value: whole }))).body).toMatchObject({
        displayName: 'Eng',
        members: [],
      })
      await send('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: two }] }))
      const both = await send(
        'PATCH',
        `/Groups/${group}`,
        patchOf({ op: 'add', path: 'members', value: [{ value: one }] }, { op: 'remove', path: 'members', value: [{ value: two }] }),
      )
      expect(memberIds(both)).toEqual([one])
      expectScimError(await send('POST', '/Groups', { schemas: [G], displayName: 'eng' }), 409, 'uniqueness')
      expectList(await send('GET', `/Groups${query({ filter: 'displayName eq Eng' })}`), 1)
    })
  })

  describe('others', () => {
    const { send, directory } = speak()
    test('Rippling takes one list for everything, where pages are off', async () => {
      await createMany(directory(), 120, 'rippling')
      expectList(await send('GET', '/Users'), 120)
    })

    test('SailPoint pushes groups with people who were never sent: nobody is made of them', async () => {
      const [known] = await createMany(directory(), 1, 'sailpoint')
      const group = await send('POST', '/Groups', {
        schemas: [G],
        displayName: 'Aggregated',
        members: [{ value: known }, { value: 'ghost@corp.example' }],
      })
      expect(memberIds(group)).toEqual([known])
      expectList(await send('GET', `/Users${query({ filter: 'userName co "ghost"' })}`), 0)
    })

    test('Atlassian-like senders replace an address by the same, which succeeds and changes nothing', async () => {
      const id = await create(directory(), 'Users', person('atlas'))
      const before = (await send('GET', `/Users/${id}`)).body
      for (const op of ['replace', 'add']) {
        const answer = await send('PATCH', `/Users/${id}`, patchOf({ op, path: 'emails[type eq "work"].value', value: 'atlas@acme.example' }))
        expectResource(answer, 200, directory(), 'Users')
        expect(answer.body).toEqual(before)
      }
    })

    test('scimverify posts attributes nested under the core URN, which are answered un-nested', async () => {
      const user = await send('POST', '/Users', { schemas: [U], [U]: { userName: 'nested@corp.example', name: { givenName: 'Nes' } } })
      expectResource(user, 201, directory(), 'Users')
      expect(user.body).toMatchObject({ userName: 'nested@corp.example', name: { givenName: 'Nes' } })
      expect(user.body).not.toHaveProperty([U])
      const group = await send('POST', '/Groups', { schemas: [G], [G]: { displayName: 'Nested' } })
      expect(group.body).toMatchObject({ displayName: 'Nested', members: [] })
    })

    test('a client may send any user agent, any charset, text/json, and an id of its own, which is not taken', async () => {
      for (const type of [
        'application/json',
        'text/json',
        'application/scim+json; charset=UTF-8',
        'Application/SCIM+JSON',
        'application/json;charset=iso-8859-1',
      ]) {
        const answer = await send('POST', '/Users', person(`typed-${type.replaceAll(/\W/g, '')}`, { id: 'usr_mine' }), {
          'content-type': type,
          'user-agent': '',
        })
        expectResource(answer, 201, directory(), 'Users')
        expect(answer.body.id).not.toBe('usr_mine')
      }
    })

    test('a body that names its own `id` in PATCH changes no id', async () => {
      const id = await create(directory(), 'Users', person('ids'))
      const answer = await send('PATCH', `/Users/${id}`, { schemas: [P], Operations: [{ op: 'Replace', value: { id: 'usr_mine', title: 'x' } }] })
      expect(answer.body).toMatchObject({ id, title: 'x' })
    })
  })
})
