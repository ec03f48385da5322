import type { MemberId, SessionId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertSession(trx: Trx, session: NewRow<'sessions'>): Promise<void> {
  await trx.insertInto('sessions').values(session).execute()
}

export function findSessionRow(db: Reader, teamId: TeamId, sessionId: SessionId): Promise<Row<'sessions'> | undefined> {
  return db.selectFrom('sessions').selectAll().where('teamId', '=', teamId).where('sessionId', '=', sessionId).executeTakeFirst()
}

/** A page of sessions that nobody ended, oldest first: all of the team, or one member's. */
export function listSessionRows(
  db: Reader,
  teamId: TeamId,
  { memberId, livingSince, after, limit }: { memberId?: MemberId; livingSince: LivingSince; after: SessionId | undefined; limit: number },
): Promise<Row<'sessions'>[]> {
  let sessions = db.selectFrom('sessions').selectAll().where('teamId', '=', teamId).where('endedAt', 'is', null)
  sessions = sessions.where('expiresAt', '>', livingSince.now).where('lastUsedAt', '>', livingSince.idleSince)
  if (memberId !== undefined) sessions = sessions.where('memberId', '=', memberId)
  if (after !== undefined) sessions = sessions.where('sessionId', '>', after)
  return sessions.orderBy('sessionId').limit(limit).execute()
}

/** Of now, and of so long ago that a session which was not used since has ended by itself. */
export type LivingSince = { now: Timestamp; idleSince: Timestamp }

export async function endSessionRow(trx: Trx, teamId: TeamId, sessionId: SessionId, endedAt: Timestamp): Promise<void> {
  await trx.updateTable('sessions').set({ endedAt }).where('teamId', '=', teamId).where('sessionId', '=', sessionId).execute()
}

/** Ends what lives of a member's sessions. Answers how many. */
export async function endSessionRowsOf(trx: Trx, teamId: TeamId, memberId: MemberId, endedAt: Timestamp): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('sessions')
    .set({ endedAt })
    .where('teamId', '=', teamId)
    .where('memberId', '=', memberId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** Forgets from where a member signed in. */
export async function eraseSessionsOf(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<void> {
  await trx.updateTable('sessions').set({ ip: '', userAgent: '' }).where('teamId', '=', teamId).where('memberId', '=', memberId).execute()
}

export async function writeSessionUse(trx: Trx, teamId: TeamId, sessionId: SessionId, lastUsedAt: Timestamp): Promise<void> {
  await trx.updateTable('sessions').set({ lastUsedAt }).where('teamId', '=', teamId).where('sessionId', '=', sessionId).execute()
}
