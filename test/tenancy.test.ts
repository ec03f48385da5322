import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
    const owner = await ours.signIn()
    const user = await create(ours.directory, 'Users', person('ours'))
    const group = await create(ours.directory, 'Groups', groupOf('Ours', [user]))
    for (const name of ['second', 'third']) await create(ours.directory, 'Users', person(name))
    await create(ours.directory, 'Groups', groupOf('Second', [user, await create(ours.directory, 'Users', person('fourth'))]))
    Object.assign(ids, {
      user,
      group,
      group_id: group,
      directory: ours.directory.directoryId,
      token: ours.directory.tokenId,
      schema: 'acme',
      member: (await ours.api('GET', `/users/${user}`)).body.id,
      key: (await owner.api('POST', '/api_keys', { name: 'k', scopes: ['team:read'] })).body.id,
      invite: (await owner.api('POST', '/invites', { email: 'a@else.example' })).body.id,
      session: (await owner.api('GET', '/my/sessions')).body.items[0].id,
      request: (await ours.api('GET', '/provisioning_log')).body.items[0].id,
    })
    await owner.api('POST', '/invites', { email: 'b@else.example' })
    await owner.api('POST', '/my/api_keys', { name: 'a', scopes: ['*'] })
    await owner.api('POST', '/my/api_keys', { name: 'b', scopes: ['*'] })
    await ours.signIn()
    const { body } = await ask('GET', `${server.url}/docs/api/openapi.json`)
    operations = Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    for (const { path } of operations.filter((each) => takes(each, 'cursor') && isForTeams(each))) {
      const { next_cursor: cursor } = (await owner.api('GET', `${fill(path)}?limit=1`)).body
      cursors[path] = cursor ?? ''
    }
  })
  afterAll(() => server.stop())

  const takes = ({ operation }: Walked, name: string) =>
    operation.parameters?.some((parameter) => parameter.in === 'query' && parameter.name === name) ?? false
  const isForTeams = ({ operation }: Walked) => !operation['x-permission'].startsWith('teams:')
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
    setSchema: { attributes: [{ name: 'badge', type: 'string' }] },
    rotateApiKey: {},
    rotateMyApiKey: {},
    setGroupLimit: { kind: 'unlimited' },
  }
  const isEmptyList = (body: { items?: unknown[] }) => body.items?.length === 0

  test('in the path: 404', async () => {
    const walked = operations.filter(({ path }) => path.includes('{'))
    expect(walked.length).toBeGreaterThan(15)
    for (const each of walked) {
      const answer = await theirs.api(each.method, fill(each.path), each.operation.requestBody && bodies[each.operation.operationId])
      expect([nameOf(each), answer.status]).toEqual([nameOf(each), 404])
    }
  })

  test('in ?team=: 404, on every operation', async () => {
    for (const each of operations.filter(isForTeams)) {
      const answer = await theirs.api(each.method, `${fill(each.path)}?team=${ours.teamId}`)
      expect([nameOf(each), answer.status, answer.body.code]).toEqual([nameOf(each), 404, 'team-not-found'])
    }
  })

  test('in a filter: 404, or an empty list', async () => {
    const filters = { directory: ids['directory'], subject: ids['user'], actor: ids['key'], name: 'ours@ours.example' }
    let tried = 0
    for (const each of operations.filter(({ method, path }) => method === 'GET' && !path.includes('{') && !path.endsWith('/export'))) {
      for (const [name, value] of Object.entries(filters).filter(([filter]) => takes(each, filter))) {
        const answer = await theirs.api('GET', `${fill(each.path)}?${name}=${value}`)
        expect([nameOf(each), name, answer.status === 404 || (answer.status === 200 && isEmptyList(answer.body))]).toEqual([nameOf(each), name, true])
        tried++
      }
    }
    expect(tried).toBeGreaterThan(6)
  })

  test('in a cursor: 400', async () => {
    const walked = operations.filter((each) => takes(each, 'cursor') && isForTeams(each) && !each.path.includes('{'))
    expect(walked.length).toBeGreaterThan(8)
    for (const each of walked) {
      const cursor = cursors[each.path] ?? ''
      expect([nameOf(each), cursor.length > 20]).toEqual([nameOf(each), true])
      const answer = await theirs.api('GET', `${fill(each.path)}?cursor=${encodeURIComponent(cursor)}`)
      expect([nameOf(each), answer.status, answer.body.code]).toEqual([nameOf(each), 400, 'cursor-invalid'])
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
      expect([nameOf(each), answer.status]).toEqual([nameOf(each), 422])
    }
    expect((await ours.api('GET', '/team')).body.name).toBe('Ours')
  })

  test('over SCIM: 401', async () => {
    const other = await server.addTeam()
    for (const path of ['/Users', `/Users/${ids['user']}`, '/Groups', `/Groups/${ids['group']}`, '/Schemas'])
      expect((await ask('GET', `${ours.directory.baseUrl}${path}`, undefined, { authorization: `Bearer ${other.directory.token}` })).status).toBe(401)
  })
})
