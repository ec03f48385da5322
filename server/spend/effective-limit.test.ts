import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

describe.each(databases)('the effective limit of a member, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let user: string
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())
  beforeAll(async () => {
    team = await server.addTeam()
    user = (await team.directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'ada' })).body.id
  })

  const addGroup = async (displayName: string, members: string[], limit?: string) => {
    const { body } = await team.directory.scim('POST', '/Groups', {
      schemas: [groupSchema],
      displayName,
      members: members.map((value) => ({ value })),
    })
    if (limit !== undefined)
      expect(await team.api('PUT', `/spend_limits/groups/${body.id}`, { kind: 'amount', amount: limit })).toMatchObject({ status: 200 })
    return String(body.id)
  }
  const ask = async (address = user) => (await team.api('GET', `/users/${address}/effective_limit`)).body

  test('where nothing is set it is unlimited, and says that it rests on nothing', async () => {
    expect(await ask()).toMatchObject({
      limit: { kind: 'unlimited' },
      source: 'none',
      deciding: [],
      considered: [],
      ignored: [],
      not_shown: 0,
      directory_version: null,
      currency: 'USD',
    })
  })

  test('the members of a group get its limit, each name in its place', async () => {
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '50' })
    const low = await addGroup('Low', [user], '20')
    const high = await addGroup('High', [user], '80')
    const unset = await addGroup('Unset', [user])
    const outer = await addGroup('Outer', [high], '90')
    const answer = await ask()
    expect(answer).toEqual({
      member_id: expect.stringMatching(/^mem_/),
      status: 'active',
      currency: 'USD',
      limit: { kind: 'amount', amount: '80.00' },
      source: 'group',
      deciding: [{ group: high, name: 'High' }],
      considered: [
        { scope: 'group', group: high, name: 'High', kind: 'amount', amount: '80.00' },
        { scope: 'group', group: low, name: 'Low', kind: 'amount', amount: '20.00' },
        { scope: 'team_default', kind: 'amount', amount: '50.00' },
      ],
      ignored: expect.arrayContaining([
        { group: unset, name: 'Unset', reason: 'unset' },
        { group: outer, name: 'Outer', reason: 'nested', via: [{ group: high, name: 'High' }] },
      ]),
      not_shown: 0,
      period: { start: expect.stringMatching(/-01T00:00:00.000Z$/), end: expect.stringMatching(/-01T00:00:00.000Z$/) },
      settled: '0.00',
      held: '0.00',
      remaining: '80.00',
      directory_version: expect.stringMatching(/^req_/),
      as_of: expect.stringMatching(/Z$/),
    })
    await team.directory.scim('DELETE', `/Groups/${high}`)
    expect(await ask()).toMatchObject({ limit: { amount: '20.00' }, deciding: [{ name: 'Low' }] })
    await team.api('DELETE', `/spend_limits/groups/${low}`)
    expect(await ask()).toMatchObject({ limit: { amount: '50.00' }, source: 'team_default' })
    await team.api('DELETE', '/spend_limits/team_default')
    expect(await ask()).toMatchObject({ limit: { kind: 'unlimited' }, source: 'none' })
  })

  test('a ring of groups ends, and a mesh of them is no more work than its groups', async () => {
    const one = await addGroup('Ring one', [user])
    const other = await addGroup('Ring other', [one])
    await team.directory.scim('PATCH', `/Groups/${one}`, { Operations: [{ op: 'add', path: 'members', value: [{ value: other }] }] })
    let layer = [one, other]
    for (let depth = 0; depth < 9; depth++) {
      const next = []
      for (let place = 0; place < 4; place++) next.push(await addGroup(`Mesh ${depth} ${place}`, layer, '1'))
      layer = next
    }
    const { ignored, not_shown: notShown } = await ask()
    expect(ignored.length).toBe(20)
    expect(notShown).toBeGreaterThan(10)
  })

  test('with nested groups expanded, an outer group decides, and the way to it is named (GH:keycloak/keycloak#51078; GH:goauthentik/authentik#6695)', async () => {
    const expanding = await server.addTeam()
    await server.db.transact((trx) => trx.updateTable('teams').set({ nestedGroups: 'expand' }).where('teamId', '=', expanding.teamId).execute())
    const { scim } = expanding.directory
    const { id } = (await scim('POST', '/Users', { schemas: [userSchema], userName: 'bo' })).body
    const inner = (await scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'Inner', members: [{ value: id }] })).body.id
    const outer = (await scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'Outer', members: [{ value: inner }] })).body.id
    await expanding.api('PUT', `/spend_limits/groups/${outer}`, { kind: 'unlimited' })
    expect((await expanding.api('GET', `/users/${id}/effective_limit`)).body).toMatchObject({
      limit: { kind: 'unlimited' },
      deciding: [{ group: outer, name: 'Outer', via: [{ group: inner, name: 'Inner' }] }],
    })
  })

  test('a limit keeps its history in its own rows', async () => {
    const group = await addGroup('History', [], '10')
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '11', reason: 'a raise' })
    await team.api('DELETE', `/spend_limits/groups/${group}`)
    const rows = await server.db.read
      .selectFrom('limits')
      .selectAll()
      .where('teamId', '=', team.teamId)
      .where('scope', '=', 'group')
      .orderBy('limitId')
      .execute()
    const history = rows.filter(({ subjectId }) => subjectId === group)
    expect(history.map(({ amountMicros }) => amountMicros)).toEqual([10_000_000n, 11_000_000n])
    expect(history[0]).toMatchObject({ untilAt: history[1]?.sinceAt, untilRequest: history[1]?.sinceRequest })
    expect(history[1]).toMatchObject({ reason: 'a raise', untilAt: expect.any(String), untilRequest: expect.stringMatching(/^req_/) })
  })

  test.each([
    [{ kind: 'amount', amount: 5 }, 'amount-invalid', 'money is a decimal string, never a number'],
    [{ kind: 'amount', amount: null }, 'amount-invalid', 'nor null'],
    [{ kind: 'amount', amount: 'NaN' }, 'amount-invalid', 'nor a word'],
    [{ kind: 'amount', amount: '9223372036854775808' }, 'amount-invalid', '2^63'],
    [{ kind: 'amount', amount: '0.1234567' }, 'amount-invalid', 'six digits after the point at most'],
    [{ kind: 'amount', amount: '5', expires_at: '2030-01-01T00:00:00Z' }, 'schema-violated', 'only a person’s limit ends'],
    [{ kind: 'amount', amount: '1e3' }, 'amount-invalid', 'no exponent'],
    [{ kind: 'amount', amount: '-1' }, 'amount-invalid', 'no sign'],
    [{ kind: 'amount', amount: '1000000000.01' }, 'amount-invalid', 'a billion at most'],
    [{ kind: 'amount' }, 'schema-violated', 'an amount has an amount'],
    [{ kind: 'unlimited', amount: '5' }, 'schema-violated', 'unlimited has none'],
    [{ kind: 'none' }, 'schema-violated', 'unset is the absence of a limit'],
    [null, 'schema-violated', 'null is no limit'],
  ])('a limit of %j is refused as %s: %s', async (body, code, _because) => {
    const answer = await team.api('PUT', '/spend_limits/team_default', body)
    expect(answer).toMatchObject({ status: 422, body: { code, status: 422, detail: expect.any(String) } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await ask()).toMatchObject({ source: 'none' })
  })

  test('of two who set the same limit at once, both are told and one stands', async () => {
    const amounts = Array.from({ length: 10 }, (_, index) => String(index + 1))
    const answers = await Promise.all(amounts.map((amount) => team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount })))
    expect(answers.map(({ status }) => status)).toEqual(amounts.map(() => 200))
    const { items } = (await team.api('GET', '/spend_limits')).body
    expect(items.filter(({ scope }: { scope: string }) => scope === 'team_default')).toHaveLength(1)
  })
})
