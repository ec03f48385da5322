import { sql, type SqlBool } from 'kysely'
import type { LinkId, SessionId, TeamId } from '../kernel/ids.ts'
import type { SetupPurpose } from '../kernel/setup-purpose.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, locked } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertSetupLink(trx: Trx, link: NewRow<'setupLinks'>): Promise<void> {
  await trx.insertInto('setupLinks').values(link).execute()
}

export function findSetupLinkRow(db: Reader, teamId: TeamId, linkId: LinkId): Promise<Row<'setupLinks'> | undefined> {
  return db.selectFrom('setupLinks').selectAll().where('teamId', '=', teamId).where('linkId', '=', linkId).executeTakeFirst()
}

/** As `findSetupLinkRow`; whoever opens a link as it is revoked is before that or sees it revoked. */
export function lockSetupLinkRow(trx: Trx, teamId: TeamId, linkId: LinkId): Promise<Row<'setupLinks'> | undefined> {
  return locked(trx, trx.selectFrom('setupLinks').selectAll().where('teamId', '=', teamId).where('linkId', '=', linkId)).executeTakeFirst()
}

/** The link of a purpose that nobody revoked, expired or not. */
export function lockStandingSetupLink(trx: Trx, teamId: TeamId, purpose: SetupPurpose): Promise<Row<'setupLinks'> | undefined> {
  const links = trx.selectFrom('setupLinks').selectAll().where('teamId', '=', teamId).where('purpose', '=', purpose)
  return locked(trx, links.where('revokedAt', 'is', null)).executeTakeFirst()
}

/** A page of a team's links, oldest first, those that ended too. */
export function listSetupLinkRows(
  db: Reader,
  teamId: TeamId,
  { after, limit }: { after: LinkId | undefined; limit: number },
): Promise<Row<'setupLinks'>[]> {
  let links = db.selectFrom('setupLinks').selectAll().where('teamId', '=', teamId)
  if (after !== undefined) links = links.where('linkId', '>', after)
  return links.orderBy('linkId').limit(limit).execute()
}

export async function updateSetupLink(
  trx: Trx,
  teamId: TeamId,
  linkId: LinkId,
  change: { revokedAt: Timestamp } | { lastOpenedAt: Timestamp },
): Promise<void> {
  await trx.updateTable('setupLinks').set(change).where('teamId', '=', teamId).where('linkId', '=', linkId).execute()
}

/** Writes something else where one of these names tells who made a link. */
export async function eraseSetupLinkMakers(trx: Trx, teamId: TeamId, names: readonly string[], instead: string): Promise<void> {
  const links = trx.updateTable('setupLinks').set({ createdBy: instead }).where('teamId', '=', teamId)
  await links.where(sql<SqlBool>`lower(created_by) ${isIn(trx, names)}`).execute()
}

export async function insertSetupSession(trx: Trx, session: NewRow<'setupSessions'>): Promise<void> {
  await trx.insertInto('setupSessions').values(session).execute()
}

export function findSetupSessionRow(db: Reader, teamId: TeamId, sessionId: SessionId): Promise<Row<'setupSessions'> | undefined> {
  return db.selectFrom('setupSessions').selectAll().where('teamId', '=', teamId).where('sessionId', '=', sessionId).executeTakeFirst()
}

export async function endSetupSessionRow(trx: Trx, teamId: TeamId, sessionId: SessionId, endedAt: Timestamp): Promise<void> {
  await trx.updateTable('setupSessions').set({ endedAt }).where('teamId', '=', teamId).where('sessionId', '=', sessionId).execute()
}

export async function writeSetupSessionUse(trx: Trx, teamId: TeamId, sessionId: SessionId, lastUsedAt: Timestamp): Promise<void> {
  await trx.updateTable('setupSessions').set({ lastUsedAt }).where('teamId', '=', teamId).where('sessionId', '=', sessionId).execute()
}
