import { authentik } from './authentik.ts'
import { entra } from './entra.ts'
import { jumpcloud } from './jumpcloud.ts'
import { keycloak } from './keycloak.ts'
import { okta } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { pingfederate } from './pingfederate.ts'
import type { Profile, ProviderName, RequestTraits } from './profile.ts'

export type { Profile, ProviderName, RequestTraits } from './profile.ts'

/** Those that name themselves come first. */
export const profiles: readonly Profile[] = [okta, authentik, entra, onelogin, pingfederate, keycloak, jumpcloud]

/** The IdP that a request can only come from; most requests do not tell. */
export function recogniseProvider(request: RequestTraits): ProviderName | undefined {
  return profiles.find(({ recognise }) => recognise(request))?.provider
}
