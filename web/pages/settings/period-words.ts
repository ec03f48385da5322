import { useLingui } from '@lingui/react/macro'
import { useFormat } from '../../language/format.ts'
import type { PeriodSettings, WantedPeriod } from './period.ts'

/** How often a period comes round. */
export function useIntervals(): Record<WantedPeriod['interval'], string> {
  const { t } = useLingui()
  return { month: t`Month`, week: t`Week`, day: t`Day` }
}

/** The days of the week, 1 being Monday, as the language calls them. */
export function useWeekdays(): string[] {
  const { i18n } = useLingui()
  const format = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', timeZone: 'UTC' })
  return [1, 2, 3, 4, 5, 6, 7].map((day) => format.format(Date.UTC(2024, 0, day))) // the first of January 2024 was a Monday
}

/** When periods begin, in words: "Month, on day 15, Europe/Paris". */
export function usePeriodText(): (settings: Pick<PeriodSettings, 'interval' | 'anchor_day' | 'timezone'>) => string {
  const { t } = useLingui()
  const names = useIntervals()
  const weekdays = useWeekdays()
  return ({ interval, anchor_day: day, timezone: zone }) => {
    const name = names[interval]
    if (interval === 'day') return t`${name}, ${zone}`
    return interval === 'week' ? t`${name}, from ${weekdays[day - 1] ?? day}, ${zone}` : t`${name}, from day ${day}, ${zone}`
  }
}

/** The first and the last day of a period. */
export function useSpan(): (period: { start: string; end: string }) => string {
  const { t } = useLingui()
  const format = useFormat()
  return ({ start, end }) => t`${format.dateTime(start)} until ${format.dateTime(end)}`
}
