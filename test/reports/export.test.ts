import { describe, expect, onTestFinished, test } from 'vitest'
import { Cursors } from '../../server/kernel/cursors.ts'
import { exportSpend } from '../../server/reports/export.ts'
import { readPeriod } from '../../server/reports/period.ts'
import { teamOf } from '../../server/teams/teams.ts'
import { sendEvents, usage } from '../spend/events.ts'
import { done, spend } from '../spend/given-team.ts'
import { databases } from '../support/databases.ts'
import { create, person } from '../support/scim.ts'
import { startTestServer } from '../support/test-server.ts'

describe.each(databases)('an export of the ledger, on %s', (database) => {
  test('is read page by page as it is taken: a slow client holds nothing, and gets what was there when it began', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    const ada = await create(team.directory, 'Users', person('ada'))
    const time = server.environment.now()
    for (let batch = 0; batch < 3; batch++) {
      const events = Array.from({ length: 900 }, (_, place) => usage(`${batch} ${place}`, ada, '0.01', {}, { time }))
      done(await sendEvents(team, server, events))
    }
    let reads = 0
    const report = server.db.report.bind(server.db)
    server.db.report = (query) => {
      reads++
      return report(query)
    }
    const found = await teamOf(server.db.read, team.teamId)
    const now = server.environment.now()
    const period = await readPeriod(server.db.read, found, 'current', now)
    const cursors = new Cursors([new Uint8Array(32)])
    const lines = await exportSpend({ db: server.db, cursors }, team.by(), { kind: 'ledger', team: found, period, by: 'user', now })
    const first = await lines.next()
    expect(reads).toBe(2) // of when the period has entries, and of the first thousand

    // Between two pages the client is slow; whoever writes meanwhile is not, and changes nothing of what comes.
    server.pass(1)
    await spend(server, team, ada, '5')
    expect((await server.db.report({ ...server.db.read.selectFrom('teams').select('teamId').compile() })).length).toBeGreaterThan(0)
    let text = String(first.value)
    for await (const more of lines) text += more
    const rows = text.trimEnd().split('\r\n').slice(1)
    expect(rows).toHaveLength(2_700)
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(2_700)
    expect(rows.some((row) => row.includes(',5.00,'))).toBe(false)

    // Who took what is told.
    const told = await team.api('GET', '/audit_log?action=export_spend')
    expect(told.body.items).toMatchObject([{ changes: [{ kind: 'spend.exported', what: 'ledger', period_start: period.start }] }])
  })
})
