import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, expectScimError, groupOf, memberIds, patchOf, person, query, until, E, U } from './support/scim.ts'
import { startTestServer, type Answer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

type Outcome = {
  method?: string
  bulkId?: string
  location?: string
  version?: string
  status: string
  response?: { scimType?: string; detail: string }
}

const bulkOf = (Operations: object[], more: object = {}) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], ...more, Operations })
const user = (name: string, more: object = {}, bulkId = name) => ({ method: 'POST', path: '/Users', bulkId, data: person(name, more) })
const group = (name: string, members: string[], bulkId = name) => ({ method: 'POST', path: '/Groups', bulkId, data: groupOf(name, members) })
const idOf = ({ location = '' }: Outcome) => location.split('/').at(-1) ?? ''

async function bulk(directory: TestDirectory, operations: object[], more: object = {}): Promise<Outcome[]> {
  const answer = await directory.scim('POST', '/Bulk', bulkOf(operations, more))
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/scim+json')
  expect(answer.body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:BulkResponse'])
  return answer.body.Operations
}
const statuses = (outcomes: Outcome[]) => outcomes.map(({ status }) => status)

describe.each(databases)('bulk (RFC 7644 §3.7), on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let directory: TestDirectory
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
    directory = team.directory
  })
  afterAll(() => server.stop())

  const find = async (userName: string) => (await directory.scim('GET', `/Users${query({ filter: `userName eq "${userName}@acme.example"` })}`)).body
  const read = (outcome: Outcome): Promise<Answer> => directory.scim('GET', (outcome.location ?? '').slice(directory.baseUrl.length))

  test('each operation is answered as it would be alone, in the order of the request (§3.7.3)', async () => {
    const [one, two] = [await create(directory, 'Users', person('one')), await create(directory, 'Users', person('two'))]
    const outcomes = await bulk(directory, [
      user('each'),
      { method: 'PUT', path: `/Users/${one}`, data: person('one', { title: 'put' }) },
      { method: 'PATCH', path: `/Users/${one}`, data: patchOf({ op: 'replace', path: 'title', value: 'patched' }) },
      { method: 'DELETE', path: `/Users/${two}` },
      user('each', {}, 'again'),
    ])
    expect(outcomes).toMatchObject([
      { method: 'POST', bulkId: 'each', status: '201', version: 'W/"1"', location: expect.stringContaining(`${directory.baseUrl}/Users/usr_`) },
      { method: 'PUT', status: '200', version: 'W/"2"', location: `${directory.baseUrl}/Users/${one}` },
      { method: 'PATCH', status: '200', version: 'W/"3"' },
      { method: 'DELETE', status: '204', location: `${directory.baseUrl}/Users/${two}` },
      { method: 'POST', bulkId: 'again', status: '409', response: { scimType: 'uniqueness', status: '409' } },
    ])
    expect(outcomes[4]).not.toHaveProperty('location')
    expect((await directory.scim('GET', `/Users/${one}`)).body.title).toBe('patched')
  })

  test('a version that is not the stored one is 412, and the others are done (§3.14)', async () => {
    const id = await create(directory, 'Users', person('versioned'))
    const change = (version: string) => ({
      method: 'PATCH',
      path: `/Users/${id}`,
      version,
      data: patchOf({ op: 'add', path: 'title', value: version }),
    })
    expect(statuses(await bulk(directory, [change('W/"9"'), change('W/"1"')]))).toEqual(['412', '200'])
  })

  test('references, to what comes before, later, and in a path (§3.7.2)', async () => {
    const outcomes = await bulk(directory, [
      group('refs', ['bulkId:ref-late', 'bulkId:ref-early']),
      user('ref-early'),
      { method: 'PATCH', path: '/Users/bulkId:ref-early', data: patchOf({ op: 'add', path: 'title', value: 'found' }) },
      user('ref-late', { schemas: [U, E], [E]: { manager: { value: 'bulkId:ref-early' } } }),
    ])
    expect(statuses(outcomes)).toEqual(['201', '201', '200', '201'])
    const [held, early, , late] = outcomes as [Outcome, Outcome, Outcome, Outcome]
    expect(memberIds(await read(held)).toSorted()).toEqual([idOf(early), idOf(late)].toSorted())
    expect((await read(early)).body.title).toBe('found')
    expect((await read(late)).body[E].manager.value).toBe(idOf(early))
  })

  const manager = (bulkId: string) => ({ schemas: [U, E], [E]: { manager: { value: `bulkId:${bulkId}` } } })

  test('circles: groups that hold one another, managers of one another, a group that holds itself (§3.7.1)', async () => {
    const outcomes = await bulk(directory, [
      group('ring-a', ['bulkId:ring-b', 'bulkId:ring-user']),
      group('ring-b', ['bulkId:ring-c']),
      group('ring-c', ['bulkId:ring-a']),
      group('ring-self', ['bulkId:ring-self']),
      user('ring-user', manager('ring-boss')),
      user('ring-boss', manager('ring-user')),
    ])
    expect(statuses(outcomes)).toEqual(['201', '201', '201', '201', '201', '201'])
    const [a, b, c, self, held, boss] = outcomes as [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]
    expect(memberIds(await read(a))).toEqual([idOf(held), idOf(b)])
    expect(memberIds(await read(b))).toEqual([idOf(c)])
    expect(memberIds(await read(c))).toEqual([idOf(a)])
    expect(memberIds(await read(self))).toEqual([idOf(self)])
    expect((await read(held)).body[E].manager.value).toBe(idOf(boss))
    expect((await read(boss)).body[E].manager.value).toBe(idOf(held))
    for (const outcome of outcomes) expect((await read(outcome)).headers.get('etag')).toBe(outcome.version)
  })

  test('a circle one of which fails leaves nothing of it behind', async () => {
    await create(directory, 'Groups', groupOf('broken-b'))
    const outcomes = await bulk(directory, [group('broken-a', ['bulkId:broken-b']), group('broken-b', ['bulkId:broken-a'])])
    expect(outcomes).toMatchObject([
      { status: '400', response: { scimType: 'invalidValue', detail: expect.stringContaining('bulkId:broken-b') } },
      { status: '409', response: { scimType: 'uniqueness' } },
    ])
    const named = await directory.scim('GET', `/Groups${query({ filter: 'displayName eq "broken-a"' })}`)
    expect(named.body.totalResults).toBe(0)
  })

  test('a circle that fails leaves an inactive user, whom it would have brought back, as they were', async () => {
    const id = await create(directory, 'Users', person('back', { title: 'before' }))
    await directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false }))
    const { body: before } = await directory.scim('GET', `/Users/${id}`)
    await create(directory, 'Users', person('taken'))
    const outcomes = await bulk(directory, [user('back', { title: 'after', ...manager('taken') }), user('taken', manager('back'))])
    expect(statuses(outcomes)).toEqual(['400', '409'])
    expect(outcomes[0]).not.toHaveProperty('location')
    const { status, body: after } = await directory.scim('GET', `/Users/${id}`)
    expect(status).toBe(200)
    expect({ ...after, meta: undefined }).toEqual({ ...before, meta: undefined })
    // What is sent again alone brings them back.
    expect((await directory.scim('POST', '/Users', person('back'))).body).toMatchObject({ id, active: true })
  })

  test('a circle whose first cannot be completed leaves nothing that was made to refer to it', async () => {
    const outcomes = await bulk(directory, [
      group('chain-a', ['bulkId:chain-b', 'bulkId:chain-late']),
      group('chain-b', ['bulkId:chain-a']),
      group('chain-c', ['bulkId:chain-b']),
      { method: 'PATCH', path: '/Groups/bulkId:chain-late', data: patchOf({ op: 'add', path: 'displayName', value: 'x' }) },
      { ...group('chain-late', ['bulkId:chain-b', 'bulkId:nobody']) },
      group('chain-apart', []),
    ])
    expect(statuses(outcomes)).toEqual(['400', '400', '400', '400', '400', '201'])
    for (const outcome of outcomes.slice(0, 5)) expect(outcome).not.toHaveProperty('location')
    const named = await directory.scim('GET', `/Groups${query({ filter: 'displayName sw "chain-"' })}`)
    expect(named.body.Resources.map(({ displayName }: { displayName: string }) => displayName)).toEqual(['chain-apart'])
  })

  test('what was taken back is known no more', async () => {
    await create(directory, 'Groups', groupOf('undone-b'))
    const kept = await create(directory, 'Groups', groupOf('undone-kept'))
    const outcomes = await bulk(directory, [
      group('undone-a', ['bulkId:undone-b']),
      group('undone-b', ['bulkId:undone-a']),
      { method: 'PATCH', path: `/Groups/${kept}`, data: patchOf({ op: 'add', path: 'members', value: [{ value: 'bulkId:undone-a' }] }) },
    ])
    expect(statuses(outcomes)).toEqual(['400', '409', '400'])
    expect(outcomes[2]).toMatchObject({
      location: `${directory.baseUrl}/Groups/${kept}`,
      response: { detail: expect.stringContaining('bulkId:undone-a') },
    })
  })

  test('a circle is completed whatever version its first was sent with', async () => {
    const outcomes = await bulk(directory, [{ ...group('tagged-a', ['bulkId:tagged-b']), version: 'W/"7"' }, group('tagged-b', ['bulkId:tagged-a'])])
    expect(statuses(outcomes)).toEqual(['201', '201'])
  })

  test('a text that only looks like a reference is stored as it is', async () => {
    const profileUrl = 'https://acme.example/bulkId:zz'
    const [outcome] = (await bulk(directory, [user('looks', { profileUrl })])) as [Outcome]
    expect((await read(outcome)).body.profileUrl).toBe(profileUrl)
  })

  test('the location of what a reference found is its URL, and where it found nothing there is none (§3.7.3)', async () => {
    const outcomes = await bulk(directory, [
      user('du'),
      { method: 'DELETE', path: '/Users/bulkId:du' },
      { method: 'DELETE', path: '/Users/bulkId:nobody' },
    ])
    expect(statuses(outcomes)).toEqual(['201', '204', '400'])
    expect(outcomes[1]?.location).toBe(outcomes[0]?.location)
    expect(outcomes[2]).not.toHaveProperty('location')
  })

  test('a thousand groups that hold one another in a circle are all made', async () => {
    const outcomes = await bulk(
      directory,
      Array.from({ length: 1000 }, (_, place) => group(`wheel-${place}`, [`bulkId:wheel-${(place + 1) % 1000}`])),
    )
    expect(statuses(outcomes)).toEqual(Array(1000).fill('201'))
    expect(memberIds(await read(outcomes[0] as Outcome))).toEqual([idOf(outcomes[1] as Outcome)])
  })

  test('a reference to no operation, to one that failed, or to one that deletes is refused by its bulkId', async () => {
    const gone = await create(directory, 'Users', person('gone'))
    const outcomes = await bulk(directory, [
      group('lost-1', ['bulkId:nobody']),
      user('failing', { userName: null }),
      group('lost-2', ['bulkId:failing']),
      { method: 'DELETE', path: `/Users/${gone}`, bulkId: 'deleted' },
      group('lost-3', ['bulkId:deleted']),
      { method: 'PATCH', path: '/Groups/bulkId:lost-1', data: patchOf({ op: 'add', path: 'displayName', value: 'x' }) },
    ])
    expect(statuses(outcomes)).toEqual(['400', '400', '400', '204', '400', '400'])
    for (const [place, bulkId] of [
      [0, 'nobody'],
      [2, 'failing'],
      [4, 'deleted'],
      [5, 'lost-1'],
    ] as const)
      expect(outcomes[place]?.response).toMatchObject({ scimType: 'invalidValue', detail: expect.stringContaining(`bulkId:${bulkId}`) })
  })

  test.each([1, 2, 5])('failOnErrors %i: after so many errors nothing more is begun, and what was done stays', async (failOnErrors) => {
    const names = Array.from({ length: 10 }, (_, place) => `stop-${failOnErrors}-${place}`)
    const operations = names.flatMap((name) => [user(name), user(`${name}-bad`, { userName: null })])
    const outcomes = await bulk(directory, operations, { failOnErrors })
    expect(statuses(outcomes)).toEqual(Array(failOnErrors).fill(['201', '400']).flat())
    expect((await find(`stop-${failOnErrors}-${failOnErrors - 1}`)).totalResults).toBe(1)
    expect((await find(`stop-${failOnErrors}-${failOnErrors}`)).totalResults).toBe(0)
  })

  test('a circle that failOnErrors interrupts leaves nothing half made', async () => {
    const outcomes = await bulk(directory, [group('half-a', ['bulkId:half-b']), group('half-b', ['bulkId:half-a', 'bulkId:nobody'])], {
      failOnErrors: 1,
    })
    expect(outcomes.every(({ status }) => status.startsWith('4'))).toBe(true)
    expect((await directory.scim('GET', `/Groups${query({ filter: 'displayName sw "half-"' })}`)).body.totalResults).toBe(0)
  })

  test('of one name within one request the first is made', async () => {
    for (let round = 0; round < 5; round++) {
      const twins = [user(`twin-${round}`, { title: 'first' }, 'a'), user(`twin-${round}`, { title: 'second' }, 'b')]
      expect(statuses(await bulk(directory, twins))).toEqual(['201', '409'])
      expect((await find(`twin-${round}`)).Resources[0].title).toBe('first')
    }
  })

  test('what is named and renamed happens in the order of the request', async () => {
    const id = await create(directory, 'Users', person('before'))
    const outcomes = await bulk(directory, [
      { method: 'PATCH', path: `/Users/${id}`, data: patchOf({ op: 'replace', path: 'userName', value: 'after@acme.example' }) },
      user('before', { externalId: 'other' }),
      { method: 'DELETE', path: `/Users/${id}` },
      user('after', { externalId: 'third' }),
    ])
    expect(statuses(outcomes)).toEqual(['200', '201', '204', '201'])
  })

  test('a thousand operations take their turn, and other requests are answered meanwhile', async () => {
    const operations = Array.from({ length: 1000 }, (_, place) => user(`many-${place}`))
    let isDone = false
    const made = bulk(directory, operations).finally(() => (isDone = true))
    let answeredMeanwhile = 0
    while (!isDone) {
      expect((await directory.scim('GET', '/Users?count=1')).status).toBe(200)
      if (!isDone) answeredMeanwhile++
    }
    expect(statuses(await made)).toEqual(Array(1000).fill('201'))
    expect(answeredMeanwhile).toBeGreaterThan(10)
  })

  test('more operations than bulk.maxOperations, or more bytes than bulk.maxPayloadSize, are 413 and nothing is done', async () => {
    const first = user('too-many')
    const none = { method: 'DELETE', path: '/Users/none' }
    expectScimError(await directory.scim('POST', '/Bulk', bulkOf([first, ...Array<object>(1000).fill(none)])), 413)
    expectScimError(await directory.scim('POST', '/Bulk', bulkOf([first, { ...none, path: `/Users/${'x'.repeat(8 * 1024 * 1024)}` }])), 413)
    expect((await find('too-many')).totalResults).toBe(0)
  })

  test.each([
    ['with its length told before', 'content-length'],
    ['in chunks', 'transfer-encoding'],
  ])('who sends too large a body %s, all of it before reading, reads the 413', async (_, by) => {
    const { hostname, port, pathname } = new URL(`${directory.baseUrl}/Bulk`)
    const size = 12 * 1024 * 1024
    const [told, before, after] = by === 'content-length' ? [String(size), '', ''] : ['chunked', `${size.toString(16)}\r\n`, '\r\n0\r\n\r\n']
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const head = `POST ${pathname} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${directory.token}\r\ncontent-type: application/scim+json\r\n${by}: ${told}\r\n\r\n`
    socket.pause().write(head + before)
    for (let sent = 0; sent < size; sent += 1024 * 1024)
      await new Promise<void>((resolve, reject) => socket.write(Buffer.alloc(1024 * 1024, ' '), (error) => (error ? reject(error) : resolve())))
    await new Promise<void>((resolve, reject) => socket.write(after, (error) => (error ? reject(error) : resolve())))
    const [answer] = (await once(socket.resume(), 'data')) as [Buffer]
    socket.destroy()
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 [^]*application\/scim\+json/)
  })

  test('GET, PUT, PATCH and DELETE of /Bulk are 405, and without a token it is 401', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await directory.scim(method, '/Bulk')
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
    expectScimError(await directory.scim('POST', '/Bulk', bulkOf([]), { authorization: 'Bearer wrong' }), 401)
  })

  test('another directory’s resources are not there for it', async () => {
    const other = await team.addDirectory()
    const id = await create(directory, 'Users', person('mine'))
    expect(statuses(await bulk(other, [{ method: 'DELETE', path: `/Users/${id}` }]))).toEqual(['404'])
    expect((await directory.scim('GET', `/Users/${id}`)).status).toBe(200)
  })

  test('each operation has an entry of its own in the provisioning log, the refused ones too', async () => {
    const { body: before } = await team.api('GET', '/provisioning_log?limit=1')
    await bulk(directory, [user('logged'), { method: 'MOVE', path: '/Users', bulkId: 'odd' }, group('logged-group', ['bulkId:nobody'])])
    const { body } = await team.api('GET', '/provisioning_log?limit=20')
    const since = body.items.slice(
      0,
      body.items.findIndex(({ id }: { id: string }) => id === before.items[0].id),
    )
    expect(since.map(({ operation, outcome }: { operation: string; outcome: string }) => `${operation} ${outcome}`).toSorted()).toEqual(
      expect.arrayContaining(['bulk_operation refused', 'bulk_operation refused', 'create_user applied']),
    )
    const created = since.find(({ operation }: { operation: string }) => operation === 'create_user')
    expect((await team.api('GET', `/provisioning_log/${created.id}`)).body).toMatchObject({ request: { method: 'POST' } })
  })

  test('an operation came from where its bulk request came from', async () => {
    const proxied = await startTestServer(database, { trustProxy: 1 })
    try {
      const behind = await proxied.addTeam()
      const headers = { 'x-forwarded-for': '192.0.2.7', 'user-agent': 'bulk-client/1' }
      expect((await behind.directory.scim('POST', '/Bulk', bulkOf([user('proxied')]), headers)).status).toBe(200)
      const { body } = await behind.api('GET', '/provisioning_log?limit=20')
      const { id } = body.items.find(({ operation }: { operation: string }) => operation === 'create_user')
      const entry = await behind.api('GET', `/provisioning_log/${id}`)
      expect(entry.body.request).toMatchObject({ ip: '192.0.2.7', user_agent: 'bulk-client/1' })
    } finally {
      await proxied.stop()
    }
  })

  test('a server that stops meanwhile answers what it did, and 503 for what it did not', async () => {
    const stopping = await startTestServer(database)
    try {
      const { directory: there } = await stopping.addTeam()
      const sent = bulk(
        there,
        Array.from({ length: 1000 }, (_, place) => user(`stopped-${place}`)),
      )
      await until(async () => ((await there.scim('GET', '/Users?count=0')).body.totalResults > 0 ? true : undefined))
      await Promise.all([stopping.app.close(), sent])
      const outcomes = await sent
      const done = outcomes.filter(({ status }) => status === '201').length
      expect(done).toBeGreaterThan(0)
      expect(statuses(outcomes).toSorted()).toEqual([...Array<string>(done).fill('201'), ...Array<string>(1000 - done).fill('503')])
      expect(outcomes.at(-1)?.response).toMatchObject({ status: '503', detail: expect.stringContaining('send it again') })
    } finally {
      await stopping.stop()
    }
  })
})
