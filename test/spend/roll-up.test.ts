import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepHouse } from '../../server/housekeeping.ts'
import { rollUpTeam } from '../../server/spend/ledger/roll-up.ts'
import { databases } from '../support/databases.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'
import { done } from './given-team.ts'

const start = Date.parse('2026-11-24T12:30:00Z')
const [people, groups, models] = [3, 3, ['large', 'small']]

type Step =
  | { kind: 'spend'; person: number; cents: number; model: number; hoursAgo: number }
  | { kind: 'move'; person: number; group: number; joins: boolean }
  | { kind: 'roll up'; all: boolean }
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('spend' as const),
        person: fc.nat(people),
        cents: fc.integer({ min: 1, max: 1_000_000_000 }),
        model: fc.nat(1),
        hoursAgo: fc.constantFrom(0, 0, 0, 1, 30),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('move' as const), person: fc.nat(people - 1), group: fc.nat(groups - 1), joins: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('roll up' as const), all: fc.boolean() }) },
  ),
  { minLength: 10, maxLength: 25 },
)

/** What was spent, with the groups that held who spent it then. */
type Entry = { cents: number; hour: string; keys: { [grouping: string]: (string | null)[] } }
const groupings = ['group', 'deciding_group', 'model', 'app']
const inCents = (text: string) => Math.round(Number(text) * 100)

describe.each(databases)('sums that are rolled up, on %s', (database) => {
  let now = start
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database, { clock: () => now })
  })
  afterAll(() => server.stop())

  const sumsOf = (entries: readonly Entry[], grouping: string) => {
    const sums = new Map<string | null, [cents: number, entries: number]>()
    for (const { cents, keys } of entries)
      for (const key of keys[grouping] ?? []) {
        const [sum, count] = sums.get(key) ?? [0, 0]
        sums.set(key, [sum + cents, count + 1])
      }
    return sums
  }

  async function expectSums(team: TestTeam, entries: readonly Entry[]): Promise<void> {
    const get = async (path: string) => done(await team.api('GET', path)).body
    for (const grouping of groupings) {
      const { items } = await get(`/spend/summary?group_by=${grouping}`)
      const found = new Map(
        items.map((item: { key: string | null; settled: string; entries: number }) => [item.key, [inCents(item.settled), item.entries]]),
      )
      expect([grouping, found]).toEqual([grouping, sumsOf(entries, grouping)])
      const { starts, series } = await get(`/spend/timeseries?granularity=hour&group_by=${grouping}`)
      for (const { key, settled } of series) {
        const ofKey = entries.filter(({ keys }) => keys[grouping]?.includes(key))
        const due = starts.map((from: string) => ofKey.reduce((sum, { cents, hour }) => sum + (hour === from ? cents : 0), 0))
        expect([grouping, key, settled.map(inCents)]).toEqual([grouping, key, due])
      }
    }
    const { starts, series } = await get('/spend/timeseries?granularity=hour')
    const due = starts.map((from: string) => entries.reduce((sum, { cents, hour }) => sum + (hour === from ? cents : 0), 0))
    expect(series[0].settled.map(inCents)).toEqual(due)
  }

  async function play(played: readonly Step[]): Promise<void> {
    now = start
    const team = await server.addTeam()
    const users: string[] = []
    for (let each = 0; each < people; each++) users.push(await create(team.directory, 'Users', person(`p${each}`)))
    const ids: string[] = []
    for (let each = 0; each < groups; each++) {
      const id = await create(team.directory, 'Groups', groupOf(`G${each}`))
      done(await team.api('PUT', `/spend_limits/groups/${id}`, { kind: 'amount', amount: `${100_000_000 + each}` }))
      ids.push(id)
    }
    const held = users.map(() => new Set<number>())
    const entries: Entry[] = []
    for (const [place, step] of played.entries()) {
      now += 60_000
      if (step.kind === 'roll up') {
        if (step.all) await rollUpTeam(server.db, team.teamId, undefined, 100)
        else await keepHouse(server.db, server.environment, { requestBodyDays: 30, provisioningLogDays: 400 })
      } else if (step.kind === 'move') {
        const value = users[step.person] ?? ''
        const change = step.joins ? { op: 'add', path: 'members', value: [{ value }] } : { op: 'remove', path: `members[value eq "${value}"]` }
        await team.directory.scim('PATCH', `/Groups/${ids[step.group]}`, patchOf(change))
        held[step.person]?.[step.joins ? 'add' : 'delete'](step.group)
      } else {
        const at = new Date(now - step.hoursAgo * 3_600_000).toISOString()
        const model = models[step.model] ?? ''
        const user = users[step.person] ?? 'user_name:nobody'
        const event = usage(`e${place}`, user, (step.cents / 100).toFixed(2), { 'gen_ai.response.model': model }, { time: at })
        done(await sendEvents(team, server, event))
        const theirs = [...(held[step.person] ?? [])]
        const highest = theirs.length > 0 ? (ids[Math.max(...theirs)] ?? null) : null
        const keys = {
          group: theirs.length > 0 ? theirs.map((each) => ids[each] ?? null) : [null],
          deciding_group: [highest],
          model: [model],
          app: ['gateway'],
        }
        entries.push({ cents: step.cents, hour: `${at.slice(0, 13)}:00:00.000Z`, keys })
      }
    }
    await expectSums(team, entries)
    await rollUpTeam(server.db, team.teamId, undefined, 100)
    await expectSums(team, entries)
    const left = await server.db.read
      .selectFrom('usageHourly')
      .select('memberId')
      .where('teamId', '=', team.teamId)
      .where('freshSince', 'is not', null)
      .execute()
    expect(left).toEqual([])
    now += 60_000 // a check of this moment may be there, by the housekeeping
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, differences: [] })
  }

  test('whatever was rolled up when, sums and series are those of the entries', async () => {
    await fc.assert(fc.asyncProperty(steps, play), { numRuns: 5, endOnFailure: true })
  })

  test('two that roll up while others book lose nothing and count nothing twice', async () => {
    now = start
    const team = await server.addTeam()
    const users: string[] = []
    for (let each = 0; each < 5; each++) users.push(await create(team.directory, 'Users', person(`p${each}`)))
    let isOver = false
    const rolling = Array.from({ length: 2 }, async () => {
      while (!isOver) await rollUpTeam(server.db, team.teamId, undefined, 3)
    })
    const booking = users.map(async (user, who) => {
      for (let each = 0; each < 20; each++) {
        const event = usage(
          `${who} ${each}`,
          user,
          '1',
          { 'gen_ai.response.model': models[each % 2] },
          { time: new Date(now - (each % 3) * 3_600_000).toISOString() },
        )
        done(await sendEvents(team, server, event))
      }
    })
    await Promise.all(booking)
    isOver = true
    await Promise.all(rolling)
    await rollUpTeam(server.db, team.teamId, undefined, 10)
    const { items } = done(await team.api('GET', '/spend/summary?group_by=model')).body
    expect(items).toMatchObject([
      { key: 'large', settled: '50.00', entries: 50 },
      { key: 'small', settled: '50.00', entries: 50 },
    ])
    expect((await team.api('POST', '/reconciliations')).body).toMatchObject({ sums_differing: 0, differences: [] })
  })

  test('a sum that is not that of its hours is found', async () => {
    now = start
    const team = await server.addTeam()
    done(
      await sendEvents(
        team,
        server,
        usage('one', await create(team.directory, 'Users', person('ada')), '1', {}, { time: new Date(now).toISOString() }),
      ),
    )
    await rollUpTeam(server.db, team.teamId, undefined, 1)
    await server.db.transact((trx) =>
      trx.updateTable('usageSums').set({ settledRest: 1n }).where('teamId', '=', team.teamId).where('groupingName', '=', 'app').execute(),
    )
    const { differences } = (await team.api('POST', '/reconciliations')).body
    expect(differences.map(({ what, subject }: { what: string; subject: string }) => [what, subject])).toEqual([
      ['sums', 'app'],
      ['hour sums', 'app gateway'],
    ])
  })
})
