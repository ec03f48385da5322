import { countsInOrder, listWriters } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'
import { findLastPosition } from './provisioning-log.sql.ts'

/** A position, and the transactions that may still write one before it. */
type Mark = { position: bigint; writers: readonly string[] }

/**
 * Up to where the journal is settled: no row will be written any more that stands before. On PostgreSQL a row may be committed after one of a higher position; whoever could still
 * do so holds a lock that tells, so a position is settled once all have ended who wrote as it was seen. What was settled is remembered, and moves when asked.
 */
export class SettledEnd {
  readonly #db: Reader
  #settled: bigint | undefined
  #mark: Mark | undefined
  #asking: Promise<bigint | undefined> | undefined
  constructor(db: Reader) {
    this.#db = db
  }

  /** Undefined while that is not known yet. Those who ask at once are answered by one look. */
  find(): Promise<bigint | undefined> {
    this.#asking ??= this.#look().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #look(): Promise<bigint | undefined> {
    if (countsInOrder(this.#db)) return findLastPosition(this.#db)
    if (this.#mark && (await this.#haveEnded(this.#mark))) this.#settle(this.#mark)
    if (!this.#mark) {
      // In this order: who takes a number after it is seen, takes a higher one.
      const position = await findLastPosition(this.#db)
      this.#mark = { position, writers: await listWriters(this.#db, 'journal') }
      if (this.#mark.writers.length === 0) this.#settle(this.#mark)
    }
    return this.#settled
  }

  async #haveEnded({ writers }: Mark): Promise<boolean> {
    const still = new Set(await listWriters(this.#db, 'journal'))
    return writers.every((writer) => !still.has(writer))
  }

  #settle({ position }: Mark): void {
    this.#settled = position
    this.#mark = undefined
  }
}
