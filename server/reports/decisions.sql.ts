import type { CompiledQuery } from 'kysely'
import type { DecisionId, MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { inTime } from '../store/dialect.ts'
import type { Reader, Row } from '../store/open.ts'

export type Decision = Row<'decisions'>
export type DecisionFilter = { memberId: MemberId | undefined; code: string | undefined; from: Timestamp | undefined; to: Timestamp | undefined }

/** A page of denials, the latest first: their ids are in the order of time. Of one member an index has them. */
export function pageDecisions(
  db: Reader,
  teamId: TeamId,
  { memberId, code, from, to }: DecisionFilter,
  { before, limit }: { before: DecisionId | undefined; limit: number },
): CompiledQuery<Decision> {
  let decisions = db.selectFrom('decisions').selectAll().where('teamId', '=', teamId)
  if (memberId !== undefined) decisions = decisions.where('memberId', '=', memberId)
  if (code !== undefined) decisions = decisions.where('code', '=', code)
  if (from !== undefined) decisions = decisions.where('decidedAt', '>=', from)
  if (to !== undefined) decisions = decisions.where('decidedAt', '<', to)
  if (before !== undefined) decisions = decisions.where('decisionId', '<', before)
  return decisions
    .where((where) => inTime(db, where.ref('decidedAt')))
    .orderBy('decisionId', 'desc')
    .limit(limit)
    .compile()
}
