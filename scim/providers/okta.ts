import type { Profile } from './profile.ts'

/** Sources: Okta's SCIM 2.0 reference and provisioning guides, and the requests that they print. */
export const okta: Profile = {
  provider: 'okta',
  name: 'Okta',
  rhythm: {
    cycleMinutes: undefined,
    inWords: 'Okta sends each change as it happens. It does not repeat a task that was refused: an admin retries it.',
  },
  menuNames: {
    page: 'Provisioning → Integration',
    baseUrl: 'SCIM connector base URL',
    token: 'Authorization (HTTP Header, Bearer)',
    groups: 'Push Groups',
  },
  recognise: ({ userAgent }) => userAgent.startsWith('Okta SCIM Client'),
}
