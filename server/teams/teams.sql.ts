import type { TeamId } from '../kernel/ids.ts'
import { locked } from '../store/dialect.ts'
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
