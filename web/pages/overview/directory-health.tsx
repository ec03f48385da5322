import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack, Text } from '@mantine/core'
import { api } from '../../api/client.ts'
import { Facts } from '../../components/facts.tsx'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { verbatim } from '../../language/verbatim.ts'

/** How the directories keep up: the last request, what came within a day, and each token. */
export function DirectoryHealth() {
  const { items } = api.useSuspenseQuery('get', '/v1/directories', {}).data
  const living = items.filter(({ status }) => status === 'active' || status === 'paused')
  if (living.length === 0)
    return (
      <Group>
        <Text size="sm">
          <Trans>No directory is connected yet.</Trans>
        </Text>
        <RouterButton to="/directory" size="compact-md">
          <Trans>Connect your directory</Trans>
        </RouterButton>
      </Group>
    )
  return (
    <Stack gap="lg">
      {living.map(({ id, name }) => (
        <OneDirectory key={id} id={id} name={name} />
      ))}
    </Stack>
  )
}

function OneDirectory({ id, name }: { id: string; name: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const health = api.useSuspenseQuery(
    'get',
    '/v1/directories/{directory}/health',
    { params: { path: { directory: id }, query: { hours: 24 } } },
    { refetchInterval: 10_000 },
  ).data
  const { window: day, tokens, last_request: last, is_silent: isSilent, state } = health
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <RouterLink to="/directory" search={{ directory: id }} fw={600}>
          {name}
        </RouterLink>
        {state === 'paused' && <StatusBadge tone="warning">{t`Paused`}</StatusBadge>}
        {last === null ? (
          <StatusBadge tone="neutral">{t`Nothing received`}</StatusBadge>
        ) : isSilent ? (
          <StatusBadge tone="warning">{t`Silent for longer than usual`}</StatusBadge>
        ) : (
          state === 'active' && <StatusBadge tone="good">{t`Keeps up`}</StatusBadge>
        )}
      </Group>
      <Facts
        isShort
        facts={[
          { label: t`Last request`, value: last ? <When at={last.at} /> : '–' },
          { label: t`Requests within a day`, value: format.number(day.requests) + (day.is_more ? '+' : '') },
          { label: t`Refused`, value: format.number(day.refused) },
          { label: t`Came in / went out`, value: `${format.number(day.came_in)} / ${format.number(day.went_out)}` },
        ]}
      />
      <Text size="sm" c="dimmed">
        {tokens
          .filter((token) => token.state === 'live')
          .map((token) => (
            <span key={token.id}>
              <Trans>
                Token {verbatim(token.name)}: last used <When at={token.last_used_at} />.
              </Trans>{' '}
            </span>
          ))}
      </Text>
    </Stack>
  )
}
