import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Progress, Stack, Text } from '@mantine/core'
import { useFormat } from '../language/format.ts'
import type { Explanation } from './considered.ts'
import { Facts } from './facts.tsx'
import { When } from './when.tsx'

type Standing = Pick<Explanation, 'limit' | 'settled' | 'held' | 'remaining' | 'period' | 'team_total'>

/** How it stands with a limit: spent, held, left, and when that begins anew; and whether what all may spend together ends first. */
export function SpendStanding({ standing }: { standing: Standing }) {
  const { t } = useLingui()
  const format = useFormat()
  const { limit, settled, held, remaining, period, team_total: total } = standing
  if (settled === undefined || held === undefined) return null // of a past moment the limit is known, and not what was left of it
  const most = limit.kind === 'amount' ? Number(limit.amount) : 0
  const part = (amount: string) => (most > 0 ? Math.min(100, (Number(amount) / most) * 100) : 0)
  return (
    <Stack gap="sm">
      {most > 0 && (
        <Progress.Root size="lg" aria-hidden>
          <Progress.Section value={part(settled)} color={Number(remaining) <= 0 ? 'red.8' : 'ink.6'} />
          <Progress.Section value={Math.min(part(held ?? '0'), 100 - part(settled))} color="orange.6" />
        </Progress.Root>
      )}
      <Facts
        isShort
        facts={[
          { label: t`Spent`, value: format.money(settled) },
          // Of the past it is not known.
          ...(held === undefined ? [] : [{ label: t`Held for requests that run`, value: format.money(held) }]),
          { label: t`Remaining`, value: <b>{remaining === undefined ? t`No limit` : format.money(remaining)}</b> },
          { label: t`Begins anew`, value: <When at={period.end} as="dateTime" /> },
        ]}
      />
      {total && <OfTeam total={total} remaining={remaining} />}
    </Stack>
  )
}

function OfTeam({ total, remaining }: { total: NonNullable<Standing['team_total']>; remaining: string | undefined }) {
  const { t } = useLingui()
  const format = useFormat()
  const left = total.remaining
  if (left === undefined) return null
  if (remaining !== undefined && Number(left) >= Number(remaining))
    return (
      <Text size="sm" c="dimmed">
        <Trans>All members together have {format.money(left)} left.</Trans>
      </Text>
    )
  return (
    <Alert color="orange" variant="light" title={t`The total of the team ends first`}>
      <Text size="sm">
        <Trans>
          All members together may spend {format.limit(total.limit)}, and have {format.money(left)} left.
        </Trans>
      </Text>
    </Alert>
  )
}
