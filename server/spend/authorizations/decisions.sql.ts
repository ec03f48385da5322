import type { DecisionId, MemberId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { sql } from 'kysely'
import { insertRow } from '../../store/prepared.ts'

export const insertDecision = (trx: Trx, row: NewRow<'decisions'>): Promise<void> => insertRow(trx, 'decisions', row)

export function findDecisionRow(db: Reader, teamId: TeamId, decisionId: DecisionId): Promise<Row<'decisions'> | undefined> {
  return db.selectFrom('decisions').selectAll().where('teamId', '=', teamId).where('decisionId', '=', decisionId).executeTakeFirst()
}

/** Forgets decisions of before a moment, so many at most. Answers how many. */
export async function deleteDecisions(trx: Trx, before: Timestamp, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from decisions where (team_id, decision_id) in (select team_id, decision_id from decisions where decided_at < ${before} limit ${limit})`.execute(
    trx,
  )
  return Number(numAffectedRows ?? 0n)
}

/** Blanks the sentence of a member's denials, which names them. What they rested on stays. Answers how many. */
export async function blankDecisions(trx: Trx, teamId: TeamId, memberId: MemberId, detail: string): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('decisions')
    .set({ detail })
    .where('teamId', '=', teamId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
