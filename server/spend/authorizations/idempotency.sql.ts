import { sql, type SqlBool } from 'kysely'
import type { MemberId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { insertRow, prepared } from '../../store/prepared.ts'

type Named = Pick<Row<'idempotencyKeys'>, 'teamId' | 'callerId' | 'idempotencyKey'>

export const findAnswered = prepared((db: Reader, named: Named) =>
  db
    .selectFrom('idempotencyKeys')
    .select(['requestHash', 'status', 'answer'])
    .where('teamId', '=', named.teamId)
    .where('callerId', '=', named.callerId)
    .where('idempotencyKey', '=', named.idempotencyKey),
)

export const insertAnswered = (trx: Trx, row: NewRow<'idempotencyKeys'>): Promise<void> => insertRow(trx, 'idempotencyKeys', row)

/** What was answered about a member's authorizations with something that the caller said of them. */
export const listAnswersOn = (db: Reader, teamId: TeamId, memberId: MemberId): Promise<(Named & Pick<Row<'idempotencyKeys'>, 'answer'>)[]> =>
  db
    .selectFrom('idempotencyKeys')
    .select(['teamId', 'callerId', 'idempotencyKey', 'answer'])
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`answer ->> 'member_id' = ${memberId}`)
    .execute()

export async function replaceAnswer(trx: Trx, named: Named, answer: string): Promise<void> {
  await trx
    .updateTable('idempotencyKeys')
    .set({ answer })
    .where('teamId', '=', named.teamId)
    .where('callerId', '=', named.callerId)
    .where('idempotencyKey', '=', named.idempotencyKey)
    .execute()
}

/** Forgets the answers of before a moment, so many at most. Answers how many. */
export async function deleteAnswers(trx: Trx, before: Timestamp, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from idempotency_keys where (team_id, caller_id, idempotency_key) in (
      select team_id, caller_id, idempotency_key from idempotency_keys where recorded_at < ${before} limit ${limit})`.execute(trx)
  return Number(numAffectedRows ?? 0n)
}
