import { useLingui } from '@lingui/react/macro'
import { When } from '../../components/when.tsx'
import { FactsTable, type Fact } from './facts-table.tsx'
import { useFieldName } from './words.ts'

/** What is known of an identity provider, of either protocol; what is undefined is not of this one. */
export type KnownProvider = {
  issuer?: string | null
  client_id?: string | null
  has_client_secret?: boolean
  protocol?: 'oidc' | 'saml'
  idp_entity_id?: string | null
  sso_url?: string | null
  sso_binding?: 'redirect' | 'post' | null
  slo_url?: string | null
  metadata_url?: string | null
  metadata_read_at?: string | null
  metadata_valid_until?: string | null
}

/** What is optional is left out where it is not there. */
type Known = Fact & { isOptional?: boolean }

/** What was read of the identity provider, as text. */
export function ProviderFacts({ provider }: { provider: KnownProvider }) {
  const { t } = useLingui()
  const nameOf = useFieldName()
  const binding = { redirect: 'HTTP-Redirect', post: 'HTTP-POST' }
  const ofOidc: Known[] = [
    { label: nameOf('issuer'), value: provider.issuer },
    { label: nameOf('client_id'), value: provider.client_id },
    { label: nameOf('client_secret'), value: provider.has_client_secret ? t`stored, shown to nobody` : null },
  ]
  const ofSaml: Known[] = [
    { label: nameOf('idp_entity_id'), value: provider.idp_entity_id },
    { label: nameOf('sso_url'), value: provider.sso_url },
    { label: t`Way there`, value: provider.sso_binding && binding[provider.sso_binding] },
    { label: t`Sign-out address`, value: provider.slo_url, isOptional: true },
    { label: t`Address of the metadata`, value: provider.metadata_url, isOptional: true },
    { label: t`Metadata last read`, value: provider.metadata_read_at && <When at={provider.metadata_read_at} as="dateTime" />, isOptional: true },
    {
      label: t`Metadata valid until`,
      value: provider.metadata_valid_until && <When at={provider.metadata_valid_until} as="date" />,
      isOptional: true,
    },
  ]
  const shown = (provider.protocol === 'oidc' ? ofOidc : ofSaml).filter(({ value, isOptional }) => Boolean(value) || !isOptional)
  return <FactsTable facts={shown} absent={t({ message: 'missing', context: 'a value' })} />
}
