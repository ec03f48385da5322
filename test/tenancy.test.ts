import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendEvents, usage } from './spend/events.ts'
import { databases } from './support/databases.ts'
import { create, groupOf, person } from './support/scim.ts'
import { ask, startTestServer, type TestBrowser, type TestServer, type TestTeam } from './support/test-server.ts'

type Parameter = { in: string; name: string }
type Operation = { operationId: string; parameters?: Parameter[]; requestBody?: object; 'x-permission': string }
type Walked = { method: string; path: string; operation: Operation }

// What the document tells is walked, so that an operation which is added is held to the same: another team's ids, wherever one can be put.
describe.each(databases)('another team’s ids, on %s', (database) => {
  let server: TestServer
  let ours: TestTeam
  let theirs: TestBrowser
  /** Another team's owner, and its key: which of the routes of one's own a key has nothing in. */
  let callers: [name: string, api: TestBrowser['api']][]
  let strangersId: string
  let operations: Walked[]
  const ids: Record<string, string> = {}
  const cursors: Record<string, string> = {}

  beforeAll(async () => {
    server = await startTestServer(database)
    ours = await server.addTeam({ name: 'Ours', domains: ['ours.example'], ownerEmail: 'owner@ours.example' })
    const stranger = await server.addTeam({ ownerEmail: 'owner@stranger.example' })
    strangersId = stranger.teamId
    theirs = await stranger.signIn()
    callers = [
      ['a session', theirs.api],
      ['a key', stranger.api],
    ]
    const owner = await ours.signIn()
    const user = await create(ours.directory, 'Users', person('ours'))
    const group = await create(ours.directory, 'Groups', groupOf('Ours', [user]))
    const second = await create(ours.directory, 'Users', person('second'))
    await create(ours.directory, 'Users', person('third'))
    for (const name of ['Gone', 'Gone too']) {
      const gone = await create(ours.directory, 'Groups', groupOf(name, [user]))
      await ours.api('PUT', `/spend_limits/groups/${gone}`, { kind: 'unlimited' })
      await ours.directory.scim('DELETE', `/Groups/${gone}`)
    }
    await create(ours.directory, 'Groups', groupOf('Second', [user, await create(ours.directory, 'Users', person('fourth'))]))
    Object.assign(ids, {
      user,
      group,
      group_id: group,
      limit_id: (await ours.api('PUT', '/spend_limits/team_default', { kind: 'unlimited' })).body.id,
      directory: ours.directory.directoryId,
      token: ours.directory.tokenId,
      schema: 'acme',
      member: (await ours.api('GET', `/users/${user}`)).body.id,
      key: (await owner.api('POST', '/api_keys', { name: 'k', scopes: ['team:read'] })).body.id,
      invite: (await owner.api('POST', '/invites', { email: 'a@else.example' })).body.id,
      setup_link: (await owner.api('POST', '/setup_links', { purpose: 'sso' })).body.id,
      session: (await owner.api('GET', '/my/sessions')).body.items[0].id,
      request: (await ours.api('GET', '/provisioning_log')).body.items[0].id,
      domain: (await owner.api('GET', '/domains')).body.items[0].id,
      connection: (await owner.api('POST', '/connections', { protocol: 'oidc', name: 'a draft' })).body.id,
    })
    await ours.api('PUT', '/spend_limits/team_total', { kind: 'unlimited' })
    await sendEvents(
      ours,
      server,
      ['a', 'b', 'c', 'd'].map((name) => usage(name, name === 'a' ? user : second, name < 'c' ? '1' : undefined)),
    )
    await ours.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '5' })
    Object.assign(ids, {
      authorization: (await ours.api('POST', '/authorizations', { user, amount: '1' })).body.id,
      decision: (await ours.api('POST', '/authorizations', { user, amount: '1000' })).body.instance.split('/').at(-1),
      event: (await ours.api('GET', '/quarantined_events')).body.items[0].id,
    })
    await ours.api('POST', '/authorizations', { user, amount: '2000' })
    await owner.api('POST', '/invites', { email: 'b@else.example' })
    await owner.api('POST', '/setup_links', { purpose: 'directory' })
    await owner.api('POST', '/my/api_keys', { name: 'a', scopes: ['*'] })
    await owner.api('POST', '/my/api_keys', { name: 'b', scopes: ['*'] })
    await ours.signIn()
    const { body } = await ask('GET', `${server.url}/docs/api/openapi.json`)
    operations = Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    for (const { path } of operations.filter(isList)) {
      const { next_cursor: cursor } = (await owner.api('GET', `${fill(path)}?limit=1`)).body
      cursors[path] = cursor ?? ''
    }
  })
  afterAll(() => server.stop())

  const takes = ({ operation }: Walked, name: string) =>
    operation.parameters?.some((parameter) => parameter.in === 'query' && parameter.name === name) ?? false
  const isForTeams = ({ operation }: Walked) => !operation['x-permission'].startsWith('teams:')
  /** Previews of changes come in pages too, whose cursors hold for the same question alone. */
  const isList = (each: Walked) => each.method === 'GET' && takes(each, 'cursor') && isForTeams(each)
  const nameOf = ({ method, path }: Walked) => `${method} ${path}`
  const fill = (path: string) =>
    path.slice('/v1'.length).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (ids[name] === undefined) throw new Error(`The walk does not know what to put for {${name}}.`)
      return ids[name]
    })
  const bodies: Record<string, object> = {
    changeRole: { role: 'member' },
    updateDirectory: { name: 'Theirs' },
    replaceDirectory: { with: 'dir_1' },
    createToken: {},
    rotateToken: {},
    updateConnection: { name: 'Theirs' },
    setSchema: { attributes: [{ name: 'badge', type: 'string' }] },
    rotateApiKey: {},
    rotateMyApiKey: {},
    settleAuthorization: { amount: '1' },
    incrementAuthorization: { amount: '1' },
    reattachLimit: { group: 'grp_1' },
    setGroupLimit: { kind: 'unlimited' },
    setUserLimit: { kind: 'unlimited', reason: 'a test' },
  }

  test('in the path: 404', async () => {
    const walked = operations.filter((each) => each.path.includes('{') && isForTeams(each)) // what is the operator’s is 403 to everybody else
    expect(walked.length).toBeGreaterThan(15)
    for (const [name, api] of callers)
      for (const each of walked) {
        const answer = await api(each.method, fill(each.path), each.operation.requestBody && bodies[each.operation.operationId])
        expect([name, nameOf(each), answer.status]).toEqual([name, nameOf(each), 404])
      }
  })

  test('in ?team=: 404, on every operation', async () => {
    for (const [name, api] of callers)
      for (const each of operations.filter(isForTeams)) {
        const answer = await api(each.method, `${fill(each.path)}?team=${ours.teamId}`)
        expect([name, nameOf(each), answer.status, answer.body.code]).toEqual([name, nameOf(each), 404, 'team-not-found'])
      }
  })

  /** A team's own audit log tells what was refused to it, also about an id that is none of its own. */
  const isEmptyOrRefused = ({ items }: { items?: { outcome?: string }[] }) => items?.every(({ outcome }) => outcome === 'refused')

  test('in a filter: 404, or nothing but what was refused', async () => {
    const filters = { directory: ids['directory'], subject: ids['user'], actor: ids['key'], name: 'ours@ours.example' }
    let tried = 0
    for (const each of operations.filter(({ method, path }) => method === 'GET' && !path.includes('{') && !path.endsWith('/export'))) {
      for (const [name, value] of Object.entries(filters).filter(([filter]) => takes(each, filter))) {
        const answer = await theirs.api('GET', `${fill(each.path)}?${name}=${value}`)
        expect([nameOf(each), name, answer.status === 404 || (answer.status === 200 && isEmptyOrRefused(answer.body))]).toEqual([
          nameOf(each),
          name,
          true,
        ])
        tried++
      }
    }
    expect(tried).toBeGreaterThan(6)
  })

  test('asked for nothing in particular, no list, sum, search or export tells anything of them', async () => {
    const walked = operations.filter(
      (each) => each.method === 'GET' && !each.path.includes('{') && !each.path.endsWith('/stream') && isForTeams(each),
    )
    expect(walked.length).toBeGreaterThan(30)
    const { schema: _word, ...own } = ids
    const told = ['ours@ours.example', 'second@', ...Object.values(own)]
    // Somebody who never asked for any of them, or their own audit log would tell that they did.
    const innocent = await server.addTeam({ ownerEmail: 'owner@innocent.example' })
    const { api: bySession } = await innocent.signIn()
    const askers: typeof callers = [
      ['a session', bySession],
      ['a key', innocent.api],
    ]
    for (const [name, api] of askers)
      for (const each of walked) {
        const asked = takes(each, 'q') ? ['', '?q=ours'] : ['']
        for (const query of asked) {
          const { status, text } = await api('GET', `${fill(each.path)}${query}`)
          expect([name, nameOf(each), status < 500, told.filter((one) => text.includes(one) && !query.includes(one))]).toEqual([
            name,
            nameOf(each),
            true,
            [],
          ])
        }
      }
    const sums = (await innocent.api('GET', '/spend/summary')).body
    expect(sums).toMatchObject({
      items: [],
      total: { settled: '0.00', entries: 0 },
      unattributed: { entries: 0 },
      quarantined: { waiting: 0 },
      denied: 0,
    })
  })

  test('in a cursor: 400', async () => {
    const walked = operations.filter((each) => isList(each) && !each.path.includes('{'))
    expect(walked.length).toBeGreaterThan(8)
    for (const each of walked) {
      const cursor = cursors[each.path] ?? ''
      expect([nameOf(each), cursor.length > 20]).toEqual([nameOf(each), true])
      for (const [name, api] of callers) {
        const answer = await api('GET', `${fill(each.path)}?cursor=${encodeURIComponent(cursor)}`)
        expect([name, nameOf(each), answer.status, answer.body.code]).toEqual([name, nameOf(each), 400, 'cursor-invalid'])
      }
    }
  })

  test('in a header or a body change nothing of whose team is meant', async () => {
    const headers = { 'x-team': ours.teamId, 'x-team-id': ours.teamId, team: ours.teamId, 'x-tenant-id': ours.teamId }
    expect((await theirs.api('GET', '/team', undefined, headers)).body.id).toBe(strangersId)
    const writes = operations.filter(({ method, operation }) => operation.requestBody && method !== 'GET')
    expect(writes.length).toBeGreaterThan(8)
    for (const each of writes.filter((write) => isForTeams(write) && !write.path.includes('{'))) {
      const answer = await theirs.api(each.method, fill(each.path), {
        team_id: ours.teamId,
        team: ours.teamId,
        name: 'x',
        email: 'x@x.example',
        scopes: ['*'],
      })
      expect([nameOf(each), answer.status]).toEqual([nameOf(each), each.path === '/v1/usage_events' ? 415 : 422]) // events have a type of their own
    }
    expect((await ours.api('GET', '/team')).body.name).toBe('Ours')
  })

  test('over SCIM: 401', async () => {
    const other = await server.addTeam()
    for (const path of ['/Users', `/Users/${ids['user']}`, '/Groups', `/Groups/${ids['group']}`, '/Schemas'])
      expect((await ask('GET', `${ours.directory.baseUrl}${path}`, undefined, { authorization: `Bearer ${other.directory.token}` })).status).toBe(401)
  })
})
