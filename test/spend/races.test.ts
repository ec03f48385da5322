import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { expireHolds } from '../../server/spend/authorizations/expire-holds.ts'
import { listExpired, markExpired } from '../../server/spend/authorizations/holds.sql.ts'
import { addSeconds, type Timestamp } from '../../server/kernel/timestamp.ts'
import { databases } from '../support/databases.ts'
import { create, patchOf, person } from '../support/scim.ts'
import { ask, startTestServer, type Answer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'
import { startWithSpenders, type Spenders } from './spenders.ts'
import { makeHalting, somebodyWaits } from './halting.ts'

describe.each(databases)('two at once, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let somebody: Spenders['somebody']
  beforeAll(async () => {
    ;({ server, team, somebody } = await startWithSpenders(database))
  })
  afterAll(() => server.stop())

  const standing = async (user: string) => (await team.api('GET', `/users/${user}/effective_limit`)).body

  test('the sweep leaves a hold alone that was extended, or settled, after it had seen it expire', async () => {
    const { user } = await somebody()
    const { id: extended } = (await team.api('POST', '/authorizations', { user, amount: '6', expires_in: 60 })).body
    const { id: settled } = (await team.api('POST', '/authorizations', { user, amount: '4', expires_in: 60 })).body
    const later = addSeconds(server.environment.now(), 61) // of a process whose clock is ahead, or that began the extension before
    const seen = (await listExpired(server.db.read, later, 500)).map(({ authorizationId }) => authorizationId)
    expect(seen).toEqual(expect.arrayContaining([extended, settled]))
    expect((await team.api('POST', `/authorizations/${extended}/increment`, { amount: '0', expires_in: 600 })).status).toBe(200)
    expect((await team.api('POST', `/authorizations/${settled}/settle`, { amount: '4' })).status).toBe(200)
    await server.db.transact((trx) => markExpired(trx, team.teamId, seen, later))
    expect(await standing(user)).toMatchObject({ settled: '4.00', held: '6.00', remaining: '0.00' })
    expect((await team.api('GET', `/authorizations/${settled}`)).body.status).toBe('settled')
    expect((await team.api('POST', '/authorizations', { user, amount: '1' })).status).toBe(402)
  })

  test('an event that is sent several times at once counts once, by itself and in batches', async () => {
    const { user } = await somebody()
    const event = usage(`at once ${user}`, user, '1')
    const answers = await Promise.all(Array.from({ length: 6 }, (_, each) => sendEvents(team, server, each % 2 === 0 ? event : [event])))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const statuses = answers.map(({ body }) => body.results[0].status)
    expect(statuses.filter((status) => status !== 'duplicate')).toEqual(['accepted'])
    expect(await standing(user)).toMatchObject({ settled: '1.00' })
  })

  test('corrections of one event that come at once take back what it cost, and no more', async () => {
    const { user } = await somebody()
    await sendEvents(team, server, usage(`corrected ${user}`, user, '5'))
    const corrects = { source: 'gateway', id: `corrected ${user}` }
    const refund = (each: number) => usage(`refund ${each} of ${user}`, user, '-2', { kind: 'refund', corrects })
    const answers = await Promise.all([1, 2, 3, 4].map((each) => sendEvents(team, server, refund(each))))
    const statuses = answers.map(({ body }) => body.results[0].status)
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(2)
    expect(await standing(user)).toMatchObject({ settled: '1.00' })
  })

  test('a limit that several set at once is set by one after another, and by one of those who saw the same', async () => {
    const { user } = await somebody()
    const put = (amount: string, headers = {}) =>
      ask(
        'PUT',
        `${server.url}/v1/spend_limits/users/${user}`,
        { kind: 'amount', amount, reason: 'x' },
        { authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json', ...headers },
      )
    const answers = await Promise.all(['1', '2', '3', '4', '5'].map((amount) => put(amount)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(5)
    const seen = (await team.api('GET', `/spend_limits/users/${user}`)).headers.get('etag') ?? ''
    const others = await Promise.all(['6', '7', '8'].map((amount) => put(amount, { 'if-match': seen })))
    expect(others.map(({ status }) => status).filter((status) => status !== 412)).toEqual([200])
    const unset = await Promise.all([1, 2].map(() => team.api('DELETE', `/spend_limits/users/${user}`)))
    expect(unset.map(({ status }) => status)).toEqual([204, 204])
  })

  test('what waits in quarantine is released once, by whoever comes first', async () => {
    const { user } = await somebody()
    await sendEvents(team, server, usage(`unpriced ${user}`, user, '0', { 'gen_ai.usage.input_tokens': 5 }))
    const [{ id }] = (await team.api('GET', '/quarantined_events?status=waiting')).body.items
    const decide = (what: string, body: object) => team.api('POST', `/quarantined_events/${id}/${what}`, body)
    const answers = await Promise.all([decide('release', { cost: '1' }), decide('release', { cost: '1' }), decide('discard', {})])
    expect(answers.map(({ body }) => body.code ?? 'decided').filter((code) => code !== 'quarantine-over')).toEqual(['decided'])
  })

  test.runIf(database === 'postgres')('a total that is set while somebody is admitted waits for that, and holds for all who come after', async () => {
    const halt = makeHalting(server.db)
    let unhalted = 0
    for (let after = 0; ; after++) {
      const other = await server.addTeam()
      const [ada, bob] = [await create(other.directory, 'Users', person('ada')), await create(other.directory, 'Users', person('bob'))]
      for (const user of [ada, bob]) await other.api('POST', '/authorizations', { user, amount: '0' }) // what comes first in a period is behind them
      const hold = (user: string) => other.api('POST', '/authorizations', { user, amount: '10' })
      const { isHalted, release } = halt(after)
      let [isDone, isSet, isOver] = [false, false, false]
      const one = hold(ada).finally(() => {
        isDone = true
      })
      await Promise.race([isHalted, one])
      const hadHalted = !isDone
      const setting = other.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '10' }).finally(() => {
        isSet = true
      })
      await somebodyWaits(server.db, () => isSet)
      if (!hadHalted) await setting
      const two = hold(bob).finally(() => {
        isOver = true
      })
      await somebodyWaits(server.db, () => isOver)
      release()
      const statuses = (await Promise.all([one, two])).map(({ status }) => status)
      expect((await setting).status).toBe(200)
      expect(
        statuses.toSorted((one, other) => one - other),
        `halted after ${after} statements`,
      ).toEqual([201, 402])
      // Twice: what reads leave behind is written now and then, and may have been what was to halt.
      if (hadHalted) unhalted = 0
      else if (++unhalted === 2) break
    }
  })
})

// On SQLite one writes at a time.
describe('whoever waited for their turn, on postgres', () => {
  let server: TestServer
  let team: TestTeam
  let somebody: Spenders['somebody']
  let halt: ReturnType<typeof makeHalting>
  beforeAll(async () => {
    ;({ server, team, somebody } = await startWithSpenders('postgres'))
    halt = makeHalting(server.db)
  })
  afterAll(() => server.stop())

  const hold = (user: string, amount: string, more: object = {}) => team.api('POST', '/authorizations', { user, amount, ...more })
  const of = (id: string, what: string, body: object) => team.api('POST', `/authorizations/${id}/${what}`, body)

  type Act = (user: string, id: string) => Promise<Answer>
  /** Halts one after each of its statements, has another one come, and something change before the first goes on. How those ended that had to wait. */
  async function waited({ one, other, meanwhile }: { one: Act; other: Act; meanwhile?: (user: string) => Promise<unknown> }): Promise<Answer[]> {
    const answers: Answer[] = []
    for (let after = 0, whole = 0; whole < 2; after++) {
      const { user } = await somebody()
      const { id } = (await hold(user, '4', { expires_in: 60 })).body
      const { isHalted, release } = halt(after)
      let [isDone, isOver] = [false, false]
      const first = one(user, id).finally(() => (isDone = true))
      await Promise.race([isHalted, first])
      whole = isDone ? whole + 1 : 0 // twice: what reads leave behind is written now and then, and may have been what was to halt
      const second = other(user, id).finally(() => (isOver = true))
      await somebodyWaits(server.db, () => isOver)
      const hasWaited = !isDone && !isOver
      if (hasWaited) await meanwhile?.(user)
      release()
      const [before, answer] = await Promise.all([first, second])
      if (!hasWaited) continue
      expect(before.status, before.text).toBeLessThan(500) // it may have met the change as well
      answers.push(answer)
    }
    expect(answers.length).toBeGreaterThan(1)
    return answers
  }
  const told = ({ status, body }: Answer) => body.code ?? status

  const changes: [what: string, meanwhile: (user: string) => Promise<unknown>, outcome: unknown][] = [
    [
      'a limit that was lowered',
      (user) => team.api('PUT', `/spend_limits/users/${user}`, { kind: 'amount', amount: '5', reason: 'x' }),
      'spend-limit-exceeded',
    ],
    ['who is out', (user) => team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } })), 'user-inactive'],
  ]
  test.each(changes)('is admitted by what is so then: %s', async (_what, meanwhile, outcome) => {
    const answers = await waited({ one: (user) => hold(user, '0'), other: (user) => hold(user, '3'), meanwhile })
    expect(new Set(answers.map(told))).toEqual(new Set([outcome]))
  })

  test('is given the whole time of a hold', async () => {
    const begun: Timestamp[] = []
    const meanwhile = async () => {
      server.pass(30)
      begun.push(server.environment.now())
    }
    const answers = await waited({ one: (user) => hold(user, '0'), other: (user) => hold(user, '1', { expires_in: 600 }), meanwhile })
    for (const [place, at] of begun.entries()) expect(answers[place]?.body.expires_at >= addSeconds(at, 600)).toBe(true)
  })

  test('is admitted beside what somebody else got of the team’s total meanwhile', async () => {
    const other = await server.addTeam()
    await other.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '10' })
    const [ada, bob] = [await create(other.directory, 'Users', person('ada')), await create(other.directory, 'Users', person('bob'))]
    const holdOf = (user: string, amount: string) => other.api('POST', '/authorizations', { user, amount })
    for (const user of [ada, bob]) await holdOf(user, '0') // what comes first in a period is behind them
    for (let after = 0, whole = 0; whole < 2; after++) {
      const { isHalted, release } = halt(after)
      let [isDone, isOver] = [false, false]
      const first = holdOf(ada, '6').finally(() => (isDone = true))
      await Promise.race([isHalted, first])
      whole = isDone ? whole + 1 : 0 // twice, as above
      const second = holdOf(bob, '6').finally(() => (isOver = true))
      await somebodyWaits(server.db, () => isOver)
      release()
      const answers = await Promise.all([first, second])
      expect(new Set(answers.map(told)), `halted after ${after} statements`).toEqual(new Set([201, 'team-total-exceeded']))
      for (const { status, body } of answers) if (status === 201) await other.api('POST', `/authorizations/${body.id}/void`)
    }
  })

  test('tells the threshold of the team that two reach only together', async () => {
    const other = await server.addTeam()
    const [ada, bob] = [await create(other.directory, 'Users', person('ada')), await create(other.directory, 'Users', person('bob'))]
    const holdOf = async (user: string) => (await other.api('POST', '/authorizations', { user, amount: '6' })).body.id
    for (let after = 0, whole = 0; whole < 2; after++) {
      // Before this round 12 were spent in each; after one of the two there are four less than this.
      const amount = `${12 * (after + 1) - 2}.00`
      await other.api('PUT', '/alert_rules/team_total', { thresholds: [{ kind: 'amount', amount }] })
      const holds = [await holdOf(ada), await holdOf(bob)]
      const { isHalted, release } = halt(after)
      let [isDone, isOver] = [false, false]
      const first = other.api('POST', `/authorizations/${holds[0]}/settle`, { amount: '6' }).finally(() => (isDone = true))
      await Promise.race([isHalted, first])
      whole = isDone ? whole + 1 : 0 // twice, as above
      const second = other.api('POST', `/authorizations/${holds[1]}/settle`, { amount: '6' }).finally(() => (isOver = true))
      await somebodyWaits(server.db, () => isOver)
      release()
      await Promise.all([first, second])
      const { items } = (await other.api('GET', '/events?type=spend.threshold_reached&limit=1000')).body
      const last = items.at(-1)?.data
      expect([items.length, last?.threshold], `halted after ${after} statements`).toEqual([after + 1, { amount }])
    }
  })

  const settle: Act = (_user, id) => of(id, 'settle', { amount: '4' })
  const event: Act = (_user, id) => sendEvents(team, server, { ...usage(`settles ${id}`, '', '5', { authorization: id }), subject: undefined })
  const others: [what: string, other: Act, outcome: unknown][] = [
    ['another settlement', (_user, id) => of(id, 'settle', { amount: '5' }), 'authorization-already-settled'],
    ['a void', (_user, id) => of(id, 'void', {}), 'authorization-already-settled'],
    ['an increment', (_user, id) => of(id, 'increment', { amount: '1' }), 'authorization-not-held'],
  ]
  test.each(others)('finds the hold as a settlement left it: %s', async (_what, other, outcome) => {
    const answers = await waited({ one: settle, other })
    expect(new Set(answers.map(told))).toEqual(new Set([outcome]))
  })
  test('finds the hold as a settlement left it: an event', async () => {
    const answers = await waited({ one: settle, other: event })
    expect(new Set(answers.map(({ body }) => body.results[0].status))).toEqual(new Set(['conflict']))
  })
})

describe.each(databases)('the sweep of holds, on %s', (database) => {
  test('goes on with other holds and other teams where one cannot be booked, and says so', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const teams = [await server.addTeam(), await server.addTeam()]
    const held: { team: TestTeam; id: string }[] = []
    for (const team of teams) {
      for (const name of ['first', 'second']) {
        const user = await create(team.directory, 'Users', person(name))
        held.push({ team, id: (await team.api('POST', '/authorizations', { user, amount: '1', expires_in: 60, on_expiry: 'settle' })).body.id })
      }
    }
    server.pass(61)
    const transact = server.db.transact.bind(server.db)
    let isFirst = true
    server.db.transact = (fn) => {
      const fails = isFirst
      isFirst = false
      return fails ? Promise.reject(new Error('it cannot be booked')) : transact(fn)
    }
    await expect(expireHolds(server.db, server.environment)).rejects.toThrow('it cannot be booked')
    server.db.transact = transact
    const entries = await Promise.all(teams.map(async (team) => (await team.api('GET', '/usage_events')).body.items.length))
    expect(entries.toSorted((one, other) => one - other)).toEqual([1, 2])
    await expireHolds(server.db, server.environment)
    for (const { team, id } of held)
      expect((await team.api('GET', `/authorizations/${id}`)).body).toMatchObject({ status: 'expired', settled: '1.00' })
  })
})
