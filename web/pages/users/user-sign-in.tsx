import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import type { Answer } from '../../api/answer.ts'
import { api } from '../../api/client.ts'
import { Facts } from '../../components/facts.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import type { Person } from './person.ts'

type Link = Answer<'/v1/users/{user}/sign_in'>['links'][number]

/** How somebody comes in, and when they last did. */
export function UserSignIn({ person }: { person: Person }) {
  const { t } = useLingui()
  return (
    <Section title={t`Sign-in`}>
      <State userId={person.id} />
    </Section>
  )
}

function State({ userId }: { userId: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const {
    last_sign_in_at: lastAt,
    open_sessions: sessions,
    links,
  } = api.useSuspenseQuery('get', '/v1/users/{user}/sign_in', {
    params: { path: { user: userId } },
  }).data
  return (
    <Stack>
      <Facts
        facts={[
          { label: t`Last sign-in`, value: lastAt ? <When at={lastAt} /> : t`Never` },
          { label: t`Open sessions`, value: format.number(sessions) },
        ]}
      />
      {links.length > 0 && <Links links={links} />}
    </Stack>
  )
}

function Links({ links }: { links: Link[] }) {
  const { t } = useLingui()
  const linkedBy: Record<Link['linked_by'], string> = {
    externalId: t`by the externalId`,
    userName: t`by the user name`,
    email: t`by the e-mail address`,
    invitation: t`by an invitation`,
    jit: t`made at the first sign-in`,
  }
  return (
    <ListTable
      caption={t`Connections that know this person`}
      keyOf={({ connection_id: id }) => id}
      rows={links}
      columns={[
        { label: t`Connection`, cell: ({ connection_name: name }: Link) => name },
        {
          label: t`Signs in as`,
          cell: ({ email, differs_from_directory: differs }: Link) => (
            <Stack gap={2} align="flex-start">
              {email ?? '–'}
              {differs && <StatusBadge tone="warning">{t`Another address than in the directory`}</StatusBadge>}
            </Stack>
          ),
        },
        {
          label: t`Last sign-in`,
          cell: ({ last_sign_in_at: at }: Link) => <When at={at} />,
        },
        {
          label: t`Known since`,
          cell: ({ linked_at: at, linked_by: by }: Link) => (
            <Stack gap={2}>
              <When at={at} as="date" />
              {linkedBy[by]}
            </Stack>
          ),
        },
      ]}
    />
  )
}
