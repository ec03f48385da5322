import type { Connection } from './connections.ts'
import { oidcSettingsOf } from './oidc/settings.ts'

/**
 * Who vouches for people through a connection, as one text: its issuer, what we are to it, and of an issuer that stands for many tenants which one. What was proved, linked or begun under one
 * identity counts for no other.
 */
export const identityOf = (connection: Pick<Connection, 'issuer' | 'clientId' | 'settings'>): string =>
  JSON.stringify([connection.issuer, connection.clientId, tenantOf(connection)])

/** SAML has none: there the entity id says it all. */
const tenantOf = (connection: Pick<Connection, 'settings'>): string | null =>
  'entraTenantId' in connection.settings ? oidcSettingsOf(connection).entraTenantId : null
