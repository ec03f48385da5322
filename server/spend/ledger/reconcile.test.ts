import { expect, describe, onTestFinished, test } from 'vitest'
import { sendEvents, usage } from '../../../test/spend/events.ts'
import { databases } from '../../../test/support/databases.ts'
import { create, person } from '../../../test/support/scim.ts'
import { ask, startTestServer } from '../../../test/support/test-server.ts'
import { assert } from '../../kernel/assert.ts'
import { ScanTooLong, type Trx } from '../../store/open.ts'
import { totalOf, type BalanceSubject } from './accounts.ts'
import { forgetReconciliations, reconcileDaily } from './reconcile.ts'
import { rollUpTeam } from './roll-up.ts'

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

describe.each(databases)('a check of a ledger, on %s', (database) => {
  test('finds each sum that is not that of its entries, and nothing where all are', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    const user = await create(team.directory, 'Users', person('ada'))
    await sendEvents(team, server, [usage('one', user, '5'), usage('two', user, '-7', { kind: 'refund' })]) // two of it are credit
    const { id, member_id: member } = (await team.api('POST', '/authorizations', { user, amount: '3' })).body
    await team.api('POST', `/authorizations/${id}/settle`, { amount: '3' })
    await rollUpTeam(server.db, team.teamId, undefined, 1)
    const { teamId } = team
    const [entry] = await server.db.read.selectFrom('ledgerEntries').selectAll().where('teamId', '=', teamId).orderBy('number').limit(1).execute()
    assert(entry, 'something was booked')
    const found = async () => {
      server.pass(1)
      const { differences } = (await team.api('POST', '/reconciliations')).body
      return differences.map(({ what, subject }: { what: string; subject: string }) => [what, subject])
    }
    expect(await found()).toEqual([])

    const ofMember = (trx: Trx, subjectId: BalanceSubject) =>
      trx.updateTable('balances').where('teamId', '=', teamId).where('subjectId', '=', subjectId)
    const hours = (trx: Trx) => trx.updateTable('usageHourly').where('teamId', '=', teamId).where('entries', '=', 2n)
    const ways: [what: string[][], change: (trx: Trx, by: bigint) => { execute(): Promise<unknown> }][] = [
      [[['balance', member]], (trx, by) => ofMember(trx, member).set(({ eb }) => ({ settledMicros: eb('settledMicros', '+', by) }))],
      [[['balance', member]], (trx, by) => ofMember(trx, member).set(({ eb }) => ({ entries: eb('entries', '+', by) }))],
      [[['team', '']], (trx, by) => ofMember(trx, totalOf(member)).set(({ eb }) => ({ settledMicros: eb('settledMicros', '+', by) }))],
      [
        [
          ['credit', member],
          ['team credit', ''],
        ],
        (trx, by) => ofMember(trx, member).set(({ eb }) => ({ creditMicros: eb('creditMicros', '+', by) })),
      ],
      [[['team credit', '']], (trx, by) => ofMember(trx, totalOf(member)).set(({ eb }) => ({ creditMicros: eb('creditMicros', '+', by) }))],
      [[['hours', member]], (trx, by) => hours(trx).set(({ eb }) => ({ settledMicros: eb('settledMicros', '+', by) }))],
      [[['sums', 'all']], (trx, by) => hours(trx).set(({ eb }) => ({ rolledMicros: eb('rolledMicros', '+', by) }))],
      [
        [['hour sums', 'all ']],
        (trx, by) =>
          trx
            .updateTable('usageHourSums')
            .where('teamId', '=', teamId)
            .where('groupingName', '=', 'all')
            .set(({ eb }) => ({ settledRest: eb('settledRest', '+', by) })),
      ],
      [
        [['authorization', id]],
        (trx, by) =>
          trx
            .updateTable('authorizations')
            .where('teamId', '=', teamId)
            .set(({ eb }) => ({ settledMicros: eb('settledMicros', '+', by) })),
      ],
    ]
    for (const [what, change] of ways) {
      await server.db.transact((trx) => change(trx, 1n).execute())
      expect(await found()).toEqual(what)
      await server.db.transact((trx) => change(trx, -1n).execute())
    }
    expect(await found()).toEqual([])
    const { erasedBy: _erasedBy, ...kept } = entry
    const twice = {
      ...kept,
      entryId: server.environment.newId('ent'),
      number: 9n,
      eventId: 'with a number that none before it has',
      attributes: null,
    }
    await server.db.transact((trx) => trx.insertInto('ledgerEntries').values(twice).execute())
    expect(await found()).toContainEqual(['numbers', member])
  })
})
