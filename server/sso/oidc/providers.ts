/** What is taken from which claim. */
export const mappedFields = ['subject', 'email', 'first_name', 'last_name', 'display_name', 'groups'] as const
export type MappedField = (typeof mappedFields)[number]
export type AttributeMapping = Readonly<Record<MappedField, string>>

/** What an identity provider calls things in OpenID Connect, beyond the standard claims. */
type OidcProvider = {
  name: string
  isOf: (issuer: URL) => boolean
  mapping: Partial<AttributeMapping>
  /** Where the mapped claim is absent. */
  fallbacks?: Partial<AttributeMapping>
  /** By how much it sets `iat` and `nbf` back, so that no client whose clock is behind refuses its tokens. */
  backdatedSeconds?: number
}

/** OpenID Connect Core 1.0 §5.1; `groups` is no standard claim, and what nearly all of them call it. */
const standard: AttributeMapping = {
  subject: 'sub',
  email: 'email',
  first_name: 'given_name',
  last_name: 'family_name',
  display_name: 'name',
  groups: 'groups',
}

const endsIn =
  (...names: string[]) =>
  (issuer: URL) =>
    names.some((name) => issuer.hostname === name || issuer.hostname.endsWith(`.${name}`))

const oidcProviders: readonly OidcProvider[] = [
  // Groups come once a claim "groups" is added (https://developer.okta.com/docs/guides/customize-tokens-groups-claim/).
  { name: 'okta', isOf: endsIn('okta.com', 'oktapreview.com', 'okta-emea.com'), mapping: {} },
  {
    name: 'entra',
    isOf: endsIn('login.microsoftonline.com', 'sts.windows.net', 'login.microsoftonline.us'),
    // `sub` differs from application to application, `oid` is the person's in the tenant, and what SCIM may send as externalId. `email` is an optional claim
    // (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
    mapping: { subject: 'oid' },
    fallbacks: { subject: 'sub', email: 'preferred_username' },
    // Undocumented, and so in each of its tokens (https://github.com/openid/AppAuth-iOS/issues/264, https://github.com/smallstep/certificates/issues/2055).
    backdatedSeconds: 300,
  },
  // No groups in its tokens (https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload).
  { name: 'google', isOf: endsIn('accounts.google.com'), mapping: {} },
  // Groups by the parameter "groups" (https://developers.onelogin.com/openid-connect/guides/groups).
  { name: 'onelogin', isOf: endsIn('onelogin.com'), mapping: {} },
  // A group attribute is called as the admin says; its guide has "groups" (https://jumpcloud.com/support/sso-with-oidc).
  { name: 'jumpcloud', isOf: endsIn('oauth.id.jumpcloud.com'), mapping: {} },
  // Each attribute is mapped by the admin; by default there is but `sub` (https://docs.pingidentity.com/pingone/applications/p1_mapping_attributes.html).
  {
    name: 'ping',
    isOf: endsIn('pingone.com', 'pingone.eu', 'pingone.ca', 'pingone.asia', 'pingone.com.au'),
    mapping: {},
    fallbacks: { email: 'preferred_username' },
  },
  // Groups by a mapper "Group Membership", whose claim its admins call "groups" (https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers).
  { name: 'keycloak', isOf: ({ pathname }) => /\/realms\/[^/]+\/?$/.test(pathname), mapping: {} },
  // The scope profile brings the groups (https://docs.goauthentik.io/add-secure-apps/providers/oauth2/).
  { name: 'authentik', isOf: ({ pathname }) => /\/application\/o\/[^/]+\/?$/.test(pathname), mapping: {} },
]

const findProvider = (issuer: string | null): OidcProvider | undefined => {
  const url = issuer === null ? null : URL.parse(issuer)
  return url === null ? undefined : oidcProviders.find(({ isOf }) => isOf(url))
}

/** By which name of ours an issuer goes; `other` where it is none of those that we know. */
export const providerOf = (issuer: string | null): string => findProvider(issuer)?.name ?? 'other'

/** How old the tokens of an issuer say that they are when they are issued. */
export const backdatedSecondsOf = (issuer: string): number => findProvider(issuer)?.backdatedSeconds ?? 0

/** What is taken from which claim: as the admin says, or as the identity provider calls it. */
export const mappingOf = (issuer: string | null, said: Partial<AttributeMapping>): AttributeMapping => ({
  ...standard,
  ...findProvider(issuer)?.mapping,
  ...said,
})

/** The claims for one field in order: where the admin named one, that alone. */
export function claimsFor(field: MappedField, issuer: string | null, said: Partial<AttributeMapping>): string[] {
  const fallback = said[field] === undefined ? findProvider(issuer)?.fallbacks?.[field] : undefined
  return [mappingOf(issuer, said)[field], ...(fallback === undefined ? [] : [fallback])]
}
