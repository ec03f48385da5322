import type { Caller } from '../kernel/actor.ts'
import { Batch } from '../kernel/batch.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader } from '../store/open.ts'
import { findProductUse, writeLimitRead } from './product-use.sql.ts'

type Read = { teamId: TeamId; at: Timestamp }

/**
 * Remembers when programs last read what somebody may spend, for who asks whether the product asks at all. One read of a team in a minute is written, beside
 * the requests: reading a limit stays a read.
 */
export class LimitReads {
  readonly #batch: Batch<Read>
  #minute = ''
  #noted = new Set<TeamId>()
  constructor(db: Db, onFailure: (error: unknown) => void) {
    this.#batch = new Batch((reads) => writeReads(db, reads), onFailure)
  }

  /** People who look at the dashboard are no product. */
  note({ kind, teamId, at }: Caller): void {
    if (kind !== 'api_key' && kind !== 'operator_key') return
    const minute = at.slice(0, 'yyyy-mm-ddThh:mm'.length)
    if (minute !== this.#minute) this.#noted = new Set()
    this.#minute = minute
    if (this.#noted.has(teamId)) return
    this.#noted.add(teamId)
    this.#batch.add({ teamId, at })
  }

  flush(): Promise<void> {
    return this.#batch.flush()
  }
}

async function writeReads(db: Db, reads: readonly Read[]): Promise<void> {
  const latest = new Map(reads.map(({ teamId, at }) => [teamId, at]))
  const ordered = [...latest].toSorted(([one], [other]) => (one < other ? -1 : 1)) // two servers that write for the same teams do so in one order
  await write(db, async (trx) => {
    for (const [teamId, at] of ordered) await writeLimitRead(trx, teamId, at)
  })
}

/** When the product last read a limit, and when it last asked about spending or told of it. */
export type ProductUse = { lastReadAt: Timestamp | null; lastSpendAt: Timestamp | null }

export async function readProductUse(db: Reader, teamId: TeamId): Promise<ProductUse> {
  const { readAt, askedAt, deniedAt, toldAt } = await findProductUse(db, teamId)
  const moments = [askedAt, deniedAt, toldAt].filter((at) => at !== null).toSorted()
  return { lastReadAt: readAt, lastSpendAt: moments.at(-1) ?? null }
}
