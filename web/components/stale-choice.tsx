import { Trans } from '@lingui/react/macro'
import { Alert, Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  title: string
  /** What it is now, and what was chosen here. */
  children: ReactNode
  onTakeMine: () => void
  onKeepTheirs: () => void
}

/** Where somebody changed the same meanwhile: shows both, and asks which is to stand. */
export function StaleChoice({ title, children, onTakeMine, onKeepTheirs }: Props) {
  return (
    <Stack>
      <Alert color="orange" variant="light" role="alert" title={title}>
        {children}
      </Alert>
      <Group justify="flex-end">
        <Button variant="default" onClick={onKeepTheirs}>
          <Trans>Keep what it is now</Trans>
        </Button>
        <Button data-autofocus onClick={onTakeMine}>
          <Trans>See what mine would do</Trans>
        </Button>
      </Group>
    </Stack>
  )
}
