import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { api } from '../../../api/client.ts'
import { EmptyState } from '../../../components/empty-state.tsx'
import { LimitEditor } from '../../../components/limit-editor.tsx'
import { ListTable } from '../../../components/list-table.tsx'
import { RouterButton } from '../../../components/router-link.tsx'
import { BodySkeleton } from '../../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { ShowMore } from '../../../components/show-more.tsx'
import { useFormat } from '../../../language/format.ts'
import { StepFrame } from './step-frame.tsx'

/** What each person of a group may spend in a period, for the groups that arrived. */
export function LimitsStep({ directoryId }: { directoryId: string }) {
  return (
    <StepFrame
      step="limits"
      directoryId={directoryId}
      lead={
        <Trans>What may each person of a group spend in a period? A group without a limit changes nothing. All of this can be changed later.</Trans>
      }
    >
      <GroupTable directoryId={directoryId} />
    </StepFrame>
  )
}

function GroupTable({ directoryId }: { directoryId: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const groups = api.useInfiniteQuery(
    'get',
    '/v1/groups',
    { params: { query: { directory: directoryId, limit: 25, sort: 'display_name' } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: ({ next_cursor: next }: { next_cursor: string | null }) => next ?? undefined,
    },
  )
  if (groups.error) return <ProblemAlert problem={groups.error} onRetry={() => void groups.refetch()} />
  if (!groups.data) return <BodySkeleton rows={3} />
  const rows = groups.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return <NoGroups directoryId={directoryId} />
  return (
    <Stack>
      <ListTable
        caption={t`Groups and their limits`}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { label: t`Group`, cell: ({ display_name: name }) => <Text fw={600}>{name}</Text> },
          { label: t`People`, align: 'end', cell: ({ members }) => format.number(members.users) },
          {
            label: t`Limit for each person`,
            align: 'end',
            cell: ({ id, display_name: name, limit }) => (
              <LimitEditor target={{ scope: 'group', group: id }} name={name} set={limit ?? null} unset={t`None`} />
            ),
          },
        ]}
      />
      <ShowMore {...groups} />
    </Stack>
  )
}

function NoGroups({ directoryId }: { directoryId: string }) {
  const { t } = useLingui()
  return (
    <EmptyState
      title={t`No group has arrived yet`}
      action={
        <RouterButton to="/directory" search={{ directory: directoryId, step: 'test' }} variant="default">
          <Trans>See what is missing</Trans>
        </RouterButton>
      }
    >
      <Trans>Limits are set by group. Once the provider pushes one, it stands here.</Trans>
    </EmptyState>
  )
}
