import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../../test/support/databases.ts'
import { create, person } from '../../../test/support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../../test/support/test-server.ts'
import { keepHouse } from '../../housekeeping.ts'

describe.each(databases)('requests under an Idempotency-Key, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let user: string
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
    user = await create(team.directory, 'Users', person('ada'))
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' })
  })
  afterAll(() => server.stop())

  const post = (path: string, key: string, body: object) =>
    ask('POST', `${server.url}/v1${path}`, body, {
      authorization: `Bearer ${team.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    })
  const hold = (key: string, amount: string) => post('/authorizations', key, { user, amount })
  const heldNow = async () => (await team.api('GET', `/users/${user}/effective_limit`)).body.held
  const keepHouseNow = () => keepHouse(server.db, server.environment, { requestBodyDays: 30, provisioningLogDays: 400 })

  test('that come at once are one hold: the second waits for the first, and is answered the same', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => hold('at once', '1')))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await heldNow()).toBe('1.00')
  })

  test('that were denied are decided afresh when they are repeated, each with a decision of its own', async () => {
    const [first, second] = [await hold('afresh', '12'), await hold('afresh', '12')]
    expect([first.status, second.status]).toEqual([402, 402])
    expect(first.body.instance).not.toBe(second.body.instance)
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '20' })
    const admitted = await hold('afresh', '12')
    expect(admitted.status).toBe(201)
    expect((await hold('afresh', '12')).body.id).toBe(admitted.body.id)
    await team.api('POST', `/authorizations/${admitted.body.id}/void`)
  })

  test('that change a hold do so once, one after another and at once, and stand for that hold alone', async () => {
    const di = await create(team.directory, 'Users', person('di'))
    const make = async () => (await team.api('POST', '/authorizations', { user: di, amount: '2' })).body
    const [one, other] = [await make(), await make()]
    const changes: [what: string, body: object][] = [
      ['increment', { amount: '1' }],
      ['settle', { amount: '0.5', final: false }],
      ['void', {}],
    ]
    for (const [what, body] of changes) {
      const change = (made: { id: string }) => post(`/authorizations/${made.id}/${what}`, `to ${what}`, body)
      const [first, ...again] = [await change(one), await change(one), ...(await Promise.all([change(one), change(one)]))]
      expect(first.status, what).toBe(200)
      expect(new Set([first, ...again].map(({ text }) => text)).size, what).toBe(1)
      expect((await change(other)).body, what).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
    }
    expect((await team.api('GET', `/authorizations/${one.id}`)).body).toMatchObject({ status: 'voided', amount: '3.00', settled: '0.50' })
    expect((await team.api('GET', `/authorizations/${other.id}`)).body).toMatchObject({ status: 'held', amount: '2.00', settled: '0.00' })
  })

  test('that come at once for two people are a hold of one of them, and tell the other that the key is taken', async () => {
    const users = await Promise.all(['bo', 'cy'].map((name) => create(team.directory, 'Users', person(name))))
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(users.map((each) => post('/authorizations', `of two ${round}`, { user: each, amount: '1' })))
      expect(answers.map(({ status, body }) => body.code ?? status).toSorted((one) => (one === 201 ? -1 : 1))).toEqual([
        201,
        'idempotency-key-reused',
      ])
    }
  })

  test('are answered the same for 30 days and then forgotten; a final settlement counts once all the same', async () => {
    const made = await hold('kept', '2')
    const settled = await post(`/authorizations/${made.body.id}/settle`, 'settled', { amount: '1.5' })
    server.pass(29 * 86_400)
    await keepHouseNow()
    expect((await hold('kept', '2')).body.id).toBe(made.body.id)
    expect((await hold('kept', '3')).body.code).toBe('idempotency-key-reused')
    server.pass(86_401)
    await keepHouseNow()
    expect(await server.db.read.selectFrom('idempotencyKeys').selectAll().execute()).toEqual([])
    expect((await hold('kept', '2')).body.id).not.toBe(made.body.id)
    expect((await post(`/authorizations/${made.body.id}/settle`, 'settled', { amount: '1.5' })).body).toEqual(settled.body)
    const { items } = (await team.api('GET', `/usage_events?user=${user}`)).body
    expect(items).toHaveLength(1)
  })
})
