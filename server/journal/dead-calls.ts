import { credentialOf, type Actor, type Occasion } from '../kernel/actor.ts'
import { installation } from '../kernel/ids.ts'
import { Batch } from '../kernel/batch.ts'
import { write, type Db } from '../store/open.ts'
import { recordRefusal } from './record.ts'

/** A call with a credential of ours that opens nothing any more, or by somebody who has none: whose it is, what was asked, and why it was refused. */
export type DeadCall = { by: Actor; operation?: string; status?: number; code: string; detail: string }

/** Whoever came with nothing that we know. What they try is told in the audit log of the installation, since no team is known. */
export const strangerAt = (occasion: Occasion): Actor => ({ ...occasion, kind: 'housekeeping', teamId: installation, name: 'somebody unknown' })

type Counted = DeadCall & { count: number }

/**
 * The entries that dead credentials leave in the audit log: the first call of each within an hour has one, those after it are counted and told in one more when
 * the hour is over, since rows of the chain do not change. So nobody fills the log with a key that was revoked, and whoever goes on using it is seen.
 */
export class DeadCalls {
  readonly #batch: Batch<Counted>
  #hour = ''
  /** The calls after the first of each credential in this hour, with the last of them. */
  #more = new Map<string, Counted>()
  constructor(db: Db, onFailure: (error: unknown) => void) {
    this.#batch = new Batch((calls) => writeCalls(db, calls), onFailure)
  }

  note(call: DeadCall): void {
    const hour = call.by.at.slice(0, 'yyyy-mm-ddThh'.length)
    if (hour !== this.#hour) this.#tellMore()
    this.#hour = hour
    const id = credentialOf(call.by) ?? `strangers ${call.code}` // all of them together, or one could fill the log from many addresses
    const before = this.#more.get(id)
    if (!before) this.#batch.add({ ...call, count: 1 })
    this.#more.set(id, { ...call, count: before ? before.count + 1 : 0 })
  }

  flush(): Promise<void> {
    this.#tellMore()
    return this.#batch.flush()
  }

  #tellMore(): void {
    for (const call of this.#more.values()) if (call.count > 0) this.#batch.add(call)
    this.#more = new Map()
  }
}

async function writeCalls(db: Db, calls: readonly Counted[]): Promise<void> {
  // In the order of the teams, so that two servers that write for the same ones do not wait for each other.
  const ordered = calls.toSorted((one, other) => (one.by.teamId < other.by.teamId ? -1 : one.by.teamId > other.by.teamId ? 1 : 0))
  await write(db, async (trx) => {
    for (const { by, operation = 'authenticate', status = 401, code, detail, count } of ordered)
      await recordRefusal(trx, by, { operation, status, code, answer: JSON.stringify({ detail }), count })
  })
}
