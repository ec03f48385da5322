/** A thread that reads what has no index, so that nobody else waits for it. It has a connection of its own, which cannot write. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { CompiledQuery, type Kysely } from 'kysely'
import { realEnvironment } from '../kernel/environment.ts'
import { speakTo } from './kysely.ts'
import type { Tables } from './tables.ts'

export type ScanTask = { id: number; sql: string; parameters: readonly unknown[]; milliseconds: number }
export type ScanAnswer = { id: number; rows: unknown[] } | { id: number; failure: string; isTooLong: boolean }

const connection = new DatabaseSync(workerData, { readOnly: true, timeout: 10_000 })
// As much cache as the indexes of a large directory need; what is sorted is not written to disk.
connection.exec('pragma cache_size = -65536; pragma temp_store = memory')
const db: Kysely<Tables> = speakTo(connection)
let deadline = 0
// Called for each row that is read. node:sqlite has no other way to stop a statement that runs.
connection.function('purser_in_time', { varargs: true }, () => {
  if (realEnvironment.elapsed() > deadline) throw new Error(tooLong)
  return 1
})
const tooLong = 'the scan took too long'

parentPort?.on('message', (task: ScanTask) => void answer(task))

async function answer({ id, sql, parameters, milliseconds }: ScanTask): Promise<void> {
  deadline = realEnvironment.elapsed() + milliseconds
  try {
    const { rows } = await db.executeQuery(CompiledQuery.raw(sql, [...parameters]))
    parentPort?.postMessage({ id, rows } satisfies ScanAnswer)
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    parentPort?.postMessage({ id, failure, isTooLong: failure.includes(tooLong) } satisfies ScanAnswer)
  }
}
