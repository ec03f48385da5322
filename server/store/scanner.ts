import { Worker } from 'node:worker_threads'
import type { CompiledQuery } from 'kysely'
import { ScansBusy, ScanTooLong, scanMilliseconds } from './db.ts'
import type { ScanAnswer, ScanTask } from './scan-worker.ts'

/** So many may wait, each for those before it. */
const mostWaiting = 8

type Waiting = { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }

/** Runs scans of a SQLite file one after another in a thread of their own, which starts with the first of them. */
export class Scanner {
  readonly #file: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  constructor(file: string) {
    this.#file = file
  }

  /** Throws ScanTooLong, ScansBusy. */
  run<Row>({ sql, parameters }: CompiledQuery<Row>): Promise<Row[]> {
    if (this.#waiting.size >= mostWaiting) return Promise.reject(new ScansBusy('too many scans wait'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (rows: unknown[]) => void, reject }) // the query says what its rows are
      this.#thread().postMessage({ id, sql, parameters, milliseconds: scanMilliseconds } satisfies ScanTask)
    })
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { workerData: this.#file })
    worker.unref()
    worker.on('message', (answer: ScanAnswer) => this.#settle(answer))
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#fail(new Error('the scanning thread ended')))
    this.#worker = worker
    return worker
  }

  #settle(answer: ScanAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('rows' in answer) waiting?.resolve(answer.rows)
    else waiting?.reject(answer.isTooLong ? new ScanTooLong(answer.failure) : new Error(answer.failure))
  }

  #fail(error: Error): void {
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
