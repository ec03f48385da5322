import type { Actor } from '../../kernel/actor.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { Db } from '../../store/open.ts'
import { teamOf } from '../../teams/teams.ts'
import { toAuthorizationShape } from './authorization-shape.ts'
import { updateHold } from './holds.sql.ts'
import type { Answer, Keyed } from './idempotency.ts'
import { alreadySettled, authorizationNotHeld } from './refusals.ts'
import { changeHold, type AuthorizationBody } from './settle.ts'
import { statusOf } from './settlement.ts'

/**
 * Releases what a hold still holds. What was settled of it stays. A hold that is voided already stays so.
 * Refuses: authorization-not-found, authorization-already-settled, authorization-not-held, idempotency-key-reused.
 */
export const voidHold = (db: Db, environment: Environment, by: Actor, id: string, keyed: Keyed): Promise<Answer<AuthorizationBody>> =>
  changeHold(db, by, id, keyed, async (trx, hold) => {
    const { currency } = await teamOf(trx, by.teamId)
    const now = environment.now()
    const status = statusOf(hold, now)
    if (status === 'settled')
      throw alreadySettled(`${hold.authorizationId} was settled. To take back what was booked, send a usage event of the kind refund.`)
    if (status === 'expired') throw authorizationNotHeld(`${hold.authorizationId} expired at ${hold.expiresAt}: nothing is held by it any more.`)
    if (status === 'voided') return toAuthorizationShape(hold, currency, now)
    const after = { ...hold, status: 'voided', endedAt: now } as const
    await updateHold(trx, after)
    return toAuthorizationShape(after, currency, now)
  })
