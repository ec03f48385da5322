import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { create, person } from '../../test/support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { sendEvents, usage } from '../../test/spend/events.ts'

type Found = { code: string; detail: string; severity: string; since: string; evidence: { request: string }[] }

describe.each(databases)('findings of usage, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
  })
  afterAll(() => server.stop())
  const find = async (code: string): Promise<Found | undefined> =>
    (await team.api('GET', '/findings')).body.items.find((finding: Found) => finding.code === code)
  const send = async (events: object) => (await sendEvents(team, server, events)).body.results.map(({ status }: { status: string }) => status)

  test('usage that is nobody’s is a finding until it is taken back, and again where more comes', async () => {
    expect(await find('usage-unattributed')).toBeUndefined()
    await send([usage('stray', 'user_name:late@acme.example', '2'), usage('nameless', 'x', '1', {}, { subject: undefined })])
    const found = await find('usage-unattributed')
    expect(found).toMatchObject({
      severity: 'warning',
      detail: expect.stringMatching(/user_name:late@acme\.example/),
      since: expect.stringMatching(/^20.*Z$/),
    })
    expect(found?.evidence[0]?.request).toMatch(/^req_/)
    // They come, and what is booked stays nobody's.
    await create(team.directory, 'Users', person('late'))
    expect(await find('usage-unattributed')).toBeDefined()
    const refund = { kind: 'refund', corrects: { source: 'gateway', id: 'stray' } }
    expect(
      await send([
        usage('back', 'x', '-2', refund, { subject: undefined }),
        usage('back too', 'x', '-1', { ...refund, corrects: { source: 'gateway', id: 'nameless' } }, { subject: undefined }),
        usage('anew', 'user_name:late@acme.example', '2'),
      ]),
    ).toEqual(['accepted', 'accepted', 'accepted'])
    expect(await find('usage-unattributed')).toBeUndefined()
    await send(usage('more', 'user_name:nobody@acme.example', '1'))
    expect(await find('usage-unattributed')).toBeDefined()
    server.pass(70 * 86_400) // its period is long over
    expect(await find('usage-unattributed')).toBeUndefined()
  })

  test('events in quarantine are a finding until each was released or discarded', async () => {
    expect(await find('usage-quarantined')).toBeUndefined()
    await team.api('PATCH', '/team', { event_ceiling: '100' })
    await send([usage('dear', 'user_name:late@acme.example', '1000'), usage('priceless', 'user_name:late@acme.example', undefined)])
    expect(await find('usage-quarantined')).toMatchObject({
      severity: 'warning',
      since: expect.stringMatching(/^20.*Z$/),
      detail: expect.stringMatching(/^2 usage events wait .*1 tell no cost, 1 cost more .*dear of gateway/),
    })
    const { items } = (await team.api('GET', '/quarantined_events?status=waiting')).body
    const idOf = (name: string) => items.find(({ event_id: id }: { event_id: string }) => id === name)?.id
    await team.api('POST', `/quarantined_events/${idOf('priceless')}/release`, { cost: '0.5' })
    expect((await find('usage-quarantined'))?.detail).toMatch(/^1 usage event waits/)
    await team.api('POST', `/quarantined_events/${idOf('dear')}/discard`, {})
    expect(await find('usage-quarantined')).toBeUndefined()
  })

  test('are of their own team', async () => {
    await send([usage('again', 'user_name:nobody@acme.example', '1'), usage('dear again', 'x', '1000')])
    const other = await server.addTeam()
    const codes = (await other.api('GET', '/findings')).body.items.map(({ code }: Found) => code)
    expect(codes.filter((code: string) => code.startsWith('usage-'))).toEqual([])
  })
})
