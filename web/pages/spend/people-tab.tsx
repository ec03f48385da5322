import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Progress, Stack, Text } from '@mantine/core'
import { Suspense } from 'react'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useFormat } from '../../language/format.ts'
import { PeopleFilters } from './people-filters.tsx'
import { spendRoute } from './spend.route.ts'
import { useSources } from './spend-words.ts'

type Person = Item<'/v1/effective_limits'>

/** From where on somebody is near their limit, where nobody says otherwise. */
const nearPercent = 80

/** Who has spent most of what they may, each with what decides it. */
export function PeopleTab() {
  return (
    <Stack>
      <PeopleFilters />
      <ErrorBoundary>
        <Suspense fallback={<BodySkeleton />}>
          <PeopleList />
        </Suspense>
      </ErrorBoundary>
    </Stack>
  )
}

function PeopleList() {
  const { t } = useLingui()
  const format = useFormat()
  const { q, group, source, several, far, sort = '-percent', min_percent: least = nearPercent } = spendRoute.useSearch()
  const { rows, ...more } = useList('/v1/effective_limits', {
    limit: 25,
    sort,
    ...(least > 0 && { min_percent: least }),
    ...(q !== undefined && { q }),
    ...(group !== undefined && { group }),
    ...(source !== undefined && { source }),
    ...(several && { in_several_groups: 'true' }),
    ...(far && { winner_at_least_twice_next: 'true' }),
  })
  return (
    <Stack>
      <ListTable
        caption={t`What people may spend`}
        keyOf={({ member_id: id }) => id}
        rows={rows}
        empty={<Trans>Nobody is like that in this billing period. Lower the percentage, or clear the filters.</Trans>}
        columns={[
          {
            label: t`Person`,
            cell: ({ member_id: id, name, email }: Person) => (
              <RouterLink inherit to="/users/$userId" params={{ userId: id }}>
                {name ?? email ?? id}
              </RouterLink>
            ),
          },
          { label: t`Spent`, align: 'end', cell: ({ settled }: Person) => format.money(settled) },
          { label: t`Limit`, align: 'end', cell: ({ limit }: Person) => format.limit(limit) },
          { label: t`Of the limit`, align: 'end', cell: ({ percent }: Person) => <Share percent={percent} /> },
          {
            label: t({ message: 'Left', context: 'money' }),
            align: 'end',
            cell: ({ remaining }: Person) => (remaining === undefined ? '–' : format.money(remaining)),
          },
          { label: t`Because of`, cell: (person: Person) => <Source person={person} /> },
        ]}
      />
      <ShowMore {...more} />
    </Stack>
  )
}

function Share({ percent }: { percent: number | null }) {
  const format = useFormat()
  if (percent === null) return <>–</>
  const color = percent >= 100 ? 'red.8' : percent >= nearPercent ? 'orange.6' : 'ink.6'
  return (
    <div>
      {format.percent(percent / 100)}
      <Progress value={Math.min(100, percent)} color={color} w={90} ml="auto" mt={2} size="sm" aria-hidden />
    </div>
  )
}

/** What decides, and by how much it goes before the next. */
function Source({ person: { source, deciding, limited_groups: count, runner_up: next } }: { person: Person }) {
  const format = useFormat()
  const names = useSources()
  if (source !== 'group') return <>{names[source]}</>
  return (
    <div>
      {format.list(deciding.map(({ name }) => name))}
      {next && (
        <Text size="sm" c="dimmed">
          <Trans>
            of <Plural value={count} one="# limited group" other="# limited groups" />; next {next.name}, {format.limit(next.limit)}
          </Trans>
        </Text>
      )}
    </div>
  )
}
