import { useLingui } from '@lingui/react/macro'
import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { Suspense, type ReactNode } from 'react'
import { api } from '../../api/client.ts'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { thisPeriod } from './this-period.ts'

/** How often the counts are asked anew, in milliseconds: a large sync shows them rising. */
const often = 5_000

/** The figures of the team. Each waits and fails alone. */
export function Tiles() {
  const { t } = useLingui()
  const may = useMay()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      {may('directory_setup:read') && (
        <>
          <Tile label={t`Users of the directory`}>
            <Total of="active_users" />
          </Tile>
          <Tile label={t`Directory groups`}>
            <Total of="groups" />
          </Tile>
        </>
      )}
      {may('spend:read') && (
        <>
          <Tile label={t`Spent this period`}>
            <Spent />
          </Tile>
          <Tile label={t`Stopped requests`}>
            <Stopped />
          </Tile>
        </>
      )}
    </SimpleGrid>
  )
}

function Tile({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <ErrorBoundary>
        <Suspense fallback={<Skeleton height={32} mt={4} role="status" aria-label={label} />}>
          <Text component="div" fz={26} fw={650} lh={1.3} className="figures">
            {children}
          </Text>
        </Suspense>
      </ErrorBoundary>
    </Paper>
  )
}

function Total({ of }: { of: 'active_users' | 'groups' }) {
  const format = useFormat()
  const { items } = api.useSuspenseQuery('get', '/v1/directories', {}).data
  const living = items.filter(({ status }) => status === 'active' || status === 'paused')
  const counts = useQueries({
    queries: living.map(({ id }) => ({
      ...api.queryOptions('get', '/v1/directories/{directory}', { params: { path: { directory: id } } }),
      refetchInterval: often,
    })),
  })
  return format.number(counts.reduce((sum, { data }) => sum + (data?.totals[of] ?? 0), 0))
}

function Spent() {
  const format = useFormat()
  const { total, period } = api.useSuspenseQuery('get', '/v1/spend/summary', thisPeriod).data
  return (
    <>
      {format.money(total.settled)}
      <Text size="sm" c="dimmed">
        {format.date(period.start)} – {format.date(new Date(Date.parse(period.end) - 1).toISOString())}
      </Text>
    </>
  )
}

function Stopped() {
  const format = useFormat()
  return format.number(api.useSuspenseQuery('get', '/v1/spend/summary', thisPeriod).data.denied)
}
