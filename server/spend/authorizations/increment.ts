import type { Actor } from '../../kernel/actor.ts'
import { amountInvalid } from '../../kernel/amounts.ts'
import { assert } from '../../kernel/assert.ts'
import type { Environment } from '../../kernel/environment.ts'
import { formatMicros, largestMicros, toMicros, type Micros } from '../../kernel/money.ts'
import { addSeconds } from '../../kernel/timestamp.ts'
import type { Db } from '../../store/open.ts'
import { requireMemberOfId } from '../../members/find-member.ts'
import { requireCurrencyOf } from '../require-currency.ts'
import { openAccount } from './account.ts'
import { admit } from './admit.ts'
import { toAdmissionFacts, toCreated, type CreatedBody } from './authorize.ts'
import { deny, refusalOf, type Decision } from './denial.ts'
import { updateHold } from './holds.sql.ts'
import { answerOnce, writeOnce, type Answer, type Keyed } from './idempotency.ts'
import { authorizationNotHeld } from './refusals.ts'
import { requireHold } from './settle.ts'
import { raise, statusOf } from './settlement.ts'

export type MoreWanted = { amount: Micros; minAmount: Micros; currency: string | undefined; expiresInSeconds: number | undefined }

/**
 * Holds more for what is under way, if there is room for it now: it is admitted as if it were asked for anew, in the period of the hold.
 * Refuses: authorization-not-found, authorization-not-held, user-inactive, currency-mismatch, amount-invalid, spend-limit-exceeded, team-total-exceeded, limit-is-zero, idempotency-key-reused.
 */
export async function incrementHold(
  db: Db,
  environment: Environment,
  by: Actor,
  id: string,
  wanted: MoreWanted,
  keyed: Keyed,
): Promise<Answer<CreatedBody>> {
  const outcome = await writeOnce(db, async (trx) => {
    const { memberId, periodStart, periodEnd } = await requireHold(trx, by.teamId, id)
    const account = await openAccount(trx, environment, await requireMemberOfId(trx, by.teamId, memberId), { start: periodStart, end: periodEnd })
    const hold = await requireHold(trx, by.teamId, id)
    let denied: Decision | undefined
    const answer = await answerOnce(trx, by, keyed, async () => {
      const { now, facts } = account
      requireCurrencyOf(facts.team, wanted.currency)
      const status = statusOf(hold, now)
      if (status !== 'held')
        throw authorizationNotHeld(`${hold.authorizationId} is ${status}, so nothing can be added to it. Ask for a new authorization.`)
      const reached = raise(hold, wanted.amount, hold.expiresAt).amountMicros
      if (reached > largestMicros)
        throw amountInvalid(
          formatMicros(wanted.amount),
          '/amount',
          `With it the authorization would come to ${formatMicros(toMicros(reached))}, and 1000000000 is the most`,
        )
      const admission =
        account.member.status === 'active' ? admit({ ...toAdmissionFacts(account), amount: wanted.amount, minAmount: wanted.minAmount }) : 'inactive'
      if (admission === 'inactive' || admission.decision === 'denied') {
        denied = await deny(trx, environment, by, account, admission, wanted.amount)
        return undefined
      }
      const expiresAt = wanted.expiresInSeconds === undefined ? hold.expiresAt : addSeconds(now, wanted.expiresInSeconds)
      const after = raise(hold, admission.granted, expiresAt)
      await updateHold(trx, after)
      return { status: 200, body: toCreated(after, admission.granted, account) }
    })
    return { answer, denied }
  })
  if (outcome.answer) return outcome.answer
  assert(outcome.denied, 'what is not admitted is denied')
  throw refusalOf(outcome.denied)
}
