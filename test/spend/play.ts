import fc from 'fast-check'
import { expect } from 'vitest'
import { expireHolds } from '../../server/spend/authorizations/expire-holds.ts'
import { rollUp } from '../../server/spend/ledger/roll-up.ts'
import type { DatabaseName } from '../support/databases.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'
import { makeFailing } from './failing.ts'
import { groups, members, Model, type Outcome, type Step } from './model.ts'

/** A step, and what goes wrong as it is taken: the database fails after so many statements, or the answer is lost and the client asks again. */
export type Played = { step: Step; failsAfter: number | null; isRepeated: boolean }

const member = fc.nat(members - 1)
const hold = fc.nat(11)
const cents = fc.constantFrom(0, 1, 50, 100, 250, 400, 1_000)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      member,
      cents: fc.oneof({ weight: 6, arbitrary: cents }, { weight: 1, arbitrary: fc.constantFrom(-50, -400) }),
      id: fc.nat(25),
      daysAgo: fc.constantFrom(0, 0, 0, 2, 20, 40),
      hold: fc.option(hold, { freq: 2 }),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      member,
      cents,
      least: cents,
      seconds: fc.constantFrom(60, 600, 86_400),
      onExpiry: fc.constantFrom('release' as const, 'settle' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('settle' as const), hold, cents, final: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('increment' as const), hold, cents }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), hold }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      scope: fc.constantFrom('team_default' as const, 'team_total' as const, 'group' as const, 'user' as const),
      of: fc.nat(groups - 1),
      cents: fc.option(fc.constantFrom(0, 300, 800, 2_000), { freq: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('membership' as const), member, group: fc.nat(groups - 1), isIn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('active' as const), member, isActive: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('clock' as const), seconds: fc.constantFrom(30, 61, 601, 86_400, 345_600) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'sweep' as const }) },
)
export const played = (longest: number): fc.Arbitrary<Played[]> =>
  fc.array(fc.record({ step, failsAfter: fc.option(fc.nat(14), { freq: 8 }), isRepeated: fc.boolean() }), {
    minLength: longest / 2,
    maxLength: longest,
    size: 'max',
  })

const start = Date.parse('2026-11-27T12:00:00Z')
/** Of a cent, as the model counts, to the text on the wire. */
const amount = (count: number) => `${count < 0 ? '-' : ''}${Math.floor(Math.abs(count) / 100)}.${String(Math.abs(count) % 100).padStart(2, '0')}`

/** A server that the steps are played on, one team after another; a clock that stands still; and a database that fails when it is told to. */
export class Stage {
  #now = start
  #fail: (after: number | null) => void = () => {}
  #server: TestServer | undefined
  #count = 0

  async open(database: DatabaseName): Promise<void> {
    const server = await startTestServer(database, { clock: () => this.#now })
    this.#fail = makeFailing(server.db)
    this.#server = server
  }

  close = () => this.#server?.stop()

  /** Plays the steps to the server and to the model, and compares what they answer and how everybody stands after each. */
  async play(steps: readonly Played[]): Promise<void> {
    const server = this.#server
    if (!server) throw new Error('the stage is open')
    this.#now = start
    const model = new Model(start)
    const team = await server.addTeam()
    const scene = new Scene(server, team, String(++this.#count))
    await scene.open()
    for (const [place, { step: each, failsAfter, isRepeated }] of steps.entries()) {
      const said = `step ${place}, ${JSON.stringify(each)}`
      if (each.kind === 'clock') this.#now += each.seconds * 1000
      const isLedgers = ['event', 'hold', 'settle', 'increment', 'void'].includes(each.kind)
      if (isLedgers) this.#fail(failsAfter)
      const first = await scene.take(each, place)
      this.#fail(null)
      // Nothing of it is there, and it was no approval: the client asks again.
      const isFailed = first.status === 503
      const outcome = isFailed || (isLedgers && isRepeated && each.kind !== 'event') ? await scene.take(each, place) : first
      const expected = model.take(each)
      expectSame(said, outcome, expected)
      for (const [found, due] of await scene.standings(model)) expectSame(said, found, due)
    }
    for (const [found, due] of await scene.reports(model)) expectSame('the reports at the end', found, due)
    expectSame('the end', (await team.api('POST', '/reconciliations')).body.sums_differing, 0)
  }
}

class Scene {
  readonly #users: string[] = []
  readonly #groups: string[] = []
  readonly #holds: string[] = []
  readonly #server: TestServer
  readonly #team: TestTeam
  readonly #name: string
  constructor(server: TestServer, team: TestTeam, name: string) {
    this.#server = server
    this.#team = team
    this.#name = name
  }

  async open(): Promise<void> {
    for (let each = 0; each < members; each++) this.#users.push(await create(this.#team.directory, 'Users', person(`m${each}`)))
    for (let each = 0; each < groups; each++) this.#groups.push(await create(this.#team.directory, 'Groups', groupOf(`G${each}`)))
  }

  async take(step: Step, place: number): Promise<Outcome> {
    const { directory, api } = this.#team
    const user = 'member' in step ? (this.#users[step.member] ?? '') : ''
    switch (step.kind) {
      case 'event': {
        const time = new Date(Date.parse(this.#server.environment.now()) - step.daysAgo * 86_400_000).toISOString()
        const named = { ...(step.hold !== null && { authorization: this.#holdAt(step.hold) }), ...(step.cents < 0 && { kind: 'refund' }) }
        const { status, body } = await sendEvents(this.#team, this.#server, usage(`e${step.id}`, user, amount(step.cents), named, { time }))
        return { status: status === 200 ? body.results[0].status : status }
      }
      case 'hold': {
        const wanted = {
          user,
          amount: amount(step.cents),
          min_amount: amount(Math.min(step.least, step.cents)),
          expires_in: step.seconds,
          on_expiry: step.onExpiry,
        }
        const { status, body } = await this.#once('', wanted, place)
        if (status !== 201) return { status }
        if (!this.#holds.includes(body.id)) this.#holds.push(body.id)
        return { status, granted: Math.round(Number(body.amount) * 100) }
      }
      case 'settle':
        return this.#ask(`/${this.#holdAt(step.hold)}/settle`, { amount: amount(step.cents), final: step.final }, place)
      case 'increment':
        return this.#ask(`/${this.#holdAt(step.hold)}/increment`, { amount: amount(step.cents) }, place)
      case 'void':
        return this.#ask(`/${this.#holdAt(step.hold)}/void`, undefined, place)
      case 'limit': {
        const named = {
          group: `groups/${this.#groups[step.of]}`,
          user: `users/${this.#users[step.of]}`,
          team_default: 'team_default',
          team_total: 'team_total',
        }
        const path = `/spend_limits/${named[step.scope]}`
        const { status } = await (step.cents === null
          ? api('DELETE', path)
          : api('PUT', path, { kind: 'amount', amount: amount(step.cents), reason: 'the model' }))
        return { status: step.cents === null ? 204 : status }
      }
      case 'membership': {
        const value = [{ value: user }]
        const change = step.isIn ? { op: 'add', path: 'members', value } : { op: 'remove', path: `members[value eq "${user}"]` }
        await directory.scim('PATCH', `/Groups/${this.#groups[step.group]}`, patchOf(change))
        return { status: 204 }
      }
      case 'active':
        return { status: (await directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: step.isActive } }))).status }
      case 'sweep':
        await expireHolds(this.#server.db, this.#server.environment)
        await rollUp(this.#server.db, this.#server.environment)
        return { status: 200 }
      case 'clock':
        return { status: 200 }
    }
  }

  /** How everybody stands, as the server answers it and as the model does. */
  async standings(model: Model): Promise<[found: unknown, due: unknown][]> {
    const total = model.limits.get('team_total ')
    const { settled: ofTeam, held: heldOfTeam } = model.standingOf('team')
    const pairs = this.#users.map(async (user, place): Promise<[unknown, unknown]> => {
      const { body } = await this.#team.api('GET', `/users/${user}/effective_limit`)
      const limit = model.limitOf(place)
      const { settled, credit, held } = model.standingOf(place)
      const found = [place, body.settled, body.held, body.limit.amount, body.remaining, body.team_total?.settled, body.team_total?.held]
      const left = limit === undefined ? undefined : amount(limit - settled - credit - held)
      const totals = total === undefined ? [undefined, undefined] : [amount(ofTeam), amount(heldOfTeam)]
      return [found, [place, amount(settled), amount(held), limit === undefined ? undefined : amount(limit), left, ...totals]]
    })
    return Promise.all(pairs)
  }

  /** What lists, sums, series and exports tell of the present period, as the server answers it and as the model does. */
  async reports(model: Model): Promise<[found: unknown, due: unknown][]> {
    const get = async (path: string) => (await this.#team.api('GET', path)).body
    const [listed, sums, series] = [
      await get('/effective_limits?status=all'),
      await get('/spend/summary?group_by=user'),
      await get('/spend/timeseries?granularity=hour'),
    ]
    const people = await Promise.all(this.#users.map(async (user) => (await get(`/users/${user}`)).id))
    const of = (items: { [name: string]: string }[], name: string, place: number) => items.find((item) => item[name] === people[place])
    const booked = model.entries.filter(({ period }) => period === model.period)
    const total = (entries: readonly { cents: number }[]) => entries.reduce((sum, { cents: each }) => sum + each, 0)
    const inCents = (texts: readonly string[]) => texts.map((text) => Math.round(Number(text) * 100))
    const pairs = people.map((_, place): [unknown, unknown] => {
      const { settled, credit, held } = model.standingOf(place)
      const limit = model.limitOf(place)
      const row: Record<string, unknown> = of(listed.items, 'member_id', place) ?? {}
      const spent = inCents([of(sums.items, 'key', place)?.['settled'] ?? '0'])
      return [
        [row['settled'], row['held'], (row['limit'] as { amount?: string }).amount, row['remaining'], ...spent],
        [
          amount(settled),
          amount(held),
          limit === undefined ? undefined : amount(limit),
          limit === undefined ? undefined : amount(limit - settled - credit - held),
          total(booked.filter(({ member: each }) => each === place)),
        ],
      ]
    })
    const points = inCents([...series.series[0].settled, series.series[0].settled_outside]).reduce((sum, each) => sum + each, 0)
    const exported = await this.#export()
    const amounts = inCents(
      exported
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[8] ?? ''),
    ).filter((each) => each !== 0)
    const due = booked.map(({ cents: each }) => each).filter((each) => each !== 0)
    return [
      ...pairs,
      [sums.total.settled, amount(total(booked))],
      [points, total(booked)],
      [amounts.toSorted((one, other) => one - other), due.toSorted((one, other) => one - other)],
    ]
  }

  #holdAt = (place: number): string => this.#holds[place] ?? `auth_${'0'.repeat(26)}`

  async #ask(path: string, body: object | undefined, place: number): Promise<Outcome> {
    return { status: (await this.#once(path, body, place)).status }
  }

  #export = async () =>
    (await ask('GET', `${this.#server.url}/v1/spend/export.csv?kind=ledger`, undefined, { authorization: `Bearer ${this.#team.apiKey}` })).text

  /** Each step brings a key of its own, so that a repetition is no second step. */
  #once = (path: string, body: object | undefined, place: number) =>
    ask('POST', `${this.#server.url}/v1/authorizations${path}`, body, {
      authorization: `Bearer ${this.#team.apiKey}`,
      'idempotency-key': `${this.#name} ${place}`,
      ...(body && { 'content-type': 'application/json' }),
    })
}

const expectSame = (said: string, found: unknown, due: unknown) => expect([said, found]).toEqual([said, due])

/** Plays sequences that follow from a seed, which is told: the same seed is the same run. */
export async function expectModelsAnswers(
  stage: Stage,
  longest: number,
  parameters: { seed: number; numRuns: number; endOnFailure: boolean },
): Promise<void> {
  console.log(`SPEND_SEED=${parameters.seed}`)
  await fc.assert(
    fc.asyncProperty(played(longest), (steps) => stage.play(steps)),
    parameters,
  )
}
