import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { create, patchOf, person } from '../support/scim.ts'
import { ask, type TestServer, type TestTeam } from '../support/test-server.ts'
import { startWithSpenders, type Spenders } from './spenders.ts'
import { sendEvents, usage } from './events.ts'

describe.each(databases)('what comes back after things moved, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let somebody: Spenders['somebody']
  beforeAll(async () => {
    ;({ server, team, somebody } = await startWithSpenders(database))
  })
  afterAll(() => server.stop())

  const standing = async (user: string) => (await team.api('GET', `/users/${user}/effective_limit`)).body
  /** Sends an event that waits in quarantine. Answers its id there. */
  const wait = async (event: { id: string }): Promise<string> => {
    expect((await sendEvents(team, server, event)).body.results).toMatchObject([{ status: 'accepted', quarantined: true }])
    const { items } = (await team.api('GET', '/quarantined_events?status=waiting')).body
    return items.find((each: { event_id: string }) => each.event_id === event.id).id
  }
  const release = (id: string, cost: string) => team.api('POST', `/quarantined_events/${id}/release`, { cost })
  /** Gives the name of somebody to somebody else. */
  const passOn = async (user: string, name: string) => {
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { userName: `was-${name}@acme.example`, emails: [] } }))
    return create(team.directory, 'Users', { ...person(name), externalId: `next-${name}` })
  }

  test('a released event is booked for whom it was when it came, not for whoever has the name now', async () => {
    const { user, name, as } = await somebody()
    const id = await wait(usage(`named-${name}`, as, undefined))
    const heir = await passOn(user, name)
    expect((await release(id, '1')).status).toBe(200)
    expect([(await standing(user)).settled, (await standing(heir)).settled]).toEqual(['1.00', '0.00'])
    const { items } = (await team.api('GET', `/usage_events?user=${user}`)).body
    expect(items).toMatchObject([{ subject: as, amount: '1.00' }])
  })

  test('an event of nobody stays that of nobody', async () => {
    const id = await wait(usage('of-nobody', 'user_name:later@acme.example', undefined))
    const later = await create(team.directory, 'Users', person('later'))
    expect((await release(id, '1')).status).toBe(200)
    expect((await standing(later)).settled).toBe('0.00')
    expect((await team.api('GET', '/usage_events?user=unattributed')).body.items).toMatchObject([{ id: 'of-nobody', member_id: null }])
  })

  test.each([
    ['usage', '-7', {}],
    ['refund', '7', { kind: 'refund' }],
  ])('%s is released at no cost of %s', async (_kind, cost, data) => {
    const { user, name, as } = await somebody()
    const id = await wait(usage(`sign-${name}`, as, undefined, data))
    expect(await release(id, cost)).toMatchObject({ status: 422, body: { code: 'amount-invalid', errors: [{ pointer: '#/cost' }] } })
    expect((await standing(user)).settled).toBe('0.00')
    expect((await release(id, cost.startsWith('-') ? '7' : '-7')).status).toBe(200)
  })

  test('an answer that was lost is given again, though the address that was asked with means nobody now', async () => {
    const { user, name, as } = await somebody()
    const hold = (amount: string) =>
      ask('POST', `${server.url}/v1/authorizations`, { user: as, amount }, { ...headers(), 'idempotency-key': `lost-${name}` })
    const first = await hold('2')
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { userName: `was-${name}@acme.example` } }))
    expect(await hold('2')).toMatchObject({ status: 201, body: { id: first.body.id } })
    expect(await hold('3')).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } })
    expect((await standing(user)).held).toBe('2.00')
  })
  const headers = () => ({ authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json' })

  test('an event without a time is booked in the period in which it came, also when it is released in the next', async () => {
    const { user, name, as } = await somebody()
    const id = await wait(usage(`untimed-${name}`, as, undefined))
    const { start, end } = (await standing(user)).period
    const came = server.environment.now()
    server.pass(32 * 86_400)
    expect((await standing(user)).period.start >= end).toBe(true)
    expect((await release(id, '1')).status).toBe(200)
    const [item] = (await team.api('GET', `/usage_events?user=${user}`)).body.items
    expect(item).toMatchObject({ period_start: start, late: true })
    expect(item.time <= came).toBe(true)
  })

  test('a refund of a hold of an earlier period is booked in the present one, and its account is locked', async () => {
    const { user, name } = await somebody()
    const { id } = (await team.api('POST', '/authorizations', { user, amount: '5' })).body
    server.pass(35 * 86_400)
    const refund = usage(`back-${name}`, user, '-1', { kind: 'refund', authorization: id })
    expect((await sendEvents(team, server, refund)).body.results).toMatchObject([{ status: 'accepted' }])
    const { period } = await standing(user)
    expect((await team.api('GET', `/usage_events?user=${user}`)).body.items).toMatchObject([{ period_start: period.start, amount: '-1.00' }])
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, differences: [] })
  })
})
