import { Trans, useLingui } from '@lingui/react/macro'
import { Button, List, Paper, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { useMay } from '../../session/session.ts'
import { Section } from './section.tsx'
import { useToldProblem } from './refusal-alert.tsx'
import { useSsoRefresh } from './use-sso-refresh.ts'

/** Whether people of the team have to sign in through a connection. */
export function RequireSso() {
  const { t } = useLingui()
  const may = useMay()
  const refresh = useSsoRefresh()
  const told = useToldProblem()
  const { require_sso: isRequired } = api.useSuspenseQuery('get', '/v1/team').data
  const [isOpen, setOpen] = useState(false)
  const change = api.useMutation('patch', '/v1/team', {
    onSuccess: async () => {
      await refresh()
      setOpen(false)
    },
  })
  const close = () => {
    setOpen(false)
    change.reset()
  }
  return (
    <Section
      title={t`Require single sign-on`}
      note={t`Those with an address in a verified domain then come in through your identity provider alone, and not by invitation links.`}
    >
      <Paper withBorder p="md">
        <Group justify="space-between" gap="sm">
          <StatusBadge tone={isRequired ? 'good' : 'neutral'}>{isRequired ? t`Required` : t`Not required`}</StatusBadge>
          {may('team:write') && may('sso:write') && (
            <Button variant="default" size="xs" onClick={() => setOpen(true)}>
              {isRequired ? <Trans>Stop requiring it</Trans> : <Trans>Require it</Trans>}
            </Button>
          )}
        </Group>
      </Paper>
      <ConfirmDialog
        isOpen={isOpen}
        title={isRequired ? t`Stop requiring single sign-on?` : t`Require single sign-on?`}
        confirm={isRequired ? t`Stop requiring it` : t`Require it`}
        isBusy={change.isPending}
        problem={told(change.error)}
        onConfirm={() => change.mutate({ body: { require_sso: !isRequired } })}
        onClose={close}
      >
        {isRequired ? (
          <Text size="sm">
            <Trans>Invitation links let people with an address in a verified domain in again. Nobody is signed out.</Trans>
          </Text>
        ) : (
          <Meaning />
        )}
      </ConfirmDialog>
    </Section>
  )
}

const Meaning = () => (
  <List size="sm" spacing="xs">
    <List.Item>
      <Trans>It holds for everybody with an address in a verified domain, owners too. Guests with other addresses come in by links as before.</Trans>
    </List.Item>
    <List.Item>
      <Trans>Sessions of theirs that began by a link end at once, except yours.</Trans>
    </List.Item>
    <List.Item>
      <Trans>
        So that you do not lock yourself out, it is refused unless a connection is active and you have signed in through it, or passed a test sign-in.
      </Trans>
    </List.Item>
    <List.Item>
      <Trans>If the identity provider cannot be reached, the operator of this server can still let you in by a login link.</Trans>
    </List.Item>
  </List>
)
