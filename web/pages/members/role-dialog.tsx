import { Trans, useLingui } from '@lingui/react/macro'
import { Select, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { oneOf } from '../../api/search.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useRoleName } from '../../session/role-name.ts'
import { nameOf, type Member } from './member.ts'

export const roles = ['owner', 'admin', 'billing_admin', 'auditor', 'member'] as const

/** Gives somebody another role. */
export function RoleDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useLingui()
  const roleName = useRoleName()
  const queries = useQueryClient()
  const [role, setRole] = useState(member.role)
  const change = api.useMutation('patch', '/v1/members/{member}', {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['get', '/v1/members'] })
      onClose()
    },
  })
  const name = nameOf(member)
  return (
    <ConfirmDialog
      isOpen
      title={t`The role of ${name}`}
      confirm={t`Give the role`}
      isBusy={change.isPending}
      problem={change.error}
      onClose={onClose}
      onConfirm={() => change.mutate({ params: { path: { member: member.id } }, body: { role } })}
    >
      <Select
        label={t`Role`}
        data-autofocus
        allowDeselect={false}
        value={role}
        data={roles.map((value) => ({ value, label: roleName(value) }))}
        onChange={(value) => setRole(oneOf(roles, value) ?? role)}
      />
      <RoleMeaning role={role} />
      <Text size="sm" c="dimmed">
        <Trans>Their sessions end at once: they sign in again, with the new role.</Trans>
      </Text>
    </ConfirmDialog>
  )
}

/** What a role may do, in a sentence. */
export function RoleMeaning({ role }: { role: (typeof roles)[number] }) {
  const { t } = useLingui()
  const meanings = {
    owner: t`May do everything, and make other owners.`,
    admin: t`May do everything but make owners: single sign-on, directories, limits, people, keys.`,
    billing_admin: t`May set limits and see what is spent, and see the directory.`,
    auditor: t`May see everything, the audit log too, and change nothing.`,
    member: t`Sees their own limit, and what they spent.`,
  }
  return <Text size="sm">{meanings[role]}</Text>
}
