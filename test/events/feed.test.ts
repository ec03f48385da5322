import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { setPlan } from '../../server/teams/change-team.ts'
import { databases } from '../support/databases.ts'
import { create, createMany, groupOf, patchOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

type Event = { id: string; type: string; timestamp: string; data: Record<string, unknown> }
type Page = { items: Event[]; next_cursor: string; has_more: boolean }

const read = async (team: Pick<TestTeam, 'api'>, query = ''): Promise<Page> => {
  const { status, body, text } = await team.api('GET', `/events${query}`)
  expect(status, text).toBe(200)
  return body
}

/** All events, page by page, as a follower reads them. */
async function readAll(team: Pick<TestTeam, 'api'>, limit: number, type = ''): Promise<Event[]> {
  const events: Event[] = []
  for (let after = '', more = true; more;) {
    const page = await read(team, `?limit=${limit}${type === '' ? '' : `&type=${type}`}${after === '' ? '' : `&after=${after}`}`)
    expect(page.items.length).toBeLessThanOrEqual(limit)
    events.push(...page.items)
    after = page.next_cursor
    more = page.has_more
  }
  return events
}

describe.each(databases)('the feed of events, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  test('tells what directories need as it goes and comes, and of a team nothing else', async () => {
    const team = await server.addTeam()
    const connection = (await team.api('GET', '/connections')).body.items[0]
    const domain = (await team.api('GET', '/domains')).body.items[0]
    const { next_cursor: after } = await read(team)
    await team.api('PATCH', '/team', { name: 'Acme Ltd' })
    for (const plan of ['standard', 'standard', 'enterprise'] as const) await setPlan(server.db, team.by(), plan)
    for (const step of ['deactivate', 'activate']) await team.api('POST', `/connections/${connection.id}/${step}`)
    await team.api('DELETE', `/connections/${connection.id}`)
    await team.api('DELETE', `/domains/${domain.id}`)
    const { items } = await read(team, `?after=${after}`)
    expect(items.map(({ type, data }) => [type, data])).toEqual([
      ['team.plan_changed', { id: team.teamId, plan: 'standard', previous_attributes: { plan: 'enterprise' } }],
      ['team.plan_changed', { id: team.teamId, plan: 'enterprise', previous_attributes: { plan: 'standard' } }],
      ['connection.deactivated', { id: connection.id, name: connection.name }],
      ['connection.activated', { id: connection.id, name: connection.name }],
      ['connection.deleted', { id: connection.id, name: connection.name }],
      ['domain.removed', { id: domain.id, domain: domain.domain }],
    ])
  })

  test('tells what happened to users, members, groups and limits, in order, updates with what was before', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const ada = await create(directory, 'Users', person('ada'))
    const group = await create(directory, 'Groups', groupOf('Eng', [ada]))
    await directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'replace', path: 'displayName', value: 'Ada L.' }))
    await directory.scim('PATCH', `/Groups/${group}`, patchOf({ op: 'replace', path: 'displayName', value: 'Engineering' }))
    await directory.scim('PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'members' }))
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '5' })
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '7' })
    await directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'replace', path: 'active', value: false }))
    await directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'replace', path: 'active', value: true }))
    await directory.scim('DELETE', `/Groups/${group}`)
    await directory.scim('DELETE', `/Users/${ada}`)

    const events = await readAll(team, 100)
    const told = events.slice(events.findIndex(({ type }) => type === 'dsync.user.created'))
    expect(told.map(({ type }) => type)).toEqual([
      'dsync.user.created',
      'member.created',
      'dsync.group.created',
      'dsync.group.user_added',
      'dsync.user.updated',
      'member.updated',
      'dsync.group.updated',
      'dsync.group.user_removed',
      'spend_limit.changed',
      'spend_limit.changed',
      'dsync.user.updated',
      'member.deprovisioned',
      'dsync.user.updated',
      'member.reactivated',
      'effective_limit.increased',
      'dsync.group.deleted',
      'dsync.user.deleted',
      'member.deprovisioned',
    ])
    expect(events.map(({ type }) => type)).toContain('dsync.activated')
    const [user, member, , added, , renamed, group2, , first, second] = told
    expect(user?.data).toEqual({ id: ada, user_name: 'ada@acme.example', member_id: member?.data['id'], directory_id: directory.directoryId })
    expect(added?.data).toEqual({ group: { id: group, display_name: 'Eng' }, user_id: ada, directory_id: directory.directoryId })
    expect(renamed?.data).toMatchObject({ display_name: 'Ada L.', previous_attributes: { display_name: expect.anything() } })
    expect(group2?.data).toMatchObject({ attributes: { displayName: 'Engineering' }, previous_attributes: { displayName: 'Eng' } })
    expect(first?.data).toEqual({ scope: 'team_default', limit: { kind: 'amount', amount: '5.00' }, previous_attributes: { limit: null } })
    expect(second?.data).toMatchObject({ limit: { amount: '7.00' }, previous_attributes: { limit: { kind: 'amount', amount: '5.00' } } })
    for (const { id, timestamp } of events) expect([id, timestamp]).toEqual([expect.stringMatching(/^evt_\w{26}$/), expect.stringMatching(/Z$/)])
  })

  test('is the same in pages of any size, from any event on, and however often it is read', async () => {
    const team = await server.addTeam()
    const ids = await createMany(team.directory, 180, 'p')
    const group = await create(team.directory, 'Groups', groupOf('All', ids.slice(0, 150)))
    await team.directory.scim('PUT', `/Groups/${group}`, groupOf('All', ids.slice(30, 180)))
    const whole = await readAll(team, 1_000)
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
    const memberships = whole.filter(({ type }) => type.startsWith('dsync.group.user'))
    expect(memberships.map(({ data }) => data['user_id'])).toHaveLength(150 + 30 + 30)
    for (const limit of [1_000, 97, 13]) expect(await readAll(team, limit)).toEqual(whole)
    for (const place of [0, 1, 179, 365, 370, 470, 520, whole.length - 1]) {
      const { items } = await read(team, `?after=${whole[place]?.id}&limit=3`)
      expect(items).toEqual(whole.slice(place + 1, place + 4))
    }
    const removed = await readAll(team, 50, 'dsync.group.user_removed')
    expect(removed).toEqual(whole.filter(({ type }) => type === 'dsync.group.user_removed'))
    expect(await readAll(team, 500, 'member.*,dsync.group.created')).toEqual(
      whole.filter(({ type }) => type.startsWith('member.') || type === 'dsync.group.created'),
    )
  })

  test('of a list that is kept in parts none is missing, wherever a page ends; of one change those who left come first', async () => {
    const team = await server.addTeam()
    const ids = await createMany(team.directory, 1_004, 'q')
    const [left, joined] = [ids.slice(0, 2), ids.slice(2)]
    const group = await create(team.directory, 'Groups', groupOf('All', left))
    await team.directory.scim('PUT', `/Groups/${group}`, groupOf('All', joined))
    const type = 'dsync.group.user_added,dsync.group.user_removed'
    const whole = (await readAll(team, 1_000, type)).slice(left.length) // after those with whom it began
    expect(whole.map(({ type: each }) => each)).toEqual([
      ...left.map(() => 'dsync.group.user_removed'),
      ...joined.map(() => 'dsync.group.user_added'),
    ])
    expect(new Set(whole.map(({ data }) => data['user_id']))).toEqual(new Set(ids))
    for (const limit of [499, 500, 501]) {
      const { items } = await read(team, `?after=${whole[1]?.id}&type=${type}&limit=${limit}`)
      expect(items).toEqual(whole.slice(2, 2 + limit))
    }
  })

  test('goes on from the cursor of an empty page', async () => {
    const team = await server.addBareTeam()
    const empty = await read(team, '?type=dsync.*')
    expect(empty).toMatchObject({ items: [], has_more: false })
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '5' })
    const { items, next_cursor } = await read(team, `?after=${empty.next_cursor}`)
    expect(items.map(({ type }) => type)).toEqual(['spend_limit.changed'])
    expect((await read(team, `?after=${next_cursor}`)).items).toEqual([])
  })

  test('tells what is wrong with a cursor, an id, or a type', async () => {
    const [team, other] = [await server.addTeam(), await server.addTeam()]
    const page = await read(other)
    const own = (await read(team)).items[0]?.id ?? ''
    const forged = `evt_${'0'.repeat(26)}`
    const cases: [query: string, status: number, code: string][] = [
      ['?after=nonsense', 400, 'cursor-invalid'],
      [`?after=${page.next_cursor}`, 400, 'cursor-invalid'],
      [`?after=${page.items[0]?.id}`, 400, 'event-unknown'],
      [`?after=${forged}`, 400, 'event-unknown'],
      ['?after=evt_x', 400, 'event-unknown'],
      // Of a request that told something, but not there: reading would go on behind what it did tell.
      [`?after=${own.slice(0, -1)}1`, 400, 'event-unknown'],
      [`?after=${own.slice(0, 'evt_'.length + 13)}0000900000000`, 400, 'event-unknown'],
      ['?type=member.exploded', 422, 'event-type-unknown'],
      ['?limit=0', 422, 'schema-violated'],
    ]
    for (const [query, status, code] of cases) expect((await team.api('GET', `/events${query}`)).body, query).toMatchObject({ status, code })
  })

  test('is readable for 30 days: then a cursor is told to begin anew, and reading begins at what is young', async () => {
    const own = await startTestServer(database)
    onTestFinished(own.stop)
    const team = await own.addTeam()
    for (const amount of ['1', '2', '3']) await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount })
    const { items, next_cursor } = await read(team)
    own.pass(31 * 86_400)
    for (const after of [next_cursor, items.at(-2)?.id])
      expect((await team.api('GET', `/events?after=${after}`)).body).toMatchObject({ status: 410, code: 'event-cursor-expired' })
    expect((await read(team)).items).toEqual([])
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '4' })
    expect((await read(team)).items.map(({ data }) => data['limit'])).toEqual([{ kind: 'amount', amount: '4.00' }])
    // Nothing that is too old came after the last event, so nothing was missed.
    expect((await read(team, `?after=${items.at(-1)?.id}`)).items).toHaveLength(1)
  })

  test('asks for the permission, and tells each team its own events alone', async () => {
    const [team, other] = [await server.addTeam(), await server.addTeam()]
    await create(team.directory, 'Users', person('eve'))
    const key = await team.addKey(['limits:read'])
    const { status } = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${key}` } })
    expect(status).toBe(403)
    expect(JSON.stringify(await readAll(other, 100))).not.toContain('eve')
  })
})
