import { setTimeout as pause } from 'node:timers/promises'
import type { Cursors } from '../kernel/cursors.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Period } from '../spend/periods.ts'
import type { Db } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import type { Cell } from '../kernel/csv.ts'
import { reportsBusy } from './refusals.ts'
import type { Grouping } from './summary.sql.ts'

export const exportKinds = ['ledger', 'effective_limits', 'summary'] as const
export type ExportKind = (typeof exportKinds)[number]
export type ExportWanted = { kind: ExportKind; team: Team; period: Period; by: Grouping; now: Timestamp }
export type Tools = { db: Db; cursors: Cursors }
/** Rows, some at a time. Each time they are read anew, so that nothing of the database is held while whoever takes them is slow. */
export type Pages = AsyncGenerator<Cell[][]>

const mostTries = 60
const waitMilliseconds = 500

/** Reads a page; where others ask as well, waits for its turn: an export that has begun is not broken off for that. */
export async function patiently<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind.code !== busy || tries === mostTries) throw error
      await pause(waitMilliseconds)
    }
  }
}
const busy = reportsBusy('').kind.code
