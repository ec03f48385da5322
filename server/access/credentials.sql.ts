import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertCredential(trx: Trx, credential: NewRow<'credentials'>): Promise<void> {
  await trx.insertInto('credentials').values(credential).execute()
}

const byHash = prepared((db, { hash }: { hash: string }) => db.selectFrom('credentials').selectAll().where('hash', '=', hash))

export async function findCredentialByHash(db: Reader, hash: string): Promise<Row<'credentials'> | undefined> {
  return (await byHash(db, { hash }))[0]
}
