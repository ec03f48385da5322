import { useLingui } from '@lingui/react/macro'
import type { Tone } from '../components/status-badge.tsx'

export const outcomeTones: Record<string, Tone> = { applied: 'good', refused: 'bad', unchanged: 'neutral', read: 'neutral' }

/** What came of a request, as a word. */
export function useOutcomeName(): (outcome: string) => string {
  const { t } = useLingui()
  const names: Record<string, string> = {
    applied: t({ message: 'Done', context: 'outcome of a request' }),
    refused: t({ message: 'Refused', context: 'outcome of a request' }),
    unchanged: t`Nothing to change`,
    read: t({ message: 'Read', context: 'outcome of a request' }),
  }
  return (outcome) => names[outcome] ?? outcome
}
