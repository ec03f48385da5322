import { useLingui } from '@lingui/react/macro'
import { ListTable } from '../../components/list-table.tsx'
import { useFormat } from '../../language/format.ts'
import { ratioOf, type CoursePoint } from './course.ts'

/** The chart as a table: each day that has come. */
export function CourseTable({ points, most }: { points: readonly CoursePoint[]; most: string | undefined }) {
  const { t } = useLingui()
  const format = useFormat()
  const share = { label: t`Of the limit`, align: 'end' as const, cell: ({ soFar = '0' }: CoursePoint) => format.percent(ratioOf(soFar, most ?? '0')) }
  return (
    <ListTable
      caption={t`Spending day by day`}
      keyOf={({ start }) => start}
      rows={points.filter(({ soFar }) => soFar !== undefined).toReversed()}
      columns={[
        { label: t`Day`, cell: ({ start }: CoursePoint) => format.date(start) },
        { label: t`Spent that day`, align: 'end', cell: ({ settled }: CoursePoint) => format.money(settled) },
        { label: t`Spent so far`, align: 'end', cell: ({ soFar = '0' }: CoursePoint) => format.money(soFar) },
        ...(most === undefined ? [] : [share]),
      ]}
    />
  )
}
