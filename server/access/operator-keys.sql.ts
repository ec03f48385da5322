import type { KeyId } from '../kernel/ids.ts'
import { locked } from '../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'
import type { Replacement, Revocation } from './credential-life.ts'
import type { Use } from './api-keys.sql.ts'

export async function insertOperatorKey(trx: Trx, key: NewRow<'operatorKeys'>): Promise<void> {
  await trx.insertInto('operatorKeys').values(key).execute()
}

export const findOperatorKeyByHash = (db: Reader, hash: string): Promise<Row<'operatorKeys'> | undefined> =>
  db.selectFrom('operatorKeys').selectAll().where('hash', '=', hash).executeTakeFirst()

export const findOperatorKeyRow = (db: Reader, keyId: KeyId): Promise<Row<'operatorKeys'> | undefined> =>
  db.selectFrom('operatorKeys').selectAll().where('keyId', '=', keyId).executeTakeFirst()

/** As `findOperatorKeyRow`; of two who rotate or revoke a key at once, the second sees what the first did. */
export const lockOperatorKeyRow = (trx: Trx, keyId: KeyId): Promise<Row<'operatorKeys'> | undefined> =>
  locked(trx, trx.selectFrom('operatorKeys').selectAll().where('keyId', '=', keyId)).executeTakeFirst()

export const listOperatorKeyRows = (db: Reader): Promise<Row<'operatorKeys'>[]> =>
  db.selectFrom('operatorKeys').selectAll().orderBy('keyId').execute()

export async function endOperatorKey(trx: Trx, keyId: KeyId, end: Replacement<KeyId> | Revocation): Promise<void> {
  await trx.updateTable('operatorKeys').set(end).where('keyId', '=', keyId).execute()
}

export async function writeOperatorKeyUse(trx: Trx, keyId: KeyId, { at, ip, userAgent }: Use): Promise<void> {
  await trx
    .updateTable('operatorKeys')
    .set((eb) => ({ firstUsedAt: eb.fn.coalesce('firstUsedAt', eb.val(at)), lastUsedAt: at, lastIp: ip, lastUserAgent: userAgent }))
    .where('keyId', '=', keyId)
    .execute()
}
