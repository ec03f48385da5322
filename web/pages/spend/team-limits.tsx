import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { LimitEditor } from '../../components/limit-editor.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { When } from '../../components/when.tsx'

type Stored = Item<'/v1/spend_limits'>
type Row = { scope: 'team_default' | 'team_total'; name: string; meaning: string; unset: string; set: Stored | undefined }

/** The default and the total of the team. */
export function TeamLimits() {
  const { t } = useLingui()
  const [byDefault] = useList('/v1/spend_limits', { scope: 'team_default', limit: 1 }).rows
  const [total] = useList('/v1/spend_limits', { scope: 'team_total', limit: 1 }).rows
  const rows: Row[] = [
    {
      scope: 'team_default',
      name: t`Team default`,
      meaning: t`For each person whom neither an override nor a group gives a limit`,
      unset: t`No default`,
      set: byDefault,
    },
    { scope: 'team_total', name: t`Team total`, meaning: t`For all members together, besides everybody’s own limit`, unset: t`No total`, set: total },
  ]
  return (
    <ListTable
      caption={t`Limits of the team`}
      keyOf={({ scope }) => scope}
      rows={rows}
      columns={[
        {
          label: t`Limit of`,
          cell: ({ name, meaning }: Row) => (
            <div>
              <Text fw={600}>{name}</Text>
              <Text size="sm" c="dimmed">
                {meaning}
              </Text>
            </div>
          ),
        },
        {
          label: t`Limit`,
          cell: ({ scope, name, unset, set }: Row) => <LimitEditor target={{ scope }} name={name} set={set ?? null} unset={unset} />,
        },
        { label: t`Since`, cell: ({ set }: Row) => (set ? <When at={set.since} as="date" /> : <Trans>Not set</Trans>) },
      ]}
    />
  )
}
