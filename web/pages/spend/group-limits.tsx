import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { LimitEditor } from '../../components/limit-editor.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'

type Row = Item<'/v1/groups'>

/** The groups that have a limit. One without is found among all groups, and given one there. */
export function GroupLimits() {
  const { t } = useLingui()
  const format = useFormat()
  const { rows, ...more } = useList('/v1/groups', { has_limit: 'true', limit: 25 })
  return (
    <Stack>
      <ListTable
        caption={t`Groups with a limit`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>No group has a limit. Open the directory groups to give one a limit.</Trans>}
        columns={[
          {
            label: t`Group`,
            cell: ({ id, display_name: name, directory }: Row) => (
              <div>
                <RouterLink inherit to="/groups/$groupId" params={{ groupId: id }}>
                  {name}
                </RouterLink>
                <Text size="sm" c="dimmed">
                  {directory.name}
                </Text>
              </div>
            ),
          },
          {
            label: t`People`,
            align: 'end',
            cell: ({ members: { users, is_exact: isExact } }: Row) =>
              isExact ? format.number(users) : <Trans>more than {format.number(users)}</Trans>,
          },
          {
            label: t`Limit`,
            cell: ({ id, display_name: name, limit }: Row) => (
              <LimitEditor target={{ scope: 'group', group: id }} name={name} set={limit ?? null} unset={t`No limit`} />
            ),
          },
          { label: t`Since`, cell: ({ limit }: Row) => <When at={limit?.since} as="date" /> },
        ]}
      />
      <ShowMore {...more} />
    </Stack>
  )
}
