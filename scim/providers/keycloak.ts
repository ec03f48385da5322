import { isObject, type Json } from '../json.ts'
import { listIn, operationsOf, type Profile } from './profile.ts'

/** Source: the code of the free keycloak-scim plugin. Keycloak itself sends nothing. */
export const keycloak: Profile = {
  provider: 'keycloak',
  name: 'Keycloak',
  rhythm: { cycleMinutes: undefined, inWords: 'The plugin for Keycloak sends each change as it happens, and again up to ten times if that fails.' },
  menuNames: { page: 'User federation → scim', baseUrl: 'SCIM 2.0 endpoint', token: 'Bearer token' },
  /** It refers to members by a relative URL. */
  recognise: ({ body }) => [...listIn(body, 'members'), ...operationsOf(body).flatMap((operation) => listIn(operation, 'value'))].some(isRelative),
}

const isRelative = (member: Json) => isObject(member) && typeof member['$ref'] === 'string' && member['$ref'].startsWith('Users/')
