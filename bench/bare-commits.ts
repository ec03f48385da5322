import type { BareStore } from './bare-store.ts'

/** Makes a write durable, then resolves. What throws was not written. */
export type Commit = (run: () => void) => Promise<void>

/** A commit for each write: the plainest program. */
export const ownCommits =
  (store: BareStore): Commit =>
  async (run) =>
    store.commitTogether([run])

type Job = { run: () => void; resolve: () => void; reject: (error: unknown) => void }

/** One commit for the writes that came at the same time. A write here needs no savepoint: its first statement is the only one that can fail. */
export function sharedCommits(store: BareStore): Commit {
  let waiting: Job[] = []
  function commit(): void {
    const jobs = waiting
    waiting = []
    const answers: (() => void)[] = []
    try {
      store.commitTogether(jobs.map((job) => () => void answers.push(attempt(job))))
    } catch (error) {
      for (const job of jobs) job.reject(error)
      return
    }
    for (const answer of answers) answer()
  }
  return (run) =>
    new Promise((resolve, reject) => {
      waiting.push({ run, resolve, reject })
      if (waiting.length === 1) setImmediate(commit)
    })
}

function attempt({ run, resolve, reject }: Job): () => void {
  try {
    run()
    return resolve
  } catch (error) {
    return () => reject(error)
  }
}
