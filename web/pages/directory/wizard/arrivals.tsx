import { Trans, useLingui } from '@lingui/react/macro'
import { Box, Group, Stack, Text } from '@mantine/core'
import type { LogEntry } from '../../../api/live-log.ts'
import { StatusBadge } from '../../../components/status-badge.tsx'
import { When } from '../../../components/when.tsx'
import { RouterLink } from '../../../components/router-link.tsx'
import { outcomeTones, useOutcomeName } from '../../../log-words/outcome-name.ts'
import { useTelling } from '../../../log-words/use-telling.ts'

/** The newest requests of a provider: when, what, about whom, and how they went. */
export function Arrivals({ entries }: { entries: readonly LogEntry[] }) {
  const { t } = useLingui()
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        <Trans>No request has arrived yet. This page waits for the first one.</Trans>
      </Text>
    )
  return (
    <Stack gap={6} component="ul" className="bare-list" aria-label={t`The newest requests`}>
      {entries.map((entry) => (
        <Arrival key={entry.id} entry={entry} />
      ))}
    </Stack>
  )
}

function Arrival({ entry }: { entry: LogEntry }) {
  const tell = useTelling()
  const outcomeName = useOutcomeName()
  const { id, at, outcome, code } = entry
  return (
    <Group component="li" gap="sm" justify="space-between" wrap="nowrap" align="flex-start">
      <Text size="sm" className="shrinks">
        <Text component="span" inherit c="dimmed">
          <When at={at} as="time" />
        </Text>{' '}
        <RouterLink to="/log" search={{ request: id }} inherit underline="always">
          {tell(entry)}
        </RouterLink>{' '}
        {outcome === 'refused' && code && <span className="mono">{code}</span>}
      </Text>
      <Box flex="none">
        <StatusBadge tone={outcomeTones[outcome] ?? 'neutral'}>{outcomeName(outcome)}</StatusBadge>
      </Box>
    </Group>
  )
}
