import { Worker } from 'node:worker_threads'
import type { CompiledQuery } from 'kysely'
import { ScanTooLong } from './db.ts'
import { ScanGate } from './scan-gate.ts'
import type { ScanAnswer, ScanTask } from './scan-worker.ts'

type Waiting = { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }

/** Runs scans of a SQLite file one after another in a thread of their own, which starts with the first of them. */
export class Scanner {
  readonly #file: string
  readonly #milliseconds: number
  readonly #gate = new ScanGate()
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  /** `milliseconds`: how long each scan may read. */
  constructor(file: string, milliseconds: number) {
    this.#file = file
    this.#milliseconds = milliseconds
  }

  /** Throws ScanTooLong, ScansBusy. */
  run<Row>(query: CompiledQuery<Row>): Promise<Row[]> {
    return this.#gate.run(() => this.#send(query))
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #send<Row>({ sql, parameters }: CompiledQuery<Row>): Promise<Row[]> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (rows: unknown[]) => void, reject }) // the query says what its rows are
      this.#thread().postMessage({ id, sql, parameters, milliseconds: this.#milliseconds } satisfies ScanTask)
    })
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
