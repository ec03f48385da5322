import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const title = (value: string) => ({ Operations: [{ op: 'replace', path: 'title', value }] })

describe.each(databases)('entity tags (RFC 7644 §3.14; i2scim; R:pranems/SCIMServer), on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
  })
  afterAll(() => server.stop())

  const make = async (userName: string) => (await team.directory.scim('POST', '/Users', { schemas: [userSchema], userName })).body.id

  test('stand on every answer with a resource, in the header and in meta', async () => {
    const id = await make('tags')
    for (const answer of [
      await team.directory.scim('GET', `/Users/${id}`),
      await team.directory.scim('PUT', `/Users/${id}`, { schemas: [userSchema], userName: 'tags', title: 'a' }),
      await team.directory.scim('PATCH', `/Users/${id}`, title('b')),
      await team.directory.scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'tags' }),
    ]) {
      expect(answer.headers.get('etag')).toMatch(/^W\/"\d+"$/)
      expect(answer.body.meta.version).toBe(answer.headers.get('etag'))
    }
  })

  test('what describes the service has one as well, which moves with what it says', async () => {
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/ResourceTypes/User', '/Schemas', `/Schemas/${userSchema}`]) {
      const etag = (await team.directory.scim('GET', path)).headers.get('etag') ?? ''
      expect(etag).toMatch(/^W\/"\d+"$/)
      expect(await team.directory.scim('GET', path, undefined, { 'if-none-match': etag })).toMatchObject({ status: 304, text: '' })
      expect((await team.directory.scim('GET', path, undefined, { 'if-none-match': 'W/"1"' })).status).toBe(200)
    }
    const before = (await team.directory.scim('GET', '/Schemas')).headers.get('etag')
    await team.api('PUT', `/directories/${team.directory.directoryId}/schemas/acme`, { attributes: [{ name: 'badge', type: 'string' }] })
    expect((await team.directory.scim('GET', '/Schemas')).headers.get('etag')).not.toBe(before)
  })

  test('a GET of what the client has is 304, without a body', async () => {
    const id = await make('known')
    const etag = (await team.directory.scim('GET', `/Users/${id}`)).headers.get('etag') ?? ''
    expect(await team.directory.scim('GET', `/Users/${id}`, undefined, { 'if-none-match': etag })).toMatchObject({ status: 304, text: '' })
    expect((await team.directory.scim('GET', `/Users/${id}`, undefined, { 'if-none-match': 'W/"99"' })).status).toBe(200)
    expect((await team.directory.scim('GET', `/Users/${id}`, undefined, { 'if-match': 'W/"99"' })).status).toBe(412)
  })

  test.each(['PUT', 'PATCH', 'DELETE'])('a %s of another version than the one that stands is 412 and changes nothing', async (method) => {
    const id = await make(`stale-${method}`)
    const stale = (await team.directory.scim('GET', `/Users/${id}`)).headers.get('etag') ?? ''
    await team.directory.scim('PATCH', `/Users/${id}`, title('changed'))
    const body = method === 'PUT' ? { schemas: [userSchema], userName: `stale-${method}` } : method === 'PATCH' ? title('lost') : undefined
    const refused = await team.directory.scim(method, `/Users/${id}`, body, { 'if-match': stale })
    expect(refused).toMatchObject({ status: 412, body: { status: '412', detail: expect.stringContaining('Read it again') } })
    const { headers, body: now } = await team.directory.scim('GET', `/Users/${id}`)
    expect(now.title).toBe('changed')
    expect((await team.directory.scim(method, `/Users/${id}`, body, { 'if-match': `"1", ${headers.get('etag')}` })).status).toBeLessThan(300)
  })

  test('of two who change the same version, one is told', async () => {
    const id = await make('race')
    const etag = (await team.directory.scim('GET', `/Users/${id}`)).headers.get('etag') ?? ''
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((value) => team.directory.scim('PATCH', `/Users/${id}`, title(value), { 'if-match': etag })),
    )
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 412, 412, 412])
  })

  test('a group moves its version with its members, a user does not by joining', async () => {
    const user = await make('joiner')
    const { id } = (await team.directory.scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'moving' })).body
    const join = { Operations: [{ op: 'add', path: 'members', value: [{ value: user }] }] }
    expect((await team.directory.scim('PATCH', `/Groups/${id}`, join, { 'if-match': 'W/"1"' })).headers.get('etag')).toBe('W/"2"')
    expect((await team.directory.scim('PATCH', `/Groups/${id}`, join, { 'if-match': 'W/"2"' })).headers.get('etag')).toBe('W/"2"')
    expect((await team.directory.scim('GET', `/Users/${user}`)).headers.get('etag')).toBe('W/"1"')
  })
})
