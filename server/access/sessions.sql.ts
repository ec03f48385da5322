import { sql, type SqlBool } from 'kysely'
import type { ConnectionId, MemberId, SessionId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn } from '../store/dialect.ts'
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

/** How many of a member's sessions live. */
export async function countSessionRows(db: Reader, teamId: TeamId, memberId: MemberId, { now, idleSince }: LivingSince): Promise<number> {
  const sessions = db
    .selectFrom('sessions')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('teamId', '=', teamId)
  const living = sessions
    .where('memberId', '=', memberId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('lastUsedAt', '>', idleSince)
  return Number((await living.executeTakeFirstOrThrow()).count)
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
    .where('expiresAt', '>', endedAt)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** Ends what lives of the sessions that began through a connection: all, or one member's. Answers how many. */
export async function endSessionRowsThrough(
  trx: Trx,
  teamId: TeamId,
  { connectionId, memberId }: { connectionId: ConnectionId; memberId: MemberId | undefined },
  endedAt: Timestamp,
): Promise<number> {
  let living = trx.updateTable('sessions').set({ endedAt }).where('teamId', '=', teamId).where('connectionId', '=', connectionId)
  if (memberId !== undefined) living = living.where('memberId', '=', memberId)
  return Number((await living.where('endedAt', 'is', null).executeTakeFirstOrThrow()).numUpdatedRows)
}

/** Whose sessions nobody ended that began by a link. */
export async function listMembersOfLinkSessions(db: Reader, teamId: TeamId): Promise<MemberId[]> {
  const living = db.selectFrom('sessions').select('memberId').distinct().where('teamId', '=', teamId).where('endedAt', 'is', null)
  return (await living.where('connectionId', 'is', null).execute()).map(({ memberId }) => memberId)
}

/** Ends what lives of these members' sessions that began by a link, but for one. Answers how many. */
export async function endLinkSessionRowsOf(
  trx: Trx,
  teamId: TeamId,
  memberIds: readonly MemberId[],
  { but, at: endedAt }: { but: SessionId | undefined; at: Timestamp },
): Promise<number> {
  let living = trx.updateTable('sessions').set({ endedAt }).where('teamId', '=', teamId).where('endedAt', 'is', null)
  if (but !== undefined) living = living.where('sessionId', '<>', but)
  living = living.where('connectionId', 'is', null).where(sql<SqlBool>`member_id ${isIn(trx, memberIds)}`)
  return Number((await living.executeTakeFirstOrThrow()).numUpdatedRows)
}

/** The sessions of a member, those that ended too. */
export async function listSessionIdsOf(db: Reader, teamId: TeamId, memberId: MemberId): Promise<SessionId[]> {
  const sessions = db.selectFrom('sessions').select('sessionId').where('teamId', '=', teamId).where('memberId', '=', memberId)
  return (await sessions.execute()).map(({ sessionId }) => sessionId)
}

/** Forgets from where a member signed in. */
export async function eraseSessionsOf(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<void> {
  await trx.updateTable('sessions').set({ ip: '', userAgent: '' }).where('teamId', '=', teamId).where('memberId', '=', memberId).execute()
}

export async function writeSessionUse(trx: Trx, teamId: TeamId, sessionId: SessionId, lastUsedAt: Timestamp): Promise<void> {
  await trx.updateTable('sessions').set({ lastUsedAt }).where('teamId', '=', teamId).where('sessionId', '=', sessionId).execute()
}
