import { Trans, useLingui } from '@lingui/react/macro'
import { Select, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { refreshLimits } from '../../api/limits.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Impact } from '../../components/impact.tsx'
import { usePreview } from '../../components/use-preview.ts'
import { useFormat } from '../../language/format.ts'
import { asImpact } from './as-impact.ts'
import type { Orphan } from './orphan.ts'

/** Gives the limit of a deleted group to one that is there, and shows first whom that affects. */
export function ReattachDialog({ orphan, onClose }: { orphan: Orphan; onClose: () => void }) {
  const { t } = useLingui()
  const format = useFormat()
  const queries = useQueryClient()
  const free = orphan.candidates.filter(({ has_limit: hasLimit }) => !hasLimit)
  const [group, setGroup] = useState(free[0]?.group ?? '')
  const path = { limit_id: orphan.id }
  const headers = { 'If-Match': orphan.etag }
  const preview = usePreview(['reattach', orphan.id, group], async (cursor) => {
    const params = { path, query: { dry_run: 'true' as const, limit: 10, cursor } }
    return asImpact(await client.POST('/v1/spend_limits/{limit_id}/reattach', { params, headers, body: { group } }))
  })
  const reattach = api.useMutation('post', '/v1/spend_limits/{limit_id}/reattach', {
    onSuccess: async () => {
      await refreshLimits(queries)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      title={t`Re-attach the limit of ${orphan.deleted_group.name}`}
      confirm={t`Re-attach`}
      isBusy={reattach.isPending}
      problem={reattach.error}
      onClose={onClose}
      onConfirm={() => reattach.mutate({ params: { path }, headers, body: { group } })}
    >
      <Select
        label={t`Group that takes it over`}
        allowDeselect={false}
        value={group}
        data={free.map((each) => ({
          value: each.group,
          label: each.matched_by === 'name' ? t`${each.name} (same name)` : t`${each.name} (same external id)`,
        }))}
        onChange={(value) => setGroup(value ?? group)}
      />
      <Text>
        <Trans>
          Each of its members may then spend <b>{format.limit(orphan.limit)}</b>, unless something else gives them more.
        </Trans>
      </Text>
      <Impact preview={preview} />
    </ConfirmDialog>
  )
}
