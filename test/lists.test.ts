import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, groupOf, patchOf, person, query, sorted } from './support/scim.ts'
import { connect, says, signIn } from './support/sign-ins.ts'
import { startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

type Item = { id: string; user_name: string; display_name: string; type: string }

describe.each(databases)('lists of users and groups, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let directory: TestDirectory
  let second: TestDirectory
  const users: Record<string, string> = {}
  const groups: Record<string, string> = {}

  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'] })
    directory = team.directory
    second = await team.addDirectory()
    const add = async (name: string, more: object = {}, where = directory) => (users[name] = await create(where, 'Users', person(name, more)))
    await add('ada', { displayName: 'Ada Lovelace' })
    await add('adam', { displayName: 'Zacharias', active: false })
    await add('bo', { displayName: 'Adèle Bo', name: undefined })
    await add('cy', { emails: [{ value: 'cy@acme.example', primary: true }, { value: 'adjunct@acme.example' }, { value: 'adorable@acme.example' }] })
    await add('di', { externalId: 'Ad-77', name: { givenName: 'Di', familyName: 'Adams' } })
    await add('ed', { name: { givenName: 'ADELBERT', familyName: 'Ed' } }, second)
    for (const name of ['fay', 'gus', 'hal']) await add(name, {}, second)
    groups['Eng'] = await create(directory, 'Groups', groupOf('Engineering', [users['ada'] ?? '', users['adam'] ?? '', users['cy'] ?? '']))
    groups['Ops'] = await create(directory, 'Groups', groupOf('Operations', [users['ada'] ?? '']))
    groups['All'] = await create(directory, 'Groups', groupOf('All of us', [groups['Eng'], users['bo'] ?? '']))
    groups['Empty'] = await create(directory, 'Groups', groupOf('Empty'))
    groups['English'] = await create(second, 'Groups', groupOf('English speakers', [users['ed'] ?? '']))
  })
  afterAll(() => server.stop())

  const list = async (path: string, asked: Record<string, string> = {}) => {
    const answer = await team.api('GET', `${path}${query(asked)}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body as { items: Item[]; next_cursor: string | null }
  }
  /** All of a list, a page of so many at a time. */
  const walk = async (path: string, asked: Record<string, string> = {}, limit = 1) => {
    const items: Item[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await list(path, { ...asked, limit: String(limit), ...(cursor !== undefined && { cursor }) })
      expect(page.items.length).toBeLessThanOrEqual(limit)
      items.push(...page.items)
      cursor = page.next_cursor
    }
    return items
  }
  const names = (items: readonly Item[]) => items.map(({ user_name }) => user_name.replace('@acme.example', ''))

  describe('users', () => {
    test.each<[asked: Record<string, string>, found: string[], because: string]>([
      [{}, ['ada', 'adam', 'bo', 'cy', 'di', 'ed', 'fay', 'gus', 'hal'], 'all, in the order of their making'],
      [{ sort: 'user_name' }, ['ada', 'adam', 'bo', 'cy', 'di', 'ed', 'fay', 'gus', 'hal'], 'by name within each directory'],
      [{ q: 'ADA@' }, ['ada'], 'the beginning of a userName, in any letter case'],
      [{ q: 'ada' }, ['ada', 'adam'], 'a name, an address or both may begin so: each comes once'],
      [{ q: 'zach' }, ['adam'], 'the displayName'],
      [{ q: 'adèle' }, ['bo'], 'the displayName, with an accent'],
      [{ q: 'ade\u0300le' }, ['bo'], 'the same, composed otherwise'],
      [{ q: 'adelb' }, ['ed'], 'the given name, where there is no displayName, in the second directory'],
      [{ q: 'di adams' }, ['di'], 'the given and the family name'],
      [{ q: 'adj' }, ['cy'], 'an address that is not the first'],
      [{ q: 'Ad-' }, ['di'], 'the externalId'],
      [{ q: 'ad-' }, [], 'the externalId in other letters: it is case-exact'],
      [{ q: 'ad' }, ['ada', 'adam', 'ed', 'bo', 'cy'], 'by userName, then by name, then by the other addresses'],
      [{ q: 'ad', active: 'true' }, ['ada', 'ed', 'bo', 'cy'], 'without who is inactive'],
      [{ q: 'ad', group: 'Eng' }, ['ada', 'adam', 'cy'], 'within a group'],
      [{ q: '%' }, [], 'a sign that a pattern would take for anything'],
      [{ active: 'false' }, ['adam'], 'who is inactive, in all directories'],
      [{ active: 'true', directory: 'second' }, ['ed', 'fay', 'gus', 'hal'], 'who is active in one'],
      [{ group: 'Eng' }, ['ada', 'adam', 'cy'], 'in a group directly'],
      [{ group: 'All' }, ['bo'], 'not in a group within it'],
      [{ group: 'Eng', active: 'false' }, ['adam'], 'inactive in a group'],
      [{ in_several_groups: 'true' }, ['ada'], 'in two groups'],
      [{ in_several_groups: 'true', directory: 'second' }, [], 'nobody there'],
      [{ in_several_groups: 'true', group: 'Ops' }, ['ada'], 'in that one and another'],
    ])('%j finds %j: %s', async (asked, found, _because) => {
      const resolved = {
        ...asked,
        ...(asked['group'] !== undefined && { group: groups[asked['group']] ?? '' }),
        ...(asked['directory'] !== undefined && { directory: second.directoryId }),
      }
      const { items, next_cursor } = await list('/users', resolved)
      expect(next_cursor).toBeNull()
      expect(sorted(names(items))).toEqual(sorted(found))
      for (const limit of [1, 2, 3]) expect(names(await walk('/users', resolved, limit))).toEqual(names(items))
    })

    test('a search tells first whose userName begins so, then whose name does, then whose other addresses do', async () => {
      expect(names((await list('/users', { q: 'ad', directory: directory.directoryId })).items)).toEqual(['ada', 'adam', 'bo', 'cy'])
    })

    test('a row has what a table of people shows', async () => {
      const { items } = await list('/users', { q: 'ada@' })
      expect(items).toEqual([
        {
          id: users['ada'],
          directory_id: directory.directoryId,
          directory: { id: directory.directoryId, name: 'Okta', provider: 'okta', state: 'active' },
          member_id: expect.stringMatching(/^mem_/),
          member: { id: expect.stringMatching(/^mem_/), email: 'ada@acme.example', role: 'member', origin: 'scim', status: 'active' },
          user_name: 'ada@acme.example',
          external_id: '00u-ada',
          display_name: 'Ada Lovelace',
          email: 'ada@acme.example',
          emails: ['ada@acme.example'],
          active: true,
          group_count: 2,
          is_read_only: true,
          created_at: expect.any(String),
          last_modified: expect.any(String),
        },
      ])
    })

    test('a cursor of one filter is none of another, nor of another team', async () => {
      const { next_cursor } = await list('/users', { q: 'ad', limit: '1' })
      const asked = { limit: '1', cursor: next_cursor ?? '' }
      for (const other of [{}, { q: 'ada' }, { q: 'ad', active: 'true' }, { q: 'ad', directory: directory.directoryId }])
        expect((await team.api('GET', `/users${query({ ...asked, ...other })}`)).body.code).toBe('cursor-invalid')
      const stranger = await server.addTeam()
      expect((await stranger.api('GET', `/users${query({ ...asked, q: 'ad' })}`)).body.code).toBe('cursor-invalid')
      expect((await stranger.api('GET', `/users?q=ad`)).body.items).toEqual([])
      expect((await stranger.api('GET', `/users?group=${groups['Eng']}`)).status).toBe(404)
    })

    test('who was renamed is found by the new name, and no more by the old one', async () => {
      const id = await create(directory, 'Users', person('ivy', { displayName: 'Ivy' }))
      await directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'displayName', value: 'Quince' }))
      expect(names((await list('/users', { q: 'quin' })).items)).toEqual(['ivy'])
      await directory.scim('DELETE', `/Users/${id}`)
      expect((await list('/users', { q: 'quin' })).items).toEqual([])
    })

    test('what is no filter is refused', async () => {
      for (const asked of ['q=', 'active=yes', 'in_several_groups=false', 'sort=age', 'group=grp_x'])
        expect([422, 404], asked).toContain((await team.api('GET', `/users?${asked}`)).status)
    })
  })

  describe('groups', () => {
    const named = (items: readonly Item[]) => items.map(({ display_name }) => display_name)

    test.each<[asked: Record<string, string>, found: string[], because: string]>([
      [{}, ['Engineering', 'Operations', 'All of us', 'Empty', 'English speakers'], 'all, in the order of their making'],
      [{ sort: 'display_name' }, ['All of us', 'Empty', 'Engineering', 'Operations', 'English speakers'], 'by name within each directory'],
      [{ q: 'eng' }, ['Engineering', 'English speakers'], 'the beginning of a name, in all directories'],
      [{ q: 'ENG', directory: 'second' }, ['English speakers'], 'in one'],
      [{ directory: 'second' }, ['English speakers'], 'of one directory'],
      [{ is_empty: 'true' }, ['Empty'], 'that hold nobody'],
      [{ is_empty: 'false' }, ['Engineering', 'Operations', 'All of us', 'English speakers'], 'that hold somebody, or a group'],
      [{ q: 'e', is_empty: 'true' }, ['Empty'], 'both'],
    ])('%j finds %j: %s', async (asked, found, _because) => {
      const resolved = { ...asked, ...(asked['directory'] !== undefined && { directory: second.directoryId }) }
      expect(named((await list('/groups', resolved)).items)).toEqual(found)
      for (const limit of [1, 2]) expect(named(await walk('/groups', resolved, limit))).toEqual(found)
    })

    test('a row has how many it holds, and its limit with the tag that a change of it takes', async () => {
      const group = groups['Ops'] ?? ''
      expect((await list('/groups', { has_limit: 'true' })).items).toEqual([])
      const set = await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '80.00', reason: 'asked' })
      const { items } = await list('/groups', { has_limit: 'true' })
      expect(items).toEqual([
        {
          id: group,
          directory_id: directory.directoryId,
          directory: { id: directory.directoryId, name: 'Okta', provider: 'okta', state: 'active' },
          display_name: 'Operations',
          external_id: null,
          members: { users: 1, groups: 0, is_exact: true },
          limit: {
            id: set.body.id,
            kind: 'amount',
            amount: '80.00',
            currency: 'USD',
            reason: 'asked',
            since: expect.any(String),
            etag: set.headers.get('etag'),
          },
          created_at: expect.any(String),
          last_modified: expect.any(String),
          is_read_only: true,
        },
      ])
      expect(named((await list('/groups', { has_limit: 'false' })).items)).not.toContain('Operations')
      expect((await team.api('GET', `/groups/${group}`)).body).toEqual(items[0])
      expect((await team.api('GET', `/groups/${groups['All']}`)).body).toMatchObject({ members: { users: 1, groups: 1 }, limit: null })
      await team.api('DELETE', `/spend_limits/groups/${group}`)
    })

    test('who may not see limits is not told of one', async () => {
      const key = await team.addKey(['directory:read'])
      const ask = (path: string) => fetch(`${server.url}/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
      const { items } = (await (await ask('/groups')).json()) as { items: object[] }
      for (const item of items) expect(item).not.toHaveProperty('limit')
      expect((await ask('/groups?has_limit=true')).status).toBe(403)
    })

    test('members come as rows of users, the groups within first, and are searched', async () => {
      const everybody = await walk(`/groups/${groups['All']}/members`)
      expect(everybody).toMatchObject([
        { id: groups['Eng'], type: 'Group', display: 'Engineering', user: null },
        { id: users['bo'], type: 'User', display: 'Adèle Bo', user: { user_name: 'bo@acme.example', group_count: 1, member: { status: 'active' } } },
      ])
      const found = async (q: string) => (await walk(`/groups/${groups['All']}/members`, { q })).map(({ id }) => id)
      expect(await found('eng')).toEqual([groups['Eng']])
      expect(await found('adè')).toEqual([users['bo']])
      expect(await found('ada')).toEqual([])
      expect(await found('x')).toEqual([])
    })

    test('what a directory holds is counted with it', async () => {
      const { body } = await team.api('GET', `/directories/${second.directoryId}`)
      expect(body.totals).toEqual({ users: 4, active_users: 4, groups: 1 })
    })
  })

  describe('a person', () => {
    const ada = 'user_name:ada@acme.example'

    test('has the groups that hold them, since when and by which request', async () => {
      const page = (await team.api('GET', `/users/${ada}/groups?limit=1`)).body
      const next = (await team.api('GET', `/users/${ada}/groups${query({ limit: 1, cursor: page.next_cursor })}`)).body
      expect(next.next_cursor).toBeNull()
      expect([...page.items, ...next.items]).toEqual(
        [groups['Eng'], groups['Ops']].map((id, place) => ({
          id,
          display_name: ['Engineering', 'Operations'][place],
          directory_id: directory.directoryId,
          user_id: users['ada'],
          active: true,
          since: expect.any(String),
          since_request: expect.stringMatching(/^req_/),
        })),
      )
      const [{ since_request }] = page.items
      expect((await team.api('GET', `/provisioning_log/${since_request}`)).body.operation).toBe('create_group')
    })

    test('has the profile as it was sent, and what of that is not used since it was last sent whole', async () => {
      const sent = person('jo', { favouriteColour: 'red', title: 'Dr', password: 'c0rrect-h0rse' })
      const id = await create(directory, 'Users', sent)
      const last = await directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'add', value: { shoeSize: 7, nickName: 'J' } }))
      const { body } = await team.api('GET', `/users/${id}/profile`)
      expect(body.items).toMatchObject([
        {
          user_id: id,
          directory_id: directory.directoryId,
          attributes: { userName: 'jo@acme.example', title: 'Dr', nickName: 'J', externalId: '00u-jo' },
          not_used: ['favouriteColour', 'shoeSize'],
          last_request: {
            id: last.headers.get('x-request-id'),
            operation: 'patch_user',
            outcome: 'applied',
            body: expect.stringContaining('shoeSize'),
          },
        },
      ])
      expect(JSON.stringify(body)).not.toContain('c0rrect')
      await directory.scim('PUT', `/Users/${id}`, person('jo'))
      expect((await team.api('GET', `/users/${id}/profile`)).body.items[0].not_used).toEqual([])
    })

    test('tells how they come in: sessions, and no link where none was made', async () => {
      expect((await team.api('GET', `/users/${ada}/sign_in`)).body).toMatchObject({
        open_sessions: 0,
        last_sign_in_at: null,
        links: [],
        status: 'active',
      })
      await team.signIn(ada)
      const browser = await team.signIn(ada)
      const { body } = await team.api('GET', `/users/${ada}/sign_in`)
      expect(body).toMatchObject({ open_sessions: 2, last_sign_in_at: expect.stringMatching(/^2/) })
      await browser.api('DELETE', '/session')
      expect((await team.api('GET', `/users/${ada}/sign_in`)).body.open_sessions).toBe(1)
    })

    test('tells that the address they sign in with is none of the directory’s', async () => {
      const connection = await connect(server, team)
      const stateOf = async () => (await team.api('GET', `/users/user_name:cy@acme.example/sign_in`)).body
      await signIn(server, connection, says('cy', { subject: '00u-cy', email: 'Adjunct@acme.example' }))
      expect(await stateOf()).toMatchObject({
        open_sessions: 1,
        links: [{ connection_id: connection.connectionId, connection_name: 'Okta', linked_by: 'externalId', differs_from_directory: false }],
      })
      server.pass(60)
      await signIn(server, connection, says('cy', { subject: '00u-cy', email: 'married@acme.example' }))
      const { links, last_sign_in_at } = await stateOf()
      expect(links).toMatchObject([{ email: 'married@acme.example', differs_from_directory: true, last_sign_in_at }])
    })

    test('is answered with rows of directory users, the deleted ones too', async () => {
      const id = await create(directory, 'Users', person('kim'))
      await directory.scim('DELETE', `/Users/${id}`)
      const { body } = await team.api('GET', `/users/${id}`)
      expect(body).toMatchObject({
        status: 'deprovisioned',
        directory_users: [{ id, group_count: 0, deleted_at: expect.any(String), active: false }],
      })
      expect((await team.api('GET', `/users/${id}/profile`)).body.items).toMatchObject([{ user_id: id, last_request: { operation: 'delete_user' } }])
    })
  })
})
