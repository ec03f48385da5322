import type { Actor } from '../kernel/actor.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { AlertRules } from '../kernel/alert-rules.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import type { PeriodSettingsSince } from '../kernel/period-settings.ts'
import { entityTagOf, requireCurrent, type Preconditions } from '../kernel/preconditions.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { lockTeam, lockTeamWhole, teamOf, type Team } from './teams.ts'
import { updateTeamRow } from './teams.sql.ts'

export const plans = ['enterprise', 'standard'] as const
export const whenUnset = ['unlimited', 'block'] as const
export const nestedGroups = ['direct', 'expand'] as const
export const onGroupDelete = ['release', 'freeze'] as const

const changeable = [
  'name',
  'plan',
  'currency',
  'nestedGroups',
  'whenUnset',
  'onGroupDelete',
  'blockFree',
  'eventCeilingMicros',
  'requireSso',
] as const
/** What is to be otherwise about a team; what is left out stays. */
export type TeamWishes = { [Key in (typeof changeable)[number]]?: Team[Key] | undefined }

/**
 * Changes what the actor's team is called, may use, and says of spending and of signing in, within what records it. Answers the team as it is now, and what
 * moved. The team is locked: whole where its currency is to be another one. Refuses: stale-etag.
 */
export async function changeTeam(
  trx: Trx,
  by: Actor,
  wishes: TeamWishes,
  preconditions: Preconditions = {},
): Promise<{ before: Team; team: Team; changes: Change[] }> {
  if (wishes.currency === undefined) await lockTeam(trx, by.teamId)
  else await lockTeamWhole(trx, by.teamId) // nobody books meanwhile: what is booked refers to its team
  const { before, team } = await planTeam(trx, by, wishes, preconditions)
  const moved = changeable.filter((key) => before[key] !== team[key])
  if (moved.length === 0) return { before, team, changes: [] }
  const pick = (from: Team) => Object.fromEntries(moved.map((key) => [key, from[key]]))
  const tell = (from: Team) => Object.fromEntries(moved.map((key) => [key, toJson(from[key])]))
  await updateTeamRow(trx, by.teamId, { ...pick(team), ...(before.plan !== team.plan && { planSince: by.at }) })
  return { before, team, changes: [{ kind: 'team.updated', team: by.teamId, before: tell(before), after: tell(team) }] }
}

/** The team as it is, and as `changeTeam` would leave it. Changes nothing. Refuses: stale-etag. */
export async function planTeam(
  db: Reader,
  { teamId }: Pick<Actor, 'teamId'>,
  wishes: TeamWishes,
  preconditions: Preconditions = {},
): Promise<{ before: Team; team: Team }> {
  const before = await teamOf(db, teamId)
  requireCurrent(preconditions, entityTagOf(before))
  const wanted: Partial<Team> = Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined))
  return { before, team: { ...before, ...wanted } }
}

/** Sets what the actor's team may use. It is the operator's to set. */
export const setPlan = (db: Db, by: Actor, plan: Team['plan']): Promise<Team> =>
  write(db, async (trx) => {
    const { team, changes } = await changeTeam(trx, by, { plan })
    await record(trx, by, { operation: 'set_plan', status: 200, subjectId: by.teamId, changes })
    return team
  })

/** Names a team at its first run, within that transaction. Answers what moved. */
export async function renameInSetup(trx: Trx, teamId: TeamId, name: string): Promise<Change[]> {
  const { name: before } = await teamOf(trx, teamId)
  await updateTeamRow(trx, teamId, { name })
  return [{ kind: 'team.updated', team: teamId, before: { name: before }, after: { name } }]
}

/** Stores when a team's periods begin, in the caller's transaction. */
export const changePeriodSettings = (trx: Trx, teamId: TeamId, history: readonly PeriodSettingsSince[]): Promise<void> =>
  updateTeamRow(trx, teamId, { periodSettings: JSON.stringify(history) })

/** Stores which thresholds of spending a team wants told, in the caller's transaction. */
export const changeAlertRules = (trx: Trx, teamId: TeamId, rules: AlertRules): Promise<void> =>
  updateTeamRow(trx, teamId, { alertRules: JSON.stringify(rules) })

const toJson = (value: Team[(typeof changeable)[number]]): Json => (typeof value === 'bigint' ? formatMicros(toMicros(value)) : value)
