import { useLingui } from '@lingui/react/macro'
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { fieldErrorsOf, toProblem } from '../../../api/problem.ts'
import { refreshDirectories } from '../directories.ts'
import { SecretDialog } from './secret-dialog.tsx'

const day = 86_400_000

/** A further token, such as for another program at the same provider. */
export function MakeTokenDialog({ directoryId, onClose }: { directoryId: string; onClose: () => void }) {
  const { t } = useLingui()
  const [name, setName] = useState('token')
  const [days, setDays] = useState('0')
  const { mutate, data, isPending, error } = api.useMutation('post', '/v1/directories/{directory}/tokens', { onSuccess: refreshDirectories })
  const make = () => {
    const expiresAt = days === '0' ? null : new Date(Date.now() + Number(days) * day).toISOString()
    mutate({ params: { path: { directory: directoryId } }, body: { name: name.trim(), expires_at: expiresAt } })
  }
  return (
    <SecretDialog
      title={t`Make a token`}
      confirm={t`Make the token`}
      secret={data?.secret}
      isBusy={isPending}
      problem={error}
      onConfirm={make}
      onClose={onClose}
    >
      <TextInput
        label={t`Name`}
        data-autofocus
        value={name}
        maxLength={200}
        error={error && fieldErrorsOf(toProblem(error))['name']}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <NativeSelect
        label={t`Ends`}
        description={t`When a token ends, provisioning stops until another is pasted.`}
        value={days}
        onChange={({ currentTarget }) => setDays(currentTarget.value)}
        data={[
          { value: '0', label: t`never` },
          { value: '90', label: t`in 90 days` },
          { value: '365', label: t`in a year` },
        ]}
      />
    </SecretDialog>
  )
}
