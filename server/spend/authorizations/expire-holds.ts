import { record } from '../../journal/record.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { AuthorizationId, TeamId } from '../../kernel/ids.ts'
import { eachByItself } from '../../kernel/each-by-itself.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { write, type Db } from '../../store/open.ts'
import { writePostings } from '../alerts/tell-thresholds.ts'
import { openPostings } from '../ledger/book.ts'
import { listExpired, markExpired, type Expired } from './holds.sql.ts'
import { bookDue, lockHold } from './settle.ts'

const holdsPerBatch = 500

/**
 * Writes down what time did already: which holds expired, and what those booked that were made to settle themselves. Nothing waits for it: a hold that
 * expired is held no more, and what is due for it counts as settled, from the moment of its expiry. One that cannot be booked keeps no other one waiting.
 */
export const expireHolds = (db: Db, environment: Environment): Promise<void> => expireFrom(db, environment, environment.now())

/** In batches over all teams; each hold that had expired by then is met once. */
async function expireFrom(db: Db, environment: Environment, now: Timestamp, after?: Expired): Promise<void> {
  const expired = await listExpired(db.read, now, holdsPerBatch, after)
  const tasks = [...Map.groupBy(expired, ({ teamId }) => teamId)].flatMap(([teamId, holds]) => tasksOf(db, environment, teamId, holds, now))
  const last = expired.length === holdsPerBatch ? expired.at(-1) : undefined
  await eachByItself(last ? [...tasks, () => expireFrom(db, environment, now, last)] : tasks)
}

function tasksOf(db: Db, environment: Environment, teamId: TeamId, holds: readonly Expired[], now: Timestamp): (() => Promise<void>)[] {
  const idsOf = (onExpiry: Expired['onExpiry']) => holds.filter((hold) => hold.onExpiry === onExpiry).map(({ authorizationId }) => authorizationId)
  const releasing = idsOf('release')
  const release = () => write(db, (trx) => markExpired(trx, teamId, releasing, now))
  return [...(releasing.length > 0 ? [release] : []), ...idsOf('settle').map((id) => () => bookOne(db, environment, teamId, id))]
}

/** Books one, unless somebody settled it meanwhile. */
async function bookOne(db: Db, environment: Environment, teamId: TeamId, id: AuthorizationId): Promise<void> {
  const by: Actor = { kind: 'housekeeping', teamId, name: 'Purser', requestId: environment.newId('req'), at: environment.now() }
  await write(db, async (trx) => {
    const [hold, now] = [await lockHold(trx, teamId, id), environment.now()]
    const postings = await openPostings(trx, environment, hold)
    await bookDue(trx, by, hold, now, postings)
    const changes = await writePostings(trx, by, postings, now)
    if (changes.length > 0) await record(trx, by, { operation: 'expire_authorization', subjectId: id, changes })
  })
}
