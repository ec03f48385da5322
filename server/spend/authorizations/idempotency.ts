import { credentialOf, type Actor } from '../../kernel/actor.ts'
import { digestOf } from '../../kernel/canonical.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { addSeconds, type Timestamp } from '../../kernel/timestamp.ts'
import { brokenIndex } from '../../store/dialect.ts'
import { write, type Db, type Trx } from '../../store/open.ts'
import { deleteAnswers, findAnswered, insertAnswered } from './idempotency.sql.ts'
import { keyReused } from './refusals.ts'

/** An answer as it was given, so that it can be given again. */
export type Answer<Body> = { status: number; body: Body }

/** The key that a client named (Idempotency-Key), and what it asked with it. Undefined where it named none. */
export type Keyed = { key: string; requestHash: string } | undefined

export const keyedBy = (key: string | undefined, asked: Json): Keyed => (key === undefined ? undefined : { key, requestHash: digestOf(asked) })

/**
 * Runs a use case as one transaction in which `answerOnce` may be called. Of two requests with one key that come at once for different members, the
 * second one to be written meets the first, and is run again to find its answer.
 */
export async function writeOnce<Result>(db: Db, fn: (trx: Trx) => Promise<Result>): Promise<Result> {
  try {
    return await write(db, fn)
  } catch (error) {
    if (brokenIndex(error) !== 'idempotency_keys_pkey') throw error
    return write(db, fn)
  }
}

/**
 * Answers as this caller's request with the same key was answered, or else does what is asked and keeps the answer. The account is locked, so that of
 * two such requests for one member the second finds the answer of the first. Refuses: idempotency-key-reused.
 */
export async function answerOnce<Body extends object>(
  trx: Trx,
  by: Actor,
  keyed: Keyed,
  answer: () => Promise<Answer<Body> | undefined>,
): Promise<Answer<Body> | undefined> {
  if (!keyed) return answer()
  const known = await findAnswer<Body>(trx, by, keyed)
  if (known) return known
  const given = await answer()
  if (given)
    await insertAnswered(trx, {
      ...nameOfKey(by, keyed),
      requestHash: keyed.requestHash,
      status: BigInt(given.status),
      answer: JSON.stringify(given.body),
      recordedAt: by.at,
    })
  return given
}

/**
 * What this caller's request with the same key was answered. Asked before anything that the request names is looked up, it is found whatever became of that
 * since: of an address, of a person. Refuses: idempotency-key-reused.
 */
export async function findAnswer<Body extends object>(trx: Trx, by: Actor, keyed: Keyed): Promise<Answer<Body> | undefined> {
  if (!keyed) return undefined
  const [known] = await findAnswered(trx, nameOfKey(by, keyed))
  if (known && known.requestHash !== keyed.requestHash) {
    throw keyReused(
      `The Idempotency-Key ${JSON.stringify(keyed.key.slice(0, 100))} was used for another request. Use a new key for a new request, and the same body for a repetition.`,
    )
  }
  return known && { status: Number(known.status), body: known.answer as JsonObject as Body } // as it was answered, kept above
}

/** Whose idempotency keys these are: of an API key, and of all that replaced it, so that a request sent again over a rotation is the same request. */
const callerOf = (by: Actor) => ('firstKeyId' in by && by.firstKeyId) || (credentialOf(by) ?? by.kind)

const nameOfKey = (by: Actor, { key }: NonNullable<Keyed>) => ({ teamId: by.teamId, callerId: callerOf(by), idempotencyKey: key })

const daysKept = 30
const answersPerBatch = 500

/**
 * Forgets the answers of some weeks ago: nobody repeats a request so late, since no hold lives longer than a day. What must not count twice for ever is the
 * ledger's own: an event by its source and id, a final settlement by its authorization.
 */
export async function forgetAnswers(db: Db, now: Timestamp): Promise<void> {
  const before = addSeconds(now, -daysKept * 86_400)
  while ((await write(db, (trx) => deleteAnswers(trx, before, answersPerBatch))) === answersPerBatch);
}
