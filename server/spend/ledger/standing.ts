import { toMicros } from '../../kernel/money.ts'
import type { MemberId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Reader } from '../../store/open.ts'
import type { Balance } from '../remaining.ts'
import { findStanding, findTeamSpent, findTeamStanding, type StandingRow } from './balances.sql.ts'

export { hasSpent } from './balances.sql.ts'

/** How a member, or a team, stands in a period: what was spent, what is held, and by how many holds. Never a stored sum of holds: nothing can leak. */
export type Standing = Balance & { holds: number }

/** How a member stands in the period that began then. */
export async function readBalance(db: Reader, teamId: TeamId, memberId: MemberId, periodStart: Timestamp, now: Timestamp): Promise<Standing> {
  return toStanding(await findStanding(db, { teamId, periodStart, now, memberId }))
}

/** How all members of a team together stand. */
export async function readTeamBalance(db: Reader, teamId: TeamId, periodStart: Timestamp, now: Timestamp): Promise<Standing> {
  return toStanding(await findTeamStanding(db, { teamId, periodStart, now }))
}

/** What all members of a team together spent in a period, as far as it is booked. */
export async function readTeamSpent(db: Reader, teamId: TeamId, periodStart: Timestamp): Promise<bigint> {
  const [row] = await findTeamSpent(db, { teamId, periodStart })
  if (!row) throw new Error('an aggregate answers one row')
  return (row.settledUnits + row.creditUnits) * 1_000_000n + row.settledRest + row.creditRest
}

function toStanding([row]: readonly StandingRow[]): Standing {
  if (!row) throw new Error('an aggregate answers one row')
  const sum = (name: 'settled' | 'credit' | 'due' | 'held') => row[`${name}Units`] * 1_000_000n + row[`${name}Rest`]
  return { settled: toMicros(sum('settled') + sum('due')), credit: toMicros(sum('credit')), held: toMicros(sum('held')), holds: Number(row.holds) }
}
