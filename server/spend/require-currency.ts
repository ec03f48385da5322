import { refusal, type Refusal } from '../kernel/refusal.ts'
import type { Team } from '../teams/teams.ts'

const currencyMismatch = refusal({ code: 'currency-mismatch', status: 422, title: 'Another currency' })

/** What is wrong with a currency that a client named; undefined where it is the team's, or none was named. Nothing is converted here. */
export function findMismatch({ currency }: Pick<Team, 'currency'>, named: string | undefined, pointer: string): Refusal | undefined {
  if (named === undefined || named === currency) return undefined
  const detail = `This team spends ${currency}, and ${JSON.stringify(named.slice(0, 20))} was sent. Convert the amount, or leave the currency out.`
  return currencyMismatch(detail, { errors: [{ pointer: `#${pointer}`, detail }] })
}

/** Refuses: currency-mismatch. */
export function requireCurrencyOf(team: Pick<Team, 'currency'>, named: string | undefined): void {
  const mismatch = findMismatch(team, named, '/currency')
  if (mismatch) throw mismatch
}
