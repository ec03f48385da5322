import type { DirectoryActor, DirectoryStranger } from '../kernel/actor.ts'
import { Batch } from '../kernel/batch.ts'
import type { RequestId, TeamId } from '../kernel/ids.ts'
import { write, type Db, type NewRow } from '../store/open.ts'
import { countMore, insertEntries } from './journal.sql.ts'
import { toRow } from './record.ts'

/** What a request that changed nothing asked, and how it ended. */
export type ReadDeed = { operation: string; status: number; code?: string; answer?: string; subjectId?: string; subjectName?: string }

type Pending = { row: NewRow<'journal'> } | { more: number; teamId: TeamId; requestId: RequestId }

/**
 * The entries that reads leave in the provisioning log: the first of its kind in a minute has a row, those after it are counted in that row,
 * so that a full synchronisation, which asks for everyone, fills the log with no more than a line a minute. Kind: directory, token, operation, status, code.
 */
export class ReadLog {
  readonly #batch: Batch<Pending>
  #minute = ''
  /** The first read of each kind in this minute, which counts the others. */
  #firsts = new Map<string, RequestId>()
  constructor(db: Db, onFailure: (error: unknown) => void) {
    this.#batch = new Batch((items) => writePending(db, items), onFailure)
  }

  note(by: DirectoryActor | DirectoryStranger, deed: ReadDeed): void {
    const minute = by.at.slice(0, 'yyyy-mm-ddThh:mm'.length)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#firsts = new Map()
    }
    const kind = [by.directoryId, by.tokenId, deed.operation, deed.status, deed.code].join(' ')
    const first = this.#firsts.get(kind)
    if (first !== undefined) return this.#batch.add({ more: 1, teamId: by.teamId, requestId: first })
    this.#firsts.set(kind, by.requestId)
    this.#batch.add({ row: toRow(by, { ...deed, outcome: deed.status < 400 ? 'read' : 'refused', changes: null, notes: null }) })
  }

  flush(): Promise<void> {
    return this.#batch.flush()
  }
}

async function writePending(db: Db, items: readonly Pending[]): Promise<void> {
  const rows = items.flatMap((item) => ('row' in item ? [item.row] : []))
  const counts = new Map<RequestId, { teamId: TeamId; more: number }>()
  for (const item of items) {
    if ('row' in item) continue
    counts.set(item.requestId, { teamId: item.teamId, more: (counts.get(item.requestId)?.more ?? 0) + item.more })
  }
  await write(db, async (trx) => {
    for (let from = 0; from < rows.length; from += rowsPerInsert) await insertEntries(trx, rows.slice(from, from + rowsPerInsert))
    for (const [requestId, { teamId, more }] of counts) await countMore(trx, teamId, requestId, more)
  })
}

const rowsPerInsert = 200
