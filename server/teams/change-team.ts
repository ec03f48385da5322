import type { Actor } from '../kernel/actor.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { TeamId } from '../kernel/ids.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { teamOf, lockTeam, type Team } from './teams.ts'
import { updateTeamRow } from './teams.sql.ts'

export const plans = ['enterprise', 'standard'] as const

/** Renames the actor's team. */
export const renameTeam = (db: Db, by: Actor, name: string): Promise<Team> =>
  write(db, (trx) => changeTeam(trx, by, 'rename_team', (team) => ({ ...team, name })))

/** Sets what the actor's team may use. It is the operator's to set. */
export const setPlan = (db: Db, by: Actor, plan: Team['plan']): Promise<Team> =>
  write(db, (trx) => changeTeam(trx, by, 'set_plan', (team) => ({ ...team, plan })))

/** Names a team at its first run, within that transaction. Answers what moved. */
export async function renameInSetup(trx: Trx, teamId: TeamId, name: string): Promise<Change[]> {
  const { name: before } = await teamOf(trx, teamId)
  await updateTeamRow(trx, teamId, { name })
  return [{ kind: 'team.updated', team: teamId, before: { name: before }, after: { name } }]
}

async function changeTeam(trx: Trx, by: Actor, operation: string, change: (team: Team) => Team): Promise<Team> {
  await lockTeam(trx, by.teamId)
  const before = await teamOf(trx, by.teamId)
  const after = change(before)
  const moved = (['name', 'plan'] as const).filter((key) => before[key] !== after[key])
  const pick = (team: Team) => Object.fromEntries(moved.map((key) => [key, team[key]]))
  if (moved.length > 0) await updateTeamRow(trx, by.teamId, pick(after))
  const changes = moved.length > 0 ? [{ kind: 'team.updated' as const, team: by.teamId, before: pick(before), after: pick(after) }] : []
  await record(trx, by, { operation, status: 200, subjectId: by.teamId, changes })
  return after
}
