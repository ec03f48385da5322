import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useList } from '../../api/use-list.ts'
import { oneOf } from '../../api/search.ts'
import { ListTable } from '../../components/list-table.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useRoleName } from '../../session/role-name.ts'
import { isSetUp, useMay, useSession } from '../../session/session.ts'
import { nameOf, type Member } from './member.ts'
import { memberStatuses, membersRoute } from './members.route.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { RoleDialog } from './role-dialog.tsx'

/** Everybody of the team, those who left too where one asks for them. */
export function PeopleTab() {
  const { t } = useLingui()
  const { status = 'active' } = membersRoute.useSearch()
  const navigate = membersRoute.useNavigate()
  const members = useList('/v1/members', { limit: 50, status })
  const [changing, setChanging] = useState<Member>()
  const [removing, setRemoving] = useState<Member>()
  return (
    <Stack>
      <Select
        label={t`Show`}
        w={240}
        allowDeselect={false}
        value={status}
        data={[
          { value: 'active', label: t`Who is in` },
          { value: 'deprovisioned', label: t`Who left` },
          { value: 'all', label: t`Everybody` },
        ]}
        onChange={(value) => void navigate({ search: (before) => ({ ...before, status: oneOf(memberStatuses, value) }) })}
      />
      <ListTable
        caption={t`The people of the team`}
        keyOf={({ id }) => id}
        rows={members.rows}
        empty={<Trans>Nobody here.</Trans>}
        columns={useColumns(setChanging, setRemoving)}
      />
      <ShowMore {...members} />
      {changing && <RoleDialog member={changing} onClose={() => setChanging(undefined)} />}
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(undefined)} />}
    </Stack>
  )
}

function useColumns(onChange: (member: Member) => void, onRemove: (member: Member) => void) {
  const { t } = useLingui()
  const session = useSession()
  const mayWrite = useMay()('members:write')
  const roleName = useRoleName()
  const origins: Record<Member['origin'], string> = {
    scim: t`Directory`,
    jit: t`First sign-in`,
    invite: t`Invitation`,
    bootstrap: t`First owner`,
  }
  const own = isSetUp(session) ? '' : session.member_id
  return [
    {
      label: t`Name`,
      cell: (member: Member) => (
        <div>
          <RouterLink to="/users/$userId" params={{ userId: member.id }} fw={600} inherit>
            {nameOf(member)}
          </RouterLink>
          <Text size="sm" c="dimmed">
            {member.email}
          </Text>
        </div>
      ),
    },
    { label: t`Role`, cell: (member: Member) => roleName(member.role) },
    { label: t`Came by`, cell: (member: Member) => origins[member.origin] },
    {
      label: t`State`,
      cell: ({ status, ended_at: endedAt }: Member) =>
        status === 'active' ? (
          <StatusBadge tone="good">{t`In`}</StatusBadge>
        ) : (
          <Group gap="xs" wrap="nowrap">
            <StatusBadge tone="neutral">{t`Left`}</StatusBadge>
            <When at={endedAt} as="date" />
          </Group>
        ),
    },
    { label: t`Since`, cell: ({ created_at: at }: Member) => <When at={at} as="date" /> },
    ...(mayWrite
      ? [
          {
            label: t`Change`,
            cell: (member: Member) =>
              member.status === 'active' && (
                <Group gap="xs" wrap="nowrap">
                  <Button size="compact-sm" variant="default" onClick={() => onChange(member)} aria-label={t`Change the role of ${nameOf(member)}`}>
                    <Trans>Role</Trans>
                  </Button>
                  {member.origin !== 'scim' && member.id !== own && (
                    <Button size="compact-sm" variant="default" onClick={() => onRemove(member)} aria-label={t`Remove ${nameOf(member)}`}>
                      <Trans>Remove</Trans>
                    </Button>
                  )}
                </Group>
              ),
          },
        ]
      : []),
  ]
}
