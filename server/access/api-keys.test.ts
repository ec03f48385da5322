import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { createApiKey, revokeApiKey, rotateApiKey } from './api-keys.ts'

describe.each(databases)('API keys, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
  })
  afterAll(() => server.stop())

  const status = async (secret: string) => (await ask('GET', `${server.url}/v1/users`, undefined, { authorization: `Bearer ${secret}` })).status
  const make = (expiresAt: Parameters<typeof createApiKey>[3]['expiresAt'] = null) =>
    createApiKey(server.db, server.environment, team.by(), { name: 'k', scopes: ['*'], expiresAt })

  test('a key opens its team until it is revoked', async () => {
    const { key, secret } = await make()
    expect(await status(secret)).toBe(200)
    await revokeApiKey(server.db, team.by(), key.keyId)
    expect(await status(secret)).toBe(401)
    await expect(revokeApiKey(server.db, team.by(), key.keyId)).rejects.toThrow('revoked already')
  })

  test('a key ends when it was said to', async () => {
    const { secret } = await make(addSeconds(server.environment.now(), 3_600))
    expect(await status(secret)).toBe(200)
    server.pass(3_601)
    expect(await status(secret)).toBe(401)
  })

  test('a rotated key goes on for the overlap, beside the one that replaces it', async () => {
    const { key, secret: old } = await make()
    const { secret: next } = await rotateApiKey(server.db, server.environment, team.by(), key.keyId, 600)
    expect([await status(old), await status(next)]).toEqual([200, 200])
    server.pass(601)
    expect([await status(old), await status(next)]).toEqual([401, 200])
  })

  test('no secret is stored, nor told in the journal', async () => {
    const { key, secret } = await make()
    await rotateApiKey(server.db, server.environment, team.by(), key.keyId, 0)
    for (const table of ['apiKeys', 'credentials', 'journal'] as const) {
      const rows = await server.db.read.selectFrom(table).selectAll().execute()
      expect(JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(secret.slice(16))
    }
  })

  test('a scope that is none is refused, and nothing is made', async () => {
    const before = await server.db.read.selectFrom('apiKeys').selectAll().execute()
    await expect(createApiKey(server.db, server.environment, team.by(), { name: 'k', scopes: ['everything'], expiresAt: null })).rejects.toThrow(
      'not a scope',
    )
    expect(await server.db.read.selectFrom('apiKeys').selectAll().execute()).toHaveLength(before.length)
  })

  test('a key of another team is not found', async () => {
    const { key } = await make()
    const other = await server.addTeam()
    await expect(revokeApiKey(server.db, other.by(), key.keyId)).rejects.toThrow('no API key')
  })
})
