import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useFormat } from '../../language/format.ts'
import { useRoleName } from '../../session/role-name.ts'
import { UserState } from './user-state.tsx'
import { usersRoute } from './users.route.ts'

export type User = Item<'/v1/users'>

/** The users, a page at a time. A search has an order of its own. */
export function UserList() {
  const { t } = useLingui()
  const search = usersRoute.useSearch()
  const { rows, ...more } = useList('/v1/users', { limit: 50, ...(search.q === undefined && { sort: 'user_name' as const }), ...search })
  const columns = useColumns(rows)
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  if (rows.length === 0 && !isFiltered) return <NoUsers />
  return (
    <Stack>
      <ListTable
        caption={t`Users`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>No user is like that. Clear the filters to see all.</Trans>}
        columns={columns}
      />
      <ShowMore {...more} />
    </Stack>
  )
}

function useColumns(rows: readonly User[]) {
  const { t } = useLingui()
  const format = useFormat()
  const roleName = useRoleName()
  const hasSeveral = new Set(rows.map(({ directory_id: id }) => id)).size > 1
  return [
    {
      label: t`Name`,
      cell: ({ id, display_name: name, user_name: userName, email }: User) => (
        <div>
          <RouterLink to="/users/$userId" params={{ userId: id }} fw={600} inherit>
            {name ?? userName}
          </RouterLink>
          <Text size="sm" c="dimmed">
            {email ?? userName}
          </Text>
        </div>
      ),
    },
    { label: t`State`, cell: (user: User) => <UserState user={user} /> },
    { label: t`Role`, cell: ({ member }: User) => roleName(member.role) },
    ...(hasSeveral ? [{ label: t`Directory`, cell: ({ directory }: User) => directory.name }] : []),
    { label: t`Groups`, align: 'end' as const, cell: ({ group_count: count }: User) => format.number(count) },
  ]
}

function NoUsers() {
  const { t } = useLingui()
  return (
    <EmptyState
      title={t`No user yet`}
      action={
        <RouterButton to="/directory" variant="default">
          <Trans>Active Directory Management</Trans>
        </RouterButton>
      }
    >
      <Trans>Users come from your identity provider, once a directory is set up and people are assigned to the application there.</Trans>
    </EmptyState>
  )
}
