import { namesOf, type Forgotten } from '../../journal/erase.ts'
import type { MemberId, RequestId, TeamId } from '../../kernel/ids.ts'
import type { Trx } from '../../store/open.ts'
import { eraseNames, eraseNamesIn, listTellingOfNobody } from './entries.sql.ts'

/**
 * Blanks who it was in the entries of a member, and in those of nobody that were sent under one of their names. What was spent, when and in which order
 * stays, and so do all sums. Answers in how many.
 */
export async function eraseInEntries(trx: Trx, teamId: TeamId, memberId: MemberId, who: Forgotten, by: RequestId): Promise<number> {
  const isNamed = namesOf(who)
  const ofNobody = (await listTellingOfNobody(trx, teamId)).filter((row) => isNamed(`${row.subject ?? ''} ${JSON.stringify(row.attributes)}`))
  const ids = ofNobody.map(({ entryId }) => entryId)
  if (ids.length > 0) await eraseNamesIn(trx, teamId, ids, by)
  return ids.length + (await eraseNames(trx, teamId, memberId, by))
}
