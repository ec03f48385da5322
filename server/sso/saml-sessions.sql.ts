import { sql, type SqlBool } from 'kysely'
import type { ConnectionId, SessionId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertSamlSession(trx: Trx, session: NewRow<'samlSessions'>): Promise<void> {
  await trx.insertInto('samlSessions').values(session).execute()
}

export function findSamlSession(db: Reader, teamId: TeamId, sessionId: SessionId): Promise<Row<'samlSessions'> | undefined> {
  return db.selectFrom('samlSessions').selectAll().where('teamId', '=', teamId).where('sessionId', '=', sessionId).executeTakeFirst()
}

/** The sessions of somebody, as the provider calls them: all, or those of its own sessions. */
export function listSamlSessionsOf(
  db: Reader,
  { teamId, connectionId }: { teamId: TeamId; connectionId: ConnectionId },
  nameId: string,
): Promise<Row<'samlSessions'>[]> {
  return db
    .selectFrom('samlSessions')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('connectionId', '=', connectionId)
    .where('nameId', '=', nameId)
    .execute()
}

export async function deleteSamlSessionsOf(trx: Trx, teamId: TeamId, sessionIds: readonly SessionId[]): Promise<void> {
  await trx
    .deleteFrom('samlSessions')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`session_id ${isIn(trx, sessionIds)}`)
    .execute()
}

/** Forgets a batch of those that ended by then. Answers how many. */
export async function deleteSamlSessions(trx: Trx, before: Timestamp, most: number): Promise<number> {
  const old = await trx.selectFrom('samlSessions').select(['teamId', 'sessionId']).where('expiresAt', '<', before).limit(most).execute()
  for (const { teamId, sessionId } of old)
    await trx.deleteFrom('samlSessions').where('teamId', '=', teamId).where('sessionId', '=', sessionId).execute()
  return old.length
}
