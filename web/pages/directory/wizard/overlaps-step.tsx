import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { api } from '../../../api/client.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ListTable } from '../../../components/list-table.tsx'
import { BodySkeleton } from '../../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { ShowMore } from '../../../components/show-more.tsx'
import { useFormat } from '../../../language/format.ts'
import { StepFrame } from './step-frame.tsx'

/** Who is in several groups with limits, what they get, and what they would get from the next group. */
export function OverlapsStep({ directoryId }: { directoryId: string }) {
  return (
    <StepFrame
      step="overlaps"
      directoryId={directoryId}
      lead={
        <Trans>
          Who is in several groups with limits gets the highest of them. A limit of one’s own goes before, and the team’s default counts where no
          group has a limit.
        </Trans>
      }
    >
      <Overlaps />
    </StepFrame>
  )
}

function Overlaps() {
  const { t } = useLingui()
  const format = useFormat()
  const people = api.useInfiniteQuery(
    'get',
    '/v1/effective_limits',
    { params: { query: { in_several_groups: 'true', limit: 25 } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: ({ next_cursor: next }: { next_cursor: string | null }) => next ?? undefined,
    },
  )
  if (people.error) return <ProblemAlert problem={people.error} onRetry={() => void people.refetch()} />
  if (!people.data) return <BodySkeleton rows={3} />
  const rows = people.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0)
    return (
      <EmptyState title={t`Nobody is in two groups with limits`}>
        <Trans>So everybody gets the limit of their one group. This list fills by itself as people join further groups.</Trans>
      </EmptyState>
    )
  return (
    <Stack>
      <ListTable
        caption={t`People in several groups with limits`}
        rows={rows}
        keyOf={({ member_id: id }) => id}
        columns={[
          { label: t`Person`, cell: ({ name, email, user_name: userName }) => <Person name={name} address={email ?? userName} /> },
          { label: t`Groups`, align: 'end', cell: ({ limited_groups: count }) => format.number(count) },
          { label: t`Gets`, align: 'end', cell: ({ limit }) => <b>{format.limit(limit)}</b> },
          { label: t`Because of`, cell: ({ source, deciding }) => <Because source={source} groups={deciding.map(({ name }) => name)} /> },
          { label: t`Next`, align: 'end', cell: ({ runner_up: next }) => (next ? `${next.name}: ${format.limit(next.limit)}` : '–') },
        ]}
      />
      <ShowMore {...people} />
    </Stack>
  )
}

function Person({ name, address }: { name: string | null; address: string | null }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {name ?? address}
      </Text>
      {name && (
        <Text size="xs" c="dimmed">
          {address}
        </Text>
      )}
    </div>
  )
}

function Because({ source, groups }: { source: string; groups: readonly string[] }) {
  const format = useFormat()
  if (source === 'user_override') return <Trans>a limit of their own</Trans>
  return <>{format.list(groups)}</>
}
