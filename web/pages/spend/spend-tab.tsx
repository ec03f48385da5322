import { Stack } from '@mantine/core'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { Course } from './course.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { SpendTotals } from './spend-totals.tsx'
import { Sums } from './sums.tsx'

/** What was spent in a period: in all, over its time, and by what one asks for. Of a period that there is not, another can be chosen. */
export function SpendTab() {
  return (
    <Stack gap="lg">
      <PeriodPicker />
      <ErrorBoundary>
        <SpendTotals />
        <Course />
        <Sums />
      </ErrorBoundary>
    </Stack>
  )
}
