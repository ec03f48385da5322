import { sql } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import { held, locked, lockedWhole, lockText } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertTeam(trx: Trx, team: NewRow<'teams'>): Promise<void> {
  await trx.insertInto('teams').values(team).execute()
}

export async function findTeamRow(db: Reader, teamId: TeamId): Promise<Row<'teams'> | undefined> {
  return (await ofId(db, { teamId }))[0]
}

const ofId = prepared((db, { teamId }: { teamId: TeamId }) => db.selectFrom('teams').selectAll().where('teamId', '=', teamId))

export function listTeamRows(db: Reader): Promise<Row<'teams'>[]> {
  return db.selectFrom('teams').selectAll().orderBy('teamId').execute()
}

export async function lockTeamRow(trx: Trx, teamId: TeamId): Promise<void> {
  await lockOfId(trx, { teamId })
}

const lockOfId = prepared((db, { teamId }: { teamId: TeamId }) => locked(db, db.selectFrom('teams').select('teamId').where('teamId', '=', teamId)))

export async function holdTeamRow(trx: Trx, teamId: TeamId): Promise<void> {
  await sql`select team_id from teams where team_id = ${teamId} ${held(trx)}`.execute(trx)
}

/** Also against who refers to the team, as all that is booked does. */
export async function lockWholeTeamRow(trx: Trx, teamId: TeamId): Promise<void> {
  await lockedWhole(trx, trx.selectFrom('teams').select('teamId').where('teamId', '=', teamId)).execute()
}

/** A page of all teams, oldest first. */
export function pageTeamRows(db: Reader, { after, limit }: { after: TeamId | undefined; limit: number }): Promise<Row<'teams'>[]> {
  let teams = db.selectFrom('teams').selectAll()
  if (after !== undefined) teams = teams.where('teamId', '>', after)
  return teams.orderBy('teamId').limit(limit).execute()
}

/** Lets one at a time find out whether there is a team yet, and make it. */
export const lockFirstRun = (trx: Trx): Promise<void> => lockText(trx, 'the first run')

export async function updateTeamRow(trx: Trx, teamId: TeamId, values: Partial<NewRow<'teams'>>): Promise<void> {
  await trx.updateTable('teams').set(values).where('teamId', '=', teamId).execute()
}
