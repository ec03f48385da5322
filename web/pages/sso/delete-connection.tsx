import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, List } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useToldProblem } from './refusal-alert.tsx'
import type { Connection } from './sso-steps.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

const route = getRouteApi('/sso')

/** Deletes a connection, once it was said what comes of it. */
export function DeleteConnection({ connection: { id, name, state } }: { connection: Connection }) {
  const { t } = useLingui()
  const navigate = route.useNavigate()
  const refresh = useSsoRefresh()
  const told = useToldProblem()
  const [isOpen, setOpen] = useState(false)
  const remove = api.useMutation('delete', '/v1/connections/{connection}', {
    onSuccess: async () => {
      await navigate({ search: {} })
      await refresh()
    },
  })
  const close = () => {
    setOpen(false)
    remove.reset()
  }
  return (
    <>
      <Button variant="light" color="red" onClick={() => setOpen(true)}>
        {t`Delete ${name}`}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t`Delete ${name}?`}
        confirm={t`Delete it`}
        isDangerous
        isBusy={remove.isPending}
        problem={told(remove.error)}
        onConfirm={() => remove.mutate({ params: { path: { connection: id } } })}
        onClose={close}
      >
        {state === 'active' && (
          <Alert color="red" variant="light">
            <Trans>People sign in through it now. Whoever did is signed out at once.</Trans>
          </Alert>
        )}
        <List size="sm" spacing="xs">
          <List.Item>
            <Trans>Sessions that began through it end at once. Deactivating it would leave them.</Trans>
          </List.Item>
          <List.Item>
            <Trans>
              Its client secret or its keys are forgotten: made again, it is another connection, with other addresses to enter at the identity
              provider.
            </Trans>
          </List.Item>
          <List.Item>
            <Trans>If no other connection is active, directories apply only what ends access, until one is.</Trans>
          </List.Item>
          <List.Item>
            <Trans>Members, their spending and their history stay. What happened stands in the audit log.</Trans>
          </List.Item>
        </List>
      </ConfirmDialog>
    </>
  )
}
