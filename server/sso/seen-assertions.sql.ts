import type { Timestamp } from '../kernel/timestamp.ts'
import type { NewRow, Reader, Trx } from '../store/open.ts'

/** Whether an assertion was used, or a LogoutRequest obeyed. */
export async function isSeenAssertion(
  db: Reader,
  { teamId, connectionId, assertionHash }: Omit<NewRow<'seenAssertions'>, 'expiresAt'>,
): Promise<boolean> {
  const seen = db.selectFrom('seenAssertions').select('assertionHash').where('teamId', '=', teamId).where('connectionId', '=', connectionId)
  return (await seen.where('assertionHash', '=', assertionHash).executeTakeFirst()) !== undefined
}

/** Keeps that an assertion was used, or a LogoutRequest obeyed. False where it was before: the key decides, also between two that come at once. */
export async function insertSeenAssertion(trx: Trx, seen: NewRow<'seenAssertions'>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('seenAssertions')
    .values(seen)
    .onConflict((conflict) => conflict.columns(['teamId', 'connectionId', 'assertionHash']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Forgets a batch of those that could be used no more by then. Answers how many. */
export async function deleteSeenAssertions(trx: Trx, before: Timestamp, most: number): Promise<number> {
  const old = await trx.selectFrom('seenAssertions').selectAll().where('expiresAt', '<', before).limit(most).execute()
  for (const { teamId, connectionId, assertionHash } of old)
    await trx
      .deleteFrom('seenAssertions')
      .where('teamId', '=', teamId)
      .where('connectionId', '=', connectionId)
      .where('assertionHash', '=', assertionHash)
      .execute()
  return old.length
}
