import { Stack } from '@mantine/core'
import { Course } from './course.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { SpendTotals } from './spend-totals.tsx'
import { Sums } from './sums.tsx'

/** What was spent in a period: in all, over its time, and by what one asks for. */
export function SpendTab() {
  return (
    <Stack gap="lg">
      <PeriodPicker />
      <SpendTotals />
      <Course />
      <Sums />
    </Stack>
  )
}
