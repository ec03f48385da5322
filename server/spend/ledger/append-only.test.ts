import { sql, type RawBuilder } from 'kysely'
import { expect, describe, onTestFinished, test } from 'vitest'
import { sendEvents, usage } from '../../../test/spend/events.ts'
import { databases } from '../../../test/support/databases.ts'
import { create, person } from '../../../test/support/scim.ts'
import { startTestServer } from '../../../test/support/test-server.ts'

const copied = ['team_id', 'member_id', 'occurred_at', 'entry_id', 'period_start', 'number', 'kind', 'amount_micros', 'source', 'event_id']
const others = ['recorded_at', 'request_id', 'is_late', 'overage_micros', 'app', 'model']

/** Writes the entry again with some columns as these. */
const again = (how: 'insert' | 'insert or replace', changed: Record<string, string>): RawBuilder<unknown> => {
  const columns = [...copied, ...others]
  const values = columns.map((column) => changed[column] ?? column).join(', ')
  return sql.raw(`${how} into ledger_entries (${columns.join(', ')}) select ${values} from ledger_entries where event_id = 'kept'`)
}

describe.each(databases)('the ledger, on %s', (database) => {
  test('takes neither a change nor a replacement, whoever asks the database for one; an erasure blanks, and does no more', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    const user = await create(team.directory, 'Users', person('kept'))
    await sendEvents(team, server, usage('kept', user, '3', { prompt: 'p' }))
    const entries = async () => (await sql`select * from ledger_entries`.execute(server.db.read)).rows
    const before = await entries()
    const ways: [what: string, statement: RawBuilder<unknown>][] = [
      ['another name by an erasure', sql`update ledger_entries set member_name = 'Mallory', erased_by = 'req_x'`],
      ['another subject by an erasure', sql`update ledger_entries set subject = 'x', member_name = null, attributes = null, erased_by = 'req_x'`],
      ['other data by an erasure', sql`update ledger_entries set subject = null, member_name = null, attributes = '{"a":1}', erased_by = 'req_x'`],
      ['a blank without saying by what', sql`update ledger_entries set member_name = null`],
      ['another number', sql`update ledger_entries set number = 2`],
      ['another period', sql`update ledger_entries set period_start = '2020-01-01T00:00:00.000Z'`],
      ['a second entry of the number', again('insert', { entry_id: `'ent_x'`, event_id: `'other'` })],
      ['a second entry of the event', again('insert', { entry_id: `'ent_x'`, number: '2' })],
    ]
    if (database === 'sqlite') {
      ways.push(['a replacement of the row', again('insert or replace', { amount_micros: '1' })])
      ways.push(['a replacement by the event', again('insert or replace', { entry_id: `'ent_x'`, number: '2', amount_micros: '1' })])
      ways.push(['a replacement by the number', again('insert or replace', { entry_id: `'ent_x'`, event_id: `'other'`, amount_micros: '1' })])
    }
    for (const [what, statement] of ways) {
      await expect(
        server.db.transact((trx) => statement.execute(trx)),
        what,
      ).rejects.toThrow(/append-only|unique/i)
      expect(await entries(), what).toEqual(before)
    }
    const blank = sql`update ledger_entries set subject = null, member_name = null, attributes = null, erased_by = 'req_x'`
    await server.db.transact((trx) => blank.execute(trx))
    expect(await entries()).toMatchObject([{ memberName: null, erasedBy: 'req_x', amountMicros: 3_000_000n }])
  })
})
