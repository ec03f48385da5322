import { isObject, ownInAnyCase, type Json, type JsonObject } from '../json.ts'

export type ProviderName = 'okta' | 'entra' | 'onelogin' | 'jumpcloud' | 'pingfederate' | 'keycloak' | 'authentik'

/** What an IdP is recognised by. `query` is the query string as it came, still encoded. */
export type RequestTraits = { userAgent: string; method: string; path: string; query: string; body: Json | undefined }

/** How often an IdP speaks. `cycleMinutes` is `undefined` where it speaks only of changes, so that its silence says nothing. */
export type Rhythm = { cycleMinutes: number | undefined; inWords: string }

/** What the pages of the IdP call what an admin must find there. `groups` is where groups are chosen, if there is such a place. */
export type MenuNames = { page: string; baseUrl: string; token: string; groups?: string }

/** What is particular to one IdP. A leniency that contradicts no other IdP is not here: it holds for all. */
export type Profile = {
  provider: ProviderName
  name: string
  rhythm: Rhythm
  menuNames: MenuNames
  /** Whether a request can come from this IdP alone. Most of its requests do not tell. */
  recognise: (request: RequestTraits) => boolean
}

export const operationsOf = (body: Json | undefined): JsonObject[] => listIn(body, 'Operations')

export function listIn(body: Json | undefined, key: string): JsonObject[] {
  const list = isObject(body) ? ownInAnyCase(body, key) : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}
