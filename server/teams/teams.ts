import { assert } from '../kernel/assert.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import { findTeamRow, insertTeam, listTeamRows, lockTeamRow } from './teams.sql.ts'
import { currencyUnknown, teamAmbiguous, teamNotFound } from './refusals.ts'

export { listTeamRows as listTeams } from './teams.sql.ts'
export type Team = Row<'teams'>

/** Makes a tenant. Refuses: currency-unknown. */
export async function createTeam(trx: Trx, team: { teamId: TeamId; name: string; currency: string; at: Timestamp }): Promise<Team> {
  if (!currencies.has(team.currency)) {
    throw currencyUnknown(`"${team.currency}" is not an ISO 4217 currency that this system knows. Give a code such as USD, EUR or CAD.`)
  }
  const row: Team = {
    teamId: team.teamId,
    name: team.name,
    plan: 'enterprise',
    currency: team.currency,
    whenUnset: 'unlimited',
    nestedGroups: 'direct',
    createdAt: team.at,
  }
  await insertTeam(trx, row)
  return row
}

// ICU's list of what is or was in use, which follows ISO 4217.
const currencies = new Set(Intl.supportedValuesOf('currency'))

/** The team of somebody who proved to belong to it. */
export async function teamOf(db: Reader, teamId: TeamId): Promise<Team> {
  const team = await findTeamRow(db, teamId)
  assert(team, `team ${teamId} has credentials, so it exists`)
  return team
}

/** The team that an operator names, or the only one there is. Refuses: team-not-found, team-ambiguous. */
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
  throw teamNotFound(
    named === undefined ? `There are several teams; say which with --team: ${known}` : `No team is called "${named}". There are: ${known}`,
  )
}

/** Makes others that lock this team wait until the transaction ends. */
export const lockTeam = lockTeamRow
