import { useLingui } from '@lingui/react/macro'
import { StatusBadge } from '../../components/status-badge.tsx'
import type { ConnectionTest } from './use-live-tests.ts'

/** How a test ended, or that it has not. */
export function TestOutcome({ test: { outcome, expires_at: until } }: { test: Pick<ConnectionTest, 'outcome' | 'expires_at'> }) {
  const { t } = useLingui()
  if (outcome === 'succeeded') return <StatusBadge tone="good">{t`Succeeded`}</StatusBadge>
  if (outcome === 'failed') return <StatusBadge tone="bad">{t`Failed`}</StatusBadge>
  return Date.parse(until) > Date.now() ? (
    <StatusBadge tone="info">{t`Waiting for the sign-in`}</StatusBadge>
  ) : (
    <StatusBadge tone="neutral">{t`Never finished`}</StatusBadge>
  )
}
