import { sweepAccess } from './access/sweep-access.ts'
import { sweepDeletedGroups } from './directory/memberships.ts'
import { sweepJournal, type Retention } from './journal/retention.ts'
import { eachByItself } from './kernel/each-by-itself.ts'
import type { Environment } from './kernel/environment.ts'
import { Outgoing } from './kernel/outgoing/outgoing.ts'
import { sweepEndedDirectories } from './provisioning/sweep-directory.ts'
import { forgetDecisions } from './spend/authorizations/denial.ts'
import { expireHolds } from './spend/authorizations/expire-holds.ts'
import { forgetAnswers } from './spend/authorizations/idempotency.ts'
import { forgetReconciliations, reconcileDaily } from './spend/ledger/reconcile.ts'
import { rollUp } from './spend/ledger/roll-up.ts'
import { recheckDomains } from './sso/recheck-domains.ts'
import { refreshMetadata } from './sso/refresh-metadata.ts'
import { sweepSamlSessions } from './sso/saml-logout.ts'
import { sweepSeenAssertions } from './sso/saml-sign-in.ts'
import { sweepSignInRequests } from './sso/sign-in-requests.ts'
import { forgetTestAnswers } from './sso/test-connection.ts'
import type { Db } from './store/open.ts'

const everyMs = 10 * 60 * 1000
/** Holds that settle themselves come into the list of what was spent when they are booked; in the sums they are at once. */
const expireEveryMs = 5_000
/** Reports add up by themselves what was not rolled up yet, so an hour should not wait for long once it is over. */
const rollUpEveryMs = 60_000

/**
 * What runs beside the requests, now and every ten minutes, in batches: what a directory that ended left is finished, edges of deleted groups are ended, old
 * rows of the log, sessions, links, sign-ins, denials and answers under a key are forgotten, domains and metadata that are due are looked up, sums are held
 * against their entries.
 */
export function startHousekeeping(
  db: Db,
  environment: Environment,
  retention: Retention,
  outgoing: Outgoing,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  // One after another: a run may take longer than the time between two.
  const run = () => {
    running = running.then(() => keepHouse(db, environment, retention, outgoing)).catch(onFailure)
  }
  const timer = setInterval(run, everyMs)
  const expire = () => {
    running = running.then(() => expireHolds(db, environment)).catch(onFailure)
  }
  const expiryTimer = setInterval(expire, expireEveryMs)
  const sum = () => {
    running = running.then(() => rollUp(db, environment)).catch(onFailure)
  }
  const sumTimer = setInterval(sum, rollUpEveryMs)
  run()
  return {
    stop: () => {
      clearInterval(timer)
      clearInterval(expiryTimer)
      clearInterval(sumTimer)
      return running
    },
  }
}

/** Does each of these, also where another one failed. Throws what did. */
export const keepHouse = (db: Db, environment: Environment, retention: Retention, outgoing = new Outgoing(environment, [])): Promise<void> =>
  eachByItself([
    () => expireHolds(db, environment),
    () => rollUp(db, environment),
    () => sweepEndedDirectories(db, environment),
    () => sweepDeletedGroups(db),
    () => sweepSignInRequests(db, environment.now()),
    () => sweepJournal(db, retention, environment.now()),
    () => sweepAccess(db, environment.now()),
    () => forgetDecisions(db, environment.now()),
    () => forgetTestAnswers(db, retention.requestBodyDays, environment.now()),
    () => sweepSeenAssertions(db, environment.now()),
    () => sweepSamlSessions(db, environment.now()),
    () => forgetAnswers(db, environment.now()),
    () => forgetReconciliations(db, environment.now()),
    () => reconcileDaily(db, environment),
    () => recheckDomains(db, environment),
    () => refreshMetadata({ db, environment, outgoing }),
  ])
