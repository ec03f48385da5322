import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useMay } from '../../../session/session.ts'
import type { Directory } from '../directories.ts'
import type { LifeStep } from './life.ts'
import { LifeDialog } from './life-dialog.tsx'

/** What can be done with a directory as a whole, each after a look at whom it would affect. */
export function LifeActions({ directory }: { directory: Directory }) {
  const { t } = useLingui()
  const may = useMay()
  const [open, setOpen] = useState<LifeStep['kind']>()
  if (!may('directory:write')) return null
  const isPaused = directory.state === 'paused'
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Title order={3} size="h4">
          <Trans>Pause, replace, delete</Trans>
        </Title>
        {isPaused ? (
          <Row label={t`Resume`} onClick={() => setOpen('resume')}>
            <Trans>It takes everything again, with the same tokens.</Trans>
          </Row>
        ) : (
          <Row label={t`Pause`} onClick={() => setOpen('pause')}>
            <Trans>It takes only what ends access: leavers leave, nobody comes or changes.</Trans>
          </Row>
        )}
        <Row label={t`Replace`} onClick={() => setOpen('replace')}>
          <Trans>Another directory takes over, such as after a change of provider. Who is in both stays.</Trans>
        </Row>
        <Row label={t`Delete`} isDangerous onClick={() => setOpen('delete')}>
          <Trans>Who is in by this directory alone is out at once.</Trans>
        </Row>
      </Stack>
      {open && <LifeDialog directory={directory} kind={open} onClose={() => setOpen(undefined)} />}
    </Paper>
  )
}

type RowProps = { label: string; isDangerous?: boolean; onClick: () => void; children: ReactNode }

function Row({ label, isDangerous = false, onClick, children }: RowProps) {
  return (
    <Group justify="space-between">
      <Text size="sm">{children}</Text>
      <Button variant="default" flex="none" {...(isDangerous && { variant: 'light', color: 'red' })} onClick={onClick}>
        {label}
      </Button>
    </Group>
  )
}
