import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type Answer, type TestServer, type BareTeam } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'
import { makeHalting, somebodyWaits } from './halting.ts'

// On SQLite one writes at a time.
describe('a change of the currency that meets the first booking of a team, on postgres', () => {
  let server: TestServer
  let halt: ReturnType<typeof makeHalting>
  beforeAll(async () => {
    server = await startTestServer('postgres')
    halt = makeHalting(server.db)
  })
  afterAll(() => server.stop())

  const firsts: [what: string, spend: (team: BareTeam, user: string) => Promise<Answer>][] = [
    ['asks', (team, user) => team.api('POST', '/authorizations', { user, amount: '1' })],
    ['tells what was spent', (team, user) => sendEvents(team, server, usage('first', user, '1', { currency: undefined }))],
  ]
  test.each(firsts)('where it %s: after whichever statement, what is booked is in the currency that stands', async (_what, spend) => {
    let [fixed, changed] = [0, 0]
    let unhalted = 0
    for (let after = 0; ; after++) {
      const team = await server.addBareTeam({ ownerEmail: 'ada@acme.example' })
      const { isHalted, release } = halt(after)
      let isDone = false
      const booking = spend(team, 'email:ada@acme.example').finally(() => {
        isDone = true
      })
      await Promise.race([isHalted, booking])
      const hadHalted = !isDone
      let isPatched = false
      const patching = team.api('PATCH', '/team', { currency: 'EUR' }).finally(() => {
        isPatched = true
      })
      await somebodyWaits(server.db, () => isPatched)
      release()
      const [booked, patched] = await Promise.all([booking, patching])
      const { currency } = (await team.api('GET', '/team')).body
      expect([booked.status < 300, [200, 409].includes(patched.status)], `${booked.text} ${patched.text}`).toEqual([true, true])
      expect(currency).toBe(patched.status === 200 ? 'EUR' : 'USD')
      expect(patched.status === 200 || patched.body.code === 'currency-fixed', patched.text).toBe(true)
      if (patched.status === 200) changed++
      else fixed++
      const told = booked.body.currency ?? currency
      expect(told, `halted after ${after} statements`).toBe(currency)
      // Twice: what reads leave behind is written now and then, and may have been what was to halt.
      if (hadHalted) unhalted = 0
      else if (++unhalted === 2) break
    }
    expect(fixed).toBeGreaterThan(1)
    expect(fixed + changed).toBeGreaterThan(5)
  })
})
