import { Trans, useLingui } from '@lingui/react/macro'
import { NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { refreshDirectories, type DirectoryToken } from '../directories.ts'
import { SecretDialog } from './secret-dialog.tsx'

/** Puts a new token in place of one, which goes on for a while, so that nothing stops until the new one is pasted. */
export function RotateTokenDialog({ directoryId, token, onClose }: { directoryId: string; token: DirectoryToken; onClose: () => void }) {
  const { t } = useLingui()
  const [overlap, setOverlap] = useState('86400')
  const { mutate, data, isPending, error } = api.useMutation('post', '/v1/directories/{directory}/tokens/{token}/rotate', {
    onSuccess: refreshDirectories,
  })
  const rotate = () => mutate({ params: { path: { directory: directoryId, token: token.id } }, body: { overlap_seconds: Number(overlap) } })
  const name = token.name
  return (
    <SecretDialog
      title={t`Rotate ${name}`}
      confirm={t`Make the new token`}
      secret={data?.secret}
      isBusy={isPending}
      problem={error}
      onConfirm={rotate}
      onClose={onClose}
    >
      <Text size="sm">
        <Trans>A new token is made. Both work until the old one ends, so paste the new one before.</Trans>
      </Text>
      <NativeSelect
        label={t`The old token goes on for`}
        data-autofocus
        value={overlap}
        onChange={({ currentTarget }) => setOverlap(currentTarget.value)}
        data={[
          { value: '0', label: t`no time: it ends at once` },
          { value: '3600', label: t`an hour` },
          { value: '86400', label: t`a day` },
          { value: '604800', label: t`a week` },
        ]}
      />
    </SecretDialog>
  )
}
