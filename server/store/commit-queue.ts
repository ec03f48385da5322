import type { DatabaseSync } from 'node:sqlite'

type Job = { run: () => Promise<unknown>; resolve: (value: unknown) => void; reject: (error: unknown) => void }

/** So many writes at most share one commit: the first of them waits for the last. */
const jobsPerCommit = 128

/**
 * Lets writes that come at the same time share one durable commit, since the wait for the disk costs more than the writes. They run one after
 * another, each in a savepoint, so that one that fails undoes itself alone; all are answered after the commit.
 */
export class CommitQueue {
  readonly #connection: DatabaseSync
  readonly #waiting: Job[] = []
  #isBusy = false
  readonly #afterCommit: () => void
  constructor(connection: DatabaseSync, afterCommit: () => void) {
    this.#connection = connection
    this.#afterCommit = afterCommit
  }

  add<Result>(run: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve: resolve as (value: unknown) => void, reject }) // it is resolved with what its own run returns
      if (this.#isBusy) return
      this.#isBusy = true
      // Not at once: the requests that arrived in this turn of the event loop may join the commit.
      setImmediate(() => void this.#drain())
    })
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit()
    this.#isBusy = false
  }

  async #commit(): Promise<void> {
    const started: Job[] = []
    const answers: (() => void)[] = []
    try {
      this.#connection.exec('begin immediate')
      for (let job = this.#waiting.shift(); job; job = started.length < jobsPerCommit ? this.#waiting.shift() : undefined) {
        started.push(job)
        answers.push(await this.#runInSavepoint(job))
      }
      this.#connection.exec('commit')
      this.#afterCommit()
    } catch (error) {
      // The database itself failed, as when the disk is full: nothing of this commit is there, so nobody may believe it.
      if (this.#connection.isTransaction) this.#connection.exec('rollback')
      for (const job of started.length > 0 ? started : this.#waiting.splice(0)) job.reject(error)
      return
    }
    for (const answer of answers) answer()
  }

  async #runInSavepoint(job: Job): Promise<() => void> {
    this.#connection.exec('savepoint job')
    try {
      const value = await job.run()
      this.#connection.exec('release job')
      return () => job.resolve(value)
    } catch (error) {
      this.#connection.exec('rollback to job; release job')
      return () => job.reject(error)
    }
  }
}
