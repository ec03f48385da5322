import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { StatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../language/format.ts'
import type { Group } from './group.ts'

/** Whom a group holds directly: people, and groups. */
export function GroupSize({ members: { users, groups, is_exact: isExact } }: Pick<Group, 'members'>) {
  const { t } = useLingui()
  const format = useFormat()
  if (users === 0 && groups === 0) return <StatusBadge tone="neutral">{t`Empty`}</StatusBadge>
  const count = format.number(users)
  return (
    <div>
      {isExact ? count : <Trans>more than {count}</Trans>}
      {groups > 0 && (
        <Text size="sm" c="dimmed">
          <Plural value={groups} one="and # group" other="and # groups" />
        </Text>
      )}
    </div>
  )
}
