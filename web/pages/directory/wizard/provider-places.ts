import type { GuideProvider } from '../../../components/guide/providers.ts'

/** What an admin does at the identity provider, with the names that its own pages have. */
export type Action =
  | { do: 'open' | 'choose' | 'tick' | 'clear' | 'assign' | 'pick'; name: string }
  | { do: 'set'; name: string; to: string }
  | { do: 'note'; note: Note }

/** What is particular to one provider, told in words by `action-words.tsx`. */
export type Note =
  | 'oidc-carries-no-scim'
  | 'assigned-before'
  | 'another-group'
  | 'cycle'
  | 'direct-members'
  | 'premium-licence'
  | 'pushes-nothing'
  | 'approval-waits'
  | 'roles-become-groups'
  | 'activate-and-save'
  | 'empty-group'
  | 'rule-has-a-switch'
  | 'external-groups'
  | 'channel-and-connection'
  | 'people-in-scope'
  | 'match-accounts'
  | 'groups-within-the-app'
  | 'start-sync'
  | 'needs-plugin'
  | 'event-listener'
  | 'inner-groups'
  | 'backchannel'
  | 'people-first'

/** What goes into a field: the SCIM URL (`url`, or with what makes Entra speak the standard), the token, or a text that is chosen there. */
export type Field = [name: string, value: 'url' | 'entra-url' | 'token' | { text: string }]

export type Places = {
  /** Where the form for URL and token lies. */
  page: string
  fields: readonly Field[]
  /** What tests and saves it. */
  finish: readonly string[]
  users: readonly Action[]
  groups: readonly Action[]
  /** Minutes between two cycles, where it does not speak of each change at once. */
  cycleMinutes?: number
}

const open = (name: string): Action => ({ do: 'open', name })
const choose = (name: string): Action => ({ do: 'choose', name })
const tick = (name: string): Action => ({ do: 'tick', name })
const clear = (name: string): Action => ({ do: 'clear', name })
const assign = (name: string): Action => ({ do: 'assign', name })
const pick = (name: string): Action => ({ do: 'pick', name })
const set = (name: string, to: string): Action => ({ do: 'set', name, to })
const note = (code: Note): Action => ({ do: 'note', note: code })

/** As the guides in docs/idp/ have them: a test finds each name in the guide of its provider. */
export const places: Record<GuideProvider, Places> = {
  okta: {
    page: 'Provisioning → Integration → Edit',
    fields: [
      ['SCIM connector base URL', 'url'],
      ['Unique identifier field for users', { text: 'userName' }],
      ['Authentication Mode', { text: 'HTTP Header' }],
      ['Authorization', 'token'],
    ],
    finish: ['Test Connector Configuration'],
    users: [
      open('Provisioning → To App → Edit'),
      tick('Create Users'),
      tick('Update User Attributes'),
      tick('Deactivate Users'),
      assign('Assignments → Assign'),
      note('assigned-before'),
      note('oidc-carries-no-scim'),
    ],
    groups: [pick('Push Groups → Push Groups → Find groups by name'), note('another-group')],
  },
  entra: {
    page: 'Provisioning → New configuration',
    fields: [
      ['Tenant URL', 'entra-url'],
      ['Secret Token', 'token'],
    ],
    finish: ['Test Connection', 'Create'],
    users: [
      assign('Users and groups → Add user/group'),
      set('Scope', 'Sync only assigned users and groups'),
      choose('Overview → Start provisioning'),
      note('cycle'),
    ],
    groups: [tick('Provision Microsoft Entra ID Groups'), pick('Users and groups'), note('direct-members'), note('premium-licence')],
    cycleMinutes: 40,
  },
  google: {
    page: '',
    fields: [],
    finish: [],
    users: [note('pushes-nothing')],
    groups: [note('pushes-nothing')],
  },
  onelogin: {
    page: 'Configuration → API Connection',
    fields: [
      ['SCIM Base URL', 'url'],
      ['SCIM Bearer Token', 'token'],
    ],
    finish: ['Enable'],
    users: [
      tick('Enable provisioning'),
      clear('Create user'),
      clear('Delete user'),
      clear('Update user'),
      note('approval-waits'),
      set("When users are deleted in OneLogin, or the user's app access is removed", 'Suspend'),
      assign('Users → a user → Applications → +'),
    ],
    groups: [
      note('roles-become-groups'),
      open('Users → Roles → New Role'),
      tick('Include in User Provisioning'),
      choose('Rules → Add Rule'),
      choose('Reapply entitlement mappings'),
    ],
  },
  jumpcloud: {
    page: 'Identity Management',
    fields: [
      ['Base URL', 'url'],
      ['Token Key', 'token'],
    ],
    finish: ['Test Connection', 'Activate', 'Save'],
    users: [pick('User Groups'), note('activate-and-save')],
    groups: [tick('Enable management of User Groups and Group Membership in this application'), pick('User Groups'), note('empty-group')],
  },
  pingone: {
    page: 'Integrations → Provisioning',
    fields: [
      ['SCIM Base URL', 'url'],
      ['Users Resource', { text: '/Users' }],
      ['Groups Resource', { text: '/Groups' }],
      ['Authentication Method', { text: 'OAuth 2 Bearer Token' }],
      ['OAuth Access Token', 'token'],
    ],
    finish: ['Test Connection'],
    users: [choose('New Rule'), assign('User Filter'), note('rule-has-a-switch')],
    groups: [pick('Configuration → Group Provisioning → Add Groups'), note('external-groups')],
  },
  pingfederate: {
    page: 'SP Connections → Outbound Provisioning → Configure Provisioning → Target',
    fields: [
      ['SCIM URL', 'url'],
      ['Authentication Method', { text: 'OAuth 2 Bearer Token' }],
      ['Access Token', 'token'],
      ['Remove User Action', { text: 'Disable' }],
    ],
    finish: [],
    users: [
      choose('Manage Channels → Create'),
      assign('Source Location'),
      set('Channel Status', 'Active'),
      tick('Activation & Summary'),
      note('channel-and-connection'),
    ],
    groups: [pick('Source Location'), note('people-in-scope')],
  },
  rippling: {
    page: 'IT Management → Custom App → Create New App',
    fields: [
      ['SCIM Base URL', 'url'],
      ['SCIM Authorization Method', { text: 'Bearer Token' }],
    ],
    finish: ['Install'],
    users: [assign('App Access Rules'), set('Attribute Mappings', 'On user creation and updates'), note('match-accounts')],
    groups: [tick('Supports Groups'), clear('Mutually Exclusive Groups'), note('groups-within-the-app')],
  },
  cyberark: {
    page: 'Apps & Widgets → Web Apps',
    fields: [
      ['SCIM Service URL', 'url'],
      ['Authorization Type', { text: 'Authorization header' }],
      ['Bearer Token', 'token'],
    ],
    finish: ['Verify'],
    users: [assign('Role Mappings → Add'), open('Settings → Users → Outbound Provisioning'), choose('Start Sync'), note('start-sync')],
    groups: [set('Role Mappings → Add', 'Destination Group'), choose('Start Sync')],
  },
  keycloak: {
    page: 'User federation',
    fields: [
      ['SCIM 2.0 endpoint', 'url'],
      ['Auth mode', { text: 'BEARER' }],
      ['Bearer token', 'token'],
    ],
    finish: [],
    users: [note('needs-plugin'), open('Realm settings → Events → Event listeners'), note('event-listener'), choose('Sync all users')],
    groups: [tick('propagation of groups'), choose('Sync all users'), note('inner-groups')],
  },
  authentik: {
    page: 'Applications → Providers → Create',
    fields: [
      ['URL', 'url'],
      ['Authentication mode', { text: 'Static token' }],
      ['Token', 'token'],
    ],
    finish: [],
    users: [tick('Backchannel Providers'), note('backchannel'), choose('Run sync again')],
    groups: [note('inner-groups')],
  },
  other: {
    page: '',
    fields: [],
    finish: [],
    users: [note('people-first')],
    groups: [pick('/Groups'), note('inner-groups')],
  },
}
