import type { TeamId } from '../kernel/ids.ts'
import { locked } from '../store/dialect.ts'
import type { Reader, Row, Trx } from '../store/open.ts'

/** All of them: there are as many as connections and webhooks. */
export const listSealedRows = (db: Reader): Promise<Row<'sealedSecrets'>[]> =>
  db.selectFrom('sealedSecrets').selectAll().orderBy('teamId').orderBy('name').execute()

/** The same for whoever seals them anew: nobody else changes one until the transaction ends. */
export const lockSealedRows = (trx: Trx): Promise<Row<'sealedSecrets'>[]> =>
  locked(trx, trx.selectFrom('sealedSecrets').selectAll().orderBy('teamId').orderBy('name')).execute()

/** Keeps a sealed text in its place, whatever stood there. */
export async function putSealedRow(trx: Trx, row: Row<'sealedSecrets'>): Promise<void> {
  await trx
    .insertInto('sealedSecrets')
    .values(row)
    .onConflict((conflict) => conflict.columns(['teamId', 'name']).doUpdateSet({ sealed: row.sealed }))
    .execute()
}

export const findSealedRow = (db: Reader, teamId: TeamId, name: string): Promise<Row<'sealedSecrets'> | undefined> =>
  db.selectFrom('sealedSecrets').selectAll().where('teamId', '=', teamId).where('name', '=', name).executeTakeFirst()

export async function deleteSealedRow(trx: Trx, { teamId, name }: { teamId: TeamId; name: string }): Promise<void> {
  await trx.deleteFrom('sealedSecrets').where('teamId', '=', teamId).where('name', '=', name).execute()
}
