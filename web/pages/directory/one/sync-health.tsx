import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { api } from '../../../api/client.ts'
import type { LiveState } from '../../../api/follow-log.ts'
import { LiveBadge } from '../../../components/live-badge.tsx'
import { RouterLink } from '../../../components/router-link.tsx'
import { When } from '../../../components/when.tsx'
import { useFormat } from '../../../language/format.ts'
import type { Health } from '../directories.ts'

/** What came within a day, what was refused of it, and whether the provider is silent for longer than is its way. */
export function SyncHealth({ directoryId, live }: { directoryId: string; live: LiveState }) {
  const { t } = useLingui()
  const format = useFormat()
  const health = api.useSuspenseQuery('get', '/v1/directories/{directory}/health', { params: { path: { directory: directoryId } } }).data
  const { window } = health
  const counts: [string, number][] = [
    [t`Requests`, window.requests],
    [t`Refused`, window.refused],
    [t`Users created`, window.users_created],
    [t`Users changed`, window.users_updated],
    [t`Went out`, window.went_out],
    [t`Groups created`, window.groups_created],
    [t`Memberships changed`, window.memberships_changed],
  ]
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <RhythmWords health={health} />
        <LiveBadge state={live} />
      </Group>
      {health.is_silent && <Silent health={health} />}
      <Text size="sm" c="dimmed">
        <Trans>In the last {window.hours} hours:</Trans>
      </Text>
      <SimpleGrid cols={{ base: 2, xs: 3, md: 7 }} component="dl" m={0} spacing="sm">
        {counts.map(([label, count]) => (
          <div key={label}>
            <Text component="dt" size="sm" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} fw={600} size="lg">
              {format.number(count)}
              {window.is_more && '+'}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      {health.last_refusal && <LastRefusal refusal={health.last_refusal} />}
      <RouterLink to="/log" search={{ directory: directoryId }} size="sm">
        <Trans>All requests of this directory</Trans>
      </RouterLink>
    </Stack>
  )
}

function RhythmWords({ health: { rhythm, due_at: dueAt } }: { health: Health }) {
  const { minutes, source } = rhythm
  return (
    <Text size="sm">
      {minutes === null ? (
        <Trans>The provider sends each change as it happens. A quiet time says nothing.</Trans>
      ) : source === 'measured' ? (
        <Trans>The provider comes about every {minutes} minutes, as its own requests show.</Trans>
      ) : (
        <Trans>This provider usually comes about every {minutes} minutes.</Trans>
      )}{' '}
      {dueAt && (
        <Trans>
          Next due <When at={dueAt} />.
        </Trans>
      )}
    </Text>
  )
}

function Silent({ health: { last_request: last } }: { health: Health }) {
  const { t } = useLingui()
  return (
    <Alert color="orange" title={t`The provider is silent for longer than is its way`}>
      <Text size="sm">
        <Trans>
          Its last request came <When at={last?.at} />. Look at the provider whether provisioning is on, or was stopped after failures.
        </Trans>
      </Text>
    </Alert>
  )
}

function LastRefusal({ refusal: { at, request } }: { refusal: NonNullable<Health['last_refusal']> }) {
  return (
    <Text size="sm">
      <Trans>
        Last refused <When at={at} />.
      </Trans>{' '}
      {request && (
        <RouterLink to="/log" search={{ request }} inherit underline="always">
          <Trans>See why</Trans>
        </RouterLink>
      )}
    </Text>
  )
}
