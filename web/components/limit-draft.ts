import type { SetLimit, WantedLimit } from '../api/limits.ts'
import { toAmountText, toTypedAmount } from './amount-text.ts'

export const limitKinds = ['amount', 'unlimited', 'unset'] as const

/** A limit while it is typed. */
export type LimitDraft = { kind: (typeof limitKinds)[number]; amount: string }

export const toDraft = (limit: Pick<SetLimit, 'kind' | 'amount'> | null, language: string): LimitDraft => ({
  kind: limit?.kind ?? 'amount',
  amount: limit?.amount === undefined ? '' : toTypedAmount(limit.amount, language),
})

/** What was typed, as something to set; undefined where the amount is none. */
export function toWanted({ kind, amount: typed }: LimitDraft, language: string): WantedLimit | undefined {
  if (kind !== 'amount') return { kind }
  const amount = toAmountText(typed, language)
  return amount === undefined ? undefined : { kind, amount }
}

/** Whether that is set already. */
export const isSet = (wanted: WantedLimit, limit: Pick<SetLimit, 'kind' | 'amount'> | null): boolean =>
  wanted.kind === 'amount' ? limit?.kind === 'amount' && Number(limit.amount) === Number(wanted.amount) : wanted.kind === (limit?.kind ?? 'unset')
