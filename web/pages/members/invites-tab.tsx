import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Item } from '../../api/answer.ts'
import { api } from '../../api/client.ts'
import { useList } from '../../api/use-list.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { When } from '../../components/when.tsx'
import { useRoleName } from '../../session/role-name.ts'
import { useMay } from '../../session/session.ts'

type Invite = Item<'/v1/invites'>

/** Who was invited and has not come yet. */
export function InvitesTab({ onInvite }: { onInvite: () => void }) {
  const { t } = useLingui()
  const may = useMay()
  const roleName = useRoleName()
  const queries = useQueryClient()
  const invites = useList('/v1/invites', { limit: 50 })
  const revoke = api.useMutation('delete', '/v1/invites/{invite}', {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/v1/invites'] }),
  })
  const rows = invites.rows
  if (rows.length === 0)
    return (
      <EmptyState
        title={t`Nobody is invited`}
        action={
          may('members:write') && (
            <Button variant="default" onClick={onInvite}>
              <Trans>Invite somebody</Trans>
            </Button>
          )
        }
      >
        <Trans>An invitation is a link that takes one person into the team. People of a directory need none.</Trans>
      </EmptyState>
    )
  return (
    <Stack>
      {revoke.error && <ProblemAlert problem={revoke.error} />}
      <ListTable
        caption={t`Open invitations`}
        keyOf={({ id }) => id}
        rows={rows}
        columns={[
          { label: t`E-mail address`, cell: ({ email }: Invite) => email },
          { label: t`Role`, cell: ({ role }: Invite) => role && roleName(role) },
          { label: t`Invited by`, cell: ({ created_by: by }: Invite) => by },
          { label: t`Ends`, cell: ({ expires_at: at }: Invite) => <When at={at} /> },
          {
            label: t`Change`,
            cell: ({ id, email }: Invite) =>
              may('members:write') && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t`Revoke the invitation of ${email ?? ''}`}
                  onClick={() => revoke.mutate({ params: { path: { invite: id } } })}
                >
                  <Trans>Revoke</Trans>
                </Button>
              ),
          },
        ]}
      />
      <ShowMore {...invites} />
    </Stack>
  )
}
