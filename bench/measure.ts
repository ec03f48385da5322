import type { Contender } from './contenders.ts'
import type { Directory } from './directory.ts'
import { median } from './timed.ts'

/**
 * One step of a task, on one connection: a request, or several that belong together, of which the first is timed. `number` counts up from 0 over
 * all rounds of a contender. Answers the milliseconds of the first.
 */
export type Step = (directory: Directory, number: number, connection: number) => Promise<number>
export type Task = { name: string; writes: boolean; requestsPerStep: number; step: Step }

export type Round = { requestsPerSecond: number; latencyMs: number; cpuMicros: number; rows: number }
export type Plan = { rounds: number; stepsPerRound: number; concurrency: number }

/** Who does what. */
export type Entry = { contender: Contender; task: Task }
export type Result = Entry & { concurrency: number; median: Round }

type Run = { entry: Entry; rounds: Round[]; counter: { next: number } }

/** Lets all entries take turns, round after round, so that what else the machine does meets all alike. Answers the medians, in the same order. */
export async function compare(entries: readonly Entry[], plan: Plan): Promise<Result[]> {
  const runs = entries.map((entry): Run => ({ entry, rounds: [], counter: { next: 0 } }))
  for (const { entry, counter } of runs) await runRound(entry, { ...plan, stepsPerRound: warmUp(plan) }, counter)
  for (let round = 0; round < plan.rounds; round++) {
    for (const { entry, rounds, counter } of runs) rounds.push(await runRound(entry, plan, counter))
  }
  return runs.map(({ entry, rounds }) => ({ ...entry, concurrency: plan.concurrency, median: medianRound(rounds) }))
}

/** Node goes on compiling what runs often for some thousand requests. */
const warmUp = ({ stepsPerRound }: Plan) => stepsPerRound * 2

async function runRound({ task, contender: { directory } }: Entry, { stepsPerRound, concurrency }: Plan, counter: { next: number }): Promise<Round> {
  const end = counter.next + stepsPerRound
  const latencies: number[] = []
  const work = async (_: unknown, connection: number) => {
    while (counter.next < end) latencies.push(await task.step(directory, counter.next++, connection))
  }
  const before = await directory.server.ask({ ask: 'usage' })
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: concurrency }, work))
  const seconds = (performance.now() - startedAt) / 1000
  const after = await directory.server.ask({ ask: 'usage' })
  const requests = stepsPerRound * task.requestsPerStep
  return {
    requestsPerSecond: requests / seconds,
    latencyMs: median(latencies),
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requests,
    rows: (after.rows - before.rows) / requests,
  }
}

const medianRound = (rounds: readonly Round[]): Round => ({
  requestsPerSecond: median(rounds.map((round) => round.requestsPerSecond)),
  latencyMs: median(rounds.map((round) => round.latencyMs)),
  cpuMicros: median(rounds.map((round) => round.cpuMicros)),
  rows: median(rounds.map((round) => round.rows)),
})
