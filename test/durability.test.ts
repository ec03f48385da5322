import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { databases, makeDatabase } from './support/databases.ts'
import { connectTeam } from './support/entitled.ts'
import { runPurser, servePurser } from './support/processes.ts'
import { ask } from './support/test-server.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

describe.each(databases)('a server that is killed, on %s', (database) => {
  test('has every write that it answered when it comes back, and of the others all or nothing', { timeout: 180_000 }, async () => {
    const { url: databaseUrl, remove } = await makeDatabase(database)
    onTestFinished(remove)
    const env = { PURSER_DATABASE_URL: databaseUrl, PURSER_SECRET_KEY: 'A'.repeat(43), PURSER_LOG_LEVEL: 'error' }
    const run = async (...args: string[]) => JSON.parse((await runPurser([...args, '--json'], env)).stdout)
    await connectTeam(databaseUrl, (await run('team', 'create', 'Acme', '--domain', 'acme.example')).teamId)
    const { directoryId } = await run('directory', 'create', 'Okta', '--provider', 'okta')
    const { token } = await run('token', 'create', '--directory', directoryId)
    const asIdp = (server: string, method: string, path: string, body?: unknown) =>
      ask(method, `${server}/scim/v2/${directoryId}${path}`, body, { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' })

    let server = await servePurser(env)
    onTestFinished(async () => void (await server.kill('SIGKILL')))
    const { id: groupId } = (await asIdp(server.url, 'POST', '/Groups', { schemas: [groupSchema], displayName: 'G' })).body
    const acknowledged = new Map<string, { id: string; joined: boolean }>()
    for (let round = 0; round < 3; round++) {
      let isDown = false
      const lane = async (number: number) => {
        for (let each = 0; !isDown; each++) {
          const userName = `u-${round}-${number}-${each}`
          const created = await asIdp(server.url, 'POST', '/Users', { schemas: [userSchema], userName }).catch(() => undefined)
          if (created?.status !== 201) return
          acknowledged.set(userName, { id: created.body.id, joined: false })
          const change = { Operations: [{ op: 'add', path: 'members', value: [{ value: created.body.id }] }] }
          const joined = await asIdp(server.url, 'PATCH', `/Groups/${groupId}`, change).catch(() => undefined)
          if (joined && joined.status < 300) acknowledged.set(userName, { id: created.body.id, joined: true })
        }
      }
      const enough = acknowledged.size + 150
      const lanes = Promise.all(Array.from({ length: 16 }, (_, number) => lane(number)))
      await expect.poll(() => acknowledged.size, { timeout: 60_000, interval: 5 }).toBeGreaterThan(enough)
      await server.kill('SIGKILL')
      isDown = true
      await lanes
      server = await servePurser(env)
    }

    const stored = new Map<string, string>()
    for (let startIndex = 1, total = Infinity; startIndex <= total; startIndex += 1_000) {
      const { body } = await asIdp(server.url, 'GET', `/Users?startIndex=${startIndex}&count=1000`)
      total = body.totalResults
      for (const { userName, id } of body.Resources) stored.set(userName, id)
    }
    const members = new Set((await asIdp(server.url, 'GET', `/Groups/${groupId}`)).body.members.map(({ value }: { value: string }) => value))
    expect(acknowledged.size).toBeGreaterThan(450)
    for (const [userName, { id, joined }] of acknowledged) {
      expect(stored.get(userName)).toBe(id)
      expect(!joined || members.has(id)).toBe(true)
    }
    // Each user came with its member and its row in the log, or not at all.
    const { stdout } = await runPurser(['member', 'list', '--json'], env)
    expect(stdout.trim().split('\n')).toHaveLength(stored.size)
    expect(await server.kill('SIGTERM')).toBe(0)
  })
})

describe('a server that is told to stop', () => {
  test('finishes the requests in flight and ends with 0', async () => {
    const { url: databaseUrl, remove } = await makeDatabase('sqlite')
    onTestFinished(remove)
    const env = { PURSER_DATABASE_URL: databaseUrl, PURSER_SECRET_KEY: 'A'.repeat(43) }
    const { teamId } = JSON.parse((await runPurser(['team', 'create', 'Acme', '--domain', 'acme.example', '--json'], env)).stdout)
    await connectTeam(databaseUrl, teamId)
    const { directoryId } = JSON.parse((await runPurser(['directory', 'create', 'Okta', '--json'], env)).stdout)
    const { token } = JSON.parse((await runPurser(['token', 'create', '--directory', directoryId, '--json'], env)).stdout)
    const server = await servePurser(env)
    const send = (number: number) =>
      ask(
        'POST',
        `${server.url}/scim/v2/${directoryId}/Users`,
        { schemas: [userSchema], userName: `u${number}` },
        { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      )
    await send(0) // it is warm, and its connection open
    const inFlight = Array.from({ length: 8 }, (_, number) => send(number + 1).catch((error: unknown) => ({ status: String(error) })))
    const ended = server.kill('SIGTERM')
    const statuses = (await Promise.all(inFlight)).map(({ status }) => status)
    expect(await ended).toBe(0)
    // A request that came too late to be accepted is told so by the connection or by 503; none is cut off with its work half done.
    const { stdout } = await runPurser(['member', 'list', '--json'], env)
    expect(stdout.trim().split('\n')).toHaveLength(1 + statuses.filter((status) => status === 201).length)
    expect(server.log.join('\n')).not.toContain(token)
  })

  test('waits no longer than some seconds for a client that sends half a request', async () => {
    const { url: databaseUrl, remove } = await makeDatabase('sqlite')
    onTestFinished(remove)
    const server = await servePurser({ PURSER_DATABASE_URL: databaseUrl, PURSER_SECRET_KEY: 'A'.repeat(43) })
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write('POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{')
    await ask('GET', `${server.url}/livez`) // the half was read before this was answered
    const startedAt = performance.now()
    expect(await server.kill('SIGTERM')).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })
})
