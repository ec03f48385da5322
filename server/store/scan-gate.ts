import { ScansBusy } from './db.ts'

/** So many scans may wait, each for those before it. */
const mostWaiting = 8

/** Lets scans run one after another, so that no flood of them takes from others what answers look-ups: the processor, or a connection. */
export class ScanGate {
  #admitted = 0
  #last: Promise<unknown> = Promise.resolve()

  /** Throws ScansBusy, and what the scan throws. */
  run<Result>(scan: () => Promise<Result>): Promise<Result> {
    if (this.#admitted > mostWaiting) return Promise.reject(new ScansBusy('too many scans wait'))
    this.#admitted++
    const result = this.#last.then(scan).finally(() => this.#admitted--)
    this.#last = result.catch(() => {}) // the next runs whatever became of this one
    return result
  }
}
