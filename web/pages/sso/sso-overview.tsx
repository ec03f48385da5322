import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { api } from '../../api/client.ts'
import { Page } from '../../components/page.tsx'
import { RouterButton } from '../../components/router-link.tsx'
import { isSetUp, useMay, useSession } from '../../session/session.ts'
import { ConnectionList } from './connection-list.tsx'
import { Domains } from './domains.tsx'
import { RequireSso } from './require-sso.tsx'
import { SetupLinks } from './setup-links.tsx'
import { SsoStatus } from './sso-status.tsx'

/** All of single sign-on: how far it is, its connections, the domains, whether it is required, and the links by which somebody else sets it up. */
export function SsoOverview() {
  const { t } = useLingui()
  const may = useMay()
  return (
    <Page
      title={t`Single sign-on`}
      note={t`Your people sign in through your identity provider, by OpenID Connect or SAML.`}
      permission="sso:read"
      actions={
        may('sso:write') && (
          <RouterButton to="/sso" search={{ connection: 'new' }}>
            {t`Add a connection`}
          </RouterButton>
        )
      }
    >
      <Overview />
    </Page>
  )
}

function Overview() {
  const may = useMay()
  const session = useSession()
  // A team has a handful of either; of very many the first hundred tell how far it is.
  const connections = api.useSuspenseQuery('get', '/v1/connections', { params: { query: { limit: 100 } } }).data
  const domains = api.useSuspenseQuery('get', '/v1/domains', { params: { query: { limit: 100 } } }).data
  return (
    <Stack gap="xl">
      <SsoStatus connections={connections.items} domains={domains.items} />
      <ConnectionList connections={connections.items} />
      <Domains domains={domains.items} />
      {!isSetUp(session) && <RequireSso />}
      {may('setup_links:read') && <SetupLinks />}
    </Stack>
  )
}
