import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { api } from '../../api/client.ts'
import { oneOf } from '../../api/search.ts'
import { Section } from '../../components/section.tsx'
import { useFormat } from '../../language/format.ts'
import { courseOf, ratioOf, type CoursePoint } from './course.ts'
import { CourseTable } from './course-table.tsx'
import { courseViews, spendRoute } from './spend.route.ts'

/** Loaded where one is shown: the library that draws is larger than all else of the page. */
const CourseChart = lazy(async () => ({ default: (await import('./course-chart.tsx')).CourseChart }))

/** How the spending of a period grew towards its limit: of all together, or of one person. */
export function Course() {
  const { t } = useLingui()
  const { view = 'chart', member } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const set = (change: { view?: (typeof courseViews)[number] | undefined; member?: undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  return (
    <Section
      title={member === undefined ? t`Over the period` : t`One person over the period`}
      note={member === undefined ? <Trans>What all spent together, day by day, and the team’s total.</Trans> : <WhoseCourse member={member} />}
      actions={
        <Group gap="xs">
          {member !== undefined && (
            <Button size="xs" variant="default" onClick={() => set({ member: undefined })}>
              <Trans>Show all together</Trans>
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t`How it is shown`}
            value={view}
            data={[
              { value: 'chart', label: t`Chart` },
              { value: 'table', label: t`Table` },
            ]}
            onChange={(value) => set({ view: oneOf(courseViews, value) })}
          />
        </Group>
      }
    >
      <CourseBody view={view} />
    </Section>
  )
}

function WhoseCourse({ member }: { member: string }) {
  const { data } = api.useQuery('get', '/v1/members/{member}', { params: { path: { member } } })
  const name = data?.display_name ?? data?.email ?? member
  return <Trans>What {name} spent, day by day, and their limit.</Trans>
}

function CourseBody({ view }: { view: 'chart' | 'table' }) {
  const { period = 'current', member } = spendRoute.useSearch()
  const query = { period, granularity: 'day', ...(member !== undefined && { user: member }) } as const
  const { series, starts } = api.useSuspenseQuery('get', '/v1/spend/timeseries', { params: { query } }).data
  const [one] = series
  const points = courseOf(starts, one?.settled ?? [], one?.settled_outside ?? '0', Date.now())
  const most = one?.limit?.kind === 'amount' ? one.limit.amount : undefined
  return (
    <Stack gap="sm">
      <Standing points={points} most={most} />
      {view === 'chart' ? (
        <Suspense fallback={<Skeleton height={260} />}>
          <CourseChart points={points} most={most} />
        </Suspense>
      ) : (
        <CourseTable points={points} most={most} />
      )}
    </Stack>
  )
}

/** The chart in a sentence, for whoever does not see it and for whoever looks but once. */
function Standing({ points, most }: { points: readonly CoursePoint[]; most: string | undefined }) {
  const format = useFormat()
  const soFar = points.findLast((point) => point.soFar !== undefined)?.soFar ?? '0'
  const spent = format.money(toCents(soFar))
  return (
    <Text>
      {most === undefined ? (
        <Trans>
          <b>{spent}</b> spent. No limit stands against it.
        </Trans>
      ) : (
        <Trans>
          <b>{spent}</b> of {format.money(most)} spent: {format.percent(ratioOf(soFar, most))}.
        </Trans>
      )}
    </Text>
  )
}

/** Without the zeros that say nothing. */
const toCents = (amount: string) => amount.replace(/(\.\d\d\d*?)0+$/, '$1')
