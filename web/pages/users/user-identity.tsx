import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack, Text } from '@mantine/core'
import { Facts } from '../../components/facts.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useRoleName } from '../../session/role-name.ts'
import type { Person } from './person.ts'
import { UserState } from './user-state.tsx'

type DirectoryUser = Person['directory_users'][number]

/** Who somebody is in the team, and in which directories. */
export function UserIdentity({ person }: { person: Person }) {
  const { t } = useLingui()
  const roleName = useRoleName()
  const origins: Record<Person['origin'], string> = {
    scim: t`Directory`,
    jit: t`First sign-in`,
    invite: t`Invitation`,
    bootstrap: t`First owner`,
  }
  return (
    <Section title={t`Identity`}>
      <Stack>
        <Facts
          facts={[
            {
              label: t`State`,
              value:
                person.status === 'active' ? (
                  <StatusBadge tone="good">{t`In the team`}</StatusBadge>
                ) : (
                  <Group gap="xs">
                    <StatusBadge tone="neutral">{t`Left`}</StatusBadge>
                    <When at={person.ended_at} as="date" />
                  </Group>
                ),
            },
            { label: t`E-mail address`, value: person.email ?? '–' },
            { label: t`Role`, value: roleName(person.role) },
            { label: t`Came by`, value: origins[person.origin] },
            { label: t`Since`, value: <When at={person.created_at} as="date" /> },
            { label: 'id', value: person.id },
          ]}
        />
        {person.directory_users.length > 0 && <Directories users={person.directory_users} />}
      </Stack>
    </Section>
  )
}

function Directories({ users }: { users: DirectoryUser[] }) {
  const { t } = useLingui()
  return (
    <ListTable
      caption={t`Directories that know this person`}
      keyOf={({ id }) => id}
      rows={users}
      columns={[
        { label: t`Directory`, cell: ({ directory }: DirectoryUser) => directory.name },
        {
          label: t`User name`,
          cell: ({ user_name: userName, id }: DirectoryUser) => (
            <div>
              {userName}
              <Text size="xs" c="dimmed" className="mono">
                {id}
              </Text>
            </div>
          ),
        },
        { label: 'externalId', cell: ({ external_id: externalId }: DirectoryUser) => externalId ?? '–' },
        { label: t`State`, cell: (user: DirectoryUser) => <UserState user={user} /> },
        {
          label: t`Last changed`,
          cell: ({ last_modified: at, deleted_at: deletedAt }: DirectoryUser) =>
            deletedAt ? (
              <Trans>
                deleted <When at={deletedAt} />
              </Trans>
            ) : (
              <When at={at} />
            ),
        },
      ]}
    />
  )
}
