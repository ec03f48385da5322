import type { KeyId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertCredential(trx: Trx, credential: NewRow<'credentials'>): Promise<void> {
  await trx.insertInto('credentials').values(credential).execute()
}

const byHash = prepared((db, { hash }: { hash: string }) => db.selectFrom('credentials').selectAll().where('hash', '=', hash))

export async function findCredentialByHash(db: Reader, hash: string): Promise<Row<'credentials'> | undefined> {
  return (await byHash(db, { hash }))[0]
}

export async function insertApiKey(trx: Trx, key: NewRow<'apiKeys'>): Promise<void> {
  await trx.insertInto('apiKeys').values(key).execute()
}

export function findApiKeyRow(db: Reader, teamId: TeamId, keyId: KeyId): Promise<Row<'apiKeys'> | undefined> {
  return db.selectFrom('apiKeys').selectAll().where('teamId', '=', teamId).where('keyId', '=', keyId).executeTakeFirst()
}

export async function endApiKey(
  trx: Trx,
  teamId: TeamId,
  keyId: KeyId,
  end: { expiresAt: Timestamp } | { revokedAt: Timestamp; revokedBy: string },
): Promise<void> {
  await trx.updateTable('apiKeys').set(end).where('teamId', '=', teamId).where('keyId', '=', keyId).execute()
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
