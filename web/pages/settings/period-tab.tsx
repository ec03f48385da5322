import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect, NumberInput, Select, Stack, Text } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { oneOf } from '../../api/search.ts'
import { Section } from '../../components/section.tsx'
import { useMay } from '../../session/session.ts'
import { PeriodDialog } from './period-dialog.tsx'
import { PeriodList } from './period-list.tsx'
import { intervals, usePeriods, type WantedPeriod } from './period.ts'
import { useIntervals, usePeriodText, useWeekdays } from './period-words.ts'

/** When billing periods begin, and which come. */
export function PeriodTab() {
  const { t } = useLingui()
  const may = useMay()
  const { value, etag } = usePeriods()
  const text = usePeriodText()
  return (
    <Stack gap="lg">
      <Section title={t`When a period begins`} note={<Trans>With each period, what everybody may spend begins anew.</Trans>}>
        {may('limits:write') ? <PeriodForm key={etag} /> : <Text>{text(value)}</Text>}
      </Section>
      <Section title={t`The period that runs, and those that come`}>
        <PeriodList periods={value.periods} />
      </Section>
    </Stack>
  )
}

function PeriodForm() {
  const { t } = useLingui()
  const { value } = usePeriods()
  const names = useIntervals()
  const weekdays = useWeekdays()
  const [typed, setTyped] = useState<WantedPeriod>({ interval: value.interval, anchor_day: value.anchor_day, timezone: value.timezone })
  const [wanted, setWanted] = useState<WantedPeriod>()
  const set = (part: Partial<WantedPeriod>) => setTyped((before) => ({ ...before, ...part }))
  const review = (event: SubmitEvent) => {
    event.preventDefault()
    setWanted(typed)
  }
  return (
    <form onSubmit={review}>
      <Group align="flex-end">
        <NativeSelect
          label={t`Comes round each`}
          value={typed.interval}
          data={intervals.map((each) => ({ value: each, label: names[each] }))}
          onChange={({ currentTarget }) => set({ interval: oneOf(intervals, currentTarget.value) ?? typed.interval, anchor_day: 1 })}
        />
        {typed.interval === 'month' && (
          <NumberInput
            label={t`Day of the month`}
            w={140}
            min={1}
            max={31}
            allowDecimal={false}
            clampBehavior="strict"
            value={typed.anchor_day}
            onChange={(day) => set({ anchor_day: Number(day) || 1 })}
          />
        )}
        {typed.interval === 'week' && (
          <NativeSelect
            label={t`Day of the week`}
            value={String(typed.anchor_day)}
            data={weekdays.map((label, place) => ({ value: String(place + 1), label }))}
            onChange={({ currentTarget }) => set({ anchor_day: Number(currentTarget.value) })}
          />
        )}
        <Select
          label={t`Time zone`}
          w={260}
          searchable
          limit={100}
          allowDeselect={false}
          nothingFoundMessage={t`No time zone is called so.`}
          value={typed.timezone}
          data={[...new Set(['UTC', typed.timezone, ...Intl.supportedValuesOf('timeZone')])]}
          onChange={(timezone) => set({ timezone: timezone ?? typed.timezone })}
        />
        <Button type="submit">
          <Trans>Preview</Trans>
        </Button>
      </Group>
      {wanted && <PeriodDialog wanted={wanted} onClose={() => setWanted(undefined)} />}
    </form>
  )
}
