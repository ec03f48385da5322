/**
 * A product that asks Purser before it spends: it holds what a call may cost at most, makes the call, and settles what it did cost.
 *
 *     PURSER_URL=http://127.0.0.1:8080/v1 PURSER_KEY=purser_key_… node examples/ask-before-you-spend.ts user_name:ada@acme.example
 *
 * The key needs the scope `authorizations:write`. The call is played here: put your model's in its place.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

const base = process.env['PURSER_URL'] ?? 'http://127.0.0.1:8080/v1'
const key = process.env['PURSER_KEY'] ?? ''

/** What Purser answers to those who may not spend (RFC 9457). */
type Problem = { status: number; code: string; detail: string; max_approvable?: string; resets_at?: string }
type Authorization = { id: string; amount: string; remaining_after?: string }

/** The person has nothing left. It is no fault: do not try again before `resetsAt`, and do not go to another provider. */
class SpendLimitReached extends Error {
  readonly resetsAt: string | undefined
  constructor({ detail, resets_at: resetsAt }: Problem) {
    super(detail)
    this.resetsAt = resetsAt
  }
}

/** Asks once, and again with the same idempotency key where no answer came: whatever happened on the way, it counts once. */
async function ask<Answer>(path: string, body: object, idempotencyKey = randomUUID(), triesLeft = 3): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': idempotencyKey }
  const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => undefined)
  if (response?.ok) return (await response.json()) as Answer // as the API's document has it
  if (response && response.status < 500) {
    const problem = (await response.json()) as Problem // every error of the API is one
    throw response.status === 402 ? new SpendLimitReached(problem) : new Error(problem.detail)
  }
  // No answer is no approval. Who may not be kept waiting decides here whether to go on without one.
  if (triesLeft === 0) throw new Error('Purser cannot be asked, so nothing is spent.')
  await pause(Number(response?.headers.get('retry-after') ?? 1) * 1_000)
  return ask(path, body, idempotencyKey, triesLeft - 1)
}

/** The call failed before anything came of it, so its provider asks nothing: refused, or never reached. */
class NothingSpent extends Error {}

/** Runs a call that may cost up to `atMost` for a person, and books what it did cost. */
async function spend<Result>(user: string, atMost: string, call: () => Promise<{ result: Result; cost: string }>): Promise<Result> {
  const hold = await ask<Authorization>('/authorizations', { user, amount: atMost, expires_in: 120, app: 'example' })
  let done
  try {
    done = await call()
  } catch (error) {
    // A stream that broke did cost. Who cannot tell how much books the most it may be, and corrects that by the provider's bill.
    if (error instanceof NothingSpent) await ask(`/authorizations/${hold.id}/void`, {})
    else await ask(`/authorizations/${hold.id}/settle`, { amount: atMost })
    throw error
  }
  await ask(`/authorizations/${hold.id}/settle`, { amount: done.cost })
  return done.result
}

const [user = 'user_name:ada@acme.example'] = process.argv.slice(2)
try {
  for (let call = 1; call <= 5; call++) {
    const answer = await spend(user, '0.42', async () => ({ result: `answer ${call}`, cost: '0.183250' }))
    console.log(`${user} got ${answer}`)
  }
} catch (error) {
  if (!(error instanceof SpendLimitReached)) throw error
  console.log(`${user} is stopped: ${error.message} Again from ${error.resetsAt ?? 'when the limit is raised'}.`)
}
