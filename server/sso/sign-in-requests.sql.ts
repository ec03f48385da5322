import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { locked } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertSignInRequest(trx: Trx, request: NewRow<'signInRequests'>): Promise<void> {
  await trx.insertInto('signInRequests').values(request).execute()
}

export function lockSignInRequest(trx: Trx, teamId: TeamId, handleHash: string): Promise<Row<'signInRequests'> | undefined> {
  const request = trx.selectFrom('signInRequests').selectAll().where('teamId', '=', teamId).where('handleHash', '=', handleHash)
  return locked(trx, request).executeTakeFirst()
}

export function findSignInRequestRow(db: Reader, teamId: TeamId, handleHash: string): Promise<Row<'signInRequests'> | undefined> {
  return db.selectFrom('signInRequests').selectAll().where('teamId', '=', teamId).where('handleHash', '=', handleHash).executeTakeFirst()
}

export async function markSignInRequestUsed(trx: Trx, { teamId, handleHash }: Row<'signInRequests'>, usedAt: Timestamp): Promise<void> {
  await trx.updateTable('signInRequests').set({ usedAt }).where('teamId', '=', teamId).where('handleHash', '=', handleHash).execute()
}

/** Forgets a batch of those that ended before a moment. Answers how many. */
export async function deleteSignInRequests(trx: Trx, before: Timestamp, most: number): Promise<number> {
  const old = await trx.selectFrom('signInRequests').select(['teamId', 'handleHash']).where('expiresAt', '<', before).limit(most).execute()
  for (const { teamId, handleHash } of old)
    await trx.deleteFrom('signInRequests').where('teamId', '=', teamId).where('handleHash', '=', handleHash).execute()
  return old.length
}
