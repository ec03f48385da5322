import { expect, describe, onTestFinished, test } from 'vitest'
import { sendEvents, usage } from '../../../test/spend/events.ts'
import { databases } from '../../../test/support/databases.ts'
import { create, person } from '../../../test/support/scim.ts'
import { ask, startTestServer } from '../../../test/support/test-server.ts'
import { ScanTooLong } from '../../store/open.ts'
import { forgetReconciliations, reconcileDaily } from './reconcile.ts'

describe.each(databases)('the daily check of ledgers, on %s', (database) => {
  test('a ledger that is too long for it counts as unchecked until somebody checks it; old checks are forgotten, but the last and those that found something', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const [long, short] = [await server.addTeam(), await server.addTeam()]
    for (const team of [long, short]) await sendEvents(team, server, usage('one', await create(team.directory, 'Users', person('ada')), '1'))
    const unchecked = async () => Number(/purser_ledger_unchecked_teams (\d+)/.exec((await ask('GET', `${server.url}/metrics`)).text)?.[1])
    expect(await unchecked()).toBe(2)
    const scan = server.db.scan.bind(server.db)
    server.db.scan = async (query) => {
      if (query.parameters.includes(long.teamId)) throw new ScanTooLong()
      return scan(query)
    }
    await reconcileDaily(server.db, server.environment)
    expect(await unchecked()).toBe(1)
    server.db.scan = scan
    expect((await long.api('POST', '/reconciliations')).status).toBe(201)
    expect(await unchecked()).toBe(0)

    await server.db.transact((trx) => trx.updateTable('balances').set({ settledMicros: 1n }).where('teamId', '=', short.teamId).execute())
    server.pass(1)
    expect((await short.api('POST', '/reconciliations')).body.sums_differing).toBeGreaterThan(0)
    server.pass(91 * 86_400)
    expect(await unchecked()).toBe(2)
    await short.api('POST', '/reconciliations')
    await forgetReconciliations(server.db, server.environment.now())
    const kept = async (team: typeof long) =>
      (await team.api('GET', '/reconciliations')).body.items.map((each: { sums_differing: number }) => each.sums_differing > 0)
    expect([await kept(long), await kept(short)]).toEqual([[false], [true, true]])
  })
})
