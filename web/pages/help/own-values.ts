import { api } from '../../api/client.ts'
import type { GuideValues } from '../../components/guide/guide-values.ts'
import { useMay, useSession } from '../../session/session.ts'

/** The team's directories and connections, as far as one may see them. Neither is many. */
function useOwn() {
  const may = useMay()
  const directories = api.useQuery('get', '/v1/directories', {}, { enabled: may('directory_setup:read') }).data?.items ?? []
  const connections = api.useQuery('get', '/v1/connections', {}, { enabled: may('sso:read') }).data?.items ?? []
  return { directories: directories.filter(({ state }) => state === 'active' || state === 'paused'), connections }
}

/** The identity providers that the team has. */
export function useOwnProviders(): ReadonlySet<string> {
  const { directories, connections } = useOwn()
  return new Set([...directories, ...connections].map(({ provider }) => provider))
}

/** What stands in a guide instead of its placeholders: the values of the team's directory and connection at that provider, else of the only ones that it has. */
export function useOwnValues(provider: string): GuideValues {
  const { team_name: teamName } = useSession()
  const { directories, connections } = useOwn()
  const directory = ofProvider(directories, provider)
  const saml = ofProvider(
    connections.filter((each) => each.protocol === 'saml'),
    provider,
  )
  const oidc = ofProvider(
    connections.filter((each) => each.protocol === 'oidc'),
    provider,
  )
  return {
    team_name: teamName,
    ...(directory && { scim_base_url: directory.scim_base_url, directory_id: directory.id }),
    ...(saml && { acs_url: saml.acs_url, sp_entity_id: saml.sp_entity_id, sp_metadata_url: saml.sp_metadata_url }),
    ...(oidc?.redirect_uri && { redirect_uri: oidc.redirect_uri }),
    ...withConnection(saml ?? oidc),
  }
}

const withConnection = (connection: { id: string; start_url: string } | undefined): GuideValues =>
  connection ? { connection_id: connection.id, sign_in_url: connection.start_url } : {}

function ofProvider<Row extends { provider: string }>(rows: readonly Row[], provider: string): Row | undefined {
  return rows.find((row) => row.provider === provider) ?? (rows.length === 1 ? rows[0] : undefined)
}
