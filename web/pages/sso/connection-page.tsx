import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack, Tabs, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { Page } from '../../components/page.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { useMay } from '../../session/session.ts'
import { AttributesTab } from './attributes-tab.tsx'
import { ConnectionProblems } from './connection-problems.tsx'
import { NextStep } from './next-step.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { SetupTab } from './setup-tab.tsx'
import { SignInLog } from './sign-in-log.tsx'
import { connectionTabs, type ConnectionTab } from './sso.route.ts'
import type { Connection } from './sso-steps.ts'
import { TestTab } from './test-tab.tsx'
import { protocolOf, useConnectionState } from './words.ts'

const route = getRouteApi('/sso')

/** A connection: how far it is, what to do next, and all that can be set of it. */
export function ConnectionPage({ id }: { id: string }) {
  const { t } = useLingui()
  const may = useMay()
  const { data } = api.useQuery('get', '/v1/connections/{connection}', { params: { path: { connection: id } } }, { enabled: may('sso:read') })
  return (
    <Page title={data?.name ?? t`Connection`} permission="sso:read" note={data && <Heading connection={data} />}>
      <Body id={id} />
    </Page>
  )
}

function Heading({ connection }: { connection: Connection }) {
  const { word, tone } = useConnectionState()(connection.state)
  return (
    <Group gap="sm">
      <StatusBadge tone={tone}>{word}</StatusBadge>
      <span>{protocolOf(connection)}</span>
      <RouterLink to="/sso" search={{}}>
        <Trans>All of single sign-on</Trans>
      </RouterLink>
    </Group>
  )
}

function Body({ id }: { id: string }) {
  const { t } = useLingui()
  const { tab = 'setup' } = route.useSearch()
  const navigate = route.useNavigate()
  const connection = api.useSuspenseQuery('get', '/v1/connections/{connection}', { params: { path: { connection: id } } }).data
  const labels: Record<ConnectionTab, string> = {
    setup: t`Set-up`,
    attributes: t`Attributes`,
    test: t`Test sign-in`,
    'sign-ins': t`Sign-in log`,
    settings: t`Settings`,
  }
  const go = (value: string | null) =>
    void navigate({ search: { connection: id, tab: connectionTabs.find((each) => each === value) }, resetScroll: false })
  return (
    <Stack gap="lg">
      <ConnectionProblems connection={connection} />
      <NextStep connection={connection} tab={tab} />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          {connectionTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              <Text span size="sm" fw={each === tab ? 600 : undefined}>
                {labels[each]}
              </Text>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="setup">
          <SetupTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="attributes">
          <AttributesTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="test">
          <TestTab connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="sign-ins">
          <SignInLog connectionId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab connection={connection} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
