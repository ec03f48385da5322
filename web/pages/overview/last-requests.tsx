import { Trans } from '@lingui/react/macro'
import { Group, Stack, Text } from '@mantine/core'
import { api } from '../../api/client.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { outcomeTones, useOutcomeName } from '../../log-words/outcome-name.ts'
import { useTelling } from '../../log-words/use-telling.ts'

/** The newest entries of the provisioning log, in plain words. */
export function LastRequests() {
  const tell = useTelling()
  const outcomeName = useOutcomeName()
  const { items } = api.useSuspenseQuery('get', '/v1/provisioning_log', { params: { query: { limit: 8 } } }, { refetchInterval: 10_000 }).data
  if (items.length === 0)
    return (
      <Text size="sm">
        <Trans>Nothing was received yet.</Trans>
      </Text>
    )
  return (
    <Stack gap="xs">
      {items.map((entry) => (
        <Group key={entry.id} gap="sm" align="flex-start" justify="space-between">
          <StatusBadge tone={outcomeTones[entry.outcome] ?? 'neutral'}>{outcomeName(entry.outcome)}</StatusBadge>
          <Text size="sm" flex="1 1 14rem" className="shrinks" style={{ overflowWrap: 'anywhere' }}>
            <RouterLink to="/log" search={{ request: entry.id }} inherit>
              {tell(entry)}
            </RouterLink>
          </Text>
          <Text size="sm" c="dimmed">
            <When at={entry.at} />
          </Text>
        </Group>
      ))}
      <RouterLink to="/log" size="sm">
        <Trans>The whole log</Trans>
      </RouterLink>
    </Stack>
  )
}
