import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createToken, revokeToken } from '../server/directory/tokens.ts'
import { addSeconds } from '../server/kernel/timestamp.ts'
import { databases } from './support/databases.ts'
import { create, createMany, E, G, groupOf, patchOf, person, query, sorted, U, until } from './support/scim.ts'
import { startTestServer, type Answer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

const password = 'c0rrect-h0rse'

describe.each(databases)('the provisioning log (GH:kobotoolbox/kpi#7107; GH:lightdash/lightdash#24458), on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let directory: TestDirectory
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    team = await server.addTeam()
    directory = team.directory
  })

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    directory.scim(method, path, body, { 'user-agent': 'Tester/1.0', ...headers })
  /** Moves the clock to where a minute begins, so that what a test sends falls into one. */
  const beginMinute = () => server.pass(60 - (Date.parse(server.environment.now()) % 60_000) / 1000)
  const list = async (filter = ''): Promise<Answer['body'][]> => {
    const answer = await team.api('GET', `/provisioning_log${filter && `?${filter}`}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body.items
  }
  const entryOf = async (answer: Answer) => {
    const id = answer.headers.get('x-request-id')
    expect(id).toMatch(/^req_[0-9a-z]{26}$/)
    const entry = await team.api('GET', `/provisioning_log/${id}`)
    expect(entry.status, entry.text).toBe(200)
    return entry.body
  }

  describe('has one row for each write', () => {
    test('that says when, who, what, how it ended and what it changed', async () => {
      const { at } = { at: server.environment.now() }
      const created = await send('POST', '/Users', person('ada', { favouriteColour: 'red', name: { givenName: 'Ada', shoeSize: 7 } }))
      expect(created.status).toBe(201)
      const { id } = created.body
      const [entry, ...others] = await list()
      expect(others).toEqual([])
      expect(entry).toEqual({
        id: created.headers.get('x-request-id'),
        sequence: expect.any(Number),
        at: expect.any(String),
        directory_id: directory.directoryId,
        token: { id: directory.tokenId, name: 'token' },
        detected_provider: null,
        operation: 'create_user',
        outcome: 'applied',
        summary: expect.stringMatching(/^ada@acme\.example created/),
        parts: [
          { code: 'user.created', name: 'ada@acme.example' },
          { code: 'member.created', email: 'ada@acme.example', is_in: true },
        ],
        status: 201,
        code: null,
        subject: { id, name: 'ada@acme.example' },
        changes: [
          { kind: 'user.created', user: id, userName: 'ada@acme.example', member: expect.stringMatching(/^mem_/) },
          { kind: 'member.created', member: expect.stringMatching(/^mem_/), email: 'ada@acme.example', role: 'member', status: 'active' },
        ],
        notes: [{ code: 'foreign-domain', user: id, userName: 'ada@acme.example', domain: 'acme.example' }],
        attributes_not_used: ['name.shoeSize', 'favouriteColour'],
        unknown_members: [],
        request: {
          method: 'POST',
          path: `/scim/v2/${directory.directoryId}/Users`,
          ip: '127.0.0.1',
          user_agent: 'Tester/1.0',
          body: expect.any(String),
        },
        answer: null,
        duration_ms: expect.any(Number),
        count: 1,
      })
      expect(entry.at >= at).toBe(true)
      expect(entry.duration_ms).toBeGreaterThanOrEqual(0)
      expect(JSON.parse(entry.request.body)).toMatchObject({ userName: 'ada@acme.example', favouriteColour: 'red' })
      expect(await entryOf(created)).toEqual(entry)
    })

    test('of users: before and after, of what moved alone, and words for it', async () => {
      const id = await create(directory, 'Users', person('ada'))
      const steps: [body: object, summary: RegExp, changes: object[]][] = [
        [
          { title: 'Countess', displayName: 'Ada' },
          /ada@acme\.example: .*title.* changed/,
          [
            { kind: 'user.updated', user: id, before: { title: null, displayName: null }, after: { title: 'Countess', displayName: 'Ada' } },
            { kind: 'member.updated', before: { displayName: 'ada Test' }, after: { displayName: 'Ada' } },
          ],
        ],
        [
          { active: false },
          /ada@acme\.example deactivated.*out of the team/,
          [{ kind: 'user.updated', before: { active: true }, after: { active: false } }, { kind: 'member.deprovisioned' }],
        ],
        [
          { active: true },
          /ada@acme\.example activated.*back in the team/,
          [{ kind: 'user.updated', before: { active: false }, after: { active: true } }, { kind: 'member.reactivated' }],
        ],
        [
          { userName: 'lovelace@acme.example' },
          /ada@acme\.example renamed to lovelace@acme\.example/,
          [{ kind: 'user.updated', before: { userName: 'ada@acme.example' }, after: { userName: 'lovelace@acme.example' } }],
        ],
      ]
      for (const [value, summary, changes] of steps) {
        const answer = await send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value }))
        const entry = await entryOf(answer)
        expect(entry).toMatchObject({ operation: 'patch_user', outcome: 'applied', status: 200, subject: { id }, changes })
        expect(entry.summary).toMatch(summary)
      }
      const unchanged = await entryOf(await send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: true } })))
      expect(unchanged).toMatchObject({
        outcome: 'unchanged',
        status: 200,
        changes: [],
        summary: expect.stringMatching(/lovelace.*nothing to change/),
      })
      const put = await entryOf(await send('PUT', `/Users/${id}`, person('ada')))
      expect(put).toMatchObject({ operation: 'replace_user', outcome: 'applied', status: 200 })
      expect(put.changes[0].before).toMatchObject({ title: 'Countess' })
      expect(put.changes[0].after).toMatchObject({ title: null })
      const deleted = await entryOf(await send('DELETE', `/Users/${id}`))
      expect(deleted).toMatchObject({
        operation: 'delete_user',
        outcome: 'applied',
        status: 204,
        subject: { id, name: 'ada@acme.example' },
        summary: expect.stringMatching(/ada@acme\.example deleted.*out of the team/),
        request: { method: 'DELETE', body: null },
      })
      expect(await list(`subject=${id}`)).toHaveLength(8)
    })

    test('of groups: who joined and left, who is unknown, names before and after', async () => {
      const [one, two] = await createMany(directory, 2, 'joiner')
      const created = await send('POST', '/Groups', groupOf('Eng', [one ?? '', 'stranger']))
      const { id } = created.body
      expect(await entryOf(created)).toMatchObject({
        operation: 'create_group',
        outcome: 'applied',
        status: 201,
        summary: expect.stringMatching(/group Eng created.*1 member joined group Eng/),
        changes: [
          { kind: 'group.created', group: id, displayName: 'Eng', members: 1 },
          { kind: 'group.members_changed', group: id, joined: { count: 1, first: [one] }, left: { count: 0 } },
        ],
        unknown_members: ['stranger'],
        notes: [{ code: 'unknown-members', group: id, unknown: { count: 1, first: ['stranger'] } }],
      })
      const moved = await send(
        'PATCH',
        `/Groups/${id}`,
        patchOf(
          { op: 'add', path: 'members', value: [{ value: two }] },
          { op: 'remove', path: `members[value eq "${one}"]` },
          { op: 'replace', path: 'displayName', value: 'Engineering' },
        ),
      )
      const entry = await entryOf(moved)
      expect(entry.changes).toMatchObject([
        { kind: 'group.updated', group: id, before: { displayName: 'Eng' }, after: { displayName: 'Engineering' } },
        { kind: 'group.members_changed', joined: { count: 1, first: [two] }, left: { count: 1, first: [one] } },
      ])
      expect(entry.summary).toMatch(/group Eng renamed to Engineering.*1 member joined, 1 member left/)
      const again = await entryOf(await send('PATCH', `/Groups/${id}`, patchOf({ op: 'add', path: 'members', value: [{ value: two }] })))
      expect(again).toMatchObject({ outcome: 'unchanged', changes: [] })
      const deleted = await entryOf(await send('DELETE', `/Groups/${id}`))
      expect(deleted).toMatchObject({ operation: 'delete_group', status: 204, summary: expect.stringMatching(/Engineering deleted.*1 member/) })
      expect(await list(`subject=${id}`)).toHaveLength(4)
    })

    test('of which many at once leave as many rows, each its own', async () => {
      const ids = await createMany(directory, 50, 'many')
      const entries = await list('limit=200')
      expect(sorted(entries.map(({ subject }) => subject.id))).toEqual(ids.toSorted())
      expect(new Set(entries.map(({ id }) => id)).size).toBe(50)
    })
  })

  describe('has a row for each refusal, with the answer and its code', () => {
    type Refusal = [what: string, request: () => Parameters<typeof send>, status: number, code: string, operation: string, summary: RegExp]
    const refusals: Refusal[] = [
      [
        'a userName that is taken',
        () => ['POST', '/Users', person('taken')],
        409,
        'user-name-taken',
        'create_user',
        /^refused: userName "taken@acme.example" is already taken/,
      ],
      [
        'a displayName that is taken',
        () => ['POST', '/Groups', groupOf('TAKEN')],
        409,
        'display-name-taken',
        'create_group',
        /^refused: displayName "TAKEN"/,
      ],
      [
        'a user that is not there',
        () => ['PATCH', '/Users/usr_nobody', patchOf({ op: 'replace', value: { active: false } })],
        404,
        'user-not-found',
        'patch_user',
        /^refused: No user "usr_nobody"/,
      ],
      ['a group that is not there', () => ['DELETE', '/Groups/grp_nobody'], 404, 'group-not-found', 'delete_group', /^refused: No group/],
      [
        'a value of a wrong type',
        () => ['POST', '/Users', person('wrong', { active: 'maybe' })],
        400,
        'invalidValue',
        'create_user',
        /^refused: active must be/,
      ],
      ['missing schemas', () => ['POST', '/Users', { userName: 'wrong@acme.example' }], 400, 'invalidSyntax', 'create_user', /schemas is missing/],
      [
        'unknown members',
        () => ['POST', '/Groups', groupOf('Strangers', ['stranger'])],
        400,
        'members-unknown',
        'create_group',
        /None of the 1 members.*stranger/,
      ],
      ['a NUL in the name', () => ['POST', '/Users', person('wrong', { userName: 'a\0b' })], 400, 'invalidValue', 'create_user', /NUL/],
      ['a very long name', () => ['POST', '/Users', person('wrong', { userName: 'x'.repeat(9000) })], 400, 'invalidValue', 'create_user', /9000/],
      ['malformed JSON', () => ['POST', '/Users', '{"userName":'], 400, 'invalidSyntax', 'create_user', /not JSON/],
      ['another media type', () => ['POST', '/Users', '<user/>', { 'content-type': 'text/xml' }], 415, '415', 'create_user', /text\/xml/],
      ['a body that is too large', () => ['PUT', '/Users/usr_x', `"${'x'.repeat(8 * 1024 * 1024)}"`], 413, '413', 'replace_user', /larger/],
      ['a wrong method', () => ['PUT', '/Users', person('wrong')], 405, '405', 'other', /PUT is not possible/],
      ['a URL that leads nowhere', () => ['POST', '/Nothing', {}], 404, '404', 'other', /nothing at/],
    ]
    test.each(refusals)('%s', async (_what, request, status, code, operation, summary) => {
      await create(directory, 'Users', person('taken'))
      await create(directory, 'Groups', { schemas: [G], displayName: 'Taken' })
      const before = await list('outcome=refused')
      const answer = await send(...request())
      expect(answer.status, answer.text).toBe(status)
      const after = await list('outcome=refused')
      expect(after).toHaveLength(before.length + 1)
      expect(after[0]).toMatchObject({ id: answer.headers.get('x-request-id'), outcome: 'refused', status, code, operation, changes: [], count: 1 })
      expect(after[0].summary).toMatch(summary)
      expect(JSON.parse(after[0].answer)).toEqual(answer.body)
      expect(await entryOf(answer)).toEqual(after[0])
    })

    test('so that the name that was asked for finds it', async () => {
      await create(directory, 'Users', person('taken'))
      await send('POST', '/Users', person('Taken', { externalId: 'another' }))
      await send('POST', '/Users', person('absent', { active: 'maybe' }))
      expect(await list(`name=${encodeURIComponent('TAKEN@acme.example')}`)).toMatchObject([{ outcome: 'refused' }, { outcome: 'applied' }])
      expect(await list('name=absent@acme.example')).toMatchObject([{ outcome: 'refused', summary: expect.stringMatching(/active/) }])
    })
  })

  describe('shows no secret', () => {
    test.each([
      ['a POST', () => ['POST', '/Users', person('p1', { password })]],
      ['a POST in another case', () => ['POST', '/Users', person('p2', { PASSWORD: password })]],
      ['a POST with the URN', () => ['POST', '/Users', person('p3', { [`${U}:password`]: password })]],
      ['a POST within the core schema', () => ['POST', '/Users', { schemas: [U], [U]: { userName: 'p4', password } }]],
      ['a PUT', (id: string) => ['PUT', `/Users/${id}`, person('known', { password })]],
      ['a PATCH with a path', (id: string) => ['PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'password', value: password })]],
      ['a PATCH with a path and a URN', (id: string) => ['PATCH', `/Users/${id}`, patchOf({ op: 'Add', path: `${U}:Password`, value: password })]],
      [
        'a PATCH with a path of its own',
        (id: string) => ['PATCH', `/Users/${id}`, { operations: [{ OP: 'replace', PATH: ' password ', VALUE: password }] }],
      ],
      [
        'a PATCH with a path that goes on',
        (id: string) => ['PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'password.value', value: password })],
      ],
      ['a PATCH without a path', (id: string) => ['PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { password, title: 'x' } })]],
      ['a PATCH at the core schema', (id: string) => ['PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: U, value: { password } })]],
      ['a POST that is refused', () => ['POST', '/Users', person('p5', { password, active: 'maybe' })]],
      [
        'a PATCH that is refused',
        (id: string) => ['PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'password', value: password }, { op: 'remove' })],
      ],
      ['a body that is no JSON', () => ['POST', '/Users', `{"userName": "p6", "password": "${password}"`]],
      ['a filter', () => ['GET', `/Users${query({ filter: `password eq "${password}"` })}`]],
    ] as [string, (id: string) => [string, string, unknown?]][])('with a password in %s', async (_how, request) => {
      const id = await create(directory, 'Users', person('known'))
      const answer = await send(...request(id))
      const requestId = answer.headers.get('x-request-id')
      const entry = await until(async () => (await list()).find((each) => each.id === requestId))
      expect(JSON.stringify(entry)).not.toContain(password)
      expect(answer.text).not.toContain(password)
    })

    test('and keeps no password anywhere', async () => {
      await create(directory, 'Users', person('known', { password }))
      const tables = ['directoryUsers', 'journal', 'members'] as const
      const rows = await Promise.all(tables.map((table) => server.db.read.selectFrom(table).selectAll().where('teamId', '=', team.teamId).execute()))
      expect(JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(password)
      for (const path of ['/Users', `/Users${query({ attributes: 'password' })}`]) expect((await send('GET', path)).text).not.toContain(password)
    })

    test('with one of our own tokens, wherever it was pasted', async () => {
      const { token } = directory
      await send('POST', '/Users', person('pasted', { title: token, userName: `x ${token}` }), { 'user-agent': `agent ${team.apiKey}` })
      await send('PATCH', `/Users/usr_x?token=${token}`, patchOf({ op: 'add', path: 'title', value: `Bearer ${token}` }))
      await send('DELETE', `/Users/${token}`)
      await send('GET', `/Users/${token}`)
      await until(async () => ((await list('operation=get_user')).length > 0 ? true : undefined))
      const answer = await team.api('GET', '/provisioning_log')
      expect(answer.text).not.toContain(token)
      expect(answer.text).not.toContain(team.apiKey)
    })
  })

  test('keeps at most 16 KB of a request, and the first hundred of a list', async () => {
    const ids = await createMany(directory, 120, 'longlist')
    const long = await entryOf(await send('POST', '/Groups', groupOf('Long', ids)))
    const kept = JSON.parse(long.request.body)
    expect(kept.members).toHaveLength(101)
    expect(kept.members[100]).toContain('20 more')
    expect(long.changes[1].joined).toMatchObject({ count: 120, first: expect.any(Array) })
    const wide = await entryOf(
      await send('POST', '/Users', person('wide', Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'é'.repeat(8000)])))),
    )
    expect(wide.request.body.length).toBeLessThanOrEqual(16_384)
    expect(wide.attributes_not_used).toEqual(['a', 'b', 'c', 'd'])
  })

  describe('of reads', () => {
    test('has the first of a kind in a minute, and counts those after it', async () => {
      const id = await create(directory, 'Users', person('ada'))
      beginMinute()
      for (let time = 0; time < 5; time++) await send('GET', `/Users${query({ filter: 'userName eq "Ada@acme.example"' })}`)
      for (let time = 0; time < 3; time++) await send('GET', `/Users/${id}`)
      await send('GET', '/Groups')
      await send('GET', '/Schemas')
      const reads = await until(async () => {
        const found = await list('outcome=read')
        return found.length === 4 && found.reduce((sum, { count }) => sum + count, 0) === 10 ? found : undefined
      })
      const of = (operation: string) => reads.find((entry) => entry.operation === operation)
      expect(of('list_users')).toMatchObject({
        count: 5,
        status: 200,
        subject: { name: 'ada@acme.example' },
        summary: expect.stringMatching(/looked up users ada@acme\.example \(5 times within the minute\)/),
        changes: [],
        request: { method: 'GET', path: expect.stringContaining('/Users?filter=userName') },
      })
      expect(of('get_user')).toMatchObject({ count: 3, subject: { id } })
      expect(of('list_groups')).toMatchObject({ count: 1 })
      expect(of('discover')).toMatchObject({ count: 1, summary: expect.stringMatching(/what the service can do/) })

      server.pass(60)
      await send('GET', `/Users/${id}`)
      const later = await until(async () => {
        const found = await list('operation=get_user')
        return found.length === 2 ? found : undefined
      })
      expect(later.map(({ count }) => count)).toEqual([1, 3])
    })

    test('has what was refused with its answer', async () => {
      beginMinute()
      await send('GET', '/Users/usr_nobody')
      await send('GET', '/Users/usr_nobody')
      await send('GET', `/Users${query({ filter: 'nope eq 1' })}`)
      const refused = await until(async () => {
        const found = await list('outcome=refused')
        return found.length === 2 && found.some(({ count }) => count === 2) ? found : undefined
      })
      expect(refused.find(({ operation }) => operation === 'get_user')).toMatchObject({
        status: 404,
        code: 'user-not-found',
        count: 2,
        summary: expect.stringMatching(/usr_nobody/),
      })
      expect(refused.find(({ operation }) => operation === 'list_users')).toMatchObject({
        status: 400,
        code: 'invalidFilter',
        summary: expect.stringMatching(/nope/),
      })
    })

    test.each([
      ['a look-up of a name with a NUL', () => `/Users${query({ filter: 'userName eq "a\0b"' })}`],
      ['an id with a NUL', () => '/Users/%00'],
      ['a look-up of half a character', () => `/Users${query({ filter: 'userName eq "\\ud800"' })}`],
      ['a very long look-up', () => `/Users${query({ filter: `userName eq "${'é'.repeat(2000)}"` })}`],
    ])('is not lost by %s', async (_what, path) => {
      await send('GET', '/Groups')
      await send('GET', path())
      const found = await until(async () => {
        const entries = await list()
        return entries.length >= 2 ? entries : undefined
      }, 2)
      expect(found.map(({ operation }) => operation)).toContain('list_groups')
    })
  })

  describe('is found', () => {
    test('by directory, outcome, operation, subject and name, and by several at once', async () => {
      const second = await team.addDirectory()
      const ada = await create(directory, 'Users', person('ada'))
      await create(second, 'Users', person('ada'))
      await create(directory, 'Users', person('bo'))
      await send('POST', '/Users', person('bo'))
      const group = await create(directory, 'Groups', groupOf('Équipe'))
      const operations = async (filter: string) => (await list(filter)).map(({ operation }) => operation)
      expect(await operations('')).toEqual(['create_group', 'create_user', 'create_user', 'create_user', 'create_user'])
      expect(await operations(`directory=${second.directoryId}`)).toEqual(['create_user'])
      expect(await list(`directory=${second.directoryId}`)).toMatchObject([{ directory_id: second.directoryId, token: { id: second.tokenId } }])
      expect(await operations('outcome=refused')).toHaveLength(1)
      expect(await operations('operation=create_group')).toEqual(['create_group'])
      expect(await operations(`subject=${ada}`)).toEqual(['create_user'])
      expect(await operations(`subject=${group}`)).toEqual(['create_group'])
      expect(await operations('name=ADA@ACME.EXAMPLE')).toHaveLength(2)
      expect(await operations(`name=${encodeURIComponent('éQUIPE')}`)).toEqual(['create_group'])
      expect(await operations('name=bo@acme.example&outcome=applied')).toHaveLength(1)
      expect(await operations(`name=ada@acme.example&directory=${directory.directoryId}&operation=create_user`)).toHaveLength(1)
      expect(await operations('name=nobody')).toEqual([])
      for (const filter of ['outcome=maybe', 'limit=0', 'limit=201', 'limit=x']) {
        expect(await team.api('GET', `/provisioning_log?${filter}`), filter).toMatchObject({ status: 422, body: { code: 'schema-violated' } })
      }
    })

    test('page by page, newest first, each row once, whatever comes meanwhile', async () => {
      const names = Array.from({ length: 7 }, (_, place) => `page${place}`)
      for (const name of names) await create(directory, 'Users', person(name))
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Answer = await team.api('GET', `/provisioning_log?limit=3${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
        seen.push(...page.body.items.map(({ subject }: { subject: { name: string } }) => subject.name))
        cursor = page.body.next_cursor
        await create(directory, 'Users', person(`meanwhile${seen.length}`))
      } while (cursor !== null)
      expect(seen).toEqual(names.toReversed().map((name) => `${name}@acme.example`))
    })

    test('without what keys and operators do', async () => {
      await team.api('PUT', '/spend_limits/team_default', { kind: 'unlimited' })
      await team.api('PUT', '/spend_limits/team_default', { kind: 'wrong' })
      expect(await list()).toEqual([])
    })

    test('by the id that a refusal of another team’s entry does not tell', async () => {
      const answer = await send('POST', '/Users', person('ada'))
      const stranger = await server.addTeam()
      const id = answer.headers.get('x-request-id')
      expect(await stranger.api('GET', `/provisioning_log/${id}`)).toMatchObject({ status: 404, body: { code: 'log-entry-not-found' } })
    })
  })

  describe('tells of tokens and directories', () => {
    const directoryShape = async (of = directory) =>
      (await team.api('GET', '/directories')).body.items.find(({ id }: { id: string }) => id === of.directoryId)
    const tokens = async (of = directory) => (await team.api('GET', `/directories/${of.directoryId}/tokens`)).body.items

    test('when and from where a token was first and last used', async () => {
      expect(await tokens()).toMatchObject([
        {
          id: directory.tokenId,
          prefix: directory.token.slice(0, 'purser_scim_'.length + 4),
          created_by: 'tester',
          first_used_at: null,
          last_used_at: null,
          last_ip: null,
          last_user_agent: null,
        },
      ])
      expect(JSON.stringify(await tokens())).not.toContain(directory.token)
      await send('GET', '/Users', undefined, { 'user-agent': 'First/1' })
      const first = await until(async () => (await tokens()).find((token: { last_used_at: string | null }) => token.last_used_at !== null))
      expect(first).toMatchObject({ last_ip: '127.0.0.1', last_user_agent: 'First/1', first_used_at: first.last_used_at })
      server.pass(10)
      await send('GET', '/Users', undefined, { 'user-agent': 'Second/2' })
      const last = await until(async () => (await tokens()).find((token: { last_user_agent: string }) => token.last_user_agent === 'Second/2'))
      expect(last.first_used_at).toBe(first.first_used_at)
      expect(last.last_used_at > first.last_used_at).toBe(true)
    })

    test('when a directory first and last spoke, first wrote, and first sent a group', async () => {
      expect(await directoryShape()).toMatchObject({ first_request_at: null, last_request_at: null, first_write_at: null, first_group_at: null })
      await send('GET', '/Groups')
      const read = await until(async () => ((await directoryShape()).first_request_at === null ? undefined : directoryShape()))
      expect(read).toMatchObject({ first_write_at: null, first_group_at: null })
      server.pass(10)
      await send('POST', '/Users', { schemas: [U] }) // refused: not a write
      await send('POST', '/Users', person('ada'))
      const wrote = await until(async () => ((await directoryShape()).first_write_at === null ? undefined : directoryShape()))
      expect(wrote).toMatchObject({ first_request_at: read.first_request_at, first_group_at: null })
      expect(wrote.last_request_at > read.last_request_at).toBe(true)
      server.pass(10)
      await send('POST', '/Groups', groupOf('Eng'))
      const grouped = await until(async () => ((await directoryShape()).first_group_at === null ? undefined : directoryShape()))
      expect(grouped).toMatchObject({ first_request_at: read.first_request_at, first_write_at: wrote.first_write_at })
      expect(grouped.first_group_at > wrote.first_write_at).toBe(true)
    })

    test('that a token was shown to another directory, in the log of its own', async () => {
      const second = await team.addDirectory()
      const stranger = await server.addTeam()
      beginMinute()
      for (const target of [second, stranger.directory]) {
        await target.scim('POST', '/Users', person('intruder'), { authorization: `Bearer ${directory.token}` })
      }
      const entry = await until(async () => (await list('outcome=refused')).find(({ count }) => count === 2))
      expect(entry).toMatchObject({
        directory_id: directory.directoryId,
        token: { id: directory.tokenId },
        operation: 'authenticate',
        status: 401,
        code: 'token-of-another-directory',
        request: { path: expect.stringContaining(second.directoryId) },
      })
      expect(await list(`directory=${second.directoryId}`)).toEqual([])
      expect((await stranger.api('GET', '/provisioning_log')).body.items).toEqual([])
    })

    test.each([
      ['revoked', 'token-revoked'],
      ['expired', 'token-expired'],
    ])('that one was used after it was %s', async (how, code) => {
      const { directoryId } = directory
      const expiresAt = how === 'expired' ? addSeconds(server.environment.now(), 60) : null
      const { token, secret } = await createToken(server.db, server.environment, team.by(), { directoryId, name: 'ended', expiresAt })
      const headers = { authorization: `Bearer ${secret}` }
      expect((await send('GET', '/Users', undefined, headers)).status).toBe(200)
      if (how === 'revoked') await revokeToken(server.db, team.by(), token.tokenId)
      server.pass(61)
      expect((await send('POST', '/Users', person('late'), headers)).status).toBe(401)
      const entry = await until(async () => (await list('outcome=refused'))[0])
      expect(entry).toMatchObject({
        operation: 'authenticate',
        status: 401,
        code,
        token: { id: token.tokenId, name: 'ended' },
        directory_id: directoryId,
      })
      expect(entry.summary).toMatch(/^refused: .*token/)
    })

    test('since when, and by which request, somebody is in a group', async () => {
      const id = await create(directory, 'Users', person('ada', { [E]: { department: 'x' } }))
      const group = await create(directory, 'Groups', groupOf('Eng'))
      const joined = await send('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] }))
      const { items } = (await team.api('GET', `/groups/${group}/members`)).body
      expect(items).toEqual([
        {
          id,
          type: 'User',
          display: 'ada@acme.example',
          since: (await entryOf(joined)).at,
          since_request: joined.headers.get('x-request-id'),
          user: expect.objectContaining({ id, user_name: 'ada@acme.example' }),
        },
      ])
    })
  })
})
