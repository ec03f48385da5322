import { useLingui } from '@lingui/react/macro'
import { StatusBadge, type Tone } from '../../components/status-badge.tsx'
import type { Directory } from './directories.ts'

const tones: Record<Directory['state'], Tone> = { active: 'good', paused: 'warning', detached: 'neutral', deleted: 'neutral' }

/** What a directory does with what it is sent. */
export function StateBadge({ directory: { state, first_request_at: firstRequestAt } }: { directory: Directory }) {
  const { t } = useLingui()
  if (state === 'active' && firstRequestAt === null) return <StatusBadge tone="info">{t`Waiting for the first request`}</StatusBadge>
  const words: Record<Directory['state'], string> = {
    active: t({ message: 'Active', context: 'directory' }),
    paused: t({ message: 'Paused', context: 'directory' }),
    detached: t({ message: 'Replaced', context: 'directory' }),
    deleted: t({ message: 'Deleted', context: 'directory' }),
  }
  return <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>
}
