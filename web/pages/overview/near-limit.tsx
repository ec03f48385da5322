import { Trans, useLingui } from '@lingui/react/macro'
import { Progress, Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { api } from '../../api/client.ts'
import { ListTable } from '../../components/list-table.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { thisPeriod } from './this-period.ts'

type Row = Item<'/v1/effective_limits'>

/** Who has spent four fifths of their limit, or more. It resolves everybody's limit, so it is asked after the tiles, whose sums would wait behind it. */
export function NearLimit() {
  const may = useMay()
  const { isLoading } = api.useQuery('get', '/v1/spend/summary', thisPeriod, { enabled: may('spend:read') })
  return isLoading ? <BodySkeleton rows={2} /> : <PeopleNearLimit />
}

function PeopleNearLimit() {
  const { t } = useLingui()
  const format = useFormat()
  const { items } = api.useSuspenseQuery('get', '/v1/effective_limits', {
    params: { query: { min_percent: 80, sort: '-percent', limit: 5 } },
  }).data
  if (items.length === 0)
    return (
      <Text size="sm">
        <Trans>Nobody has spent 80% of their limit.</Trans>
      </Text>
    )
  return (
    <Stack gap="xs">
      <ListTable
        caption={t`People near their limit`}
        keyOf={({ member_id: id }) => id}
        rows={items}
        columns={[
          {
            label: t`Name`,
            cell: ({ member_id: userId, name, email, user_name: userName }: Row) => (
              <RouterLink to="/users/$userId" params={{ userId }} size="sm">
                {name ?? email ?? userName ?? userId}
              </RouterLink>
            ),
          },
          {
            label: t`Spent`,
            align: 'end',
            cell: ({ settled, limit, percent }: Row) => (
              <div>
                {format.money(settled)} / {format.limit(limit)}
                <Progress value={Math.min(percent ?? 0, 100)} color={(percent ?? 0) >= 100 ? 'red.8' : 'orange.6'} aria-hidden mt={4} />
              </div>
            ),
          },
        ]}
      />
      <RouterLink to="/spend" size="sm">
        <Trans>All limits and spend</Trans>
      </RouterLink>
    </Stack>
  )
}
