import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { CopyField } from '../../components/copy-field.tsx'
import { RouterButton } from '../../components/router-link.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { RefusalAlert, useToldProblem } from './refusal-alert.tsx'
import type { ConnectionTab } from './sso.route.ts'
import type { Connection } from './sso-steps.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'
import { useFieldName } from './words.ts'

/** What to do next with a connection, or how it is used once it is active. */
export function NextStep({ connection, tab }: { connection: Connection; tab: ConnectionTab }) {
  const may = useMay()
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" align="center" gap="md">
        <Stack gap={4} className="shrinks" flex={1} miw={240}>
          <What connection={connection} />
        </Stack>
        {may('sso:write') && <Action connection={connection} isAtTest={tab === 'test'} />}
      </Group>
    </Paper>
  )
}

function What({ connection: { state, missing, start_url: startUrl, lets_owners_in: letsOwnersIn } }: { connection: Connection }): ReactNode {
  const { list } = useFormat()
  const { t } = useLingui()
  const nameOf = useFieldName()
  switch (state) {
    case 'draft':
      return (
        <Text>
          {missing.length > 0 ? (
            <Trans>Still missing: {list(missing.map(nameOf))}.</Trans>
          ) : (
            <Trans>All is there, but the identity provider could not be asked. A test asks it again.</Trans>
          )}
        </Text>
      )
    case 'configured':
      return (
        <Text>
          <Trans>All is there. A test sign-in shows whether it works; it lets nobody in.</Trans>
        </Text>
      )
    case 'tested':
      return (
        <Text>
          <Trans>The test sign-in succeeded. Once it is active, people sign in through it.</Trans>
        </Text>
      )
    case 'inactive':
      return (
        <Text>
          <Trans>Nobody signs in through it. It can be activated again without another test.</Trans>
        </Text>
      )
    case 'active':
      return (
        <>
          <CopyField
            label={t`Where people sign in`}
            hint={<Trans>The page to sign in leads here too, by the domain of an address.</Trans>}
            value={startUrl}
          />
          {!letsOwnersIn && (
            <Text size="sm">
              <Trans>Owners cannot sign in through it until an owner has activated it.</Trans>
            </Text>
          )}
        </>
      )
  }
}

function Action({ connection, isAtTest }: { connection: Connection; isAtTest: boolean }): ReactNode {
  const { id, state, missing } = connection
  if (state === 'tested' || state === 'inactive') return <Activate connection={connection} />
  if (state === 'active') return <ActiveActions connection={connection} />
  if (isAtTest || (state === 'draft' && missing.length > 0)) return null
  return (
    <RouterButton to="/sso" search={{ connection: id, tab: 'test' }}>
      <Trans>Go to the test</Trans>
    </RouterButton>
  )
}

function ActiveActions({ connection }: { connection: Connection }) {
  const may = useMay()
  return (
    <Group gap="xs">
      {!connection.lets_owners_in && may('owners:write') && <Activate connection={connection} />}
      <Deactivate connection={connection} />
    </Group>
  )
}

function Activate({ connection: { id, state } }: { connection: Connection }) {
  const refresh = useSsoRefresh()
  const activate = api.useMutation('post', '/v1/connections/{connection}/activate', { onSuccess: refresh })
  return (
    <Stack gap="xs" align="flex-start">
      <Button loading={activate.isPending} onClick={() => activate.mutate({ params: { path: { connection: id } } })}>
        {state === 'active' ? <Trans>Let owners in too</Trans> : <Trans>Activate</Trans>}
      </Button>
      <RefusalAlert problem={activate.error} />
    </Stack>
  )
}

function Deactivate({ connection: { id, name } }: { connection: Connection }) {
  const { t } = useLingui()
  const refresh = useSsoRefresh()
  const told = useToldProblem()
  const [isOpen, setOpen] = useState(false)
  const deactivate = api.useMutation('post', '/v1/connections/{connection}/deactivate', {
    onSuccess: async () => {
      setOpen(false)
      await refresh()
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        <Trans>Deactivate</Trans>
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t`Deactivate ${name}?`}
        confirm={t`Deactivate it`}
        isDangerous
        isBusy={deactivate.isPending}
        problem={told(deactivate.error)}
        onConfirm={() => deactivate.mutate({ params: { path: { connection: id } } })}
        onClose={() => setOpen(false)}
      >
        <Text size="sm">
          <Trans>Nobody signs in through it any more. Who is signed in stays signed in, and it can be activated again.</Trans>
        </Text>
        <Text size="sm">
          <Trans>If no other connection is active, directories apply only what ends access, until one is.</Trans>
        </Text>
      </ConfirmDialog>
    </>
  )
}
