import { sql, type SqlBool } from 'kysely'
import type { KeyId, MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, locked } from '../store/dialect.ts'
import type { Replacement, Revocation } from './credential-life.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertApiKey(trx: Trx, key: NewRow<'apiKeys'>): Promise<void> {
  await trx.insertInto('apiKeys').values(key).execute()
}

export function findApiKeyRow(db: Reader, teamId: TeamId, keyId: KeyId): Promise<Row<'apiKeys'> | undefined> {
  return db.selectFrom('apiKeys').selectAll().where('teamId', '=', teamId).where('keyId', '=', keyId).executeTakeFirst()
}

/** As `findApiKeyRow`; of two who rotate or revoke a key at once, the second sees what the first did. */
export function lockApiKeyRow(trx: Trx, teamId: TeamId, keyId: KeyId): Promise<Row<'apiKeys'> | undefined> {
  return locked(trx, trx.selectFrom('apiKeys').selectAll().where('teamId', '=', teamId).where('keyId', '=', keyId)).executeTakeFirst()
}

/** A page of keys, oldest first: all of the team, or one member's own. */
export function listApiKeyRows(
  db: Reader,
  teamId: TeamId,
  { memberId, after, limit }: { memberId?: MemberId; after: KeyId | undefined; limit: number },
): Promise<Row<'apiKeys'>[]> {
  let keys = db.selectFrom('apiKeys').selectAll().where('teamId', '=', teamId)
  if (memberId !== undefined) keys = keys.where('memberId', '=', memberId)
  if (after !== undefined) keys = keys.where('keyId', '>', after)
  return keys.orderBy('keyId').limit(limit).execute()
}

/** The team's own keys that nobody took away, and that a member or another key made. */
export function listTeamKeysMadeBySomebody(db: Reader, teamId: TeamId): Promise<Row<'apiKeys'>[]> {
  const keys = db.selectFrom('apiKeys').selectAll().where('teamId', '=', teamId).where('memberId', 'is', null).where('revokedAt', 'is', null)
  return keys.where('createdById', 'is not', null).orderBy('keyId').execute()
}

export async function endApiKey(trx: Trx, teamId: TeamId, keyId: KeyId, end: Replacement<KeyId> | Revocation): Promise<void> {
  await trx.updateTable('apiKeys').set(end).where('teamId', '=', teamId).where('keyId', '=', keyId).execute()
}

/** Revokes what lives of a member's keys. Answers how many. */
export async function revokeMemberKeys(trx: Trx, teamId: TeamId, memberId: MemberId, end: Revocation): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('apiKeys')
    .set(end)
    .where('teamId', '=', teamId)
    .where('memberId', '=', memberId)
    .where('revokedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** Writes something else where one of these names tells who made or revoked a key. */
export async function eraseKeyMakers(trx: Trx, teamId: TeamId, names: readonly string[], instead: string): Promise<void> {
  for (const column of ['createdBy', 'revokedBy'] as const) {
    const keys = trx
      .updateTable('apiKeys')
      .set({ [column]: instead })
      .where('teamId', '=', teamId)
    await keys.where(sql<SqlBool>`lower(${sql.ref(column)}) ${isIn(trx, names)}`).execute()
  }
}

export type Use = { at: Timestamp; ip: string; userAgent: string }

export async function writeKeyUse(trx: Trx, teamId: TeamId, keyId: KeyId, { at, ip, userAgent }: Use): Promise<void> {
  await trx
    .updateTable('apiKeys')
    .set((eb) => ({ firstUsedAt: eb.fn.coalesce('firstUsedAt', eb.val(at)), lastUsedAt: at, lastIp: ip, lastUserAgent: userAgent }))
    .where('teamId', '=', teamId)
    .where('keyId', '=', keyId)
    .execute()
}
