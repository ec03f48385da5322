import { useLingui } from '@lingui/react/macro'
import type { Tone } from '../../components/status-badge.tsx'
import type { Connection, Domain } from './sso-steps.ts'

type Word = { word: string; tone: Tone }

/** What a connection's state is called, and whether that is good. */
export function useConnectionState(): (state: Connection['state']) => Word {
  const { t } = useLingui()
  const words: Record<Connection['state'], Word> = {
    draft: { word: t`Incomplete`, tone: 'warning' },
    configured: { word: t`To be tested`, tone: 'info' },
    tested: { word: t`Tested, not active`, tone: 'info' },
    active: { word: t({ message: 'Active', context: 'connection' }), tone: 'good' },
    inactive: { word: t({ message: 'Inactive', context: 'connection' }), tone: 'neutral' },
  }
  return (state) => words[state]
}

/** The same of a domain. */
export function useDomainState(): (domain: Domain) => Word {
  const { t } = useLingui()
  const words: Record<Domain['state'], Word> = {
    pending: { word: t`Waiting for its record`, tone: 'info' },
    verified: { word: t`Verified`, tone: 'good' },
    failed: { word: t`Not proved in time`, tone: 'bad' },
    expired: { word: t`Lost`, tone: 'bad' },
  }
  return ({ state, failing_since: since }) =>
    state === 'verified' && since !== null ? { word: t`Its record is gone`, tone: 'warning' } : words[state]
}

/** What a field of a connection is called, by its name in the API. */
export function useFieldName(): (field: string) => string {
  const { t } = useLingui()
  const names: Record<string, string> = {
    issuer: t`Issuer`,
    client_id: t`Client ID`,
    client_secret: t`Client secret`,
    entra_tenant_id: t`Directory (tenant) ID`,
    idp_entity_id: t`Entity ID of the identity provider`,
    sso_url: t`Sign-in address`,
    certificates: t`Signing certificate`,
    subject: t`Subject`,
    email: t`E-mail address`,
    email_verified: t`Address verified there`,
    first_name: t`First name`,
    last_name: t`Last name`,
    display_name: t`Display name`,
    groups: t`Groups`,
  }
  return (field) => names[field] ?? field
}

const providers: Record<string, string> = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  google: 'Google',
  onelogin: 'OneLogin',
  jumpcloud: 'JumpCloud',
  ping: 'PingOne',
  keycloak: 'Keycloak',
  authentik: 'authentik',
}

/** Which protocol a connection speaks, and with whom, as far as that is known. */
export function protocolOf({ protocol, provider }: Pick<Connection, 'protocol' | 'provider'>): string {
  const name = protocol === 'oidc' ? 'OpenID Connect' : 'SAML'
  return provider in providers ? `${name} · ${providers[provider]}` : name
}
