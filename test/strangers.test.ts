import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createToken, revokeToken } from '../server/directory/tokens.ts'
import { write } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { create, expectScimError, person, until } from './support/scim.ts'
import { ask, startTestServer, type Answer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

/** Whoever brings a directory no token of ours: answered as ever, and told to the team. */
describe.each(databases)('a call without a token of ours, on %s', (database) => {
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

  const callAt = (path: string, authorization: string | undefined) =>
    ask('GET', `${server.url}/scim/v2/${path}`, undefined, { 'user-agent': 'Stranger/1.0', ...(authorization !== undefined && { authorization }) })
  const call = (authorization: string | undefined, path = '/Users') => callAt(`${directory.directoryId}${path}`, authorization)
  const list = async (filter = '', of = team): Promise<Answer['body'][]> => (await of.api('GET', `/provisioning_log?${filter}`)).body.items
  const untilTold = (count = 1, of = team) =>
    until(async () => {
      const entries = await list('operation=authenticate&outcome=refused', of)
      return entries.length >= count ? entries : undefined
    })
  const beginMinute = () => server.pass(60 - (Date.parse(server.environment.now()) % 60_000) / 1000)
  const health = async () => (await team.api('GET', `/directories/${directory.directoryId}/health`)).body

  const noToken = /^Send the token of this directory/
  const wrong = /^This token does not open this directory/
  const other = `purser_scim_${'x'.repeat(38)}`
  // At once, since each is told a moment after its answer.
  test.concurrent.each<[what: string, sent: (token: string) => string | undefined, detail: RegExp, code: string, words: string]>([
    ['nothing', () => undefined, noToken, 'token-missing', 'without a token'],
    ['an empty header', () => 'Bearer ', noToken, 'token-missing', 'without a token'],
    ['a password', () => 'Basic YWRhOnMzY3JldA==', noToken, 'token-not-ours', 'no token of a directory'],
    ['what is none of ours', () => 'Bearer eyJhbGciOi.s3cret', wrong, 'token-not-ours', 'no token of a directory'],
    ['a key of the API', () => `Bearer purser_key_${'x'.repeat(38)}`, wrong, 'token-not-ours', 'no token of a directory'],
    ['one without its end', (token) => `Bearer ${token.slice(0, -8)}`, wrong, 'token-cut', 'begins like the token token and is not it'],
    ['one with its prefix alone', (token) => `Bearer ${token.slice(0, 16)}`, wrong, 'token-cut', 'begins like the token token and is not it'],
    ['one with a sign too many', (token) => `Bearer ${token}x`, wrong, 'token-cut', 'begins like the token token and is not it'],
    ['one with "Bearer" twice', (token) => `Bearer Bearer ${token}`, noToken, 'token-cut', 'begins like the token token and is not it'],
    ['one in quotes', (token) => `Bearer "${token}"`, noToken, 'token-cut', 'begins like the token token and is not it'],
    ['one without its beginning', (token) => `Bearer ${token.slice(9)}`, wrong, 'token-not-ours', 'no token of a directory'],
    ['one cut within its prefix', (token) => `Bearer ${token.slice(0, 14)}`, wrong, 'token-unknown', 'nobody was given'],
    ['one that nobody was given', () => `Bearer ${other}`, wrong, 'token-unknown', 'nobody was given'],
  ])('that brings %s is answered 401, and told', async (_what, sent, detail, code, words) => {
    const own = await server.addTeam()
    const { directory: called } = own
    const header = sent(called.token)
    expectScimError(await callAt(`${called.directoryId}/Users?count=1`, header), 401, undefined, detail)
    const [entry] = await untilTold(1, own)
    expect(entry).toMatchObject({
      directory_id: called.directoryId,
      operation: 'authenticate',
      outcome: 'refused',
      status: 401,
      code,
      token: code === 'token-cut' ? { id: called.tokenId, name: 'token' } : { id: null, name: 'somebody unknown' },
      summary: expect.stringContaining(words),
      parts: [{ code: 'refused', operation: 'authenticate', subject: null, problem: code }],
      request: { method: 'GET', path: `/scim/v2/${called.directoryId}/Users?count=1`, ip: '127.0.0.1', user_agent: 'Stranger/1.0', body: null },
      count: 1,
    })
    const rows = JSON.stringify(await server.db.read.selectFrom('journal').selectAll().where('requestId', '=', entry.id).execute(), (_key, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    )
    const secret = header?.replace(/^(?:Bearer |Basic )*"?/, '').replace('"', '') ?? ''
    expect(rows).not.toContain(secret || called.token)
    expect(rows).not.toContain(called.token.slice(12, 20))
  })

  test('is told of the token that was cut, and of none that ended', async () => {
    const { directoryId } = directory
    const { token, secret } = await createToken(server.db, server.environment, team.by(), { directoryId, name: 'second', expiresAt: null })
    await call(`Bearer ${secret.slice(0, -1)}`)
    expect((await untilTold())[0]).toMatchObject({ code: 'token-cut', token: { id: token.tokenId, name: 'second' } })
    await revokeToken(server.db, team.by(), token.tokenId)
    await call(`Bearer ${secret.slice(0, -1)}`)
    expect((await untilTold(2))[0]).toMatchObject({ code: 'token-unknown', token: { id: null } })
  })

  test('is counted with those of its kind within the minute', async () => {
    beginMinute()
    for (let time = 0; time < 4; time++) await call(undefined)
    for (let time = 0; time < 3; time++) await call(`Bearer ${directory.token.slice(0, -1)}`)
    await call('Bearer x')
    const entries = await until(async () => {
      const found = await list()
      return found.reduce((sum, { count }) => sum + count, 0) === 8 ? found : undefined
    })
    expect(Object.fromEntries(entries.map(({ code, count }) => [code, count]))).toEqual({ 'token-missing': 4, 'token-cut': 3, 'token-not-ours': 1 })
    expect(entries.find(({ code }) => code === 'token-missing')?.summary).toMatch(/\(4 times within the minute\)$/)
    server.pass(60)
    await call(undefined)
    await until(async () => ((await list()).length === 4 ? true : undefined))
  })

  test('is no sign of the directory’s own identity provider', async () => {
    const before = await health()
    await call(undefined)
    await call(`Bearer ${directory.token.slice(0, -1)}`)
    await untilTold(2)
    expect({ ...(await health()), as_of: before.as_of }).toEqual(before)
    expect((await team.api('GET', `/directories/${directory.directoryId}`)).body).toMatchObject({ first_request_at: null, last_request_at: null })
    expect(before).toMatchObject({ last_request: null, last_refusal: null, window: { requests: 0, refused: 0 }, milestones: { first_request: null } })
    expect((await team.api('GET', `/directories/${directory.directoryId}/tokens`)).body.items[0]).toMatchObject({ last_used_at: null })

    server.pass(60)
    await create(directory, 'Users', person('ada'))
    await until(async () => ((await health()).tokens[0].last_used_at === null ? undefined : true))
    expect(await health()).toMatchObject({ last_refusal: null, window: { requests: 1, refused: 0 } })
  })

  test('leaves nothing where a known token was brought, where there is no such directory, or it has ended', async () => {
    const stranger = await server.addTeam()
    await call(`Bearer ${stranger.directory.token}`) // told to the team that it is of
    const ended = await team.addDirectory()
    expect((await team.api('DELETE', `/directories/${ended.directoryId}`, undefined)).status).toBeLessThan(300)
    const nowhere = server.environment.newId('dir')
    for (const path of [`${ended.directoryId}/Users`, `${nowhere}/Users`, 'Users', 'dir_1/Users', `${nowhere.toUpperCase()}/Users`]) {
      expectScimError(await callAt(path, undefined), 401, undefined, noToken)
      expectScimError(await callAt(path, 'Bearer x'), 401, undefined, wrong)
    }
    await until(async () => ((await list('', stranger)).length === 1 ? true : undefined))
    await call('Bearer x') // written after those
    expect((await untilTold()).map(({ code }) => code)).toEqual(['token-not-ours'])
    expect((await stranger.api('GET', '/findings')).body.items.map(({ code }: { code: string }) => code)).not.toContain('unknown-token-called')
  })

  test('leaves nothing at a route that is open to all, and is told at any other path', async () => {
    expect((await call(undefined, '/ServiceProviderConfig')).status).toBe(200)
    expect((await call(undefined, '/Nonsense')).status).toBe(401)
    expect((await untilTold()).map(({ request }) => request.path)).toEqual([`/scim/v2/${directory.directoryId}/Nonsense`])
  })

  test('is told no more once its address is throttled', async () => {
    const strict = await startTestServer(database, { authFailureRate: 3 })
    onTestFinished(strict.stop)
    const { directory: guarded, api } = await strict.addTeam()
    const guess = () => guarded.scim('GET', '/Users', undefined, { authorization: 'Bearer wrong' })
    const statuses = []
    for (let time = 0; time < 8; time++) statuses.push((await guess()).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429, 429, 429])
    await until(async () => {
      const { items } = (await api('GET', '/provisioning_log')).body
      return items.reduce((sum: number, { count }: { count: number }) => sum + count, 0) === 3 ? true : undefined
    })
  })

  test('hides nothing of what tokens were refused, however many come', async () => {
    await create(directory, 'Users', person('ada', { externalId: '1' }))
    server.pass(1)
    expect((await directory.scim('POST', '/Users', person('ada', { externalId: '2' }))).status).toBe(409)
    server.pass(60)
    await call(undefined)
    const [entry] = await untilTold()
    const {
      position: _,
      erasedBy: __,
      wire,
      ...row
    } = await server.db.read.selectFrom('journal').selectAll().where('requestId', '=', entry.id).executeTakeFirstOrThrow()
    const flood = Array.from({ length: 600 }, () => ({
      ...row,
      requestId: server.environment.newId('req'),
      changes: null,
      notes: null,
      wire: JSON.stringify(wire),
    }))
    await write(server.db, (trx) => trx.insertInto('journal').values(flood).execute())
    const codes = (await team.api('GET', '/findings')).body.items.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(expect.arrayContaining(['users-refused', 'unknown-token-called']))
  })
})
