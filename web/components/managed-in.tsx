import { Trans } from '@lingui/react/macro'
import { useList } from '../api/use-list.ts'
import { useFormat } from '../language/format.ts'
import { providerName } from './guide/providers.ts'

/** Where the users and groups of the team are changed: its identity providers, by name. */
function useProviders(): string[] {
  const { rows } = useList('/v1/directories')
  const living = rows.filter(({ state }) => state === 'active' || state === 'paused')
  return [...new Set(living.map(({ provider }) => provider))].filter(isNamed).map(providerName)
}

const isNamed = (provider: string | null | undefined): provider is string => provider !== undefined && provider !== null && provider !== 'other'

/** Says that users and groups are changed elsewhere, and where. `provider` is that of one of them. */
export function ManagedIn({ provider }: { provider?: string }) {
  const format = useFormat()
  const all = useProviders()
  const where = isNamed(provider) ? providerName(provider) : format.list(all)
  return where === '' ? (
    <Trans>Managed in your identity provider. Only limits are set here.</Trans>
  ) : (
    <Trans>Managed in {where}. Only limits are set here.</Trans>
  )
}
