import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core'
import { Suspense, useState } from 'react'
import { oneOf } from '../../api/search.ts'
import { useList } from '../../api/use-list.ts'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { dataOf, type Quarantined } from './quarantined.ts'
import { QuarantineDialog, type Decided } from './quarantine-dialog.tsx'
import { quarantineStates, spendRoute } from './spend.route.ts'
import { useTotals } from './use-totals.ts'

/** Usage that is in no balance until somebody looked at it, and usage that is nobody's. */
export function QuarantineTab() {
  const { t } = useLingui()
  const { status = 'waiting' } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const names = useStates()
  return (
    <Stack>
      <Unattributed />
      <Select
        label={t`State`}
        w={220}
        allowDeselect={false}
        value={status}
        data={quarantineStates.map((value) => ({ value, label: names[value] }))}
        onChange={(value) => void navigate({ search: (before) => ({ ...before, status: oneOf(quarantineStates, value) }), replace: true })}
      />
      <ErrorBoundary>
        <Suspense fallback={<BodySkeleton />}>
          <SetAside />
        </Suspense>
      </ErrorBoundary>
    </Stack>
  )
}

function useStates() {
  const { t } = useLingui()
  return { waiting: t`Waiting`, released: t`Released`, discarded: t`Discarded` }
}

function Unattributed() {
  const { t } = useLingui()
  const format = useFormat()
  const { unattributed } = useTotals()
  if (unattributed.entries === 0) return null
  return (
    <Alert color="orange" variant="light" title={t`Usage that is nobody’s`}>
      <Text size="sm">
        <Trans>
          {format.money(unattributed.settled)} of this period was reported for people whom nobody knew. It counts against the team’s total alone.
        </Trans>{' '}
        <RouterLink to="/diagnostics" inherit>
          <Trans>Under which names, diagnostics tells</Trans>
        </RouterLink>
      </Text>
    </Alert>
  )
}

function SetAside() {
  const { t } = useLingui()
  const { status = 'waiting' } = spendRoute.useSearch()
  const { rows, ...more } = useList('/v1/quarantined_events', { status, limit: 50 })
  const [decided, setDecided] = useState<Decided>()
  return (
    <Stack>
      <ListTable
        caption={t`Usage set aside`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>None. Usage without a price, or that costs more than one event may, waits here until somebody looks at it.</Trans>}
        columns={useColumns(setDecided)}
      />
      <ShowMore {...more} />
      {decided && <QuarantineDialog {...decided} onClose={() => setDecided(undefined)} />}
    </Stack>
  )
}

function useColumns(onDecide: (decided: Decided) => void) {
  const { t } = useLingui()
  const format = useFormat()
  const mayDecide = useMay()('usage:adjust')
  const states = useStates()
  const actions = {
    label: t`Decide`,
    cell: (event: Quarantined) =>
      event.status === 'waiting' && (
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Release ${event.event_id}`}
            onClick={() => onDecide({ event, action: 'release' })}
          >
            <Trans>Release</Trans>
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Discard ${event.event_id}`}
            onClick={() => onDecide({ event, action: 'discard' })}
          >
            <Trans>Discard</Trans>
          </Button>
        </Group>
      ),
  }
  return [
    { label: t`Received`, cell: ({ received_at: at }: Quarantined) => <When at={at} as="dateTime" /> },
    {
      label: t`Person`,
      cell: ({ member_id: id, event }: Quarantined) =>
        id === null ? (
          <Trans>Nobody known</Trans>
        ) : (
          <RouterLink inherit to="/users/$userId" params={{ userId: id }}>
            {dataOf(event).subject ?? id}
          </RouterLink>
        ),
    },
    {
      label: t`Event`,
      cell: ({ event_id: id, source }: Quarantined) => (
        <div>
          <span className="mono">{id}</span>
          <Text size="sm" c="dimmed">
            {source}
          </Text>
        </div>
      ),
    },
    {
      label: t`Cost`,
      align: 'end' as const,
      cell: ({ event }: Quarantined) => {
        const { cost } = dataOf(event)
        return cost === undefined ? '–' : format.money(cost)
      },
    },
    {
      label: t`Why`,
      cell: ({ reason }: Quarantined) => <StatusBadge tone="warning">{reason === 'unpriced' ? t`No price` : t`Above the ceiling`}</StatusBadge>,
    },
    { label: t`State`, cell: ({ status }: Quarantined) => states[status] },
    ...(mayDecide ? [actions] : []),
  ]
}
