import { toAmountText } from '../../components/amount-text.ts'

export type Threshold = { kind: 'percent'; percent: number } | { kind: 'amount'; amount: string }

/** A threshold as somebody typed it: `80 %`, or an amount as their language writes it. Undefined where it is neither. */
export function readThreshold(typed: string, language: string): Threshold | undefined {
  const percent = /^(\d{1,4})\s*%$/.exec(typed.trim())?.[1]
  if (percent !== undefined) return Number(percent) >= 1 && Number(percent) <= 1_000 ? { kind: 'percent', percent: Number(percent) } : undefined
  const amount = toAmountText(typed, language)
  return amount === undefined ? undefined : { kind: 'amount', amount }
}
