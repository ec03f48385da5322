import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { rotateToken } from '../directory/tokens.ts'
import { installation } from '../kernel/ids.ts'
import { createOperatorKey, rotateOperatorKey } from './operator-keys.ts'
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

  test.each(['rotate', 'revoke'])('of many who rotate a key at once, and %s it, no two successors live', async (other) => {
    const { key } = await make()
    const rotate = () => rotateApiKey(server.db, server.environment, team.by(), key.keyId, 600)
    const revoke = () => revokeApiKey(server.db, team.by(), key.keyId)
    const outcomes = await Promise.allSettled<unknown>([rotate(), other === 'rotate' ? rotate() : revoke(), rotate(), rotate()])
    const successors = await server.db.read.selectFrom('apiKeys').select('keyId').where('firstKeyId', '=', key.keyId).execute()
    expect(successors.length).toBeLessThanOrEqual(1)
    const row = await server.db.read.selectFrom('apiKeys').selectAll().where('keyId', '=', key.keyId).executeTakeFirstOrThrow()
    expect(row.replacedBy).toBe(successors[0]?.keyId ?? null)
    // Where it is revoked, it is so first or last: before it nothing is rotated twice, and after it nothing at all.
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(successors.length + (other === 'rotate' ? 0 : 1))
    expect(row.revokedAt === null).toBe(other === 'rotate')
  })

  test('a key that was replaced is not rotated again, and its successor lives as long as it was made for', async () => {
    const { key } = await make(addSeconds(server.environment.now(), 86_400))
    const rotate = (keyId: string) => rotateApiKey(server.db, server.environment, team.by(), keyId, 600)
    const { key: next } = await rotate(key.keyId)
    await expect(rotate(key.keyId)).rejects.toThrow(`was replaced by ${next.keyId}`)
    const { key: last } = await rotate(next.keyId)
    expect(Date.parse(last.expiresAt ?? '') - Date.parse(last.createdAt)).toBeCloseTo(86_400_000, -3)
    // The same holds for tokens and the operator's keys.
    const by = { ...team.by(), teamId: installation }
    const ops = await createOperatorKey(server.db, server.environment, by, { name: 'ops', scopes: ['*'], expiresAt: null })
    const rotateOps = () => rotateOperatorKey(server.db, server.environment, by, ops.key.keyId, 600)
    const token = () => rotateToken(server.db, server.environment, team.by(), team.directory.tokenId, 600)
    for (const each of [rotateOps, token]) {
      await each()
      await expect(each()).rejects.toThrow('was replaced by')
    }
  })

  test('who made and revoked a key is kept by id: the member, by whichever credential', async () => {
    const browser = await (await server.addTeam({ ownerEmail: 'owner@acme.example' })).signIn()
    const { member_id: memberId } = (await browser.api('GET', '/session')).body
    const { id } = (await browser.api('POST', '/api_keys', { name: 'k', scopes: ['*'] })).body
    await browser.api('DELETE', `/api_keys/${id}`)
    const row = await server.db.read.selectFrom('apiKeys').selectAll().where('keyId', '=', id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ createdById: memberId, revokedById: memberId })
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
