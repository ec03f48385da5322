import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseMember } from '../../server/provisioning/erase-member.ts'
import { reconcile } from '../../server/spend/ledger/reconcile.ts'
import { databases } from '../support/databases.ts'
import { create, person } from '../support/scim.ts'
import { ask, startTestServer, type TestServer } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'
import { done } from './given-team.ts'

describe.each(databases)('somebody who is erased, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  test('is named nowhere in what they spent, held, were denied or left in quarantine; amounts, sums and numbers stay, and what waits can be released', async () => {
    const team = await server.addTeam()
    const { scim } = team.directory
    const user = await create(team.directory, 'Users', person('zaphod', { displayName: 'Zaphod Forgotten' }))
    const bystander = await create(team.directory, 'Users', person('trillian'))
    const { id: member } = done(await team.api('GET', `/users/${user}`)).body
    done(await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' }))
    done(await team.api('PATCH', '/team', { event_ceiling: '100' }))
    const metadata = { asked_by: 'Zaphod Forgotten' }
    const headers = (key: string) => ({ authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json', 'idempotency-key': key })
    const hold = (amount: string) => ask('POST', `${server.url}/v1/authorizations`, { user: member, amount, metadata }, headers(amount))
    const held = done(await hold('4'), 201).body
    done(await team.api('POST', `/authorizations/${held.id}/settle`, { amount: '3', metadata }))
    done(await hold('1'), 201)
    const denied = done(await hold('50'), 402).body
    const as = 'user_name:zaphod@acme.example'
    const aboveCeiling = usage('absurd', as, '500', { note: 'by Zaphod', 'gen_ai.usage.input_tokens': 7 })
    done(
      await sendEvents(team, server, [
        usage('one', as, '1.5', { note: 'by Zaphod' }),
        usage('two', 'user_name:trillian@acme.example', '2', { note: 'not theirs' }),
        usage('typo', 'user_name:Zaphod Forgotten', '0.25'), // nobody has this name
        usage('nobody', 'user_name:somebody@else.example', '0.5'),
        aboveCeiling,
        usage('absurd typo', 'external_id:zaphod@acme.example', '600'),
      ]),
    )
    const before = done(await team.api('GET', `/users/${member}/effective_limit`)).body
    const numbers = async () =>
      (await server.db.read.selectFrom('ledgerEntries').select(['entryId', 'number', 'amountMicros']).orderBy('entryId').execute()).map((row) =>
        Object.values(row).join(' '),
      )
    const entries = await numbers()
    expect(entries).toHaveLength(5)

    done(await scim('DELETE', `/Users/${user}`), 204)
    await eraseMember(server.db, team.by(), member)

    const tables = ['ledgerEntries', 'authorizations', 'decisions', 'quarantine', 'idempotencyKeys', 'resolutions', 'usageHourly', 'journal'] as const
    for (const table of tables) {
      const rows = await server.db.read.selectFrom(table).selectAll().execute()
      const text = JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
      expect(text, table).not.toMatch(/zaphod/i)
      expect(rows.length, table).toBeGreaterThan(0)
    }
    expect(await numbers()).toEqual(entries)
    const { settled, held: stillHeld } = done(await team.api('GET', `/users/${member}/effective_limit`)).body
    expect([settled, stillHeld]).toEqual([before.settled, before.held])
    expect(settled).toBe('4.50')
    expect((await reconcile(server.db, team.by(), 'without hurry')).sumsDiffering).toBe(0n)
    // Others are told as before.
    expect(done(await team.api('GET', `/usage_events?user=${bystander}`)).body.items).toMatchObject([
      { subject: 'user_name:trillian@acme.example', data: { note: 'not theirs' } },
    ])
    const ofNobody = done(await team.api('GET', '/usage_events?user=unattributed')).body.items
    expect(Object.fromEntries(ofNobody.map(({ id, subject }: { id: string; subject: string | null }) => [id, subject]))).toEqual({
      nobody: 'user_name:somebody@else.example',
      typo: null,
    })
    expect(done(await team.api('GET', `/decisions/${denied.instance.split('/').at(-1)}`)).body).toMatchObject({
      member_id: member,
      requested: '50.00',
    })
    // What waited can be released, counts for the member, and is known again.
    const { items } = done(await team.api('GET', '/quarantined_events?status=waiting')).body
    const whose = new Map(items.map(({ event_id: id, member_id: of }: { event_id: string; member_id: string | null }) => [id, of]))
    expect(Object.fromEntries(whose)).toEqual({ 'absurd typo': null, absurd: member })
    for (const { id } of items) done(await team.api('POST', `/quarantined_events/${id}/release`, {}))
    expect(done(await team.api('GET', `/users/${member}/effective_limit`)).body.settled).toBe('504.50')
    expect(done(await sendEvents(team, server, aboveCeiling)).body.results).toMatchObject([{ status: 'duplicate' }])
    expect(done(await hold('1'), 201).body).toMatchObject({ metadata: {} }) // a repetition is answered as it was, but for the name
  })
})
