import { z } from 'zod'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Connection } from './connections.ts'
import { connectionStates } from './connection-state.ts'
import { storedMapping } from './oidc/map-claims.ts'
import { mappingOf, providerOf, type MappedField } from './oidc/providers.ts'
import { missingOf, oidcSettingsOf, tokenEndpointAuthMethods } from './oidc/settings.ts'
import type { ConnectionTest } from './test-connection.ts'
import { samlMappingOf } from './saml/mapping.ts'
import { missingOfSaml, samlSettingsOf, warningsOf } from './saml/settings.ts'
import type { SamlProvider } from './set-up-saml.ts'
import { redirectUriOf, samlAddressesOf } from './tools.ts'

const ProblemShape = z.object({ code: z.string(), detail: z.string() })

/** What is taken from which claim. */
export const MappingShape = z.object({
  subject: z.string(),
  /** Null, of SAML alone: the names that identity providers use by themselves. */
  email: z.string().nullable(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  display_name: z.string().nullable(),
  groups: z.string().nullable(),
} satisfies Record<MappedField, z.ZodType>)

const CertificateShape = z.object({ fingerprint: z.string(), subject: z.string(), valid_from: z.string(), valid_to: z.string() })

/** What was read of a SAML identity provider, before it is saved and after. */
const IdpShape = z.object({
  idp_entity_id: z.string().nullable(),
  sso_url: z.string().nullable(),
  sso_binding: z.enum(['redirect', 'post']).nullable(),
  slo_url: z.string().nullable(),
  /** Each that is valid today counts. */
  certificates: z.array(CertificateShape),
  metadata_url: z.string().nullable(),
  metadata_valid_until: z.string().nullable(),
})

/** What a change or a new connection would be: nothing was saved. */
export const PreviewShape = IdpShape.extend({ dry_run: z.literal(true), missing: z.array(z.string()), problems: z.array(ProblemShape) })

/** What a SAML connection has, and one of OpenID Connect has not. */
const SamlShape = IdpShape.extend({
  /** Where the identity provider posts its answers. */
  acs_url: z.string(),
  sp_entity_id: z.string(),
  sp_metadata_url: z.string(),
  /** Ours: requests are signed with its key, and assertions may be encrypted to it. */
  sp_certificate: z.string(),
  idp_initiated: z.boolean(),
  accept_sha1: z.boolean(),
  force_authn: z.boolean(),
  metadata_read_at: z.string().nullable(),
})

/** A connection without its secrets. */
export const ConnectionShape = z.object({
  id: z.string(),
  protocol: z.enum(['oidc', 'saml']),
  name: z.string(),
  state: z.enum(connectionStates),
  state_since: z.string(),
  issuer: z.string().nullable(),
  client_id: z.string().nullable(),
  has_client_secret: z.boolean(),
  /** What the identity provider is told to send people back to. */
  redirect_uri: z.string().nullable(),
  /** Where a sign-in begins; `?return_to=/path` says where it leads. */
  start_url: z.string(),
  /** Whose the issuer is, as far as we know; what it calls things is known then. */
  provider: z.string(),
  attribute_mapping: MappingShape,
  jit: z.boolean(),
  /** Whether owners may sign in through it: once an owner, or a key with owners:write, has activated it. */
  lets_owners_in: z.boolean(),
  token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods).nullable(),
  entra_tenant_id: z.string().nullable(),
  /** Of OpenID Connect: whether somebody comes in of whom the provider says `email_verified: false`. */
  accept_unverified_email: z.boolean(),
  /** What is not there yet, by its name here. */
  missing: z.array(z.string()),
  /** Why the issuer could not be asked. */
  problems: z.array(ProblemShape),
  tested_at: z.string().nullable(),
  created_at: z.string(),
  ...SamlShape.partial().shape,
})

export function toConnectionShape(
  connection: Connection,
  hasClientSecret: boolean,
  publicUrl: string,
  now: Timestamp,
): z.infer<typeof ConnectionShape> {
  return connection.protocol === 'saml'
    ? toSamlConnectionShape(connection, publicUrl, now)
    : toOidcConnectionShape(connection, hasClientSecret, publicUrl)
}

function toSamlConnectionShape(connection: Connection, publicUrl: string, now: Timestamp): z.infer<typeof ConnectionShape> {
  const { connectionId, issuer } = connection
  const settings = samlSettingsOf(connection)
  const { entityId, acsUrl } = samlAddressesOf(publicUrl, connectionId)
  const said = samlMappingOf(connection)
  return {
    id: connectionId,
    protocol: 'saml',
    name: connection.name,
    state: connection.state,
    state_since: connection.stateSince,
    issuer,
    client_id: null,
    has_client_secret: false,
    redirect_uri: null,
    start_url: `${publicUrl}/sso/${connectionId}/start`,
    provider: providerOf(issuer),
    attribute_mapping: {
      subject: 'NameID',
      email: said.email ?? null,
      first_name: said.first_name ?? null,
      last_name: said.last_name ?? null,
      display_name: said.display_name ?? null,
      groups: said.groups ?? null,
    },
    jit: connection.jit,
    lets_owners_in: connection.letsOwnersIn,
    token_endpoint_auth_method: null,
    entra_tenant_id: null,
    accept_unverified_email: false,
    ...toIdpShape({ issuer, settings }, now),
    tested_at: connection.testedAt,
    created_at: connection.createdAt,
    acs_url: acsUrl,
    sp_entity_id: entityId,
    sp_metadata_url: entityId,
    sp_certificate: settings.spCertificate,
    idp_initiated: settings.idpInitiated,
    accept_sha1: settings.acceptSha1,
    force_authn: settings.forceAuthn,
    metadata_read_at: settings.refreshedAt,
  }
}

const toIdpShape = ({ issuer, settings }: SamlProvider, now: Timestamp) => ({
  idp_entity_id: issuer,
  sso_url: settings.signIn?.url ?? null,
  sso_binding: settings.signIn?.binding ?? null,
  slo_url: settings.signOut?.url ?? null,
  certificates: settings.certificates.map(({ fingerprint, subject, validFrom, validTo }) => ({
    fingerprint,
    subject,
    valid_from: validFrom,
    valid_to: validTo,
  })),
  metadata_url: settings.metadataUrl,
  metadata_valid_until: settings.validUntil,
  missing: missingOfSaml({ issuer, settings }),
  problems: [...(settings.problem ? [settings.problem] : []), ...warningsOf(settings, now)],
})

export const toPreviewShape = (provider: SamlProvider, now: Timestamp): z.infer<typeof PreviewShape> => ({
  dry_run: true,
  ...toIdpShape(provider, now),
})

function toOidcConnectionShape(connection: Connection, hasClientSecret: boolean, publicUrl: string): z.infer<typeof ConnectionShape> {
  const { connectionId, issuer, clientId } = connection
  const settings = oidcSettingsOf(connection)
  return {
    id: connectionId,
    protocol: connection.protocol,
    name: connection.name,
    state: connection.state,
    state_since: connection.stateSince,
    issuer,
    client_id: clientId,
    has_client_secret: hasClientSecret,
    redirect_uri: redirectUriOf(publicUrl, connectionId),
    start_url: `${publicUrl}/sso/${connectionId}/start`,
    provider: providerOf(issuer),
    attribute_mapping: mappingOf(issuer, storedMapping(connection.attributeMapping)),
    jit: connection.jit,
    lets_owners_in: connection.letsOwnersIn,
    token_endpoint_auth_method: settings.tokenEndpointAuthMethod,
    entra_tenant_id: settings.entraTenantId,
    accept_unverified_email: settings.acceptUnverifiedEmail,
    missing: missingOf({ issuer, clientId, settings }, hasClientSecret),
    problems: settings.problem ? [settings.problem] : [],
    tested_at: connection.testedAt,
    created_at: connection.createdAt,
  }
}

/** A test sign-in: what came, what was made of it, what failed and why. */
export const TestShape = z.object({
  id: z.string(),
  outcome: z.enum(['waiting', 'succeeded', 'failed']),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  started_at: z.string(),
  started_by: z.string(),
  /** The member who began it, where it was one. */
  member_id: z.string().nullable(),
  finished_at: z.string().nullable(),
  /** Until when its address may be opened. */
  expires_at: z.string(),
  /** What the identity provider sent, redacted. */
  received: z.unknown(),
  /** What was taken from it. */
  mapped: z.unknown(),
  problems: z.array(ProblemShape),
})

export const toTestShape = (test: ConnectionTest): z.infer<typeof TestShape> => ({
  id: test.testId,
  outcome: test.outcome,
  code: test.code,
  detail: test.detail,
  started_at: test.startedAt,
  started_by: test.startedBy,
  member_id: test.memberId,
  finished_at: test.finishedAt,
  expires_at: test.expiresAt,
  received: test.received,
  mapped: test.mapped,
  problems: z.array(ProblemShape).parse(test.problems ?? []),
})
