import type { Profile } from './profile.ts'

/** Source: authentik's code, which names itself and its version in each request. */
export const authentik: Profile = {
  provider: 'authentik',
  name: 'authentik',
  rhythm: { cycleMinutes: 240, inWords: 'authentik sends each change as it happens, and everything again every few hours.' },
  menuNames: { page: 'Providers → SCIM Provider', baseUrl: 'URL', token: 'Token' },
  recognise: ({ userAgent }) => userAgent.startsWith('authentik@'),
}
