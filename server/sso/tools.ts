import type { SessionLife } from '../access/sessions.ts'
import type { Environment } from '../kernel/environment.ts'
import type { Outgoing } from '../kernel/outgoing/outgoing.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Db } from '../store/open.ts'
import type { Discovery } from './oidc/discovery.ts'
import type { KeySets } from './oidc/key-sets.ts'

/** What single sign-on works with, made once for a server. */
export type SsoTools = {
  db: Db
  environment: Environment
  seal: Seal
  outgoing: Outgoing
  discovery: Discovery
  keySets: KeySets
  sessionLife: SessionLife
  publicUrl: () => string
}

/** Where an identity provider sends the browser back to: an address for each connection, so that no answer of one is taken for one of another (RFC 9700 §4.4.2.1). */
export const redirectUriOf = (publicUrl: string, connectionId: string): string => `${publicUrl}/sso/${connectionId}/callback`

/** In which place the client secret of a connection is sealed. */
export const clientSecretPlace = <TeamId>({ teamId, connectionId }: { teamId: TeamId; connectionId: string }): { teamId: TeamId; name: string } => ({
  teamId,
  name: `${connectionId} client secret`,
})

/** Where the identity provider of a SAML connection posts its answers, and as who we are known to it: an entity for each connection, so that no answer to one is for another. */
export const samlAddressesOf = (publicUrl: string, connectionId: string): { entityId: string; acsUrl: string; sloUrl: string } => ({
  entityId: `${publicUrl}/sso/${connectionId}/metadata`,
  acsUrl: `${publicUrl}/sso/${connectionId}/acs`,
  sloUrl: `${publicUrl}/sso/${connectionId}/slo`,
})

/** In which place the private key of a SAML connection is sealed. */
export const samlKeyPlace = <TeamId>({ teamId, connectionId }: { teamId: TeamId; connectionId: string }): { teamId: TeamId; name: string } => ({
  teamId,
  name: `${connectionId} saml key`,
})
