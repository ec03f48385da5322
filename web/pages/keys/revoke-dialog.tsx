import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { When } from '../../components/when.tsx'
import type { Key, Of } from './key.ts'
import { useKeysChanged } from './use-key-queries.ts'

/** Ends a key at once. */
export function RevokeDialog({ of, apiKey, onClose }: { of: Of; apiKey: Key; onClose: () => void }) {
  const { t } = useLingui()
  const onChange = useKeysChanged()
  const onSuccess = async () => {
    await onChange()
    onClose()
  }
  const ofTeam = api.useMutation('delete', '/v1/api_keys/{key}', { onSuccess })
  const ofOwn = api.useMutation('delete', '/v1/my/api_keys/{key}', { onSuccess })
  const revoke = of === 'team' ? ofTeam : ofOwn
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      title={t`Revoke ${apiKey.name}`}
      confirm={t`Revoke`}
      isBusy={revoke.isPending}
      problem={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate({ params: { path: { key: apiKey.id } } })}
    >
      <Text size="sm">
        <Trans>
          Whoever still uses it is refused with the next request, and the invitations that it made end with it. This cannot be taken back.
        </Trans>
      </Text>
      <Text size="sm">
        {apiKey.last_used_at ? (
          <Trans>
            It was last used <When at={apiKey.last_used_at} />.
          </Trans>
        ) : (
          <Trans>It was never used.</Trans>
        )}
      </Text>
    </ConfirmDialog>
  )
}
