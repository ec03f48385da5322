import { describe, expect, onTestFinished, test } from 'vitest'
import { rotateToken } from '../server/directory/tokens.ts'
import { databases } from './support/databases.ts'
import { expectScimError } from './support/scim.ts'
import { startTestServer } from './support/test-server.ts'

describe.each(databases)('a token, on %s', (database) => {
  test('without an end opens its directory for years (ENTRA: use-scim-to-provision-users-and-groups), and is replaced without a gap (GH:hashicorp/web-unified-docs#3304; GH:gravitational/teleport#55662)', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    const { tokenId, token: old, scim } = team.directory
    const listWith = (token: string) => scim('GET', '/Users?count=0', undefined, { authorization: `Bearer ${token}` })
    server.pass(5 * 365 * 86_400)
    expect((await listWith(old)).status).toBe(200)
    const { secret } = await rotateToken(server.db, server.environment, team.by(), tokenId, 3_600)
    server.pass(3_590)
    for (const token of [old, secret]) expect((await listWith(token)).status).toBe(200)
    server.pass(20)
    expectScimError(await listWith(old), 401)
    expect((await listWith(secret)).status).toBe(200)
  })
})
