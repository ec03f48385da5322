import type { Profile } from './profile.ts'

/** Source: JumpCloud's "Identity Management using a Custom SCIM Integration". Nothing that it sends is known to be its alone. */
export const jumpcloud: Profile = {
  provider: 'jumpcloud',
  name: 'JumpCloud',
  rhythm: {
    cycleMinutes: undefined,
    inWords: 'JumpCloud sends each change as it happens. When it is activated it creates a test user and a test group, and removes them again.',
  },
  menuNames: { page: 'Identity Management', baseUrl: 'Base URL', token: 'Token Key', groups: 'User Groups' },
  recognise: () => false,
}
