import type { Profile } from './profile.ts'

/** Source: Ping's pages on the SCIM Provisioner of PingFederate, whose expressions for matching users write `Eq` and `Co`. */
export const pingfederate: Profile = {
  provider: 'pingfederate',
  name: 'PingFederate',
  rhythm: { cycleMinutes: undefined, inWords: 'PingFederate sends changes at the interval that is set for its provisioner.' },
  menuNames: { page: 'SP Connections → Outbound Provisioning', baseUrl: 'SCIM URL', token: 'Access Token', groups: 'Group Provisioning' },
  recognise: ({ query }) => /(?:^|&)filter=\w+(?: |\+|%20)(?:Eq|Co)(?: |\+|%20)/.test(query),
}
