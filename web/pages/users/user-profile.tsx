import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { api } from '../../api/client.ts'
import { ListTable } from '../../components/list-table.tsx'
import { RequestLink } from '../../components/request-link.tsx'
import { Section } from '../../components/section.tsx'
import { When } from '../../components/when.tsx'
import { attributeRows } from './attribute-rows.ts'
import type { Person } from './person.ts'

type Profile = Item<'/v1/users/{user}/profile'>

/** What the identity provider says of somebody, and what of it is not used. */
export function UserProfile({ person }: { person: Person }) {
  const { t } = useLingui()
  return (
    <Section title={t`Profile`} note={<Trans>As the identity provider sent it. It is changed there.</Trans>}>
      <Profiles person={person} />
    </Section>
  )
}

function Profiles({ person }: { person: Person }) {
  const { items } = api.useSuspenseQuery('get', '/v1/users/{user}/profile', { params: { path: { user: person.id } } }).data
  const nameOf = (profile: Profile) => person.directory_users.find(({ id }) => id === profile.user_id)?.directory.name ?? profile.directory_id
  return (
    <Stack gap="lg">
      {items.map((profile) => (
        <OfDirectory key={profile.user_id} profile={profile} directory={nameOf(profile)} />
      ))}
    </Stack>
  )
}

function OfDirectory({ profile: { attributes, not_used: notUsed, last_request: last }, directory }: { profile: Profile; directory: string }) {
  const { t } = useLingui()
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {last ? (
          <Trans>
            {directory}, last written <When at={last.at} /> by <RequestLink request={last.id} />
          </Trans>
        ) : (
          directory
        )}
      </Text>
      <ListTable
        caption={t`Profile in ${directory}`}
        keyOf={({ name, value }) => `${name}:${value}`}
        rows={attributeRows(attributes)}
        columns={[
          { label: t`Attribute`, cell: ({ name }) => <span className="mono">{name}</span> },
          { label: t`Value`, cell: ({ value }) => value },
        ]}
      />
      <Text size="sm">
        {notUsed.length === 0 ? (
          <Trans>All that was sent is used.</Trans>
        ) : (
          <>
            <Trans>Sent, but not used:</Trans>{' '}
            {notUsed.map((name) => (
              <span key={name}>
                <Code>{name}</Code>{' '}
              </span>
            ))}
          </>
        )}
      </Text>
    </Stack>
  )
}
