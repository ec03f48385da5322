import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select, Stack } from '@mantine/core'
import { Suspense } from 'react'
import type { Item } from '../../api/answer.ts'
import { oneOf } from '../../api/search.ts'
import { useList } from '../../api/use-list.ts'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { DayRange } from '../../components/day-range.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { DecisionDrawer } from './decision-drawer.tsx'
import { denialCodes, spendRoute, type SpendSearch } from './spend.route.ts'
import { useDenials } from './spend-words.ts'

type Decision = Item<'/v1/decisions'>

/** Requests to spend that were refused, the latest first; one of them opens with why, as it was then. */
export function StoppedTab() {
  return (
    <Stack>
      <Filters />
      <ErrorBoundary>
        <Suspense fallback={<BodySkeleton />}>
          <StoppedList />
        </Suspense>
      </ErrorBoundary>
      <DecisionDrawer />
    </Stack>
  )
}

function Filters() {
  const { t } = useLingui()
  const { code, from, to, member } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const names = useDenials()
  const set = (change: SpendSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isFiltered = [code, from, to, member].some((value) => value !== undefined)
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t`Why`}
        w={210}
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        placeholder={t`Any reason`}
        value={code ?? null}
        data={denialCodes.map((value) => ({ value, label: names[value] }))}
        onChange={(value) => set({ code: oneOf(denialCodes, value) })}
      />
      <DayRange from={from} until={to} onFrom={(moment) => set({ from: moment })} onUntil={(moment) => set({ to: moment })} />
      {isFiltered && (
        <Button variant="subtle" onClick={() => void navigate({ search: { tab: 'stopped' } })}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </Group>
  )
}

function StoppedList() {
  const { t } = useLingui()
  const format = useFormat()
  const { code, from, to, member } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const names = useDenials()
  const { rows, ...more } = useList('/v1/decisions', {
    limit: 50,
    ...(code && { code }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(member !== undefined && { user: member }),
  })
  const show = (decision: string) => void navigate({ search: (before) => ({ ...before, decision }), resetScroll: false })
  return (
    <Stack>
      <ListTable
        caption={t`Stopped requests`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>No request was stopped. Those that the product asks for and may not make come here.</Trans>}
        columns={[
          { label: t`When`, cell: ({ decided_at: at }: Decision) => <When at={at} as="dateTime" /> },
          {
            label: t`Person`,
            cell: ({ member_id: id, name }: Decision) => (
              <RouterLink inherit to="/users/$userId" params={{ userId: id }}>
                {name ?? id}
              </RouterLink>
            ),
          },
          {
            label: t`Asked for`,
            align: 'end',
            cell: ({ requested, currency }: Decision) => (requested === null ? '–' : format.money(requested, currency ?? undefined)),
          },
          {
            label: t`Why`,
            cell: (decision: Decision) => <StatusBadge tone="bad">{names[oneOf(denialCodes, decision.code) ?? 'spend-limit-exceeded']}</StatusBadge>,
          },
          {
            label: t`Explanation`,
            cell: ({ id, name, member_id: member }: Decision) => (
              <Button size="compact-sm" variant="default" aria-label={t`Explain the stopped request of ${name ?? member}`} onClick={() => show(id)}>
                <Trans>Explain</Trans>
              </Button>
            ),
          },
        ]}
      />
      <ShowMore {...more} />
    </Stack>
  )
}
