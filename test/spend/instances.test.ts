import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { servePurser, type RunningServer } from '../support/processes.ts'
import { create, patchOf, person } from '../support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

// Nothing of limits, spend or people is kept in a process: what one wrote decides at the next.
describe.each(databases)('two instances on one database, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let other: RunningServer
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' })
    const settings = {
      PURSER_DATABASE_URL: server.databaseUrl,
      PURSER_SECRET_KEY: Buffer.alloc(32, 7).toString('base64url'),
      PURSER_LOG_LEVEL: 'error',
    }
    other = await servePurser({ ...process.env, ...settings })
  })
  afterAll(async () => {
    await other.kill('SIGKILL')
    await server.stop()
  })

  const atOther = (method: string, path: string, body?: object) =>
    ask(method, `${other.url}/v1${path}`, body, { authorization: `Bearer ${team.apiKey}`, ...(body && { 'content-type': 'application/json' }) })

  test('7: one that saw how it stood before admits, shows and changes nothing by that (litellm#30684)', async () => {
    const user = await create(team.directory, 'Users', person('seven'))
    const view = async () => (await atOther('GET', `/users/${user}/effective_limit`)).body
    expect(await view()).toMatchObject({ settled: '0.00', held: '0.00', remaining: '10.00' })
    const held = await atOther('POST', '/authorizations', { user, amount: '4' })
    expect(held.status).toBe(201)
    // The first one spends all that the other one saw.
    expect((await team.api('POST', `/authorizations/${held.body.id}/settle`, { amount: '4' })).status).toBe(200)
    expect((await team.api('POST', '/authorizations', { user, amount: '6' })).status).toBe(201)
    expect((await atOther('POST', '/spend/check', { user, amount: '1' })).body).toMatchObject({ allowed: false, max_approvable: '0.00' })
    expect(await atOther('POST', '/authorizations', { user, amount: '0.01' })).toMatchObject({ status: 402, body: { settled: '4.00', held: '6.00' } })
    expect(await view()).toMatchObject({ settled: '4.00', held: '6.00', remaining: '0.00' })
    // And a limit that the first one lowers binds the other.
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '3' })
    expect(await view()).toMatchObject({ limit: { amount: '3.00' }, remaining: '-7.00' })
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' })
  })

  test('24: who is deprovisioned at one spends nothing at the other (litellm#26861, #34180)', async () => {
    const user = await create(team.directory, 'Users', person('leaver'))
    const hold = () => atOther('POST', '/authorizations', { user, amount: '1' })
    const setActive = (value: boolean) => team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: value } }))
    expect((await hold()).status).toBe(201)
    await setActive(false)
    expect(await hold()).toMatchObject({ status: 403, body: { code: 'user-inactive' } })
    await setActive(true)
    expect((await hold()).status).toBe(201)
  })
})
