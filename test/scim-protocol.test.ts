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
  groupOf,
  memberIds,
  patchOf,
  person,
  query,
  sorted,
  U,
} from './support/scim.ts'
import { ask, startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

type Resource = { id: string; userName: string; displayName: string }

describe.each(databases)('SCIM, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
  })
  afterAll(() => server.stop())

  describe('a list (RFC 7644 §3.4.2.4)', () => {
    let directory: TestDirectory
    let ids: string[]
    beforeAll(async () => {
      directory = await team.addDirectory()
      ids = []
      for (let place = 0; place < 7; place++) ids.push(await create(directory, 'Users', person(`page${place}`)))
      for (const name of ['One', 'Two', 'Three']) await create(directory, 'Groups', groupOf(name))
    })
    const page = (parameters: Record<string, string | number>, endpoint = 'Users') => directory.scim('GET', `/${endpoint}${query(parameters)}`)

    const cases: [parameters: Record<string, string | number>, startIndex: number, shown: number[], because: string][] = [
      [{}, 1, [0, 1, 2, 3, 4, 5, 6], 'without parameters it is all, from the first'],
      [{ startIndex: 1, count: 3 }, 1, [0, 1, 2], 'a first page'],
      [{ startIndex: 4, count: 3 }, 4, [3, 4, 5], 'the next one'],
      [{ startIndex: 7, count: 3 }, 7, [6], 'the last one holds what is left'],
      [{ startIndex: 7, count: 1 }, 7, [6], 'a last page that is full'],
      [{ startIndex: 8, count: 3 }, 8, [], 'past the end there is nothing, and that is no error: verify.scim.dev'],
      [{ startIndex: 20 }, 20, [], 'far past the end, the startIndex is said again'],
      [{ startIndex: 0, count: 2 }, 1, [0, 1], 'below 1 is 1 (§3.4.2.4)'],
      [{ startIndex: -5, count: 2 }, 1, [0, 1], 'far below 1 is 1'],
      [{ count: 0 }, 1, [], 'a count of 0 asks for the total alone'],
      [{ startIndex: 3, count: 0 }, 3, [], 'wherever it stands'],
      [{ count: -1 }, 1, [], 'a negative count is 0'],
      [{ count: 1_000_000 }, 1, [0, 1, 2, 3, 4, 5, 6], 'more than a page holds is a page (OKTA: concepts/scim/faqs)'],
      [{ count: 7 }, 1, [0, 1, 2, 3, 4, 5, 6], 'exactly all'],
      [{ count: '' }, 1, [0, 1, 2, 3, 4, 5, 6], 'an empty count is none'],
      [{ startindex: 3, COUNT: 2 }, 1, [0, 1, 2, 3, 4, 5, 6], 'unknown parameters are ignored, and the names of ours mind the case'],
      [{ sortBy: 'userName', sortOrder: 'descending', count: 2 }, 1, [6, 5], 'sorted (§3.4.2.3)'],
    ]
    test.each(cases)('with %o begins at %i and shows %j: %s', async (parameters, startIndex, shown) => {
      const answer = await page(parameters)
      expectList(answer, 7, shown.length)
      expect(answer.body.startIndex).toBe(startIndex)
      expect(answer.body.Resources.map(({ id }: Resource) => id)).toEqual(shown.map((place) => ids[place]))
    })

    test('counts what matches a filter, on every page', async () => {
      for (const [startIndex, shown] of [
        [1, 2],
        [3, 1],
        [4, 0],
      ] as const) {
        const answer = await page({ filter: 'userName sw "page" and userName lt "page3"', startIndex, count: 2 })
        expectList(answer, 3, shown)
        expect(answer.body.startIndex).toBe(startIndex)
      }
      expectList(await page({ filter: 'userName eq "nobody"', startIndex: 5 }), 0)
      expectList(await page({ filter: 'displayName co "o"', count: 1 }, 'Groups'), 2, 1)
    })

    test('begins at a number beyond all numbers', async () => expectList(await page({ startIndex: '9'.repeat(30), count: 2 }), 7, 0))

    test('takes a parameter that comes twice once, with its last value', async () => {
      expectList(await directory.scim('GET', '/Users?count=5&count=2'), 7, 2)
    })

    test('stays in its order while its users change (GH:Infisical/infisical#6552; GH:ory/polis#2572)', async () => {
      const before = (await page({})).body.Resources.map(({ id }: Resource) => id)
      for (const id of [ids[3], ids[0]])
        await directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { title: `t${id}`, active: false } }))
      expect((await page({})).body.Resources.map(({ id }: Resource) => id)).toEqual(before)
      await directory.scim('PATCH', `/Users/${ids[3]}`, patchOf({ op: 'replace', value: { active: true } }))
    })

    test('shows a trailing slash and HEAD what it shows without', async () => {
      expectList(await directory.scim('GET', '/Users/'), 7)
      const head = await directory.scim('HEAD', '/Users')
      expect(head).toMatchObject({ status: 200, text: '' })
    })

    test('holds members as a list, also where there are none, and each with its true type', async () => {
      const nested = await create(directory, 'Groups', groupOf('Nested'))
      const parent = await create(directory, 'Groups', {
        schemas: [G],
        displayName: 'Parent',
        members: [
          { value: nested, type: 'User' },
          { value: ids[0], type: 'Group' },
        ],
      })
      const answer = await directory.scim('GET', `/Groups/${parent}`)
      expect(answer.body.members).toEqual([
        { value: ids[0], $ref: `${directory.baseUrl}/Users/${ids[0]}`, display: 'page0@acme.example', type: 'User' },
        { value: nested, $ref: `${directory.baseUrl}/Groups/${nested}`, display: 'Nested', type: 'Group' },
      ])
      const all = await page({}, 'Groups')
      for (const group of all.body.Resources) expect(group.members).toEqual(expect.any(Array))
      expect((await page({ filter: 'displayName eq "Nested"' }, 'Groups')).body.Resources[0].members).toEqual([])
    })
  })

  describe('a resource', () => {
    const directory = () => team.directory
    test('moves version and lastModified when it changes, never when it is read, and keeps created (RFC 7643 §3.1; R:pranems/SCIMServer)', async () => {
      const id = await create(directory(), 'Users', person('meta'))
      const read = async () => (await directory().scim('GET', `/Users/${id}`)).body.meta
      const first = await read()
      server.pass(5)
      expect(await read()).toEqual(first)
      await directory().scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { title: 'x' } }))
      const second = await read()
      expect(second.created).toBe(first.created)
      expect(second.lastModified > first.lastModified).toBe(true)
      expect(second.version).not.toBe(first.version)
      server.pass(5)
      for (const value of [{ title: 'x' }, { TITLE: 'x', favouriteColour: 'red' }])
        await directory().scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value }))
      const { body } = await directory().scim('GET', `/Users/${id}`)
      await directory().scim('PUT', `/Users/${id}`, body)
      expect(await read()).toEqual(second)
    })

    test('is put back whole as it was read, extension and all (RFC 7644 §3.5.1; verify.scim.dev)', async () => {
      const body = person('whole', {
        schemas: [U, E],
        displayName: 'Whole',
        addresses: [{ type: 'work', locality: 'Bonn', primary: true }],
        phoneNumbers: [{ value: '1' }, { value: '2', type: 'fax' }],
        [E]: { department: 'R&D', manager: { value: 'usr_boss' } },
      })
      const created = await directory().scim('POST', '/Users', body)
      const put = await directory().scim('PUT', `/Users/${created.body.id}`, created.body)
      expectResource(put, 200, directory(), 'Users')
      expect(put.body).toEqual(created.body)
      const cleared = await directory().scim('PUT', `/Users/${created.body.id}`, { schemas: [U], userName: 'whole@acme.example' })
      expect(cleared.body).toEqual({
        schemas: [U],
        id: created.body.id,
        userName: 'whole@acme.example',
        active: true,
        groups: [],
        meta: expect.any(Object),
      })
    })

    test('keeps what it was sent untransformed: blanks, letter case, line breaks, other scripts', async () => {
      const values = {
        displayName: '  Éa\u0301 ',
        nickName: 'line\nbreak\ttab',
        title: '日本語 🦉 <b>&amp;',
        userType: '\\ " /',
        externalId: ' X-é ',
      }
      const created = await directory().scim('POST', '/Users', person('exact', values))
      expect(created.body).toMatchObject(values)
      expect((await directory().scim('GET', `/Users/${created.body.id}`)).body).toMatchObject(values)
      const group = await directory().scim('POST', '/Groups', { schemas: [G], displayName: '  Exact Group ' })
      expect(group.body.displayName).toBe('  Exact Group ')
      expectScimError(await directory().scim('POST', '/Groups', { schemas: [G], displayName: 'exact group' }), 409, 'uniqueness')
    })

    test('may share its address and its externalId, not its userName, with another (RFC 7643 §4.1.1)', async () => {
      await create(directory(), 'Users', person('shared'))
      const twin = person('shared', { userName: 'shared-twin@acme.example' })
      expect((await directory().scim('POST', '/Users', twin)).status).toBe(201)
    })

    test('created many times at once under one userName is created once (GH:BerriAI/litellm#34162; GH:fleetdm/fleet#31085)', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, place) => directory().scim('POST', '/Users', person(place % 2 === 0 ? 'race' : 'RACE'))),
      )
      expect(sorted(answers.map(({ status }) => status))).toEqual(['201', ...Array.from({ length: 7 }, () => '409')])
      const groups = await Promise.all(Array.from({ length: 8 }, () => directory().scim('POST', '/Groups', groupOf('Race'))))
      expect(sorted(groups.map(({ status }) => status))).toEqual(['201', ...Array.from({ length: 7 }, () => '409')])
    })

    test('changed by many at once loses none of the changes (RFC 7644 §3.5.2; GH:fleetdm/fleet#50724)', async () => {
      const ids = await createMany(directory(), 12, 'parallel')
      const group = await create(directory(), 'Groups', groupOf('Parallel'))
      const send = (operation: object) => directory().scim('PATCH', `/Groups/${group}`, patchOf(operation))
      const joined = await Promise.all(ids.map((id) => send({ op: 'add', path: 'members', value: [{ value: id }] })))
      expect(joined.map(({ status }) => status)).toEqual(ids.map(() => 200))
      expect(memberIds(await directory().scim('GET', `/Groups/${group}`))).toEqual(ids.toSorted())
      await Promise.all(ids.slice(1).map((id) => send({ op: 'remove', path: `members[value eq "${id}"]` })))
      expect(memberIds(await directory().scim('GET', `/Groups/${group}`))).toEqual([ids[0]])
      const fields = ['title', 'nickName', 'userType', 'locale', 'timezone', 'preferredLanguage']
      await Promise.all(fields.map((field) => directory().scim('PATCH', `/Users/${ids[0]}`, patchOf({ op: 'replace', path: field, value: field }))))
      expect((await directory().scim('GET', `/Users/${ids[0]}`)).body).toMatchObject(Object.fromEntries(fields.map((field) => [field, field])))
    })
  })

  test('a user or group who is deleted at the moment of joining a group is no member of it', async () => {
    const { directory } = team
    const group = await create(directory, 'Groups', groupOf('Joined by leavers'))
    const path = `/Groups/${group}`
    for (let time = 0; time < 8; time++) {
      const leavers = [
        ['Users', await create(directory, 'Users', person(`leaver${time}`))],
        ['Groups', await create(directory, 'Groups', groupOf(`Leaver ${time}`))],
      ] as const
      for (const [endpoint, id] of leavers) {
        await Promise.all([
          directory.scim('PATCH', path, patchOf({ op: 'add', path: 'members', value: [{ value: id }] })),
          directory.scim('DELETE', `/${endpoint}/${id}`),
        ])
        expect(memberIds(await directory.scim('GET', path))).not.toContain(id)
        expectList(await directory.scim('GET', `/Groups${query({ filter: `members.value eq "${id}"` })}`), 0)
      }
    }
  })

  describe('a projection (RFC 7644 §3.9; scim2-tester; R:Captain-P-Goldfish/SCIM-SDK)', () => {
    let directory: TestDirectory
    let user: string
    let group: string
    beforeAll(async () => {
      directory = await team.addDirectory()
      const body = person('shown', {
        schemas: [U, E],
        displayName: 'Shown',
        [E]: { department: 'R&D', employeeNumber: '7', manager: { value: 'usr_boss' } },
      })
      user = await create(directory, 'Users', body)
      group = await create(directory, 'Groups', groupOf('Shown', [user]))
    })
    const users: [parameters: Record<string, string>, keys: string[], because: string][] = [
      [{ attributes: 'userName' }, ['userName'], 'what is asked for, and schemas and id always'],
      [{ attributes: 'USERNAME,DisplayName' }, ['displayName', 'userName'], 'in any letter case'],
      [{ attributes: ' userName , displayName ' }, ['displayName', 'userName'], 'with blanks'],
      [{ attributes: `${U}:userName` }, ['userName'], 'with its URN'],
      [{ attributes: `${U.toUpperCase()}:username` }, ['userName'], 'with its URN in any case'],
      [{ attributes: E }, [E], 'a whole extension by its URN'],
      [{ attributes: `${E}:department` }, [E], 'a part of an extension'],
      [{ attributes: 'id' }, [], 'id is always there'],
      [{ attributes: 'nope' }, [], 'an unknown name asks for nothing'],
      [{ attributes: 'password' }, [], 'a password is never shown'],
      [{ attributes: 'groups' }, ['groups'], 'the groups of a user'],
      [{ attributes: 'meta' }, ['meta'], 'meta'],
      [{ attributes: 'name.givenName,emails.value' }, ['emails', 'name'], 'parts'],
      [{ excludedAttributes: 'emails,groups,name,meta' }, [E, 'active', 'displayName', 'externalId', 'userName'], 'all but what is not wanted'],
      [
        { excludedAttributes: 'id,schemas,userName' },
        [E, 'active', 'displayName', 'emails', 'externalId', 'groups', 'meta', 'name'],
        'what is always returned stays',
      ],
      [{ excludedAttributes: E }, ['active', 'displayName', 'emails', 'externalId', 'groups', 'meta', 'name', 'userName'], 'all but an extension'],
      [
        { attributes: 'userName,emails,displayName', excludedAttributes: 'emails' },
        ['displayName', 'userName'],
        'both: what is excluded is taken from what is included',
      ],
      [{ attributes: '' }, [E, 'active', 'displayName', 'emails', 'externalId', 'groups', 'meta', 'name', 'userName'], 'an empty one asks for all'],
    ]
    test.each(users)('of a user by %o shows %j: %s', async (parameters, keys) => {
      const expected = [...keys, 'id', 'schemas'].toSorted()
      const one = await directory.scim('GET', `/Users/${user}${query(parameters)}`)
      expect(one.status).toBe(200)
      expect(Object.keys(one.body).toSorted()).toEqual(expected)
      const list = await directory.scim('GET', `/Users${query({ ...parameters, filter: `id eq "${user}"` })}`)
      expect(list.body.Resources).toEqual([one.body])
    })

    test('of parts shows the parts alone', async () => {
      const shown = async (attributes: string) => (await directory.scim('GET', `/Users/${user}${query({ attributes })}`)).body
      expect((await shown('name.givenName')).name).toEqual({ givenName: 'shown' })
      expect((await shown('emails.value,EMAILS.Type')).emails).toEqual([{ value: 'shown@acme.example', type: 'work' }])
      expect((await shown(`${E}:manager.value,${E}:department`))[E]).toEqual({ department: 'R&D', manager: { value: 'usr_boss' } })
      expect((await shown('groups.display')).groups).toEqual([{ display: 'Shown' }])
      expect((await shown('meta.location')).meta).toEqual({ location: `${directory.baseUrl}/Users/${user}` })
      const without = (await directory.scim('GET', `/Users/${user}${query({ excludedAttributes: `name.givenName,${E}:manager` })}`)).body
      expect(without.name).toEqual({ familyName: 'Test' })
      expect(without[E]).toEqual({ department: 'R&D', employeeNumber: '7' })
    })

    const groups: [parameters: Record<string, string>, keys: string[]][] = [
      [{ attributes: 'displayName' }, ['displayName']],
      [{ attributes: 'members' }, ['members']],
      [{ attributes: 'MEMBERS.VALUE' }, ['members']],
      [{ attributes: `${G}:displayName` }, ['displayName']],
      [{ attributes: G }, ['displayName', 'members']],
      [{ excludedAttributes: 'members' }, ['displayName', 'meta']],
      [{ excludedAttributes: 'Members,meta' }, ['displayName']],
      [{ attributes: 'displayName,members', excludedAttributes: 'members' }, ['displayName']],
    ]
    test.each(groups)('of a group by %o shows %j', async (parameters, keys) => {
      const one = await directory.scim('GET', `/Groups/${group}${query(parameters)}`)
      expect(Object.keys(one.body).toSorted()).toEqual([...keys, 'id', 'schemas'].toSorted())
      const list = await directory.scim('GET', `/Groups${query({ ...parameters, filter: `id eq "${group}"` })}`)
      expect(list.body.Resources).toEqual([one.body])
    })

    test('of parts of members shows these alone', async () => {
      const { body } = await directory.scim('GET', `/Groups/${group}?attributes=members.value`)
      expect(body.members).toEqual([{ value: user }])
      const without = await directory.scim('GET', `/Groups/${group}?excludedAttributes=members.display,members.$ref`)
      expect(without.body.members).toEqual([{ value: user, type: 'User' }])
    })

    test('holds for the answers to POST, PUT and PATCH too', async () => {
      const created = await directory.scim('POST', '/Users?attributes=userName', person('projected'))
      expect(created).toMatchObject({ status: 201 })
      expect(Object.keys(created.body).toSorted()).toEqual(['id', 'schemas', 'userName'])
      expect(created.headers.get('location')).toBe(`${directory.baseUrl}/Users/${created.body.id}`)
      const path = `/Users/${created.body.id}`
      const put = await directory.scim('PUT', `${path}?excludedAttributes=emails,groups`, person('projected'))
      expect(put.body).not.toHaveProperty('emails')
      const patched = await directory.scim('PATCH', `${path}?attributes=title`, patchOf({ op: 'add', path: 'title', value: 'x' }))
      expect(patched.body).toEqual({ schemas: [U], id: created.body.id, title: 'x' })
      const group_ = await directory.scim('PATCH', `/Groups/${group}?attributes=displayName`, patchOf({ op: 'add', path: 'externalId', value: 'x' }))
      expect(group_.body).toEqual({ schemas: [G], id: group, displayName: 'Shown' })
      await directory.scim('PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'externalId' }))
    })
  })

  describe('a filter on users (RFC 7644 §3.4.2.2)', () => {
    let directory: TestDirectory
    const names = new Map<string, string>()
    let group: string
    let empty: string
    const before = '2020-01-01T00:00:00Z'
    const after = '2999-01-01T00:00:00Z'
    let moment: string
    beforeAll(async () => {
      directory = await team.addDirectory()
      const bodies = {
        ada: {
          schemas: [U, E],
          userName: 'Ada@Acme.example',
          externalId: 'X-1',
          name: { givenName: 'Ada', familyName: "O'Hara" },
          displayName: 'ÉMILE 100%',
          nickName: 'a_b*c',
          title: 'Countess',
          profileUrl: 'https://Example.com/Ada',
          emails: [
            { value: 'ada@acme.example', type: 'work', primary: true },
            { value: 'Ada@home.example', type: 'home' },
          ],
          roles: [{ value: 'admin' }, { value: 'auditor', primary: true }],
          [E]: { department: 'R&D', employeeNumber: '7', manager: { value: 'usr_boss' } },
        },
        bo: {
          userName: 'BO@acme.example',
          externalId: 'x-1',
          displayName: 'Straße 100',
          title: 'engineer',
          active: false,
          emails: [{ value: 'bo@home.example', type: 'home' }],
        },
        cy: {
          userName: 'cy',
          displayName: 'İstanbul',
          nickName: 'axbyc',
          title: 'Say "hi" \\ /',
          emails: [{ value: 'ada@home.example', type: 'work' }],
        },
        di: { userName: 'διο@acme.example', externalId: 'é', displayName: 'ΟΔΥΣΣΕΥΣ', nickName: '🦉 owl 🦉', timezone: 'Europe/Berlin' },
      }
      for (const [name, body] of Object.entries(bodies)) names.set(await create(directory, 'Users', { schemas: [U], ...body }), name)
      const [ada = '', bo = ''] = [...names.keys()]
      group = await create(directory, 'Groups', groupOf('Eng', [ada, bo]))
      empty = await create(directory, 'Groups', groupOf('Empty'))
      server.pass(10)
      await directory.scim('PATCH', `/Users/${bo}`, patchOf({ op: 'add', path: 'userType', value: 'late' }))
      moment = (await directory.scim('GET', `/Users/${bo}`)).body.meta.lastModified
    })

    const all = ['ada', 'bo', 'cy', 'di']
    const cases: [filter: string, found: string[], because: string][] = [
      ['userName eq "ada@acme.example"', ['ada'], 'userName ignores case (RFC 7643 §4.1.1)'],
      ['userName eq "ADA@ACME.EXAMPLE"', ['ada'], 'either way'],
      ['USERNAME EQ "cy"', ['cy'], 'names and operators in any case (PING: pf_scim_connector; Keycloak)'],
      ['userName ne "cy"', ['ada', 'bo', 'di'], 'ne'],
      ['userName co "acme"', ['ada', 'bo', 'di'], 'co'],
      ['userName sw "B"', ['bo'], 'sw'],
      ['userName ew "EXAMPLE"', ['ada', 'bo', 'di'], 'ew'],
      ['userName gt "bo@acme.example"', ['cy', 'di'], 'gt'],
      ['userName ge "bo@acme.example"', ['bo', 'cy', 'di'], 'ge'],
      ['userName lt "bo@acme.example"', ['ada'], 'lt'],
      ['userName le "BO@acme.example"', ['ada', 'bo'], 'le'],
      ['userName pr', all, 'pr of what all have'],
      ['externalId eq "X-1"', ['ada'], 'externalId minds the case (RFC 7643 §3.1)'],
      ['externalId eq "x-1"', ['bo'], 'either way'],
      ['externalId co "-1"', ['ada', 'bo'], 'a part of it'],
      ['externalId sw "x"', ['bo'], 'its beginning'],
      ['externalId ne "X-1"', ['bo', 'cy', 'di'], 'who has none has not that one'],
      ['externalId pr', ['ada', 'bo', 'di'], 'pr of what some have'],
      ['not (externalId pr)', ['cy'], 'not'],
      ['externalId eq null', ['cy'], 'null is no value (RFC 7643 §2.5)'],
      ['externalId ne null', ['ada', 'bo', 'di'], 'ne null is some value'],
      ['title eq "ENGINEER"', ['bo'], 'other texts ignore case'],
      ['title ne "engineer"', ['ada', 'cy', 'di'], 'ne on what is missing'],
      ['not (title eq "engineer")', ['ada', 'cy', 'di'], 'not eq is the same'],
      ['title pr', ['ada', 'bo', 'cy'], 'pr of JSON'],
      ['not (title pr)', ['di'], 'not pr'],
      ['title gt "d"', ['bo', 'cy'], 'order of JSON, folded'],
      ['title eq ""', [], 'nobody has an empty text'],
      ['title co ""', ['ada', 'bo', 'cy'], 'every text holds the empty one'],
      ['title sw ""', ['ada', 'bo', 'cy'], 'and begins with it'],
      ['title ew ""', ['ada', 'bo', 'cy'], 'and ends with it'],
      ['title eq "say \\"HI\\" \\\\ \\/"', ['cy'], 'JSON escapes'],
      ['title eq "\\u0063ountess"', ['ada'], 'and those of Unicode'],
      ['name.familyName eq "o\'hara"', ['ada'], 'a quote is a letter like others'],
      ['displayName co "100%"', ['ada'], '% is text, never a pattern'],
      ['displayName co "%"', ['ada'], 'alone too'],
      ['displayName sw "%"', [], 'at the beginning'],
      ['nickName eq "a_b*c"', ['ada'], '_ and * are text'],
      ['nickName co "a_b"', ['ada'], 'so axb is not found'],
      ['nickName co "*"', ['ada'], '* too'],
      ['nickName sw "a?b"', [], '? too'],
      ['nickName sw "🦉 o"', ['di'], 'letters beyond 16 bits are counted as one'],
      ['nickName ew " 🦉"', ['di'], 'from the end as well'],
      ['displayName sw "émile"', ['ada'], 'É is é'],
      ['displayName sw "E\u0301mile"', ['ada'], 'also in two parts (NFC)'],
      ['displayName sw "emile"', [], 'and no e'],
      ['displayName co "STRAẞE"', ['bo'], 'ẞ is ß'],
      ['displayName co "strasse"', [], 'and not ss'],
      ['displayName eq "İSTANBUL"', ['cy'], 'İ is İ'],
      ['displayName eq "i\u0307stanbul"', ['cy'], 'and i with a dot'],
      ['displayName eq "ISTANBUL"', [], 'and no I'],
      ['displayName eq "ΟΔΥΣΣΕΥΣ"', ['di'], 'a sigma at the end'],
      ['displayName eq "οδυσσευς"', ['di'], 'in lower case'],
      ['displayName sw "ΟΔΥΣ"', ['di'], 'a sigma that ends what is sought, but not what is stored'],
      ['displayName co "ΔΥΣ"', ['di'], 'in the middle too'],
      ['userName sw "ΔΙΟ"', ['di'], 'in the column of names'],
      ['externalId eq "É"', [], 'but externalId minds the case'],
      ['active eq true', ['ada', 'cy', 'di'], 'a boolean'],
      ['active eq false', ['bo'], 'either way'],
      ['active eq "False"', ['bo'], 'as Entra writes it'],
      ['active ne true', ['bo'], 'ne'],
      ['active pr', all, 'pr'],
      ['emails.value eq "ada@home.example"', ['ada', 'cy'], 'one of several, in any case'],
      ['emails eq "ada@home.example"', ['ada', 'cy'], 'a complex attribute stands for its value'],
      ['emails[type eq "work"].value eq "ada@home.example"', ['cy'], 'of one type, as Entra asks'],
      ['emails[type eq "home" and value eq "ada@home.example"]', ['ada'], 'one element satisfies both (ENTRA: matching on an address)'],
      ['emails.type eq "work" and emails.value eq "ada@home.example"', ['ada', 'cy'], 'without brackets, any elements do'],
      ['emails[type eq "work" and not (value ew "acme.example")]', ['cy'], 'not within brackets'],
      ['emails[primary eq true]', ['ada'], 'a boolean within'],
      ['emails[type eq "work" or type eq "home"]', ['ada', 'bo', 'cy'], 'or within'],
      ['not (emails[type eq "work"])', ['bo', 'di'], 'not around'],
      ['emails pr', ['ada', 'bo', 'cy'], 'pr of a list'],
      ['emails.type pr', ['ada', 'bo', 'cy'], 'pr of a part'],
      ['emails.primary eq true', ['ada'], 'a boolean of a list'],
      ['emails.value ne "bo@home.example"', ['ada', 'cy', 'di'], 'none of them is that'],
      ['emails.value co "HOME"', ['ada', 'bo', 'cy'], 'co in a list'],
      ['emails.value eq "bo@home.example" or emails.value eq "ada@acme.example"', ['ada', 'bo'], 'either address'],
      ['emails.value eq "ada@acme.example" and emails.value eq "ada@home.example"', ['ada'], 'both addresses'],
      ['roles eq "AUDITOR"', ['ada'], 'another list'],
      ['name pr', ['ada'], 'pr of a complex attribute'],
      ['name.givenName eq "ada"', ['ada'], 'a part of it'],
      ['profileUrl eq "https://example.com/ada"', [], 'a URL minds the case (RFC 7643 §4.1.1)'],
      ['profileUrl eq "https://Example.com/Ada"', ['ada'], 'so'],
      [`${E}:department eq "r&d"`, ['ada'], 'an extension by its URN'],
      [`${E.toUpperCase()}:DEPARTMENT eq "r&d"`, ['ada'], 'in any case'],
      ['department eq "R&D"', ['ada'], 'and without it'],
      [`${E}:manager eq "usr_boss"`, ['ada'], 'a complex attribute of it'],
      [`${E}:manager.value eq "usr_boss"`, ['ada'], 'its part'],
      [`${E}:manager pr`, ['ada'], 'its presence'],
      [`${E}:department ne "x"`, all, 'who has no extension is not of that department'],
      [`${U}:userName eq "cy"`, ['cy'], 'the core URN'],
      ['meta.resourceType eq "User"', all, 'of meta'],
      [`meta.created gt "${before}"`, all, 'dates'],
      [`meta.lastModified lt "${before}"`, [], 'none so old'],
      [`meta.lastModified lt "${after}"`, all, 'all before'],
      ['meta pr', all, 'all have meta'],
      ['groups pr', ['ada', 'bo'], 'whoever is in a group'],
      ['groups.display eq "eng"', ['ada', 'bo'], 'by the name of the group'],
      ['title pr or active eq false and userName eq "cy"', ['ada', 'bo', 'cy'], 'and before or (RFC 7644 §3.4.2.2)'],
      ['(title pr or active eq false) and userName eq "cy"', ['cy'], 'brackets before and'],
      ['not (title pr) and active eq true', ['di'], 'not before and'],
      ['not (title pr and active eq true)', ['bo', 'di'], 'not of both'],
      ['not (not (title pr))', ['ada', 'bo', 'cy'], 'not twice'],
      ['userName eq "cy" or userName eq "bo@acme.example" or userName eq "nobody"', ['bo', 'cy'], 'three'],
      ['  userName   eq   "cy"  ', ['cy'], 'blanks'],
      ['((userName eq "cy"))', ['cy'], 'brackets twice'],
      ['userName eq cy', ['cy'], 'without quotes, as authentik asks'],
      ['timezone eq "europe/berlin"', ['di'], 'a slash'],
    ]
    const find = async (filter: string, more: Record<string, string> = {}) => {
      const answer = await directory.scim('GET', `/Users${query({ filter, ...more })}`)
      expect(answer.status, answer.text).toBe(200)
      const found = answer.body.Resources.map(({ id }: Resource) => names.get(id))
      expect(answer.body.totalResults).toBe(found.length)
      return found
    }
    test.each(cases)('%s finds %j: %s', async (filter, found) => {
      expect(await find(filter)).toEqual(found)
      // The page that is asked for is found alone, and so is the number.
      const counted = await directory.scim('GET', `/Users${query({ filter, count: 0 })}`)
      expect(counted.body.totalResults).toBe(found.length)
      const second = await directory.scim('GET', `/Users${query({ filter, startIndex: 2, count: 1 })}`)
      expect(second.body.Resources.map(({ id }: Resource) => names.get(id))).toEqual(found.slice(1, 2))
    })

    test('by ids of users and groups finds them, and nobody by those of others', async () => {
      const [ada = '', bo = ''] = [...names.keys()]
      expect(await find(`id eq "${bo}"`)).toEqual(['bo'])
      expect(await find(`id eq "${bo.toUpperCase()}"`)).toEqual([])
      expect(await find(`id eq "${ada}" and manager eq "usr_boss"`, { attributes: 'id' })).toEqual(['ada'])
      expect(await find(`id ne "${ada}"`)).toEqual(['bo', 'cy', 'di'])
      expect(await find(`groups.value eq "${group}"`)).toEqual(['ada', 'bo'])
      expect(await find(`groups eq "${group}" and active eq true`)).toEqual(['ada'])
      expect(await find(`groups[value eq "${group}"]`)).toEqual(['ada', 'bo'])
      expect(await find(`not (groups.value eq "${group}")`)).toEqual(['cy', 'di'])
      expect(await find(`groups.value eq "${empty}"`)).toEqual([])
      const stranger = await create(team.directory, 'Users', person('stranger-to-filters'))
      expect(await find(`id eq "${stranger}"`)).toEqual([])
    })

    test('by the moment of the last change, in any time zone (RFC 7643 §2.3.5)', async () => {
      const east = `${new Date(Date.parse(moment) + 3_600_000).toISOString().slice(0, -1)}+01:00`
      for (const at of [moment, east]) {
        expect(await find(`meta.lastModified eq "${at}"`)).toEqual(['bo'])
        expect(await find(`meta.lastModified ge "${at}"`)).toEqual(['bo'])
        expect(await find(`meta.lastModified gt "${at}"`)).toEqual([])
        expect(await find(`meta.lastModified lt "${at}"`)).toEqual(['ada', 'cy', 'di'])
        expect(await find(`meta.lastModified le "${at}"`)).toEqual(all)
      }
    })

    test('by what has just changed finds it as it is now', async () => {
      const [ada = ''] = [...names.keys()]
      await directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'add', path: 'emails', value: [{ value: 'third@acme.example', type: 'other' }] }))
      expect(await find('emails.value eq "third@acme.example"')).toEqual(['ada'])
      await directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'remove', path: 'emails[type eq "other"]' }))
      expect(await find('emails.value eq "third@acme.example"')).toEqual([])
    })

    test('with `+` for a blank and an escaped `+` for itself is decoded once', async () => {
      const id = await create(directory, 'Users', person('plus+tag'))
      const found = await directory.scim('GET', '/Users?filter=userName+eq+%22plus%2Btag%40acme.example%22')
      expect(found.body.Resources.map(({ id: each }: Resource) => each)).toEqual([id])
      expectList(await directory.scim('GET', '/Users?filter=userName+eq+%22plus%252Btag%40acme.example%22'), 0)
      await directory.scim('DELETE', `/Users/${id}`)
    })

    test('of a hundred conditions is answered', async () => {
      const filter = Array.from({ length: 100 }, (_, place) => (place === 50 ? 'title eq "countess"' : `title eq "t${place}"`)).join(' or ')
      expect(await find(filter)).toEqual(['ada'])
      const deep = `${'('.repeat(49)}title eq "countess"${')'.repeat(49)}`
      expect(await find(deep)).toEqual(['ada'])
    })
  })

  describe('a filter on groups', () => {
    let directory: TestDirectory
    let user: string
    const names = new Map<string, string>()
    beforeAll(async () => {
      directory = await team.addDirectory()
      user = await create(directory, 'Users', person('grouped'))
      const add = async (displayName: string, more: object = {}) =>
        names.set(await create(directory, 'Groups', { schemas: [G], displayName, ...more }), displayName)
      await add('Éng', { externalId: 'G-1', members: [{ value: user }] })
      await add('Sales 100%', { externalId: 'g-1' })
      const [eng] = [...names.keys()]
      await add('All', { members: [{ value: eng }, { value: user }] })
    })
    const find = async (filter: string) => {
      const answer = await directory.scim('GET', `/Groups${query({ filter })}`)
      expect(answer.status, answer.text).toBe(200)
      return answer.body.Resources.map(({ displayName }: Resource) => displayName)
    }
    const cases: [filter: string, found: string[]][] = [
      ['displayName eq "ÉNG"', ['Éng']],
      ['displayName eq "E\u0301ng"', ['Éng']],
      ['displayName co "100%"', ['Sales 100%']],
      ['displayName sw "A"', ['All']],
      ['displayName ne "all"', ['Éng', 'Sales 100%']],
      ['displayName gt "b"', ['Éng', 'Sales 100%']],
      ['externalId eq "G-1"', ['Éng']],
      ['externalId eq "g-1"', ['Sales 100%']],
      ['not (externalId pr)', ['All']],
      ['displayName eq "all" or externalId eq "g-1"', ['Sales 100%', 'All']],
      ['members pr', ['Éng', 'All']],
      ['not (members pr)', ['Sales 100%']],
      ['members.type eq "Group"', ['All']],
      ['meta.resourceType eq "Group" and displayName pr', ['Éng', 'Sales 100%', 'All']],
      [`meta.created lt "2999-01-01T00:00:00Z" and ${G}:displayName eq "all"`, ['All']],
    ]
    test.each(cases)('%s finds %j', async (filter, found) => expect(await find(filter)).toEqual(found))

    test('by members finds who holds them directly, users and groups', async () => {
      const [eng, sales] = [...names.keys()]
      expect(await find(`members.value eq "${user}"`)).toEqual(['Éng', 'All'])
      expect(await find(`members eq "${user}"`)).toEqual(['Éng', 'All'])
      expect(await find(`members[value eq "${user}"]`)).toEqual(['Éng', 'All'])
      expect(await find(`members.value eq "${eng}"`)).toEqual(['All'])
      expect(await find(`members.value eq "${user}" and members.value eq "${eng}"`)).toEqual(['All'])
      expect(await find(`not (members.value eq "${user}")`)).toEqual(['Sales 100%'])
      expect(await find(`members.value eq "${sales}"`)).toEqual([])
      expect(await find(`id eq "${sales}"`)).toEqual(['Sales 100%'])
      expect(await find(`displayName eq "all" and members.value eq "${user}"`)).toEqual(['All'])
    })

    test('by a member who was deleted, or who left, finds nothing', async () => {
      const gone = await create(directory, 'Users', person('gone'))
      const [eng] = [...names.keys()]
      await directory.scim('PATCH', `/Groups/${eng}`, patchOf({ op: 'add', path: 'members', value: [{ value: gone }] }))
      expect(await find(`members.value eq "${gone}"`)).toEqual(['Éng'])
      await directory.scim('PATCH', `/Groups/${eng}`, patchOf({ op: 'remove', path: `members[value eq "${gone}"]` }))
      expect(await find(`members.value eq "${gone}"`)).toEqual([])
      const doomed = await create(directory, 'Groups', groupOf('Doomed'))
      const parent = await create(directory, 'Groups', groupOf('Parent of doomed', [doomed]))
      await directory.scim('DELETE', `/Groups/${doomed}`)
      expect(memberIds(await directory.scim('GET', `/Groups/${parent}`))).toEqual([])
      expect(await find(`members.value eq "${doomed}"`)).toEqual([])
      await directory.scim('DELETE', `/Groups/${parent}`)
    })

    test('sees a group move on when a group within it is deleted, as when a user is', async () => {
      const [child, person_] = [await create(directory, 'Groups', groupOf('Child')), await create(directory, 'Users', person('leaver'))]
      const parent = await create(directory, 'Groups', groupOf('Moving on', [child, person_]))
      const version = async () => (await directory.scim('GET', `/Groups/${parent}`)).body.meta.version
      const versions = [await version()]
      for (const path of [`/Users/${person_}`, `/Groups/${child}`]) {
        await directory.scim('DELETE', path)
        versions.push(await version())
      }
      expect(new Set(versions).size).toBe(3)
    })
  })

  describe('discovery (RFC 7644 §4)', () => {
    const get = (path: string) => team.directory.scim('GET', path)
    const coreSchemas = 'urn:ietf:params:scim:schemas:core:2.0'

    test('lists the resource types, and each by its id', async () => {
      const list = await get('/ResourceTypes')
      expectList(list, 2)
      expect(list.body.Resources).toMatchObject([
        { id: 'User', name: 'User', endpoint: '/Users', schema: U, schemaExtensions: [{ schema: E, required: false }] },
        { id: 'Group', name: 'Group', endpoint: '/Groups', schema: G, schemaExtensions: [] },
      ])
      for (const type of list.body.Resources) {
        const one = await get(`/ResourceTypes/${type.id}`)
        expect(one.status).toBe(200)
        expect(one.headers.get('content-type')).toBe('application/scim+json')
        expect(one.body).toEqual(type)
        expect(type.meta.location).toBe(`${team.directory.baseUrl}/ResourceTypes/${type.id}`)
      }
    })

    test('lists the schemas, those of discovery too, without nulls, and each by its id (scim2-tester; ENTRA: use-scim-to-provision-users-and-groups)', async () => {
      const list = await get('/Schemas')
      const ids = [U, E, G, ...['Schema', 'ResourceType', 'ServiceProviderConfig'].map((name) => `${coreSchemas}:${name}`)]
      expectList(list, ids.length)
      expect(list.body.Resources.map(({ id }: Resource) => id).toSorted()).toEqual(ids.toSorted())
      expect(list.text).not.toContain('null')
      for (const schema of list.body.Resources) {
        expect((await get(`/Schemas/${schema.id}`)).body).toEqual(schema)
        expect(schema.meta.location).toBe(`${team.directory.baseUrl}/Schemas/${schema.id}`)
      }
    })

    test('names what the answers hold: no attribute of a user or group is missing (verify.scim.dev)', async () => {
      const { body } = await get('/Schemas')
      const named = new Map<string, string[]>(
        body.Resources.map(({ id, attributes }: { id: string; attributes: { name: string }[] }) => [id, attributes.map(({ name }) => name)]),
      )
      const user = (await team.directory.scim('POST', '/Users', person('advertised', { [E]: { costCenter: 'x' } }))).body
      const group = (await team.directory.scim('POST', '/Groups', { schemas: [G], displayName: 'Advertised', externalId: 'x' })).body
      for (const [resource, schema] of [
        [user, U],
        [group, G],
      ]) {
        for (const name of Object.keys(resource).filter((key) => !['schemas', 'id', 'meta', E].includes(key)))
          expect(named.get(schema)).toContain(name)
      }
      expect(named.get(E)).toContain('costCenter')
      expect(named.get(U)).toContain('externalId')
    })

    test('takes every attribute that it names, and answers it as it came (scim2-tester)', async () => {
      const { body } = await get('/Schemas')
      type Attribute = { name: string; type: string; multiValued: boolean; mutability: string; subAttributes?: Attribute[] }
      const sample = ({ name, type, multiValued, subAttributes = [] }: Attribute): unknown => {
        const simple: Record<string, unknown> = {
          boolean: true,
          integer: 1,
          decimal: 1.5,
          dateTime: '2020-01-01T00:00:00Z',
          reference: 'https://x.example',
          binary: 'AAAA',
        }
        const writable = subAttributes.filter(({ mutability }) => mutability !== 'readOnly')
        const one = type === 'complex' ? Object.fromEntries(writable.map((sub) => [sub.name, sample(sub)])) : (simple[type] ?? `some ${name}`)
        return multiValued ? [one] : one
      }
      const samplesOf = (schema: string) =>
        (body.Resources.find(({ id }: Resource) => id === schema).attributes as Attribute[])
          .filter(({ name, mutability }) => mutability === 'readWrite' && name !== 'members')
          .map((attribute) => [attribute.name, sample(attribute)] as const)
      const sent = { schemas: [U, E], ...Object.fromEntries(samplesOf(U)), [E]: Object.fromEntries(samplesOf(E)) }
      const created = await team.directory.scim('POST', '/Users', sent)
      expect(created.status, created.text).toBe(201)
      expect(created.body).toMatchObject(sent)
      for (const [prefix, samples] of [
        ['', samplesOf(U).filter(([name]) => name !== 'active' && name !== 'userName')],
        [`${E}:`, samplesOf(E)],
      ] as const) {
        for (const [name, value] of samples) {
          const removed = await team.directory.scim('PATCH', `/Users/${created.body.id}`, patchOf({ op: 'remove', path: `${prefix}${name}` }))
          expect(removed.status, `${prefix}${name}: ${removed.text}`).toBe(200)
          expect(prefix === '' ? removed.body : (removed.body[E] ?? {})).not.toHaveProperty(name)
          const added = await team.directory.scim('PATCH', `/Users/${created.body.id}`, patchOf({ op: 'add', path: `${prefix}${name}`, value }))
          expect(prefix === '' ? added.body : added.body[E]).toMatchObject({ [name]: value })
        }
      }
      expect((await team.directory.scim('GET', `/Users/${created.body.id}`)).body).toMatchObject(sent)
    })

    test('knows no others, and has no filter (§4; i2scim)', async () => {
      for (const path of ['/Schemas/urn:nobody', '/ResourceTypes/Users', '/ResourceTypes/constructor']) expectScimError(await get(path), 404)
      for (const path of ['/Schemas', '/ResourceTypes']) expectScimError(await get(`${path}${query({ filter: 'id eq "User"' })}`), 403)
    })

    test('says what the service can do, to whoever has no token, and to nobody who has a wrong one (RFC 7643 §5; GH:Infisical/infisical#6885)', async () => {
      const config = await get('/ServiceProviderConfig')
      expect(config).toMatchObject({ status: 200, body: { schemas: [`${coreSchemas}:ServiceProviderConfig`] } })
      expect(config.headers.get('content-type')).toBe('application/scim+json')
      for (const part of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag'])
        expect(config.body[part].supported, part).toEqual(expect.any(Boolean))
      expect(config.body).toMatchObject({
        patch: { supported: true },
        bulk: { maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
        filter: { supported: true, maxResults: expect.any(Number) },
        authenticationSchemes: [{ type: 'oauthbearertoken' }],
        meta: { location: `${team.directory.baseUrl}/ServiceProviderConfig` },
      })
      const url = `${team.directory.baseUrl}/ServiceProviderConfig`
      expect((await ask('GET', url)).body).toEqual(config.body)
      expectScimError(await ask('GET', url, undefined, { authorization: 'Bearer wrong' }), 401)
      for (const path of ['/Schemas', '/ResourceTypes', '/Users']) expectScimError(await ask('GET', `${team.directory.baseUrl}${path}`), 401)
    })
  })
})
