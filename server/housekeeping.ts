import { sweepDeletedGroups } from './directory/memberships.ts'
import { sweepJournal, type Retention } from './journal/retention.ts'
import { eachByItself } from './kernel/each-by-itself.ts'
import type { Environment } from './kernel/environment.ts'
import { sweepEndedDirectories } from './provisioning/sweep-directory.ts'
import type { Db } from './store/open.ts'

const everyMs = 10 * 60 * 1000

/** What runs beside the requests, now and every ten minutes, in batches: what a directory that ended left is finished, edges of deleted groups are ended, old rows of the log are forgotten. */
export function startHousekeeping(
  db: Db,
  environment: Environment,
  retention: Retention,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  // One after another: a run may take longer than the time between two.
  const run = () => {
    running = running.then(() => keepHouse(db, environment, retention)).catch(onFailure)
  }
  const timer = setInterval(run, everyMs)
  run()
  return {
    stop: () => {
      clearInterval(timer)
      return running
    },
  }
}

/** Does each of these, also where another one failed. Throws what did. */
export const keepHouse = (db: Db, environment: Environment, retention: Retention): Promise<void> =>
  eachByItself([() => sweepEndedDirectories(db, environment), () => sweepDeletedGroups(db), () => sweepJournal(db, retention, environment.now())])
