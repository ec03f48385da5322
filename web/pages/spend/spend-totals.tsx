import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { Facts } from '../../components/facts.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { useFormat } from '../../language/format.ts'
import { useTotals } from './use-totals.ts'

/** What a period comes to, and what of it somebody should look after. */
export function SpendTotals() {
  const { t } = useLingui()
  const format = useFormat()
  const { total, unattributed, quarantined, denied, period } = useTotals()
  return (
    <Facts
      isShort
      facts={[
        {
          label: t`Spent by all`,
          value: (
            <Text size="xl" fw={650}>
              {format.money(total.settled)}
            </Text>
          ),
        },
        {
          label: t`Stopped requests`,
          value: (
            <RouterLink to="/spend" search={{ tab: 'stopped', from: period.start, to: period.end }}>
              {format.number(denied)}
            </RouterLink>
          ),
        },
        { label: t`Spent by nobody known`, value: format.money(unattributed.settled) },
        {
          label: t`Usage set aside`,
          value: (
            <RouterLink to="/spend" search={{ tab: 'quarantine' }}>
              <Trans>{format.number(quarantined.waiting)} waiting</Trans>
            </RouterLink>
          ),
        },
      ]}
    />
  )
}
