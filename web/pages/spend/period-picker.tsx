import { useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { useList } from '../../api/use-list.ts'
import { useFormat } from '../../language/format.ts'
import { spendRoute } from './spend.route.ts'

const running = 'current'

/** Which billing period is shown: the one that runs, or one of the last two years. */
export function PeriodPicker() {
  const { t } = useLingui()
  const format = useFormat()
  const { period = running } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const { rows } = useList('/v1/billing_periods', { limit: 30 })
  const nameOf = ({ start, end }: { start: string; end: string }) =>
    t`${format.date(start)} – ${format.date(new Date(Date.parse(end) - 1).toISOString())}`
  const begun = rows.filter(({ state }) => state !== 'upcoming')
  const choices = begun.map((each) =>
    each.state === 'current' ? { value: running, label: t`Now: ${nameOf(each)}` } : { value: each.start, label: nameOf(each) },
  )
  const isListed = choices.some(({ value }) => value === period)
  return (
    <Select
      label={t`Billing period`}
      w={{ base: '100%', xs: 320 }}
      allowDeselect={false}
      value={period}
      data={isListed ? choices : [...choices, { value: period, label: period === 'previous' ? t`The period before` : format.dateTime(period) }]}
      onChange={(value) =>
        void navigate({ search: (before) => ({ ...before, period: value === running ? undefined : (value ?? undefined) }), replace: true })
      }
    />
  )
}
