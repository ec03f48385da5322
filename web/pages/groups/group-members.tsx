import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { ListTable } from '../../components/list-table.tsx'
import { RequestLink } from '../../components/request-link.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Section } from '../../components/section.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { groupRoute } from './groups.route.ts'

type Member = Item<'/v1/groups/{group}/members'>

/** Who is in a group, a page at a time: the groups within it first. */
export function GroupMembers({ groupId }: { groupId: string }) {
  const { t } = useLingui()
  const { q } = groupRoute.useSearch()
  const navigate = groupRoute.useNavigate()
  return (
    <Section
      title={t`Members`}
      actions={
        <SearchField
          label={t`Search the members`}
          placeholder={t`Name or e-mail address`}
          value={q ?? ''}
          onSearch={(text) => void navigate({ search: { q: text || undefined }, replace: true })}
        />
      }
    >
      <Rows groupId={groupId} q={q} />
    </Section>
  )
}

function Rows({ groupId, q }: { groupId: string; q: string | undefined }) {
  const { t } = useLingui()
  const { rows, ...more } = useList('/v1/groups/{group}/members', { limit: 50, q }, { group: groupId })
  return (
    <Stack>
      <ListTable
        caption={t`Members`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={
          q === undefined ? (
            <Trans>Nobody is in it. Assign people to the group at the identity provider, and push it again.</Trans>
          ) : (
            <Trans>No member is like that.</Trans>
          )
        }
        columns={[
          { label: t`Name`, cell: (member: Member) => <Name member={member} /> },
          {
            label: t`State`,
            cell: ({ type, user }: Member) =>
              type === 'Group' ? (
                <StatusBadge tone="info">{t`Group`}</StatusBadge>
              ) : user?.active ? (
                <StatusBadge tone="good">{t`Active`}</StatusBadge>
              ) : (
                <StatusBadge tone="neutral">{t`Inactive`}</StatusBadge>
              ),
          },
          { label: t`Since`, cell: ({ since }: Member) => <When at={since} as="date" /> },
          {
            label: t`By request`,
            cell: ({ since_request: request }: Member) => <RequestLink request={request} />,
          },
        ]}
      />
      <ShowMore {...more} />
    </Stack>
  )
}

function Name({ member: { id, type, display, user } }: { member: Member }) {
  return (
    <div>
      {type === 'Group' ? (
        <RouterLink to="/groups/$groupId" params={{ groupId: id }} fw={600} inherit>
          {display}
        </RouterLink>
      ) : (
        <RouterLink to="/users/$userId" params={{ userId: id }} fw={600} inherit>
          {display}
        </RouterLink>
      )}
      {user && (
        <Text size="sm" c="dimmed">
          {user.email ?? user.user_name}
        </Text>
      )}
    </div>
  )
}
