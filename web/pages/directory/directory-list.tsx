import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack, Switch, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { providerName } from '../../components/guide/providers.ts'
import { ListTable } from '../../components/list-table.tsx'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import type { Directory } from './directories.ts'
import { Prerequisites, type Prerequisite } from './prerequisites.tsx'
import { StateBadge } from './state-badge.tsx'

/** The directories of the team; where there is none, what is missing for one, or how to begin. */
export function DirectoryList({ prerequisites, withEnded }: { prerequisites: readonly Prerequisite[]; withEnded: boolean }) {
  const isReady = prerequisites.every(({ met }) => met)
  const { items } = api.useSuspenseQuery('get', '/v1/directories', { params: { query: { status: 'all' } } }).data
  const living = items.filter(({ state }) => state === 'active' || state === 'paused')
  const shown = withEnded ? items : living
  if (items.length === 0) return isReady ? <Begin /> : <Prerequisites prerequisites={prerequisites} />
  return (
    <Stack gap="lg">
      {!isReady && <Prerequisites prerequisites={prerequisites} />}
      {shown.length > 0 && <DirectoryTable directories={shown} />}
      {living.length === 0 && isReady && <Begin />}
      <Group justify="space-between">
        {items.length > living.length && <EndedSwitch isOn={withEnded} />}
        {isReady && living.length > 0 && <AddAnother />}
      </Group>
    </Stack>
  )
}

function Begin() {
  const { t } = useLingui()
  const may = useMay()
  return (
    <EmptyState
      title={t`Set up SCIM, step by step`}
      action={
        may('directory_setup:write') && (
          <RouterButton to="/directory" search={{ step: 'provider' }}>
            <Trans>Start the set-up</Trans>
          </RouterButton>
        )
      }
    >
      <Stack gap="xs">
        <Text>
          <Trans>
            Connect your identity provider, and the people and groups that you choose there come here by themselves, and leave as they leave there.
          </Trans>
        </Text>
        <Text c="dimmed">
          <Trans>It takes about 15 minutes, and an admin’s access to your identity provider. You can leave at any time and go on later.</Trans>
        </Text>
      </Stack>
    </EmptyState>
  )
}

function AddAnother() {
  const may = useMay()
  if (!may('directory_setup:write')) return null
  return (
    <RouterButton to="/directory" search={{ step: 'provider' }} variant="default">
      <Trans>Add another directory</Trans>
    </RouterButton>
  )
}

function EndedSwitch({ isOn }: { isOn: boolean }) {
  const navigate = useNavigate()
  const { t } = useLingui()
  return (
    <Switch
      label={t`Show those that were replaced or deleted`}
      checked={isOn}
      onChange={() => void navigate({ to: '/directory', search: isOn ? {} : { ended: true } })}
    />
  )
}

function DirectoryTable({ directories }: { directories: readonly Directory[] }) {
  const { t } = useLingui()
  return (
    <ListTable
      caption={t`Directories`}
      rows={directories}
      keyOf={({ id }) => id}
      columns={[
        {
          label: t`Name`,
          cell: ({ id, name }) => (
            <RouterLink to="/directory" search={{ directory: id }} fw={600}>
              {name}
            </RouterLink>
          ),
        },
        { label: t`State`, cell: (directory) => <StateBadge directory={directory} /> },
        { label: t`Provider`, cell: ({ provider }) => (provider === 'other' ? t`Any other SCIM 2.0 client` : providerName(provider)) },
        { label: t`Last request`, cell: ({ last_request_at: at }) => (at ? <When at={at} /> : <Trans>never</Trans>) },
        { label: t`Users`, align: 'end', cell: ({ id, state }) => <Total directoryId={id} of="active_users" isShown={state !== 'deleted'} /> },
        { label: t`Groups`, align: 'end', cell: ({ id, state }) => <Total directoryId={id} of="groups" isShown={state !== 'deleted'} /> },
      ]}
    />
  )
}

/** How much is in a directory, which each tells by itself. */
function Total({ directoryId, of, isShown }: { directoryId: string; of: 'active_users' | 'groups'; isShown: boolean }) {
  const format = useFormat()
  const { data } = api.useQuery('get', '/v1/directories/{directory}', { params: { path: { directory: directoryId } } }, { enabled: isShown })
  return <>{data ? format.number(data.totals[of]) : '–'}</>
}
