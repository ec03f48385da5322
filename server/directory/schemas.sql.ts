import type { Scope } from './scope.ts'
import { fold } from '../kernel/fold.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { locked } from '../store/dialect.ts'
import type { Reader, Trx } from '../store/open.ts'
import { toExtension, type Extension } from './extension.ts'

/** The schemas that a team added to a directory, the oldest first, those with hidden attributes alone among them. */
export async function listExtensions(db: Reader, { teamId, directoryId }: Scope): Promise<Extension[]> {
  const extensions = db.selectFrom('schemaExtensions').selectAll().where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  return (await extensions.orderBy('createdAt').orderBy('urnFolded').execute()).map(toExtension)
}

/** As `listExtensions`, for a change: until the transaction ends nobody else changes the schemas of the directory, or uses one for the first time. */
export async function lockExtensions(trx: Trx, scope: Scope): Promise<Extension[]> {
  const { teamId, directoryId } = scope
  const directory = trx.selectFrom('directories').select('directoryId').where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  await locked(trx, directory).execute()
  return listExtensions(trx, scope)
}

/** Stores an extension, or takes it away where nothing is left of it. Every node meets that at the next request. */
export async function writeExtension(trx: Trx, scope: Scope, { urn, resourceType, name, description, attributes }: Extension, at: Timestamp) {
  const key = { ...scope, urnFolded: fold(urn) }
  const facts = { resourceType, name, description, attributes: JSON.stringify(attributes) }
  if (attributes.length > 0) {
    await trx
      .insertInto('schemaExtensions')
      .values({ ...key, urn, createdAt: at, ...facts })
      .onConflict((conflict) => conflict.columns(['teamId', 'directoryId', 'urnFolded']).doUpdateSet(facts))
      .execute()
  } else {
    const extension = trx.deleteFrom('schemaExtensions').where('teamId', '=', key.teamId).where('directoryId', '=', key.directoryId)
    await extension.where('urnFolded', '=', key.urnFolded).execute()
  }
  await trx
    .updateTable('directories')
    .set(({ eb }) => ({ schemaVersion: eb('schemaVersion', '+', 1n) }))
    .where('teamId', '=', scope.teamId)
    .where('directoryId', '=', scope.directoryId)
    .execute()
}
