import type { Change } from '../../journal/changes.ts'
import { record } from '../../journal/record.ts'
import { amountInvalid, costAdvice } from '../../kernel/amounts.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Environment } from '../../kernel/environment.ts'
import { isId, type TeamId } from '../../kernel/ids.ts'
import { formatMicros, parseCost } from '../../kernel/money.ts'
import { pointing } from '../../kernel/refusal.ts'
import { write, type Db, type Trx } from '../../store/open.ts'
import { lockTeam } from '../../teams/teams.ts'
import { parseEvent, type UsageEvent } from './cloud-event.ts'
import { findWrongSign } from './judge.ts'
import { decideQuarantined, lockQuarantined, type Quarantined } from './quarantine.sql.ts'
import { priceNeeded, quarantinedNotFound, quarantineOver } from './refusals.ts'
import { bookReleased } from './take-events.ts'

export { pageQuarantined, type Quarantined } from './quarantine.sql.ts'

/**
 * Books an event that waited, at the cost that it told or at the one that is given now.
 * Refuses: quarantined-event-not-found, quarantine-over, price-needed, amount-invalid, authorization-already-settled.
 */
export const releaseEvent = (
  db: Db,
  environment: Environment,
  by: Actor,
  id: string,
  { cost, reason }: { cost: unknown; reason: string | undefined },
): Promise<Quarantined> =>
  write(db, async (trx) => {
    const row = await lockWaiting(trx, by.teamId, id)
    const parsed = parseEvent(row.event, '')
    if ('refused' in parsed) throw parsed.refused
    const event = { ...withCost(parsed.event, cost), bodyHash: row.bodyHash } // of what was sent, from which names may be erased since
    if (!event.cost)
      throw pointing(
        priceNeeded,
        '/cost',
        'The event tells no cost. Send the cost that it is to be booked at: {"cost": "0.0125"}, or "0" for what was free.',
      )
    const reached = await bookReleased(trx, environment, by, event, row)
    const amount = formatMicros(event.cost.micros)
    const released = { kind: 'usage.released', entry: row.entryId, member: row.memberId, amount, reason: reason ?? null } as const
    return decide(trx, by, row, 'released', [released, ...reached])
  })

/** Lets an event that waited count for nothing, for good. Refuses: quarantined-event-not-found, quarantine-over. */
export const discardEvent = (db: Db, by: Actor, id: string, reason: string | undefined): Promise<Quarantined> =>
  write(db, async (trx) => {
    const row = await lockWaiting(trx, by.teamId, id)
    return decide(trx, by, row, 'discarded', [{ kind: 'usage.discarded', entry: row.entryId, member: row.memberId, reason: reason ?? null }])
  })

async function lockWaiting(trx: Trx, teamId: TeamId, id: string): Promise<Quarantined> {
  await lockTeam(trx, teamId)
  const row = isId('ent', id) ? await lockQuarantined(trx, teamId, id) : undefined
  if (!row) throw quarantinedNotFound(`There is no event ${JSON.stringify(id.slice(0, 100))} in quarantine. Name it by the id of the list.`)
  if (row.status !== 'waiting')
    throw quarantineOver(`It was ${row.status} at ${row.decidedAt}, by ${row.decidedRequest}. To correct what was booked, send an adjustment.`)
  return row
}

async function decide(trx: Trx, by: Actor, row: Quarantined, status: 'released' | 'discarded', changes: readonly Change[]): Promise<Quarantined> {
  const decided = { ...row, status, decidedAt: by.at, decidedRequest: by.requestId }
  await decideQuarantined(trx, decided)
  await record(trx, by, {
    operation: status === 'released' ? 'release_event' : 'discard_event',
    status: 200,
    subjectId: row.entryId,
    changes,
  })
  return decided
}

/** Refuses: amount-invalid. */
function withCost(event: UsageEvent, cost: unknown): UsageEvent {
  if (cost === undefined) return event
  const parsed = typeof cost === 'string' ? parseCost(cost) : undefined
  if (!parsed) throw amountInvalid(cost, '/cost', costAdvice)
  const priced = { ...event, cost: parsed }
  const wrong = findWrongSign(priced, true, '/cost')
  if (wrong) throw wrong
  return priced
}
