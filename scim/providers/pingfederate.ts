import type { Profile } from './profile.ts'

/**
 * Source: Ping's pages on the SCIM Provisioner of PingFederate. The `Eq` and `Co` of its expressions for matching users are PingOne's too, and
 * nothing else that it sends is known to be its alone.
 */
export const pingfederate: Profile = {
  provider: 'pingfederate',
  name: 'PingFederate',
  rhythm: { cycleMinutes: undefined, inWords: 'PingFederate sends changes at the interval that is set for its provisioner.' },
  menuNames: { page: 'SP Connections → Outbound Provisioning', baseUrl: 'SCIM URL', token: 'Access Token', groups: 'Group Provisioning' },
  recognise: () => false,
}
