import type { Environment } from '../../kernel/environment.ts'
import type { TeamId } from '../../kernel/ids.ts'
import type { Json } from '../../kernel/json.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { write, type Db } from '../../store/open.ts'
import { hourOf } from './hour.ts'
import { readResolutions } from './resolution.ts'
import { sumUsage } from './sum-usage.ts'
import { addToUsageHourSums, addToUsageSums, countFreshHours, listTeamsWithFreshHours, lockFreshHours, markRolledUp } from './usage-sums.sql.ts'

/** So many rows are rolled up in one transaction: on SQLite nobody else writes meanwhile, for some milliseconds. */
const hoursPerBatch = 100
/** So many batches of a team in one run: what lies there after an upgrade is rolled up by and by, and no stop of the server waits for it. */
const batchesPerRun = 400
/** More hours than these would make a report wait. */
const mostLeft = 20_000

/**
 * Adds up by group, deciding group, model and app what was spent. Each row, which is what a member spent in an hour, waits until the hour is over in which it had news,
 * so that it is rolled up once; where very many wait, not so long. Nothing waits for it: reports add what is not in the sums yet.
 */
export async function rollUp(db: Db, environment: Environment): Promise<void> {
  for (const { teamId } of await listTeamsWithFreshHours(db.read)) {
    await rollUpTeam(db, teamId, hourOf(environment.now()), batchesPerRun)
    if ((await countFreshHours(db.read, teamId, mostLeft + 1)) > mostLeft) await rollUpTeam(db, teamId, undefined, batchesPerRun)
  }
}

/** Rolls up the hours of a team that have had news since before a moment, or at any, but those that somebody books in just now. */
export async function rollUpTeam(db: Db, teamId: TeamId, before: Timestamp | undefined, batches: number): Promise<void> {
  for (let left = batches; left > 0 && (await rollUpSome(db, teamId, before)) > 0; left--);
}

const rollUpSome = (db: Db, teamId: TeamId, before: Timestamp | undefined): Promise<number> =>
  write(db, async (trx) => {
    const hours = await lockFreshHours(trx, teamId, before, hoursPerBatch)
    const explained = await readResolutions(
      trx,
      teamId,
      hours.map(({ resolutionId }) => resolutionId || null),
    )
    const { sums, hourSums } = sumUsage(hours, (resolutionId) => groupsIn(explained.get(resolutionId)?.['groups']))
    await addToUsageSums(trx, sums)
    await addToUsageHourSums(trx, hourSums)
    await markRolledUp(trx, hours)
    return hours.length
  })

const groupsIn = (groups: Json | undefined): string[] => (Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [])
