import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api, client } from '../../api/client.ts'
import { refreshLimits } from '../../api/limits.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Impact } from '../../components/impact.tsx'
import { usePreview } from '../../components/use-preview.ts'
import { useFormat } from '../../language/format.ts'
import { asImpact } from './as-impact.ts'
import type { Orphan } from './orphan.ts'

/** Lets go of whom the frozen limit of a deleted group holds, and shows first what they may spend then. */
export function ReleaseDialog({ orphan, onClose }: { orphan: Orphan; onClose: () => void }) {
  const { t } = useLingui()
  const format = useFormat()
  const queries = useQueryClient()
  const path = { limit_id: orphan.id }
  const headers = { 'If-Match': orphan.etag }
  const preview = usePreview(['release', orphan.id], async (cursor) =>
    asImpact(await client.POST('/v1/spend_limits/{limit_id}/release', { params: { path, query: { dry_run: 'true', limit: 10, cursor } }, headers })),
  )
  const release = api.useMutation('post', '/v1/spend_limits/{limit_id}/release', {
    onSuccess: async () => {
      await refreshLimits(queries)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      title={t`Release the limit of ${orphan.deleted_group.name}`}
      confirm={t`Release`}
      isBusy={release.isPending}
      problem={release.error}
      onClose={onClose}
      onConfirm={() => release.mutate({ params: { path }, headers })}
    >
      <Text>
        <Trans>
          Those whom the group held keep <b>{format.limit(orphan.limit)}</b> no longer, and fall back to what else is set for them. This cannot be
          taken back.
        </Trans>
      </Text>
      <Impact preview={preview} />
    </ConfirmDialog>
  )
}
