import { useLingui } from '@lingui/react/macro'
import { Group, TextInput } from '@mantine/core'
import { useFormat } from '../language/format.ts'
import { endOfDay, firstDayOf, lastDayOf, startOfDay } from '../language/days.ts'

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
      <TextInput
        type="date"
        label={t({ message: 'From', context: 'a day' })}
        value={firstDayOf(from, timeZone)}
        onChange={({ currentTarget: { value } }) => onFrom(value === '' ? undefined : startOfDay(value, timeZone))}
      />
      <TextInput
        type="date"
        label={t({ message: 'Until', context: 'a day' })}
        value={lastDayOf(until, timeZone)}
        onChange={({ currentTarget: { value } }) => onUntil(value === '' ? undefined : endOfDay(value, timeZone))}
      />
    </Group>
  )
}
