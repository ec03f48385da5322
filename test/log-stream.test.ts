import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { revokeToken } from '../server/directory/tokens.ts'
import { insertEntries } from '../server/journal/journal.sql.ts'
import { openDatabase, write, type NewRow } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { EventStream } from './support/event-stream.ts'
import { create, createMany, person } from './support/scim.ts'
import { openBrowser, startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

describe.each(databases)('the provisioning log as it happens, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let directory: TestDirectory
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    directory = team.directory
  })

  const listen = async (asked = 'directory=all', headers: Record<string, string> = { authorization: `Bearer ${team.apiKey}` }, of = server) => {
    const stream = await EventStream.open(`${of.url}/v1/provisioning_log/stream?${asked}`, headers)
    onTestFinished(() => stream.close())
    return stream
  }
  const opened = async (...asked: Parameters<typeof listen>) => {
    const stream = await listen(...asked)
    expect(await stream.next()).toMatchObject({ event: 'open', data: { sequence: expect.any(Number) } })
    return stream
  }
  const newest = async () => (await team.api('GET', '/provisioning_log?limit=1')).body.items[0]
  const row = (requestId = server.environment.newId('req'), more: Partial<NewRow<'journal'>> = {}): NewRow<'journal'> => ({
    teamId: team.teamId,
    requestId,
    at: server.environment.now(),
    actorKind: 'directory_token',
    actorId: directory.tokenId,
    actorName: 'token',
    directoryId: directory.directoryId,
    operation: 'create_user',
    outcome: 'unchanged',
    status: 200n,
    code: null,
    subjectId: null,
    subjectName: null,
    changes: null,
    notes: null,
    wire: JSON.stringify({ method: 'POST', path: '/scim/v2', ip: '', userAgent: '', ms: 1 }),
    count: 1n,
    ...more,
  })

  test('sends each entry as the list has it, under its sequence', async () => {
    const stream = await opened()
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
    expect(stream.response.headers.get('cache-control')).toBe('no-store, no-transform')
    await create(directory, 'Users', person('ada'))
    const event = await stream.next()
    const entry = await newest()
    expect(event).toEqual({ id: String(entry.sequence), event: 'request', data: entry })
    expect(await stream.next('ping')).toEqual({ id: String(entry.sequence), event: 'ping', data: {} })
  })

  test('of one directory sends nothing of another, and never anything of another team', async () => {
    const [second, stranger] = [await team.addDirectory(), await server.addTeam()]
    const [all, one] = [await opened(), await opened(`directory=${second.directoryId}`)]
    await create(stranger.directory, 'Users', person('zoe'))
    await create(directory, 'Users', person('ada'))
    await create(second, 'Users', person('bo'))
    expect((await all.take(2)).map(({ data }) => data.subject.name)).toEqual(['ada@acme.example', 'bo@acme.example'])
    expect((await one.take(1)).map(({ data }) => data.subject.name)).toEqual(['bo@acme.example'])
    expect((await listen(`directory=${stranger.directory.directoryId}`)).response.status).toBe(404)
  })

  test('misses nothing, and tells nothing twice, where a browser comes back with the last id', async () => {
    const stream = await opened()
    await createMany(directory, 3, 'before')
    const [, last] = await stream.take(2)
    stream.close()
    await createMany(directory, 70, 'meanwhile')
    const again = await listen('directory=all&after=0', { authorization: `Bearer ${team.apiKey}`, 'last-event-id': last?.id ?? '' })
    const [open, ...events] = await again.take(72)
    expect(open).toMatchObject({ event: 'open', id: last?.id })
    const sequences = events.map(({ id }) => Number(id))
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other))
    expect(sequences[0]).toBeGreaterThan(Number(last?.id))
    const all = (await team.api('GET', '/provisioning_log?limit=200')).body.items
    expect(new Set(events.map(({ data }) => data.id))).toEqual(
      new Set(all.filter(({ sequence }: { sequence: number }) => sequence > Number(last?.id)).map(({ id }: { id: string }) => id)),
    )
    await create(directory, 'Users', person('after'))
    expect((await again.next())?.data.subject.name).toBe('after@acme.example')
  })

  test('goes on from an id that a ping brought, where nothing happened', async () => {
    const stream = await opened()
    const ping = await stream.next('ping')
    stream.close()
    await create(directory, 'Users', person('ada'))
    const again = await opened('directory=all', { authorization: `Bearer ${team.apiKey}`, 'last-event-id': ping?.id ?? '' })
    expect((await again.next())?.data.subject.name).toBe('ada@acme.example')
  })

  test('tells what other servers wrote, in one order, each once', async () => {
    const other = openDatabase(server.databaseUrl)
    onTestFinished(() => other.close())
    const stream = await opened()
    const ids = Array.from({ length: 120 }, () => server.environment.newId('req'))
    const writing = ids.map((id, place) => write(place % 2 === 0 ? server.db : other, (trx) => insertEntries(trx, [row(id)])))
    const events = await stream.take(ids.length)
    await Promise.all(writing)
    expect(new Set(events.map(({ data }) => data.id))).toEqual(new Set(ids))
    const sequences = events.map(({ id }) => Number(id))
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other))
  })

  test.runIf(database === 'postgres')('waits for who may still commit a lower sequence, and tells that first', async () => {
    const stream = await opened()
    const [low, high] = [server.environment.newId('req'), server.environment.newId('req')]
    const hasInserted = Promise.withResolvers<void>()
    const mayCommit = Promise.withResolvers<void>()
    const slow = write(server.db, async (trx) => {
      await insertEntries(trx, [row(low)])
      hasInserted.resolve()
      await mayCommit.promise
    })
    await hasInserted.promise
    await write(server.db, (trx) => insertEntries(trx, [row(high)]))
    const { sequence } = await newest()
    for (let pings = 0; pings < 3; pings++) expect(Number((await stream.next('ping'))?.id)).toBeLessThan(sequence - 1)
    expect((await team.api('GET', `/provisioning_log?after=0`)).body.items).toEqual([])
    mayCommit.resolve()
    await slow
    expect((await stream.take(2)).map(({ data }) => data.id)).toEqual([low, high])
    expect((await team.api('GET', `/provisioning_log?after=0`)).body.items.map(({ id }: { id: string }) => id)).toEqual([low, high])
  })

  describe('ends', () => {
    test('as its session is ended', async () => {
      const browser = await team.signIn()
      const stream = await opened('directory=all', { cookie: browser.cookie })
      await browser.api('DELETE', '/session')
      expect(await stream.next()).toMatchObject({ event: 'end', data: { reason: 'revoked' } })
      expect(await stream.next()).toBeUndefined()
      expect((await listen('directory=all', { cookie: browser.cookie })).response.status).toBe(401)
    })

    test('as its member is taken out of the team', async () => {
      const owner = await team.signIn()
      const { url } = (await owner.api('POST', '/invites', { email: 'ada@acme.example', role: 'auditor' })).body
      const auditor = await openBrowser(server.url, url)
      const stream = await opened('directory=all', { cookie: auditor.cookie })
      const { member_id: memberId } = (await auditor.api('GET', '/session')).body
      expect((await owner.api('DELETE', `/members/${memberId}`)).status).toBe(204)
      expect((await stream.next())?.data).toEqual({ reason: 'revoked' })
    })

    test('as its key is revoked', async () => {
      const key = await team.addKey(['directory:read'])
      const stream = await opened('directory=all', { authorization: `Bearer ${key}` })
      const { items } = (await team.api('GET', '/api_keys')).body
      for (const { id, scopes } of items) if (scopes.includes('directory:read')) await team.api('DELETE', `/api_keys/${id}`)
      expect((await stream.next())?.data).toEqual({ reason: 'revoked' })
    })

    test('as the member of its personal key becomes one who may not read it', async () => {
      const owner = await team.signIn()
      const { url } = (await owner.api('POST', '/invites', { email: 'ada@acme.example', role: 'auditor' })).body
      const auditor = await openBrowser(server.url, url)
      const { member_id: memberId } = (await auditor.api('GET', '/session')).body
      const key = (await auditor.api('POST', '/my/api_keys', { name: 'own', scopes: ['directory:read'] })).body.secret
      const stream = await opened('directory=all', { authorization: `Bearer ${key}` })
      expect((await owner.api('PATCH', `/members/${memberId}`, { role: 'member' })).status).toBe(200)
      expect((await stream.next())?.data).toEqual({ reason: 'revoked' })
    })

    test('as its session is not used: an open stream is no use of it', async () => {
      const browser = await team.signIn()
      const stream = await opened('directory=all', { cookie: browser.cookie })
      server.pass(3_601)
      expect((await stream.next())?.data).toEqual({ reason: 'revoked' })
    })

    test('but not as a token of a directory is revoked, which it is not opened by', async () => {
      const stream = await opened()
      await revokeToken(server.db, team.by(), (await team.addDirectory()).tokenId as Parameters<typeof revokeToken>[2])
      expect(await stream.next('ping')).toBeDefined()
    })
  })

  test('a sixth stream of a session is refused until another one is closed', async () => {
    const browser = await team.signIn()
    const streams = []
    for (let count = 0; count < 5; count++) streams.push(await opened('directory=all', { cookie: browser.cookie }))
    const refused = await listen('directory=all', { cookie: browser.cookie })
    expect(refused.response.status).toBe(429)
    expect(await refused.response.json()).toMatchObject({ code: 'too-many-streams', detail: expect.stringContaining('5 streams') })
    await opened() // by the key
    streams[0]?.close()
    for (;;) {
      const again = await listen('directory=all', { cookie: browser.cookie })
      if (again.response.status === 200) break
    }
  })

  test.each(['', 'directory=', 'directory=all&after=x', 'directory=all&after=-1'])('“%s” is refused', async (asked) => {
    expect([404, 422]).toContain((await listen(asked)).response.status)
  })
  test('a Last-Event-ID that is none of ours is refused', async () => {
    expect((await listen('directory=all', { authorization: `Bearer ${team.apiKey}`, 'last-event-id': 'x' })).response.status).toBe(422)
  })

  describe('on a server of its own', () => {
    const startOwn = async (streams: Parameters<typeof startTestServer>[1]) => {
      const own = await startTestServer(database, streams)
      team = await own.addTeam()
      directory = team.directory
      return own
    }

    test('a stream ends after an hour', async () => {
      const own = await startOwn({ streams: { longest: 30 } })
      onTestFinished(() => own.stop())
      expect((await (await opened('directory=all', undefined, own)).next())?.data).toEqual({ reason: 'longest' })
    })

    test('the server stops at once, whoever listens', async () => {
      const own = await startOwn({})
      const stream = await opened('directory=all', undefined, own)
      await own.stop()
      expect(await stream.next()).toBeUndefined()
    })

    test('who takes nothing of what waits is let go', async () => {
      const own = await startOwn({ streams: { stall: 100 } })
      onTestFinished(() => own.stop())
      const body = JSON.stringify({ text: 'x'.repeat(16_000) })
      for (let batch = 0; batch < 20; batch++)
        await write(own.db, (trx) =>
          insertEntries(
            trx,
            Array.from({ length: 60 }, () => row(own.environment.newId('req'), { body })),
          ),
        )
      const accepted = once(own.app.server, 'connection')
      const reader = connect(Number(new URL(own.url).port), '127.0.0.1')
      onTestFinished(() => void reader.destroy())
      reader.pause()
      reader.write(`GET /v1/provisioning_log/stream?directory=all&after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${team.apiKey}\r\n\r\n`)
      const [socket] = (await accepted) as [Socket]
      await once(socket, 'close')
      expect(socket.destroyed).toBe(true)
    })
  })
})
