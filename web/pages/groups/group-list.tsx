import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { useList } from '../../api/use-list.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LimitEditor } from '../../components/limit-editor.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useMay } from '../../session/session.ts'
import type { Group } from './group.ts'
import { GroupSize } from './group-size.tsx'
import { groupsRoute } from './groups.route.ts'

/** The groups, each with its limit to edit. */
export function GroupList() {
  const { t } = useLingui()
  const search = groupsRoute.useSearch()
  const { rows, ...more } = useList('/v1/groups', { limit: 50, sort: 'display_name', ...search })
  const columns = useColumns(rows)
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  if (rows.length === 0 && !isFiltered) return <NoGroups />
  return (
    <Stack>
      <ListTable
        caption={t`Directory groups`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>No group is like that. Clear the filters to see all.</Trans>}
        columns={columns}
      />
      <ShowMore {...more} />
    </Stack>
  )
}

function useColumns(rows: readonly Group[]) {
  const { t } = useLingui()
  const may = useMay()
  const hasSeveral = new Set(rows.map(({ directory_id: id }) => id)).size > 1
  return [
    {
      label: t`Name`,
      cell: ({ id, display_name: name, directory }: Group) => (
        <div>
          <RouterLink to="/groups/$groupId" params={{ groupId: id }} fw={600} inherit>
            {name}
          </RouterLink>
          {hasSeveral && (
            <Text size="sm" c="dimmed">
              {directory.name}
            </Text>
          )}
        </div>
      ),
    },
    { label: t`Members`, align: 'end' as const, cell: ({ members }: Group) => <GroupSize members={members} /> },
    ...(may('limits:read')
      ? [
          {
            label: t`Limit per person`,
            align: 'end' as const,
            cell: ({ id, display_name: name, limit }: Group) => (
              <LimitEditor target={{ scope: 'group', group: id }} name={name} set={limit ?? null} unset={t`None`} />
            ),
          },
        ]
      : []),
  ]
}

function NoGroups() {
  const { t } = useLingui()
  return (
    <EmptyState
      title={t`No group yet`}
      action={
        <RouterButton to="/directory" variant="default">
          <Trans>Active Directory Management</Trans>
        </RouterButton>
      }
    >
      <Trans>Groups come from your identity provider, once a directory is set up and the push of groups is on.</Trans>
    </EmptyState>
  )
}
