import type { Case, Level, Theme } from './case.ts'
import { makeClient, Stopped, type Client, type Run } from './client.ts'
import { Unmet } from './expect.ts'
import { send, Unreachable, type Exchange } from './http.ts'

export type Result = {
  theme: string
  clause: string
  name: string
  level: Level
  outcome: 'pass' | 'fail' | 'skip'
  /** Why it failed or was skipped. */
  why?: string
  /** What was said, at a failure; the last is what broke. */
  exchanges: readonly Exchange[]
}

export type Told = { results: Result[]; leftBehind: string[] }

/** Runs the themes one case after another. What a case made is removed when it ends, what a theme shares when that ends. */
export async function runThemes(run: Run, themes: readonly Theme[], only: string | undefined, onResult: (result: Result) => void): Promise<Told> {
  const told: Told = { results: [], leftBehind: [] }
  for (const theme of themes) {
    const kept = makeClient(run)
    for (const each of casesOf(theme, run)) {
      if (only !== undefined && !`${each.clause} ${each.name}`.toLowerCase().includes(only.toLowerCase())) continue
      if (run.isStopped) break
      const client = makeClient(run, () => kept)
      const result = await runCase(theme.name, each, client)
      if (result) {
        told.results.push(result)
        onResult(result)
      }
      told.leftBehind.push(...(await sweep(run, client)))
    }
    told.leftBehind.push(...(await sweep(run, kept)))
  }
  return told
}

export const casesOf = ({ cases }: Theme, { offer }: Pick<Run, 'offer'>): readonly Case[] => (typeof cases === 'function' ? cases(offer) : cases)

/** undefined where the run was stopped in the middle of it. */
async function runCase(theme: string, { clause, name, level = 'must', needs = [], run }: Case, client: Client): Promise<Result | undefined> {
  const about = { theme, clause, name, level }
  for (const capability of needs) {
    const why = client.offer.lacks(capability)
    if (why !== undefined) return { ...about, outcome: 'skip', why, exchanges: [] }
  }
  try {
    await run(client)
    return { ...about, outcome: 'pass', exchanges: client.exchanges }
  } catch (error) {
    if (error instanceof Stopped) return undefined
    const why = error instanceof Unmet || error instanceof Unreachable ? error.message : `the case itself broke: ${String(error)}`
    return { ...about, outcome: 'fail', why, exchanges: client.exchanges }
  }
}

/** Deletes what a client made, the newest first. Answers what would not go. */
async function sweep({ endpoint }: Run, { made }: Client): Promise<string[]> {
  const left: string[] = []
  for (const path of [...made].toReversed()) {
    const isGone = await send(endpoint, 'DELETE', path, {}, () => {}).then(
      ({ status }) => status < 300 || status === 404 || status === 410,
      () => false,
    )
    if (!isGone) left.push(path)
  }
  made.clear()
  return left
}
