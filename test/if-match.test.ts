import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, patchOf, person, until } from './support/scim.ts'
import { ask, startTestServer, type TestBrowser, type TestServer, type TestTeam } from './support/test-server.ts'

describe.each(databases)('what two people edit at once, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let owner: TestBrowser
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
    owner = await team.signIn()
  })
  afterAll(() => server.stop())

  const read = async (path: string) => {
    const { status, headers, body } = await owner.api('GET', path)
    expect(status, path).toBe(200)
    return { etag: headers.get('etag') ?? '', body }
  }
  const send = (method: string, path: string, body: object | undefined, etag: string) => owner.api(method, path, body, { 'if-match': etag })
  const stale = { status: 412, body: { code: 'stale-etag' } }
  const makeMember = async (name: string) => {
    await create(team.directory, 'Users', person(name))
    return `/members/${(await team.api('GET', `/users/user_name:${name}@acme.example`)).body.id}`
  }
  const makeKey = async (own = '') => `${own}/api_keys/${(await owner.api('POST', `${own}/api_keys`, { name: 'k', scopes: ['team:read'] })).body.id}`
  const makeInvite = async () =>
    `/invites/${(await owner.api('POST', '/invites', { email: `${server.environment.newId('req')}@else.example` })).body.id}`

  test.each([
    ['PATCH', 'the team', async () => '/team', { name: 'By the second' }],
    ['PATCH', 'a member', () => makeMember('patched'), { role: 'auditor' }],
    ['DELETE', 'an invitation', makeInvite, undefined],
    ['DELETE', 'a key', () => makeKey(), undefined],
    ['DELETE', 'a personal key', () => makeKey('/my'), undefined],
  ])(
    '%s of %s of another version than the stored one is 412 and changes nothing; of that one, or of any, it goes on',
    async (method, _what, make, body) => {
      const path = await make()
      const { etag, body: before } = await read(path)
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      for (const wrong of ['"other"', '"a", W/"b"', etag.slice(1, -1), '']) expect(await send(method, path, body, wrong), wrong).toMatchObject(stale)
      expect(await read(path)).toEqual({ etag, body: before })
      const done = await send(method, path, body, `"other", W/${etag}`)
      expect(done.status).toBe(method === 'PATCH' ? 200 : 204)
    },
  )

  test('a change answers with the tag that it made, and with * it is of any version', async () => {
    for (const [path, body] of [
      ['/team', { name: 'Once more' }],
      [await makeMember('changed'), { role: 'billing_admin' }],
    ] as const) {
      const { etag } = await read(path)
      const next = (await send('PATCH', path, body, etag)).headers.get('etag') ?? ''
      expect([next === etag, (await read(path)).etag]).toEqual([false, next])
      expect(await send('PATCH', path, body, etag)).toMatchObject(stale)
      expect((await send('PATCH', path, body, '*')).status).toBe(200)
    }
  })

  test('DELETE of a member of another version is 412', async () => {
    const invited = (await owner.api('POST', '/invites', { email: 'guest@else.example' })).body
    const { headers } = await ask('POST', invited.url, 'confirm=yes', { 'content-type': 'application/x-www-form-urlencoded' })
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const path = `/members/${(await ask('GET', `${server.url}/v1/session`, undefined, { cookie })).body.member_id}`
    const { etag } = await read(path)
    await owner.api('PATCH', path, { role: 'admin' })
    expect(await send('DELETE', path, undefined, etag)).toMatchObject(stale)
    expect((await send('DELETE', path, undefined, (await read(path)).etag)).status).toBe(204)
    expect((await read(path)).body.status).toBe('deprovisioned')
  })

  test('a tag moves as the directory changes the person, and not as a key is used', async () => {
    const user = await create(team.directory, 'Users', person('moving'))
    const path = `/members/${(await team.api('GET', '/users/user_name:moving@acme.example')).body.id}`
    const { etag } = await read(path)
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { displayName: 'Moved' } }))
    expect((await read(path)).etag).not.toBe(etag)
    const { id, secret } = (await owner.api('POST', '/api_keys', { name: 'used', scopes: ['team:read'] })).body
    const before = await read(`/api_keys/${id}`)
    await ask('GET', `${server.url}/v1/team`, undefined, { authorization: `Bearer ${secret}` })
    const after = await until(async () => {
      const now = await read(`/api_keys/${id}`)
      return now.body.last_used_at === null ? undefined : now
    })
    expect(after.etag).toBe(before.etag)
  })

  test('of two who change one version, one does', async () => {
    const { etag } = await read('/team')
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => send('PATCH', '/team', { name }, etag)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412])
  })

  test('nothing is 404 before it is 412', async () => {
    for (const path of ['/members/mem_0', '/invites/lnk_0', '/api_keys/key_0', '/my/api_keys/key_0']) {
      expect((await owner.api('GET', path)).status).toBe(404)
      expect((await send('DELETE', path, undefined, '"x"')).status).toBe(404)
    }
  })
})
