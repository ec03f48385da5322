import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../server/app.ts'
import { realEnvironment } from '../server/kernel/environment.ts'
import { isDatabaseAway } from '../server/store/dialect.ts'
import { openDatabase } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { create, expectScimError, patchOf, person } from './support/scim.ts'
import { ask, sessionLife, startTestServer } from './support/test-server.ts'

describe.each(databases)('on %s', (database) => {
  test('what breaks is 500 in SCIM’s words, without SQL or a stack, and names the request (GH:fleetdm/fleet#52593; GH:Metatavu/keycloak-scim-server#114)', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { directory, api } = await server.addTeam()
    const path = `/Users/${await create(directory, 'Users', person('ana'))}`
    await server.db.transact((trx) => trx.schema.alterTable('directoryUsers').renameTo('elsewhere').execute())
    const answers = [
      await directory.scim('GET', '/Users'),
      await directory.scim('GET', path),
      await directory.scim('POST', '/Users', person('bo')),
      await directory.scim('PUT', path, person('ana')),
      await directory.scim('PATCH', path, patchOf({ op: 'replace', value: { active: false } })),
      await directory.scim('DELETE', path),
    ]
    for (const answer of answers) {
      expectScimError(answer, 500, undefined, /^Purser failed; nothing was changed\. Ask its operator to look for req_\w{26} in the log\.$/)
      expect(answer.body.detail).toContain(answer.headers.get('x-request-id'))
    }
    const told = await api('GET', '/users')
    expect(told).toMatchObject({ status: 500, body: { code: 'internal-error' } })
    for (const { text } of [...answers, told]) expect(text).not.toMatch(/directory_?users|elsewhere|select|no such table|relation|node_modules/i)
  })
})

test('a database that is away is 503 with Retry-After, in SCIM’s words and in those of the API', async () => {
  const db = openDatabase('postgres://nobody@127.0.0.1:1/nothing')
  const app = buildApp({
    db,
    environment: realEnvironment,
    secretKeys: [realEnvironment.chance(32)],
    publicUrl: () => '',
    authFailureRate: 1,
    sessionLife,
    signInRate: 1,
  })
  onTestFinished(async () => {
    await app.close()
    await db.close()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { addTeam, stop } = await startTestServer('sqlite')
  onTestFinished(stop)
  const { directory, apiKey } = await addTeam() // words in the form of ours, so that the database is asked for them
  const scim = await ask('GET', `${url}/scim/v2/${directory.directoryId}/Users`, undefined, { authorization: `Bearer ${directory.token}` })
  expectScimError(scim, 503, undefined, /^The database cannot be reached\. Try again shortly\. Reference: req_\w{26}\.$/)
  const api = await ask('GET', `${url}/v1/members`, undefined, { authorization: `Bearer ${apiKey}` })
  expect(api).toMatchObject({ status: 503, body: { code: 'database-unavailable' } })
  for (const { headers } of [scim, api]) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
})

test('PostgreSQL cuts off a transaction between two of its queries: it fails as one whose database is away, and the next one works', async () => {
  const server = await startTestServer('postgres')
  onTestFinished(server.stop)
  const cut = server.db.transact(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(server.db.read)
    await pause(200) // nobody asks anything of the connection as it breaks
    await sql`select 1`.execute(trx)
  })
  expect(isDatabaseAway(await cut.catch((error: unknown) => error))).toBe(true)
  expect(await server.db.transact((trx) => sql`select 1 as one`.execute(trx))).toMatchObject({ rows: [{ one: 1 }] })
})
