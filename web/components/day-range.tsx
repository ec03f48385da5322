import { useLingui } from '@lingui/react/macro'
import { Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useFormat } from '../language/format.ts'
import { endOfDay, firstDay, firstDayOf, isWholeDay, lastDay, lastDayOf, startOfDay } from '../language/days.ts'

type Props = {
  /** Moments as the API has them: from the one on, and up to the other. */
  from: string | undefined
  until: string | undefined
  onFrom: (moment: string | undefined) => void
  onUntil: (moment: string | undefined) => void
}

/** Some days, the last of them among them, in the time zone in which all moments are shown. */
export function DayRange({ from, until, onFrom, onUntil }: Props) {
  const { t } = useLingui()
  const { timeZone } = useFormat()
  return (
    <Group gap="sm" wrap="nowrap">
      <DayField
        label={t({ message: 'From', context: 'a day' })}
        day={firstDayOf(from, timeZone)}
        onDay={(day) => onFrom(day === '' ? undefined : startOfDay(day, timeZone))}
      />
      <DayField
        label={t({ message: 'Until', context: 'a day' })}
        day={lastDayOf(until, timeZone)}
        onDay={(day) => onUntil(day === '' ? undefined : endOfDay(day, timeZone))}
      />
    </Group>
  )
}

/** A day, kept as it is typed until it is whole: a part of it asks for nothing. */
function DayField({ label, day, onDay }: { label: string; day: string; onDay: (day: string) => void }) {
  const [typed, setTyped] = useState<string>()
  return (
    <TextInput
      type="date"
      label={label}
      min={firstDay}
      max={lastDay}
      value={typed ?? day}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        if (value === '' || isWholeDay(value)) onDay(value)
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
