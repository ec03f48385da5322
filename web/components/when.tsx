import { Text } from '@mantine/core'
import { useFormat } from '../language/format.ts'

/** A moment, as how long ago or as a date; the whole of it, in UTC too, on a longer look. */
export function When({ at, as = 'relative' }: { at: string | null | undefined; as?: 'relative' | 'date' | 'dateTime' | 'time' }) {
  const format = useFormat()
  if (!at) return <>–</>
  return (
    <Text component="time" inherit dateTime={at} title={`${format.dateTime(at)} (${format.timeZone}) · ${at} UTC`}>
      {format[as](at)}
    </Text>
  )
}
