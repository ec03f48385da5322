import type { Forgotten } from '../journal/erase.ts'
import type { MemberId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Trx } from '../store/open.ts'
import { eraseInAuthorizations } from './authorizations/erase-authorizations.ts'
import { eraseInEntries } from './ledger/erase-entries.ts'
import { eraseInQuarantine } from './usage/erase-quarantined.ts'

/** Blanks who somebody was wherever it is told what they spent, within what erases them. No amount, no sum and no id moves. Answers in how many rows. */
export async function eraseSpender(trx: Trx, teamId: TeamId, memberId: MemberId, who: Forgotten, by: RequestId): Promise<number> {
  const entries = await eraseInEntries(trx, teamId, memberId, who, by)
  return entries + (await eraseInAuthorizations(trx, teamId, memberId)) + (await eraseInQuarantine(trx, teamId, memberId, who))
}
