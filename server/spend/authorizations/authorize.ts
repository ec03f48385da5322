import type { z } from 'zod'
import type { Actor } from '../../kernel/actor.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { formatMicros, toMicros, type Micros } from '../../kernel/money.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { addSeconds } from '../../kernel/timestamp.ts'
import { requireMember } from '../../members/find-member.ts'
import type { Member } from '../../members/membership.ts'
import { nameOf } from '../../members/names-of-members.ts'
import type { Db, Trx } from '../../store/open.ts'
import { requireCurrencyOf } from '../require-currency.ts'
import { keepResolution } from '../ledger/resolution.ts'
import { remainingOf } from '../remaining.ts'
import { openAccount, type Account } from './account.ts'
import { admit } from './admit.ts'
import { toAuthorizationShape, type CreatedAuthorization } from './authorization-shape.ts'
import { deny, refusalOf, type Decision } from './denial.ts'
import { insertHold } from './holds.sql.ts'
import { answerOnce, findAnswer, writeOnce, type Answer, type Keyed } from './idempotency.ts'
import { tooManyHolds } from './refusals.ts'
import type { Hold } from './settlement.ts'

/** What somebody wants to spend. */
export type Wanted = {
  user: string
  amount: Micros
  minAmount: Micros
  currency: string | undefined
  expiresInSeconds: number
  onExpiry: Hold['onExpiry']
  app: string
  model: string
  metadata: JsonObject
}

/** So many holds of one member may be open at once: each admission sums them. */
const mostHolds = 1_000

export type CreatedBody = z.infer<typeof CreatedAuthorization>

/**
 * Holds an amount for a member, if what is settled and held and this lies within the limit. A denial is written down, and answered as its refusal.
 * Refuses: user-not-found, ambiguous-user, user-inactive, currency-mismatch, spend-limit-exceeded, team-total-exceeded, limit-is-zero, too-many-holds, idempotency-key-reused.
 */
export async function authorize(db: Db, environment: Environment, by: Actor, wanted: Wanted, keyed: Keyed): Promise<Answer<CreatedBody>> {
  const outcome = await writeOnce(db, async (trx) => {
    const known = await findAnswer<CreatedBody>(trx, by, keyed)
    if (known) return { answer: known, denied: undefined }
    const account = await openAccount(trx, environment, await requireSpender(trx, by, wanted))
    let denied: Decision | undefined
    const answer = await answerOnce(trx, by, keyed, async () => {
      requireCurrencyOf(account.facts.team, wanted.currency)
      const decision = await decide(trx, environment, by, account, wanted)
      if ('hold' in decision) return { status: 201, body: toCreated(decision.hold, toMicros(decision.hold.amountMicros), account) }
      denied = decision.denied // nothing was held, so the same request may be asked again: what is admitted then is kept
      return undefined
    })
    return { answer, denied }
  })
  if (outcome.answer) return outcome.answer
  throw refusalOf(requireDenied(outcome.denied))
}

/** Whose authorization it is. What is refused is told to programs as denials are: another try does not help. Refuses: user-not-found, ambiguous-user. */
async function requireSpender(trx: Trx, by: Actor, { user }: Wanted): Promise<Member> {
  try {
    return await requireMember(trx, by.teamId, user)
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.kind, error.message, { ...error.extras, retryable: false }) : error
  }
}

function requireDenied(denied: Decision | undefined): Decision {
  if (!denied) throw new Error('what is not admitted is denied')
  return denied
}

async function decide(
  trx: Trx,
  environment: Environment,
  by: Actor,
  account: Account,
  wanted: Wanted,
): Promise<{ hold: Hold } | { denied: Decision }> {
  if (account.member.status !== 'active') return { denied: await deny(trx, environment, by, account, 'inactive', wanted.amount) }
  const admission = admit({ ...toAdmissionFacts(account), amount: wanted.amount, minAmount: wanted.minAmount })
  if (admission.decision === 'denied') return { denied: await deny(trx, environment, by, account, admission, wanted.amount) }
  if (account.standing.holds >= mostHolds) {
    throw tooManyHolds(
      `${nameOf(account.member)} has ${account.standing.holds} authorizations open. Settle or void those that are done, or let them expire: at most ${mostHolds} are open at once.`,
      { retryable: false },
    )
  }
  return { hold: await hold(trx, environment, by, account, wanted, admission.granted) }
}

export const toAdmissionFacts = ({ effective, standing, teamStanding, facts }: Account) => ({
  limit: effective.limit,
  standing,
  total: facts.teamTotal && teamStanding && { limit: facts.teamTotal, standing: teamStanding },
  blockFree: facts.team.blockFree,
})

async function hold(trx: Trx, environment: Environment, by: Actor, account: Account, wanted: Wanted, granted: Micros): Promise<Hold> {
  const { member, period, facts, effective, now } = account
  const made: Hold = {
    teamId: by.teamId,
    authorizationId: environment.newId('auth'),
    memberId: member.memberId,
    periodStart: period.start,
    periodEnd: period.end,
    status: 'held',
    amountMicros: granted,
    settledMicros: 0n,
    finalMicros: null,
    estimateMicros: null,
    overageMicros: 0n,
    expiresAt: addSeconds(now, wanted.expiresInSeconds),
    onExpiry: wanted.onExpiry,
    isLate: false,
    app: wanted.app,
    model: wanted.model,
    metadata: Object.keys(wanted.metadata).length > 0 ? wanted.metadata : null,
    memberName: nameOf(member),
    ...(await keepResolution(trx, by.teamId, effective)),
    directoryVersion: facts.directoryVersion ?? null,
    createdAt: now,
    requestId: by.requestId,
    endedAt: null,
  }
  await insertHold(trx, { ...made, metadata: made.metadata && JSON.stringify(made.metadata) })
  return made
}

/** A hold, and what is left once so much was granted beside what the account held before. */
export function toCreated(hold: Hold, granted: Micros, { effective: { limit, source }, standing, facts, now }: Account): CreatedBody {
  const left = remainingOf(limit, { ...standing, held: toMicros(standing.held + granted) })
  return {
    ...toAuthorizationShape(hold, facts.team.currency, now),
    ...(left !== undefined && { remaining_after: formatMicros(left) }),
    limit: { kind: limit.kind, ...(limit.kind === 'amount' && { amount: formatMicros(limit.micros) }), source },
  }
}
