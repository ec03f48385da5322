import '@mantine/charts/styles.css'
import { AreaChart } from '@mantine/charts'
import { useLingui } from '@lingui/react/macro'
import { useFormat } from '../../language/format.ts'
import type { CoursePoint } from './course.ts'
import { ticksUpTo } from './ticks.ts'

/** How a sum grew, with the line that it may not cross. The same is told by the sentence above it and by the table. */
export function CourseChart({ points, most }: { points: readonly CoursePoint[]; most: string | undefined }) {
  const { t, i18n } = useLingui()
  const format = useFormat()
  const spent = t`Spent so far`
  const day = new Intl.DateTimeFormat(i18n.locale, { day: 'numeric', month: 'short', timeZone: format.timeZone })
  const data = points.map(({ start, soFar }) => ({ day: day.format(new Date(start)), [spent]: soFar === undefined ? null : Number(soFar) }))
  const line =
    most === undefined
      ? []
      : [{ y: Number(most), label: t`Limit: ${format.money(most)}`, color: 'red.7', labelPosition: 'insideBottomRight' as const }]
  const highest = Math.max(Number(most ?? 0), ...points.map(({ soFar = '0' }) => Number(soFar)))
  const ticks = ticksUpTo(highest)
  return (
    <div role="img" aria-label={t`Chart of the spending so far; the table has the same numbers`}>
      <AreaChart
        h={260}
        data={data}
        dataKey="day"
        series={[{ name: spent, color: 'ink.6' }]}
        referenceLines={line}
        curveType="linear"
        withDots={false}
        connectNulls={false}
        gridAxis="x"
        valueFormatter={format.shortMoney}
        xAxisProps={{ minTickGap: 24 }}
        yAxisProps={{ domain: [0, ticks.at(-1) || 1], ticks, width: 68 }}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </div>
  )
}
