import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { ListTable } from '../../components/list-table.tsx'
import { RequestLink } from '../../components/request-link.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { Section } from '../../components/section.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import type { Person } from './person.ts'

type GroupOf = Item<'/v1/users/{user}/groups'>

/** The groups that hold somebody directly, since when and by which request. */
export function UserGroups({ person }: { person: Person }) {
  const { t } = useLingui()
  return (
    <Section title={t`Groups`} note={<Trans>The identity provider says who is in which group.</Trans>}>
      <Rows userId={person.id} />
    </Section>
  )
}

function Rows({ userId }: { userId: string }) {
  const { t } = useLingui()
  const { rows, ...more } = useList('/v1/users/{user}/groups', { limit: 50 }, { user: userId })
  return (
    <Stack>
      <ListTable
        caption={t`Groups`}
        keyOf={({ id, user_id: user }) => `${id}:${user}`}
        rows={rows}
        empty={<Trans>In no group.</Trans>}
        columns={[
          {
            label: t`Group`,
            cell: ({ id, display_name: name, active }: GroupOf) => (
              <Group gap="xs">
                <RouterLink to="/groups/$groupId" params={{ groupId: id }} inherit>
                  {name}
                </RouterLink>
                {!active && <StatusBadge tone="neutral">{t`Does not count: the user is inactive`}</StatusBadge>}
              </Group>
            ),
          },
          { label: t`Since`, cell: ({ since }: GroupOf) => <When at={since} as="dateTime" /> },
          { label: t`By request`, cell: ({ since_request: request }: GroupOf) => <RequestLink request={request} /> },
        ]}
      />
      <ShowMore {...more} />
    </Stack>
  )
}
