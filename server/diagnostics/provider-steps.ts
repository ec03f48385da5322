import { profiles } from '../../scim/providers/index.ts'

/**
 * What is particular to a provider's groups and people, by a code, so that a dashboard in another language has words of its own.
 * `group-hint-words.ts` has the English ones.
 */
export type Hint =
  | 'another-group-than-the-assigning'
  | 'direct-members-only'
  | 'needs-premium-licence'
  | 'empty-group-not-sent'
  | 'group-management-switch'
  | 'inner-group-counts-for-itself'
  | 'external-groups-not-sent'
  | 'groups-of-the-app-alone'
  | 'roles-become-groups'
  | 'nothing-comes-by-itself'

/** Where something is done at an identity provider, by the names that its own pages have: they are the same in every language. */
export type Steps = {
  name: string
  /** Minutes between two cycles; null where it speaks of changes alone, so that its silence says nothing. */
  cycleMinutes: number | null
  rhythm: string
  /** The switch that people forget, without which nothing is sent. */
  start: string
  /** Where people are given the application. */
  assign: string
  /** Where groups are chosen that are sent. */
  groups: string
  /** Where what was refused is sent again. */
  retry: string
  baseUrl: string
  token: string
  hints: readonly Hint[]
}

type Places = Omit<Steps, 'name' | 'cycleMinutes' | 'rhythm'>
type Own = Pick<Steps, 'name' | 'cycleMinutes' | 'rhythm'>

/** As the guides in docs/idp/ have them; a test holds both equal. */
const places: Record<string, Places & Partial<Own>> = {
  okta: {
    start: 'Provisioning → To App',
    assign: 'Assignments → Assign',
    groups: 'Push Groups → Find groups by name',
    retry: 'Provision User, Push now, Retry All Groups',
    baseUrl: 'SCIM connector base URL',
    token: 'Authorization',
    hints: ['another-group-than-the-assigning'],
  },
  entra: {
    start: 'Provisioning → Overview → Start provisioning',
    assign: 'Users and groups → Add user/group',
    groups: 'Attribute mapping → Provision Microsoft Entra ID Groups, Users and groups',
    retry: 'Provision on demand, Restart provisioning',
    baseUrl: 'Tenant URL',
    token: 'Secret Token',
    hints: ['direct-members-only', 'needs-premium-licence'],
  },
  google: {
    name: 'Google Workspace',
    cycleMinutes: null,
    rhythm: 'Google pushes nothing to a custom app, so nothing comes by itself.',
    start: 'Send users',
    assign: 'Send users',
    groups: 'Send groups',
    retry: 'Send users',
    baseUrl: 'SCIM base URL',
    token: 'token',
    hints: ['nothing-comes-by-itself'],
  },
  onelogin: {
    start: 'Provisioning → Enable provisioning, Require admin approval before this action is performed',
    assign: 'Users → a user → Applications',
    groups: 'Parameters → Groups → Include in User Provisioning, Rules → Add Rule → Set Groups in',
    retry: 'Reapply entitlement mappings',
    baseUrl: 'SCIM Base URL',
    token: 'SCIM Bearer Token',
    hints: ['roles-become-groups'],
  },
  jumpcloud: {
    start: 'Activate, Save',
    assign: 'User Groups',
    groups: 'Enable management of User Groups and Group Membership in this application, User Groups',
    retry: 'Activate, Save',
    baseUrl: 'Base URL',
    token: 'Token Key',
    hints: ['group-management-switch', 'empty-group-not-sent'],
  },
  pingone: {
    name: 'PingOne',
    cycleMinutes: null,
    rhythm: 'PingOne sends everybody once when a rule becomes active, then each change.',
    start: 'Integrations → Provisioning → New Rule',
    assign: 'User Filter',
    groups: 'Configuration → Group Provisioning → Add Groups',
    retry: 'New Rule',
    baseUrl: 'SCIM Base URL',
    token: 'OAuth Access Token',
    hints: ['external-groups-not-sent'],
  },
  pingfederate: {
    start: 'Channel Status → Active, Activation & Summary',
    assign: 'Source Location → Group DN',
    groups: 'Source Location → Group DN',
    retry: 'Activation & Summary',
    baseUrl: 'SCIM URL',
    token: 'Access Token',
    hints: [],
  },
  rippling: {
    name: 'Rippling',
    cycleMinutes: null,
    rhythm: 'Rippling sends what happens to people, such as a hire, a change or an exit, at the time that you set for it.',
    start: 'Match existing accounts',
    assign: 'App Access Rules',
    groups: 'Supports Groups',
    retry: 'Attribute Mappings → On user creation and updates',
    baseUrl: 'SCIM Base URL',
    token: 'Bearer Token',
    hints: ['groups-of-the-app-alone'],
  },
  cyberark: {
    name: 'CyberArk Identity',
    cycleMinutes: null,
    rhythm: 'CyberArk sends changes of its roles and people as they happen; a full synchronisation is started by an admin or by a schedule.',
    start: 'Settings → Users → Outbound Provisioning → Start Sync',
    assign: 'Role Mappings → Add',
    groups: 'Role Mappings → Destination Group',
    retry: 'Start Sync',
    baseUrl: 'SCIM Service URL',
    token: 'Bearer Token',
    hints: ['roles-become-groups'],
  },
  keycloak: {
    start: 'Realm settings → Events → Event listeners → scim',
    assign: 'User federation → scim → Sync all users',
    groups: 'propagation of groups',
    retry: 'Sync all users',
    baseUrl: 'SCIM 2.0 endpoint',
    token: 'Bearer token',
    hints: ['inner-group-counts-for-itself'],
  },
  authentik: {
    start: 'Backchannel Providers',
    assign: 'User filtering',
    groups: 'User filtering',
    retry: 'Run sync again',
    baseUrl: 'URL',
    token: 'Token',
    hints: ['inner-group-counts-for-itself'],
  },
  other: {
    name: 'Your identity provider',
    cycleMinutes: null,
    rhythm: 'As the client is set. Purser waits for it and never asks.',
    start: 'POST /Users',
    assign: 'POST /Users',
    groups: 'POST /Groups',
    retry: 'PUT /Users',
    baseUrl: 'SCIM base URL',
    token: 'token',
    hints: [],
  },
}

export const stepProviders: readonly string[] = Object.keys(places)

/** Where things are done at the provider that an admin chose; where that is any other, at the one that its requests look like. */
export function stepsOf(provider: string, detected: string | null): Steps & { provider: string } {
  const known = provider === 'other' && detected !== null && Object.hasOwn(places, detected) ? detected : provider
  const found = places[known] ?? places['other']
  if (!found) throw new Error('there are steps for any other provider')
  const profile = profiles.find((each) => each.provider === known)
  const { name = profile?.name ?? known, cycleMinutes = profile?.rhythm.cycleMinutes ?? null, rhythm = profile?.rhythm.inWords ?? '' } = found
  return { ...found, provider: known, name, cycleMinutes, rhythm }
}
