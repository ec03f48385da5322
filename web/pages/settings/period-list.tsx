import { useLingui } from '@lingui/react/macro'
import { Group } from '@mantine/core'
import { ListTable } from '../../components/list-table.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import type { Period } from './period.ts'
import { usePeriodText, useSpan } from './period-words.ts'

/** Periods one after another, with what is out of the ordinary. */
export function PeriodList({ periods }: { periods: readonly Period[] }) {
  const { t } = useLingui()
  const span = useSpan()
  const text = usePeriodText()
  return (
    <ListTable
      caption={t`Billing periods`}
      keyOf={({ start }) => start}
      rows={periods}
      columns={[
        { label: t`Period`, cell: (period: Period) => span(period) },
        { label: t({ message: 'By', context: 'rule' }), cell: (period: Period) => text(period) },
        {
          label: t`State`,
          cell: ({ state, is_transitional: isTransitional }: Period) => (
            <Group gap="xs">
              {state === 'current' ? <StatusBadge tone="good">{t`Runs`}</StatusBadge> : <StatusBadge tone="neutral">{t`Comes`}</StatusBadge>}
              {isTransitional && <StatusBadge tone="info">{t`Another length, since the settings change`}</StatusBadge>}
            </Group>
          ),
        },
      ]}
    />
  )
}
