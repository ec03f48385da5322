import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { NotCopied, useShownOnce } from '../../../components/shown-once.tsx'
import { useFocusBack } from '../../../components/use-focus-back.ts'
import { SecretOnce } from '../secret-once.tsx'

type Props = {
  title: string
  /** What is chosen before the token is made. */
  children: ReactNode
  confirm: string
  secret: string | undefined
  isBusy: boolean
  problem: unknown
  onConfirm: () => void
  onClose: () => void
}

/** Makes a token and shows it, this once. It closes without copying only after having said so. */
export function SecretDialog({ title, children, confirm, secret, isBusy, problem, onConfirm, onClose }: Props) {
  useFocusBack()
  const { isCopied, isWarned, onCopy, close } = useShownOnce(secret !== undefined, onClose)
  return (
    <Modal opened onClose={close} title={title} centered>
      <Stack>
        {secret === undefined ? children : <SecretOnce secret={secret} isCopied={isCopied} onCopy={onCopy} />}
        {isWarned && <NotCopied />}
        {problem !== null && problem !== undefined && <ProblemAlert problem={problem} />}
        <Group justify="flex-end">
          <CloseButton isShown={secret !== undefined} isWarned={isWarned} onClick={close} />
          {secret === undefined && (
            <Button loading={isBusy} onClick={onConfirm}>
              {confirm}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}

function CloseButton({ isShown, isWarned, onClick }: { isShown: boolean; isWarned: boolean; onClick: () => void }) {
  const { t } = useLingui()
  return (
    <Button variant="default" onClick={onClick}>
      {isWarned ? t`Close without copying` : isShown ? t`Close` : t`Cancel`}
    </Button>
  )
}
