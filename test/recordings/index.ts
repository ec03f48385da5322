import { authentik } from './authentik.ts'
import { ssosync } from './ssosync.ts'
import { cyberark } from './cyberark.ts'
import { entra, entraFlagged } from './entra.ts'
import { jumpcloud } from './jumpcloud.ts'
import { keycloak } from './keycloak.ts'
import { oktaAiw, oktaOin } from './okta.ts'
import { onelogin } from './onelogin.ts'
import { pingfederate, pingone } from './ping.ts'
import type { Recording } from './recording.ts'
import { rippling } from './rippling.ts'
import { sailpoint } from './sailpoint.ts'

export const recordings: readonly Recording[] = [
  oktaAiw,
  oktaOin,
  entra,
  entraFlagged,
  onelogin,
  jumpcloud,
  pingfederate,
  pingone,
  rippling,
  cyberark,
  keycloak,
  authentik,
  ssosync,
  sailpoint,
]
