import { Trans, useLingui } from '@lingui/react/macro'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { fieldErrorsOf, toProblem } from '../../../api/problem.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { useMay } from '../../../session/session.ts'
import { refreshDirectories, type Directory } from '../directories.ts'

/** Gives a directory another name, which its provider does not notice. */
export function Rename({ directory: { id, name } }: { directory: Directory }) {
  const { t } = useLingui()
  const may = useMay()
  const [isOpen, setIsOpen] = useState(false)
  const [typed, setTyped] = useState(name)
  const { mutate, isPending, error, reset } = api.useMutation('patch', '/v1/directories/{directory}', {
    onSuccess: async () => {
      await refreshDirectories()
      setIsOpen(false)
    },
  })
  if (!may('directory_setup:write')) return null
  const begin = () => {
    reset()
    setTyped(name)
    setIsOpen(true)
  }
  return (
    <>
      <Button variant="default" onClick={begin}>
        <Trans>Rename</Trans>
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t`Rename ${name}`}
        confirm={t`Save the name`}
        isBusy={isPending}
        problem={error}
        onConfirm={() => mutate({ params: { path: { directory: id } }, body: { name: typed.trim() } })}
        onClose={() => setIsOpen(false)}
      >
        <TextInput
          label={t`Name`}
          data-autofocus
          value={typed}
          maxLength={200}
          error={error && fieldErrorsOf(toProblem(error))['name']}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </ConfirmDialog>
    </>
  )
}
