import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { nameOf, type Member } from './member.ts'

/** Takes somebody out of the team. */
export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useLingui()
  const queries = useQueryClient()
  const remove = api.useMutation('delete', '/v1/members/{member}', {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['get', '/v1/members'] })
      onClose()
    },
  })
  const name = nameOf(member)
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      title={t`Remove ${name}`}
      confirm={t`Remove`}
      isBusy={remove.isPending}
      problem={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params: { path: { member: member.id } } })}
    >
      <Text size="sm">
        <Trans>
          They lose access at once, with their personal keys and sessions, and may spend nothing more. What they spent stays in the ledger.
        </Trans>
      </Text>
    </ConfirmDialog>
  )
}
