import type { DatabaseSync } from 'node:sqlite'

/**
 * Lets the reads of one turn of the event loop share a transaction: beginning one costs SQLite more than many a look-up. A commit ends it at once,
 * so that nobody reads what was before an answered write.
 */
export class ReadSnapshot {
  readonly #connection: DatabaseSync
  #isOpen = false
  constructor(connection: DatabaseSync) {
    this.#connection = connection
  }

  begin(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#connection.exec('begin')
    setImmediate(() => this.end())
  }

  end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#connection.exec('commit')
  }
}
