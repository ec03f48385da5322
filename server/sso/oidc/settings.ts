import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Connection } from '../connections.ts'

/** How the token endpoint is told who asks (OpenID Connect Core 1.0 §9). */
export const tokenEndpointAuthMethods = ['client_secret_basic', 'client_secret_post'] as const

const OidcSettings = z.object({
  /** As the admin says; else as discovery offers it. */
  tokenEndpointAuthMethod: z.enum(tokenEndpointAuthMethods).nullable().default(null),
  /** Which tenant of Entra, where the issuer is of all of them. */
  entraTenantId: z.string().nullable().default(null),
  /** Whether somebody comes in whose address the provider itself calls unverified, as Keycloak does of whom an admin made. */
  acceptUnverifiedEmail: z.boolean().default(false),
  /** Why discovery failed when it was last tried; null where it did not. */
  problem: z.object({ code: z.string(), detail: z.string() }).nullable().default(null),
})
export type OidcSettings = z.infer<typeof OidcSettings>

export const noSettings: OidcSettings = OidcSettings.parse({})

/** What a connection of OpenID Connect keeps in its settings. */
export const oidcSettingsOf = ({ settings }: Pick<Connection, 'settings'>): OidcSettings => OidcSettings.parse(settings)

export const toStoredSettings = (settings: OidcSettings): JsonObject => settings

/** A connection that can be signed in through has its issuer and client id. */
export function requireConfigured({ issuer, clientId }: Connection): { issuer: string; clientId: string } {
  assert(issuer !== null && clientId !== null, 'a connection that is configured has an issuer and a client id')
  return { issuer, clientId }
}

/** Issuers of Entra that stand for every tenant (https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc). */
export const isOfEveryTenant = (issuer: string): boolean =>
  /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\/v2\.0\/?$/.test(issuer)

/** What signing in needs and is not there yet, by its name in the API. */
export function missingOf(
  { issuer, clientId, settings }: Pick<Connection, 'issuer' | 'clientId'> & { settings: OidcSettings },
  hasClientSecret: boolean,
): string[] {
  return [
    ...(issuer === null ? ['issuer'] : []),
    ...(clientId === null ? ['client_id'] : []),
    ...(hasClientSecret ? [] : ['client_secret']),
    ...(issuer !== null && isOfEveryTenant(issuer) && settings.entraTenantId === null ? ['entra_tenant_id'] : []),
  ]
}
