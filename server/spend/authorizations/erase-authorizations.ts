import { erased } from '../../journal/erase.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { MemberId, TeamId } from '../../kernel/ids.ts'
import type { Trx } from '../../store/open.ts'
import { blankDecisions } from './decisions.sql.ts'
import { blankHolds } from './holds.sql.ts'
import { listAnswersOn, replaceAnswer } from './idempotency.sql.ts'

/** Blanks who it was in a member's authorizations and denials, and in what was answered to them. Answers in how many. */
export async function eraseInAuthorizations(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<number> {
  const holds = await blankHolds(trx, teamId, memberId)
  const decisions = await blankDecisions(trx, teamId, memberId, erased)
  const answers = await listAnswersOn(trx, teamId, memberId)
  for (const { answer, ...named } of answers) await replaceAnswer(trx, named, JSON.stringify({ ...(answer as JsonObject), metadata: {} })) // it is that of an authorization
  return holds + decisions + answers.length
}
