import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { api } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { When } from '../../../components/when.tsx'
import { refreshDirectories, type DirectoryToken } from '../directories.ts'

/** Ends a token at once. */
export function RevokeTokenDialog({ directoryId, token, onClose }: { directoryId: string; token: DirectoryToken; onClose: () => void }) {
  const { t } = useLingui()
  const { name, last_used_at: lastUsedAt } = token
  const { mutate, isPending, error } = api.useMutation('delete', '/v1/directories/{directory}/tokens/{token}', {
    onSuccess: async () => {
      await refreshDirectories()
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      title={t`Revoke ${name}`}
      confirm={t`Revoke the token`}
      isBusy={isPending}
      problem={error}
      onConfirm={() => mutate({ params: { path: { directory: directoryId, token: token.id } } })}
      onClose={onClose}
    >
      <Text size="sm">
        {lastUsedAt ? (
          <Trans>
            It was last used <When at={lastUsedAt} />. From the next request on the provider is refused, until it has another token. People who are
            here stay.
          </Trans>
        ) : (
          <Trans>Nobody has used it. It opens nothing any more from the next request on.</Trans>
        )}
      </Text>
    </ConfirmDialog>
  )
}
