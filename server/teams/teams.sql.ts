import type { TeamId } from '../kernel/ids.ts'
import { locked, lockText } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertTeam(trx: Trx, team: NewRow<'teams'>): Promise<void> {
  await trx.insertInto('teams').values(team).execute()
}

export function findTeamRow(db: Reader, teamId: TeamId): Promise<Row<'teams'> | undefined> {
  return db.selectFrom('teams').selectAll().where('teamId', '=', teamId).executeTakeFirst()
}

export function listTeamRows(db: Reader): Promise<Row<'teams'>[]> {
  return db.selectFrom('teams').selectAll().orderBy('teamId').execute()
}

export async function lockTeamRow(trx: Trx, teamId: TeamId): Promise<void> {
  await locked(trx, trx.selectFrom('teams').select('teamId').where('teamId', '=', teamId)).execute()
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
