import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Text } from '@mantine/core'
import { EmptyState } from '../../components/empty-state.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'
import { Section } from './section.tsx'
import type { Connection } from './sso-steps.ts'
import { protocolOf, useConnectionState } from './words.ts'

/** The connections of the team, each with how far it is. */
export function ConnectionList({ connections }: { connections: readonly Connection[] }) {
  const { t } = useLingui()
  const may = useMay()
  const stateOf = useConnectionState()
  return (
    <Section title={t`Connections`}>
      {connections.length === 0 ? (
        <EmptyState
          title={t`No connection yet`}
          action={
            may('sso:write') && (
              <RouterButton to="/sso" search={{ connection: 'new' }} variant="default">
                {t`Add a connection`}
              </RouterButton>
            )
          }
        >
          <Trans>
            A connection joins this team to your identity provider, such as Okta or Microsoft Entra ID. You need the rights there to add an
            application.
          </Trans>
        </EmptyState>
      ) : (
        <ListTable
          caption={t`Connections`}
          rows={connections}
          keyOf={({ id }) => id}
          columns={[
            {
              label: t`Name`,
              cell: ({ id, name }) => (
                <RouterLink to="/sso" search={{ connection: id }} fw={600} inherit>
                  {name}
                </RouterLink>
              ),
            },
            { label: t`Protocol`, cell: protocolOf },
            {
              label: t`State`,
              cell: ({ state, problems }) => (
                <Group gap={6} display="inline-flex">
                  <StatusBadge tone={stateOf(state).tone}>{stateOf(state).word}</StatusBadge>
                  {problems.length > 0 && <StatusBadge tone="warning">{t`Needs attention`}</StatusBadge>}
                </Group>
              ),
            },
            { label: t`Since`, cell: ({ state_since: at }) => <When at={at} as="date" /> },
            { label: t`Last test`, cell: ({ tested_at: at }) => (at ? <When at={at} /> : <Text span inherit c="dimmed">{t`never`}</Text>) },
          ]}
        />
      )}
    </Section>
  )
}
