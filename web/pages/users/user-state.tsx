import { useLingui } from '@lingui/react/macro'
import { StatusBadge } from '../../components/status-badge.tsx'

/** Whether a directory user is active, or was deleted by its identity provider. */
export function UserState({ user: { active, deleted_at: deletedAt } }: { user: { active: boolean; deleted_at?: string | null } }) {
  const { t } = useLingui()
  if (deletedAt) return <StatusBadge tone="neutral">{t`Deleted`}</StatusBadge>
  return active ? <StatusBadge tone="good">{t`Active`}</StatusBadge> : <StatusBadge tone="neutral">{t`Inactive`}</StatusBadge>
}
