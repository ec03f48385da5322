import { assert } from '../kernel/assert.ts'
import { isId, type TeamId } from '../kernel/ids.ts'
import { firstPeriodSettings } from '../kernel/period-settings.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import { findTeamRow, holdTeamRow, insertTeam, listTeamRows, lockTeamRow, lockWholeTeamRow, updateTeamRow } from './teams.sql.ts'
import { currencyUnknown, teamAmbiguous, teamNotFound, teamNotNamed } from './refusals.ts'

export { listTeamRows as listTeams, lockFirstRun, pageTeamRows as pageTeams } from './teams.sql.ts'
export type Team = Row<'teams'>

/** Makes a tenant. Refuses: currency-unknown. */
export async function createTeam(trx: Trx, team: { teamId: TeamId; name: string; currency: string; at: Timestamp }): Promise<Team> {
  requireCurrency(team.currency)
  const row: Team = {
    teamId: team.teamId,
    name: team.name,
    plan: 'enterprise',
    planSince: null,
    currency: team.currency,
    whenUnset: 'unlimited',
    nestedGroups: 'direct',
    onGroupDelete: 'release',
    blockFree: false,
    eventCeilingMicros: null,
    periodSettings: [firstPeriodSettings],
    alertRules: null,
    requireSso: false,
    createdAt: team.at,
  }
  await insertTeam(trx, { ...row, alertRules: null, periodSettings: JSON.stringify(row.periodSettings) })
  return row
}

/** Gives the team of a first run the name and currency that it is to have. Refuses: currency-unknown. */
export async function setUpTeam(trx: Trx, team: Team, wanted: { name: string; currency: string }): Promise<Team> {
  requireCurrency(wanted.currency)
  await updateTeamRow(trx, team.teamId, wanted)
  return { ...team, ...wanted }
}

/** Refuses: currency-unknown. */
export function requireCurrency(currency: string): void {
  if (currencies.has(currency)) return
  throw currencyUnknown(`"${currency}" is not an ISO 4217 currency that this system knows. Give a code such as USD, EUR or CAD.`)
}

// ICU's list of what is or was in use, which follows ISO 4217.
const currencies = new Set(Intl.supportedValuesOf('currency'))

/** The team of somebody who proved to belong to it. */
export async function teamOf(db: Reader, teamId: TeamId): Promise<Team> {
  const team = await findTeamRow(db, teamId)
  assert(team, `team ${teamId} has credentials, so it exists`)
  return team
}

/** The team that an operator names, or the only one there is. Refuses: team-not-named, team-not-found, team-ambiguous. */
export async function requireTeam(db: Reader, named: string | undefined): Promise<Team> {
  const teams = await listTeamRows(db)
  const [only] = teams
  if (named === undefined && teams.length === 1 && only) return only
  const [team, ...namesakes] = teams.filter(({ teamId, name }) => teamId === named || name === named)
  if (team && namesakes.length > 0) {
    const ids = [team, ...namesakes].map(({ teamId }) => teamId).join(', ')
    throw teamAmbiguous(`${namesakes.length + 1} teams are called "${named}". Say which with its id: ${ids}`)
  }
  if (team) return team
  if (teams.length === 0) throw teamNotFound('There is no team yet. Make one: purser team create NAME')
  const known = teams.map(({ teamId, name }) => `${teamId} (${name})`).join(', ')
  if (named === undefined) throw teamNotNamed(`There are several. Say which with --team: ${known}`)
  throw teamNotFound(`No team is called "${named}". There are: ${known}`)
}

/** The team that a request is about: the caller's own, whatever else it names being none of theirs, or for the operator the one named. Refuses: team-not-named, team-not-found. */
export async function requireTeamOf(db: Reader, own: TeamId | undefined, named: unknown): Promise<TeamId> {
  if (named === undefined && own !== undefined) return own
  if (named === undefined) throw teamNotNamed('An operator’s key opens every team. Say which one: ?team=team_…')
  const text = typeof named === 'string' ? named : ''
  const found = isId('team', text) && (own === undefined || own === text) ? await findTeamRow(db, text) : undefined
  if (!found) throw teamNotFound(`There is no team "${text.slice(0, 100)}" for you. Name it by its id, team_…`)
  return found.teamId
}

/** Makes others that lock this team wait until the transaction ends. */
export const lockTeam = lockTeamRow

/** Keeps what is set of this team as it is until the transaction ends; others may hold it meanwhile. */
export const holdTeam = holdTeamRow

/** Makes others wait who lock this team, or write what refers to it. */
export const lockTeamWhole = lockWholeTeamRow
