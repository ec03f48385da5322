import type { z } from 'zod'
import { record } from '../../journal/record.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Environment } from '../../kernel/environment.ts'
import { isId, type TeamId } from '../../kernel/ids.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { othersWriteMeanwhile } from '../../store/dialect.ts'
import type { Db, Reader, Trx } from '../../store/open.ts'
import { requireCurrencyOf } from '../require-currency.ts'
import { writePostings } from '../alerts/tell-thresholds.ts'
import { readLimitFacts } from '../effective-limit.ts'
import { lockAccount, openPostings, type Booking, type Postings } from '../ledger/book.ts'
import { toAuthorizationShape, type AuthorizationShape } from './authorization-shape.ts'
import { findHoldRow, listHoldRows, updateHold } from './holds.sql.ts'
import { answerOnce, writeOnce, type Answer, type Keyed } from './idempotency.ts'
import { alreadySettled, authorizationNotFound } from './refusals.ts'
import { leftOf, settle, statusOf, type Hold, type Settlement, type Settling } from './settlement.ts'

export type SettleWanted = Settling & { currency: string | undefined; model: string | undefined; costText: string | null; metadata: JsonObject }
export type AuthorizationBody = z.infer<typeof AuthorizationShape>

/**
 * Books what was spent of a hold, whatever was held, and releases the rest if nothing more is to come.
 * Refuses: authorization-not-found, authorization-already-settled, currency-mismatch, idempotency-key-reused.
 */
export const settleHold = (
  db: Db,
  environment: Environment,
  by: Actor,
  id: string,
  wanted: SettleWanted,
  keyed: Keyed,
): Promise<Answer<AuthorizationBody>> =>
  changeHold(db, by, id, keyed, async (trx, found) => {
    const facts = await readLimitFacts(trx, by.teamId, found.memberId)
    const { currency } = facts.team
    requireCurrencyOf(facts.team, wanted.currency)
    const now = environment.now()
    const postings = await openPostings(trx, environment, found)
    const hold = await bookDue(trx, by, found, now, postings)
    const settlement = settle(hold, wanted, now)
    if (settlement.kind === 'contradicts') throw contradiction(hold, wanted)
    if (settlement.kind === 'book')
      await bookSettlement(trx, by, settlement, postings, {
        occurredAt: now,
        recordedAt: now,
        costText: wanted.costText,
        model: wanted.model ?? hold.model,
        attributes: Object.keys(wanted.metadata).length > 0 ? JSON.stringify(wanted.metadata) : null,
      })
    const changes = await writePostings(trx, by, postings, now, new Map([[found.memberId, facts]]))
    if (changes.length > 0) await record(trx, by, { operation: 'settle_authorization', status: 200, subjectId: hold.authorizationId, changes })
    return toAuthorizationShape(settlement.kind === 'book' ? settlement.after : hold, currency, now)
  })

/** Finds a hold, locks its account, and changes it. Refuses: authorization-not-found, idempotency-key-reused, and what the change refuses. */
export async function changeHold(
  db: Db,
  by: Actor,
  id: string,
  keyed: Keyed,
  change: (trx: Trx, hold: Hold) => Promise<AuthorizationBody>,
): Promise<Answer<AuthorizationBody>> {
  const answer = await writeOnce(db, async (trx) => {
    const hold = await lockHold(trx, by.teamId, id)
    return answerOnce(trx, by, keyed, async () => ({ status: 200, body: await change(trx, hold) }))
  })
  if (!answer) throw new Error('a change of a hold is answered')
  return answer
}

/** A hold, whose account nobody else changes until the transaction ends. Refuses: authorization-not-found. */
export async function lockHold(trx: Trx, teamId: TeamId, id: string): Promise<Hold> {
  const found = await requireHold(trx, teamId, id)
  await lockAccount(trx, teamId, found.periodStart, found.memberId)
  return othersWriteMeanwhile(trx) ? requireHold(trx, teamId, id) : found
}

/** Refuses: authorization-not-found. */
export async function requireHold(db: Reader, teamId: TeamId, id: string): Promise<Hold> {
  const hold = await findHold(db, teamId, id)
  if (!hold)
    throw authorizationNotFound(
      `There is no authorization ${JSON.stringify(id.slice(0, 100))} in this team. Name it by the id of the answer that made it.`,
    )
  return hold
}

/** The holds of these ids, by id. */
export async function listHolds(db: Reader, teamId: TeamId, ids: readonly string[]): Promise<Map<string, Hold>> {
  const known = ids.filter((id) => isId('auth', id))
  if (known.length === 0) return new Map()
  return new Map((await listHoldRows(db, { teamId, authorizationIds: JSON.stringify(known) })).map((hold) => [hold.authorizationId, hold]))
}

export async function findHold(db: Reader, teamId: TeamId, id: string): Promise<Hold | undefined> {
  return isId('auth', id) ? (await findHoldRow(db, { teamId, authorizationId: id }))[0] : undefined
}

type Told = Pick<Booking, 'occurredAt' | 'recordedAt' | 'costText' | 'model' | 'attributes'> &
  Partial<Pick<Booking, 'isDue' | 'entryId' | 'source' | 'eventId' | 'bodyHash' | 'subject'>>

/** Posts a settlement, and writes down what became of its hold. It counts in the period of the hold, and as what was explained when that was made. */
export async function bookSettlement(
  trx: Trx,
  by: Actor,
  { entryKind, micros, isLate, overage, after }: Extract<Settlement, { kind: 'book' }>,
  postings: Postings,
  told: Told,
): Promise<void> {
  postings.post({
    source: null,
    eventId: null,
    bodyHash: null,
    subject: null,
    ...told,
    teamId: after.teamId,
    memberId: after.memberId,
    periodStart: after.periodStart,
    kind: entryKind,
    amountMicros: micros,
    authorizationId: after.authorizationId,
    correctsSource: null,
    correctsId: null,
    requestId: by.requestId,
    isLate,
    overageMicros: overage,
    app: after.app,
    memberName: after.memberName,
    decidingGroupId: after.decidingGroupId,
    resolutionId: after.resolutionId,
    directoryVersion: after.directoryVersion,
  })
  await updateHold(trx, after)
}

/**
 * Posts what is left of a hold that expired and was made to settle itself: an estimate, which a late final settlement corrects. Comes before anything else
 * becomes of such a hold, so that it is no matter who is first, a settlement or the sweep. Answers the hold as it is then.
 */
export async function bookDue(trx: Trx, by: Actor, hold: Hold, now: Timestamp, postings: Postings): Promise<Hold> {
  if (hold.status !== 'held' || hold.onExpiry !== 'settle' || statusOf(hold, now) !== 'expired') return hold
  const micros = leftOf(hold)
  const after: Hold = { ...hold, status: 'expired', settledMicros: hold.settledMicros + micros, estimateMicros: micros, endedAt: hold.expiresAt }
  const told = {
    occurredAt: hold.expiresAt,
    recordedAt: now,
    costText: null,
    model: hold.model,
    attributes: JSON.stringify({ settled_by: 'expiry' }),
    isDue: true,
  }
  await bookSettlement(trx, by, { kind: 'book', entryKind: 'usage', micros, isLate: false, overage: none, after }, postings, told)
  return after
}
const none = toMicros(0n)

export function contradiction(hold: Hold, { amount }: Settling) {
  const settled = formatMicros(toMicros(hold.finalMicros ?? hold.settledMicros))
  return alreadySettled(
    `${hold.authorizationId} was settled for good with ${settled}, so it takes no ${formatMicros(amount)}. To correct what was booked, send a usage event of the kind adjustment or refund.`,
    { settled, authorization: hold.authorizationId },
  )
}
