import { Trans } from '@lingui/react/macro'
import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemAlert } from './problem-alert.tsx'
import { useFocusBack } from './use-focus-back.ts'

type Props = {
  isOpen: boolean
  title: string
  /** What will come of it: counts, names, what cannot be taken back. */
  children: ReactNode
  /** The verb on the button. */
  confirm: string
  isDangerous?: boolean
  isBusy?: boolean
  problem?: unknown
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something is done that others will feel. What is refused is said in it, and nothing that was typed is lost. */
export function ConfirmDialog({ isOpen, title, children, confirm, isDangerous = false, isBusy = false, problem, onConfirm, onClose }: Props) {
  useFocusBack()
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} centered>
      <Stack>
        {children}
        {problem !== undefined && problem !== null && <ProblemAlert problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button color={isDangerous ? 'red.8' : undefined} loading={isBusy} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
