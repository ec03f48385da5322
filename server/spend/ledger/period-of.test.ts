import { expect, describe, test } from 'vitest'
import { databases, openTestDatabase } from '../../../test/support/databases.ts'
import { realEnvironment as environment } from '../../kernel/environment.ts'
import { toTimestamp } from '../../kernel/timestamp.ts'
import { createTeam, teamOf } from '../../teams/teams.ts'
import { periodOf, usePeriodOf } from './period-of.ts'
import { insertPeriod } from './periods.sql.ts'

const at = (text: string) => toTimestamp(Date.parse(text))

// As if the time zone's rules had been others when the periods around were used first: the months of UTC, moved by five hours.
const used = { june: ['2026-06-01T05:00Z', '2026-07-01T05:00Z'], august: ['2026-07-31T19:00Z', '2026-08-31T19:00Z'] } as const
const cases: [moment: string, start: string, end: string, because: string][] = [
  ['2026-07-01T03:00Z', ...used.june, 'what was used stands'],
  ['2026-07-01T05:00Z', '2026-07-01T05:00Z', '2026-07-31T19:00Z', 'between two that were used there is what they leave'],
  ['2026-07-31T18:59Z', '2026-07-01T05:00Z', '2026-07-31T19:00Z', 'of one period, whichever of its moments is asked for first'],
  ['2026-07-31T19:00Z', ...used.august, 'also where it begins sooner than its month'],
  ['2026-08-31T20:00Z', '2026-08-31T19:00Z', '2026-09-01T00:00Z', 'a rest of a month that nobody had is a short period of its own'],
  ['2026-09-10T00:00Z', '2026-09-01T00:00Z', '2026-10-01T00:00Z', 'no used one is near'],
  ['2026-05-10T00:00Z', '2026-05-01T00:00Z', '2026-06-01T00:00Z', 'before all that were used too'],
]

describe.each(databases)('the period of a moment among those that were used, on %s', (database) => {
  test('is in no other one', async () => {
    const db = await openTestDatabase(database)
    for (const [moment, start, end, because] of cases) {
      const teamId = environment.newId('team')
      const period = await db.transact(async (trx) => {
        await createTeam(trx, { teamId, name: 'Acme', currency: 'USD', at: at('2026-01-01T00:00Z') })
        for (const [startAt, endAt] of Object.values(used)) await insertPeriod(trx, { teamId, startAt: at(startAt), endAt: at(endAt) })
        return usePeriodOf(trx, await teamOf(trx, teamId), at(moment))
      })
      expect(period, `${moment}: ${because}`).toEqual({ start: at(start), end: at(end) })
      expect(await periodOf(db.read, await teamOf(db.read, teamId), at(moment))).toEqual(period)
    }
  })
})
