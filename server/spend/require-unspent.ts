import type { Reader } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { hasSpent } from './ledger/standing.ts'
import { currencyFixed } from './refusals.ts'

/** Refuses another currency where something was booked or is held in the one that stands: currency-fixed. */
export async function requireUnspent(db: Reader, { teamId, currency }: Team): Promise<void> {
  if (await hasSpent(db, teamId))
    throw currencyFixed(
      `Amounts were booked or held in ${currency}, and they keep their meaning: the currency stays. Make another team for another currency.`,
    )
}
