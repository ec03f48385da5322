/** Loaded into both servers before their own code (`--import`): answers over IPC what the process has used and written so far. */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { DatabaseSync } from 'node:sqlite'

export type Question = { ask: 'usage' } | { ask: 'profile' } | { ask: 'end-profile'; file: string }
/** `rows`: inserted, updated and deleted, through SQLite alone. */
export type Usage = { cpuMicros: number; rows: number }

const databases = new Set<DatabaseSync>()
// oxlint-disable-next-line typescript/unbound-method -- it is called on a database below
const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (...parameters) {
  databases.add(this)
  return prepare.apply(this, parameters)
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const counts = [...databases].map((database) => Number(prepare.call(database, 'select total_changes() as count').get()?.['count']))
  return { cpuMicros: user + system, rows: counts.reduce((sum, count) => sum + count, 0) }
}

const session = new Session()

async function startProfile(): Promise<void> {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
}

async function endProfile(file: string): Promise<void> {
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  writeFileSync(file, JSON.stringify(profile))
}

async function answer(question: Question): Promise<void> {
  if (question.ask === 'profile') await startProfile()
  if (question.ask === 'end-profile') await endProfile(question.file)
  process.send?.(usage())
}

process.on('message', (question: Question) => void answer(question))
// The benchmark may be gone without a word, as after Ctrl-C.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel alone keeps no server running.
process.channel?.unref()
