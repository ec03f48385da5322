import { sql, type SqlBool } from 'kysely'
import type { LinkId, SessionId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn } from '../store/dialect.ts'
import type { Reader, Row, Trx } from '../store/open.ts'

/** What is gone for good, with whose it was. */
export type Gone<Id> = { teamId: TeamId; id: Id }

/** Sessions that ended before a moment, or would have: each way by an index. */
export async function listGoneSessions(db: Reader, before: Timestamp, limit: number): Promise<Gone<SessionId>[]> {
  const sessions = db.selectFrom('sessions').select(['teamId', 'sessionId as id'])
  return sessions
    .where((eb) => eb.or([eb('endedAt', '<', before), eb('expiresAt', '<', before)]))
    .limit(limit)
    .execute()
}

/** As `listGoneSessions`, of those that set-up links began. */
export async function listGoneSetupSessions(db: Reader, before: Timestamp, limit: number): Promise<Gone<SessionId>[]> {
  const sessions = db.selectFrom('setupSessions').select(['teamId', 'sessionId as id'])
  return sessions
    .where((eb) => eb.or([eb('endedAt', '<', before), eb('expiresAt', '<', before)]))
    .limit(limit)
    .execute()
}

/** Links that were used, were revoked or ran out before a moment. A link of the first run stays: it tells how its team was made. */
export async function listGoneLinks(db: Reader, before: Timestamp, limit: number): Promise<Gone<LinkId>[]> {
  const links = db.selectFrom('oneTimeLinks').select(['teamId', 'linkId as id']).where('purpose', '!=', 'setup')
  return links
    .where((eb) => eb.or([eb('usedAt', '<', before), eb('revokedAt', '<', before), eb('expiresAt', '<', before)]))
    .limit(limit)
    .execute()
}

/** Set-up links that were revoked or ran out before a moment. Their sessions ended with them. */
export async function listGoneSetupLinks(db: Reader, before: Timestamp, limit: number): Promise<Gone<LinkId>[]> {
  const links = db.selectFrom('setupLinks').select(['teamId', 'linkId as id'])
  return links
    .where((eb) => eb.or([eb('revokedAt', '<', before), eb('expiresAt', '<', before)]))
    .limit(limit)
    .execute()
}

/** The hashes by which these were found. */
export async function listHashesOf(db: Reader, kind: Row<'credentials'>['kind'], ids: readonly string[]): Promise<string[]> {
  const hashes = db
    .selectFrom('credentials')
    .select('hash')
    .where('kind', '=', kind)
    .where(sql<SqlBool>`id ${isIn(db, ids)}`)
  return (await hashes.execute()).map(({ hash }) => hash)
}

export async function deleteCredentials(trx: Trx, hashes: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('credentials')
    .where(sql<SqlBool>`hash ${isIn(trx, hashes)}`)
    .execute()
}

export async function deleteSessions(trx: Trx, teamId: TeamId, ids: readonly SessionId[]): Promise<void> {
  await trx
    .deleteFrom('sessions')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`session_id ${isIn(trx, ids)}`)
    .execute()
}

export async function deleteLinks(trx: Trx, teamId: TeamId, ids: readonly LinkId[]): Promise<void> {
  await trx
    .deleteFrom('oneTimeLinks')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`link_id ${isIn(trx, ids)}`)
    .execute()
}

export async function deleteSetupSessions(trx: Trx, teamId: TeamId, ids: readonly SessionId[]): Promise<void> {
  await trx
    .deleteFrom('setupSessions')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`session_id ${isIn(trx, ids)}`)
    .execute()
}

export async function deleteSetupLinks(trx: Trx, teamId: TeamId, ids: readonly LinkId[]): Promise<void> {
  await trx
    .deleteFrom('setupLinks')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`link_id ${isIn(trx, ids)}`)
    .execute()
}
