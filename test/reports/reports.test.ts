import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendEvents, usage } from '../spend/events.ts'
import { done, spend } from '../spend/given-team.ts'
import { ScanTooLong } from '../../server/store/open.ts'
import { databases } from '../support/databases.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

const start = Date.parse('2026-11-24T12:00:00Z')
const limitOf = (amount: string) => ({ kind: 'amount', amount, reason: 'a test' })
type Item = { key: string | null; settled: string; name?: string; member_id?: string }

describe.each(databases)('reports on spending, on %s', (database) => {
  let now = start
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database, { clock: () => now })
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    now = start
    team = await server.addTeam()
  })
  const get = async (path: string) => done(await team.api('GET', path)).body
  const pass = (seconds: number) => {
    now += seconds * 1_000
    return new Date(now).toISOString()
  }
  const addGroup = async (name: string, members: string[], limit?: string) => {
    const id = await create(team.directory, 'Groups', groupOf(name, members))
    if (limit !== undefined) done(await team.api('PUT', `/spend_limits/groups/${id}`, limitOf(limit)))
    return id
  }
  const csv = async (query: string) =>
    (await ask('GET', `${server.url}/v1/spend/export.csv?${query}`, undefined, { authorization: `Bearer ${team.apiKey}` })).text

  test('sums are by person, group at the time, deciding group, model and app; those by group say that they overlap', async () => {
    const [ada, bo] = [await create(team.directory, 'Users', person('ada')), await create(team.directory, 'Users', person('bo'))]
    const one = await addGroup('One', [ada, bo], '100')
    const two = await addGroup('Two', [ada], '50')
    const send = async (id: string, user: string, cost: string, model: string) =>
      done(await sendEvents(team, server, usage(id, user, cost, { 'gen_ai.response.model': model }, { time: new Date(now).toISOString() })))
    await send('a', ada, '10', 'large')
    await send('b', bo, '5', 'small')
    await team.directory.scim('PATCH', `/Groups/${one}`, patchOf({ op: 'remove', path: `members[value eq "${bo}"]` }))
    await send('c', bo, '1', 'small')
    await send('d', 'user_name:nobody', '2', 'small')
    const by = async (grouping: string) => {
      const answer = await get(`/spend/summary?group_by=${grouping}`)
      expect([answer.total, answer.unattributed, answer.overlapping]).toEqual([
        { settled: '18.00', entries: 4 },
        { settled: '2.00', entries: 1 },
        grouping === 'group',
      ])
      return answer.items.map(({ key, settled }: Item) => [key, settled])
    }
    const users = await Promise.all([ada, bo].map(async (user) => (await get(`/users/${user}`)).id))
    expect(await by('user')).toEqual([
      [users[0], '10.00'],
      [users[1], '6.00'],
      [null, '2.00'],
    ])
    expect(await by('group')).toEqual([
      [one, '15.00'],
      [two, '10.00'],
      [null, '3.00'],
    ])
    expect(await by('deciding_group')).toEqual([
      [one, '15.00'],
      [null, '3.00'],
    ])
    expect(await by('model')).toEqual([
      ['large', '10.00'],
      ['small', '8.00'],
    ])
    expect(await by('app')).toEqual([['gateway', '18.00']])
    const first = await get('/spend/summary?group_by=user&limit=2')
    expect(first.items).toHaveLength(2)
    expect((await get(`/spend/summary?group_by=user&limit=2&cursor=${first.next_cursor}`)).items).toMatchObject([{ key: null }])
    expect(await team.api('GET', `/spend/summary?group_by=model&cursor=${first.next_cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor-invalid' },
    })
  })

  test('a series has a point for each day or hour of a time zone, also where days begin within an hour of UTC', async () => {
    const ada = await create(team.directory, 'Users', person('ada'))
    done(await team.api('PUT', `/spend_limits/users/${ada}`, limitOf('9')))
    await spend(server, team, ada, '1')
    pass(6.75 * 3_600) // 18:45 UTC is 00:15 in Kolkata
    await spend(server, team, ada, '2')
    const points = async (query: string) => {
      const { starts, series } = await get(`/spend/timeseries?${query}`)
      expect(series).toHaveLength(1)
      const settled = series[0].settled.flatMap((each: string, place: number) => (each === '0.00' ? [] : [[starts[place], each]]))
      return { settled, limit: series[0].limit, count: starts.length }
    }
    expect(await points(`granularity=day&user=${ada}`)).toEqual({
      settled: [['2026-11-24T00:00:00.000Z', '3.00']],
      limit: { kind: 'amount', amount: '9.00' },
      count: 30,
    })
    expect((await points('granularity=day&timezone=Asia/Kolkata')).settled).toEqual([
      ['2026-11-23T18:30:00.000Z', '1.00'],
      ['2026-11-24T18:30:00.000Z', '2.00'],
    ])
    expect((await points('granularity=hour')).settled).toEqual([
      ['2026-11-24T12:00:00.000Z', '1.00'],
      ['2026-11-24T18:00:00.000Z', '2.00'],
    ])
    expect((await get('/spend/timeseries?group_by=user')).series).toMatchObject([{ limit: { amount: '9.00' } }])
    expect(await team.api('GET', '/spend/timeseries?timezone=Nowhere')).toMatchObject({ status: 422, body: { code: 'timezone-unknown' } })
  })

  test('a past moment is answered from what held then: memberships, nestings, limits, also frozen ones, expiry, settings, deletions and spend', async () => {
    const ada = await create(team.directory, 'Users', person('ada'))
    const inner = await addGroup('Inner', [ada], '10')
    const outer = await addGroup('Outer', [inner], '90')
    const told: [at: string, explained: object, listed: object, members: string[]][] = []
    const note = async () => {
      const { as_of: _at, held: _held, ...explained } = await get(`/users/${ada}/effective_limit`)
      const { items } = await get('/effective_limits')
      const members = ((await team.api('GET', `/groups/${inner}/members`)).body.items ?? []).map(({ id }: { id: string }) => id)
      const { held: _heldThen, ...listed } = items[0]
      expect(listed).toMatchObject({ limit: explained.limit, deciding: explained.deciding.map(({ via: _via, ...group }: { via?: object }) => group) })
      told.push([new Date(now).toISOString(), explained, listed, members])
      pass(60)
    }
    const expires = new Date(now + 600_000).toISOString()
    const steps = [
      () => spend(server, team, ada, '4'),
      () => team.api('PATCH', '/team', { nested_groups: 'expand' }),
      () => team.api('PUT', `/spend_limits/groups/${inner}`, limitOf('95')),
      () => team.api('PUT', `/spend_limits/users/${ada}`, { ...limitOf('7'), expires_at: expires }),
      async () => pass(600),
      () => team.api('DELETE', `/spend_limits/users/${ada}`),
      () => spend(server, team, ada, '3'),
      () => team.directory.scim('PATCH', `/Groups/${inner}`, patchOf({ op: 'remove', path: `members[value eq "${ada}"]` })),
      () => team.directory.scim('PATCH', `/Groups/${inner}`, patchOf({ op: 'add', path: 'members', value: [{ value: ada }] })),
      () => team.directory.scim('PATCH', `/Groups/${outer}`, patchOf({ op: 'remove', path: `members[value eq "${inner}"]` })),
      () => team.api('PUT', '/spend_limits/team_default', limitOf('1')),
      () => team.directory.scim('DELETE', `/Groups/${inner}`),
      () => team.api('PATCH', '/team', { when_unset: 'block' }),
      () => team.api('DELETE', '/spend_limits/team_default'),
      () => team.directory.scim('DELETE', `/Groups/${outer}`),
      () => team.api('PATCH', '/team', { on_group_delete: 'freeze' }),
      async () => (kept = await addGroup('Kept', [ada], '55')),
      async () => (around = await addGroup('Around', [kept], '66')),
      () => team.directory.scim('DELETE', `/Groups/${around}`),
      () => team.directory.scim('PATCH', `/Groups/${kept}`, patchOf({ op: 'remove', path: `members[value eq "${ada}"]` })),
      () => team.directory.scim('PATCH', `/Groups/${kept}`, patchOf({ op: 'add', path: 'members', value: [{ value: ada }] })),
      () => team.directory.scim('DELETE', `/Groups/${kept}`),
      () => team.api('PATCH', '/team', { nested_groups: 'direct' }),
      async () => team.api('POST', `/spend_limits/${(await get('/spend_limits?state=frozen')).items[0].id}/release`),
    ]
    let [kept, around] = ['', '']
    await note()
    for (const step of steps) {
      await step()
      await note()
    }
    for (const [at, explained, listed, members] of told) {
      const { as_of: asOf, ...then } = await get(`/users/${ada}/effective_limit?at=${at}`)
      expect([at, then]).toEqual([asOf, explained])
      expect([at, (await get(`/effective_limits?at=${at}`)).items]).toEqual([at, [listed]])
      const held = await team.api('GET', `/groups/${inner}/members?at=${at}`)
      expect([at, (held.body.items ?? []).map(({ id }: { id: string }) => id)]).toEqual([at, members])
    }
    const before = new Date(start - 1_000).toISOString()
    expect(await team.api('GET', `/users/${ada}/effective_limit?at=${before}`)).toMatchObject({ status: 422, body: { code: 'member-later' } })
    for (const path of [`/users/${ada}/effective_limit`, '/effective_limits', `/groups/${outer}/members`])
      expect(await team.api('GET', `${path}?at=${new Date(now + 1_000).toISOString()}`)).toMatchObject({
        status: 422,
        body: { code: 'moment-ahead' },
      })
  })

  test('a past moment is answered from the directories that were then: one that ended since counted, with its groups and people', async () => {
    const into = await team.addDirectory()
    const ada = await create(into, 'Users', person('ada'))
    const group = await create(into, 'Groups', groupOf('Theirs', [ada]))
    done(await team.api('PUT', `/spend_limits/groups/${group}`, limitOf('30')))
    const { id } = await get(`/users/${ada}`)
    const at = pass(60)
    pass(60)
    done(await team.api('DELETE', `/directories/${into.directoryId}`))
    const then = { limit: { amount: '30.00' }, deciding: [{ group }] }
    expect(await get(`/users/${id}/effective_limit?at=${at}`)).toMatchObject(then)
    expect((await get(`/effective_limits?status=all&at=${at}`)).items).toMatchObject([{ member_id: id, ...then }])
    expect(await get(`/users/${id}/effective_limit`)).toMatchObject({ limit: { kind: 'unlimited' }, deciding: [] })
  })

  test('denials are listed, the latest first, by person, time and reason', async () => {
    const ada = await create(team.directory, 'Users', person('ada'))
    done(await team.api('PUT', `/spend_limits/users/${ada}`, limitOf('1')))
    const denied = []
    for (const amount of ['2', '3', '4']) {
      denied.unshift(
        done(await team.api('POST', '/authorizations', { user: ada, amount }), 402)
          .body.instance.split('/')
          .at(-1),
      )
      pass(60)
    }
    const ids = async (query = '') => (await get(`/decisions${query}`)).items.map(({ id }: { id: string }) => id)
    expect(await ids()).toEqual(denied)
    expect(await ids(`?user=${ada}&from=${new Date(start + 60_000).toISOString()}&to=${new Date(start + 120_000).toISOString()}`)).toEqual([
      denied[1],
    ])
    expect(await ids('?code=user-inactive')).toEqual([])
    const page = await get('/decisions?limit=2')
    expect(page.items).toMatchObject([{ requested: '4.00', blocked_by: 'user', code: 'spend-limit-exceeded' }, {}])
    expect(await ids(`?limit=2&cursor=${page.next_cursor}`)).toEqual([denied[2]])
    expect((await get('/spend/summary')).denied).toBe(3)
  })

  test('an export is CSV of the ledger, limits or sums: amounts as they are, and no text that a spreadsheet runs', async () => {
    const ada = await create(team.directory, 'Users', { ...person('ada'), displayName: '=1+1' })
    await addGroup('"Quoted", they say;=1', [ada], '10')
    await spend(server, team, ada, '12.5')
    pass(1)
    done(await sendEvents(team, server, usage('back', ada, '-2.5', { kind: 'refund' }, { time: new Date(now).toISOString() })))
    const ledger = (await csv('kind=ledger')).split('\r\n')
    expect(ledger).toHaveLength(4)
    expect(ledger[0]).toMatch(/^entry_id,time,recorded_at,/)
    expect(ledger[1]).toContain(",'=1+1,")
    expect(ledger[1]).toContain(',usage,12.50,USD,')
    expect(ledger[2]).toContain(',refund,-2.50,USD,')
    expect(await csv('kind=effective_limits')).toContain('amount,10.00,USD,group,')
    expect(await csv('kind=effective_limits')).toContain(`"""Quoted"", they say;'=1"`)
    expect(await csv('kind=summary&group_by=app')).toContain('app,gateway,gateway,10.00,USD,2,false,2026-11-01T00:00:00.000Z,')
    for (const period of ['previous', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'])
      expect(await team.api('GET', `/spend/export.csv?kind=ledger&period=${period}`)).toMatchObject({ status: 422, body: { code: 'period-unknown' } })
    pass(10 * 86_400)
    expect((await csv('kind=ledger')).split('\r\n')).toEqual([ledger[0], ''])
    expect((await csv('kind=ledger&period=previous')).split('\r\n')).toEqual(ledger)
  })

  test('what was spent before the team was made is reported like all else, in the period of its time', async () => {
    const ada = await create(team.directory, 'Users', person('ada'))
    const early = '2026-10-21T12:00:00.000Z'
    done(
      await sendEvents(team, server, [
        usage('early', ada, '7', {}, { time: early }),
        usage('later', ada, '1', {}, { time: new Date(now).toISOString() }),
      ]),
    )
    for (const period of ['previous', early]) {
      expect((await get(`/spend/summary?period=${period}`)).total).toEqual({ settled: '7.00', entries: 1 })
      expect((await get(`/spend/timeseries?period=${period}`)).period.start).toBe('2026-10-01T00:00:00.000Z')
      expect(await csv(`kind=ledger&period=${period}`)).toContain(',early,')
    }
    const { items } = await get('/billing_periods')
    expect(items.at(-1)).toMatchObject({ start: '2026-10-01T00:00:00.000Z', state: 'past' })
    expect(await team.api('GET', '/spend/summary?period=2026-09-30T00:00:00Z')).toMatchObject({ status: 422, body: { code: 'period-unknown' } })
  })

  test('entries are listed by the group that held their member as they were spent, also once it is deleted, page by page', async () => {
    const [ada, bo] = [await create(team.directory, 'Users', person('ada')), await create(team.directory, 'Users', person('bo'))]
    const group = await addGroup('Crew', [ada])
    const other = await addGroup('Others', [bo], '50')
    const send = async (id: string, user: string) => done(await sendEvents(team, server, usage(id, user, '1', {}, { time: pass(60) })))
    await send('a', ada)
    await send('b', bo)
    await team.directory.scim('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: bo }] }))
    await send('c', bo)
    await send('nobodys', 'user_name:nobody')
    await team.directory.scim('DELETE', `/Groups/${group}`)
    await send('d', ada)
    const listed = async (query: string) => (await get(`/usage_events?${query}`)).items.map(({ id }: { id: string }) => id)
    expect(await listed(`group=${group}`)).toEqual(['c', 'a'])
    expect(await listed(`group=${other}`)).toEqual(['c', 'b'])
    expect(await listed(`group=${group}&user=${bo}`)).toEqual(['c'])
    const first = await get(`/usage_events?group=${group}&limit=1`)
    expect(first.items).toMatchObject([{ id: 'c', amount: '1.00', late: false, resolution: { groups: expect.arrayContaining([group]) } }])
    expect(await listed(`group=${group}&limit=1&cursor=${first.next_cursor}`)).toEqual(['a'])
    expect(await team.api('GET', `/usage_events?limit=1&cursor=${first.next_cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor-invalid' },
    })
    for (const unknown of ['Crew', `grp_${'0'.repeat(26)}`])
      expect(await team.api('GET', `/usage_events?group=${unknown}`)).toMatchObject({ status: 404, body: { code: 'group-not-found' } })
  })

  test('no cell of an export is a formula, whoever chose its text: a name, a group, a model, an app, an event', async () => {
    const ada = await create(team.directory, 'Users', { ...person('ada'), displayName: '=name\n=row' })
    await addGroup('=group', [ada], '10')
    const event = { ...usage('=id', ada, '1', { 'gen_ai.response.model': '=model' }), source: '=source', time: new Date(now).toISOString() }
    done(await sendEvents(team, server, event))
    done(
      await sendEvents(team, server, {
        ...event,
        id: '=back',
        data: { ...event.data, cost: '-0.5', kind: 'refund', corrects: { source: '=source', id: '=id' } },
      }),
    )
    done(await sendEvents(team, server, { ...event, id: '@nobodys', subject: 'external_id:=x' }))
    const kinds = ['ledger', 'effective_limits', ...['user', 'group', 'deciding_group', 'model', 'app'].map((by) => `summary&group_by=${by}`)]
    const texts = await Promise.all(kinds.map((kind) => csv(`kind=${kind}`)))
    for (const [place, text] of texts.entries()) expect(text, kinds[place]).not.toMatch(/(^|[,;"\n])[=@]/)
    const all = texts.join('')
    for (const chosen of [`"'=name\n'=row"`, `'=group`, `'=model`, `'=source`, `'=id`, `'=back`, `'@nobodys`]) expect(all).toContain(chosen)
  })

  test('what is asked wrongly has a problem of its own, and what takes too long says how to ask for less', async () => {
    for (const name of ['ada', 'bo']) await create(team.directory, 'Users', person(name))
    const { next_cursor: cursor } = await get('/effective_limits?limit=1')
    expect(await team.api('GET', '/effective_limits?cursor=forged')).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } })
    expect(await team.api('GET', `/effective_limits?limit=1&cursor=${cursor}`)).toMatchObject({ status: 200, body: { items: [{}] } })
    expect(await team.api('GET', `/effective_limits?sort=-limit&cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } })
    const other = await server.addTeam()
    const theirs = await create(other.directory, 'Groups', groupOf('Theirs'))
    expect(await team.api('GET', `/effective_limits?group=${theirs}`)).toMatchObject({ status: 404, body: { code: 'group-not-found' } })
    const report = server.db.report.bind(server.db)
    server.db.report = async () => {
      throw new ScanTooLong()
    }
    expect(await team.api('GET', '/effective_limits?min_percent=80')).toMatchObject({
      status: 422,
      body: { code: 'report-too-long', detail: expect.stringMatching(/Sort by name/) },
    })
    server.db.report = report
  })
})
