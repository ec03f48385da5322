import { isObject } from '../json.ts'
import type { Profile } from './profile.ts'

/** Sources: OneLogin's "Implement SCIM API" and "Test your SCIM". The body is a template that the customer edits. */
export const onelogin: Profile = {
  provider: 'onelogin',
  name: 'OneLogin',
  rhythm: { cycleMinutes: undefined, inWords: 'OneLogin sends each change as it happens, or once an admin has approved it.' },
  menuNames: { page: 'Configuration → API Connection', baseUrl: 'SCIM Base URL', token: 'SCIM Bearer Token', groups: 'Rules' },
  /** Its own template names the manager by `managerId`. */
  recognise: ({ body }) => isObject(body) && Object.values(body).some((value) => isObject(value) && hasManagerId(value['manager'] ?? null)),
}

const hasManagerId = (manager: Parameters<typeof isObject>[0]) => isObject(manager) && Object.hasOwn(manager, 'managerId')
