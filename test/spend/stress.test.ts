import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { create, person } from '../support/scim.ts'
import { startTestServer, type Answer } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'

const [members, holdsEach, lanes, actsPerLane] = [3, 3, 12, 20]

/** Numbers by chance, the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const micros = (amount: string) => Math.round(Number(amount) * 1_000_000)
const sum = (amounts: readonly string[]) => amounts.reduce((all, amount) => all + micros(amount), 0)

describe.each(databases)('on %s', (database) => {
  test('whatever is done at once to the same holds, all that was answered counts once, and nothing else does', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '1000000' })
    const seed = Date.now() % 1_000_000
    const chance = chanceOf(seed)
    const users = await Promise.all(Array.from({ length: members }, (_, each) => create(team.directory, 'Users', person(`s${each}`))))
    const holds: string[] = []
    for (const user of users)
      for (let each = 0; each < holdsEach; each++) holds.push((await team.api('POST', '/authorizations', { user, amount: '100' })).body.id)

    const booked: string[] = []
    const raised: string[] = []
    const statuses: number[] = []
    let count = 0
    const act = async () => {
      const hold = holds[Math.floor(chance() * holds.length)]
      const amount = `0.${String(++count).padStart(6, '0')}` // each another one, so that none repeats another
      const tell = async (answer: Promise<Answer>, into: string[]) => {
        const { status } = await answer
        statuses.push(status)
        if (status < 300) into.push(amount)
      }
      const kind = chance()
      if (kind < 0.35) return tell(team.api('POST', `/authorizations/${hold}/settle`, { amount, final: false }), booked)
      if (kind < 0.6) return tell(team.api('POST', `/authorizations/${hold}/increment`, { amount }), raised)
      if (kind < 0.65) return tell(team.api('POST', `/authorizations/${hold}/settle`, { amount }), booked)
      if (kind < 0.68) return tell(team.api('POST', `/authorizations/${hold}/void`, {}), [])
      const isPart = kind < 0.95
      const ofHold = usage(`e${count}`, '', amount, { authorization: hold, ...(isPart && { final: false }) })
      const { status, body } = await sendEvents(team, server, [
        { ...ofHold, subject: undefined },
        usage(`f${count}`, users[count % members] ?? '', amount),
      ])
      statuses.push(status)
      for (const result of body.results) if (result.status === 'accepted') booked.push(amount)
    }
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (let each = 0; each < actsPerLane; each++) await act()
      }),
    )
    expect(
      statuses.filter((status) => status >= 500),
      `seed ${seed}`,
    ).toEqual([])
    // How many chance lets through depends on how early it ends the holds; that most acts of each kind took effect somewhere does not.
    expect(booked.length).toBeGreaterThan(40)
    expect(raised.length).toBeGreaterThan(0)
    expect((await team.api('POST', '/reconciliations')).body, `seed ${seed}`).toMatchObject({ sums_differing: 0, drift: '0.00', differences: [] })
    const standings = await Promise.all(users.map(async (user) => (await team.api('GET', `/users/${user}/effective_limit`)).body))
    expect(sum(standings.map(({ settled }) => settled)), `seed ${seed}`).toBe(sum(booked))
    const after = await Promise.all(holds.map(async (id) => (await team.api('GET', `/authorizations/${id}`)).body))
    expect(sum(after.map(({ amount }) => amount)), `seed ${seed}`).toBe(100_000_000 * holds.length + sum(raised))
    const open = after.filter(({ status }) => status === 'held')
    expect(sum(standings.map(({ held }) => held)), `seed ${seed}`).toBe(
      sum(open.map(({ amount }) => amount)) - sum(open.map(({ settled }) => settled)),
    )
  })
})
