import { z } from 'zod'
import type { Environment } from '../../kernel/environment.ts'
import { keep } from '../../kernel/keep.ts'
import type { Outgoing } from '../../kernel/outgoing/outgoing.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { toMilliseconds } from '../../kernel/timestamp.ts'
import { discoveryFailed, discoveryIncomplete, discoveryIssuer, discoveryNotJson, discoveryUnavailable } from './refusals.ts'
import { isOfEveryTenant, type OidcSettings } from './settings.ts'

/** Of a discovery document what is used (OpenID Connect Discovery 1.0 §3). What it says of algorithms is not: ours are our own choice. */
const ProviderMetadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  userinfo_endpoint: z.string().optional(),
  scopes_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
})
export type ProviderMetadata = z.infer<typeof ProviderMetadata>

/** Who asks for us. */
type Asking = Pick<Outgoing, 'ask' | 'requireUrl'>

export type Discovered = { issuer: string; settings: OidcSettings }

/** Codes of refusals that may pass by themselves: whoever sets a connection up need not wait for the identity provider. */
const passing = new Set(['outgoing-unreachable', 'outgoing-name-unknown', 'discovery-unavailable'])
export const mayPass = ({ kind }: Refusal): boolean => passing.has(kind.code)

const keptMs = 10 * 60_000
const mostKept = 1_000

/** Discovery documents, kept for ten minutes in this process: by connection, so that no team's sign-ins rest on what another one's asked for. */
export class Discovery {
  readonly #environment: Environment
  readonly #outgoing: Asking
  readonly #kept = new Map<string, { metadata: ProviderMetadata; at: number }>()
  constructor(environment: Environment, outgoing: Asking) {
    this.#environment = environment
    this.#outgoing = outgoing
  }

  /** Reads the discovery document of an issuer anew, and keeps it. Refuses: discovery-…, outgoing-…. */
  async read(connectionId: string, wanted: Discovered): Promise<ProviderMetadata> {
    const metadata = await discover(this.#outgoing, wanted)
    keep(this.#kept, mostKept, keyOf(connectionId, wanted), { metadata, at: toMilliseconds(this.#environment.now()) })
    return metadata
  }

  /** The same, as it was kept where it is not old. */
  async find(connectionId: string, wanted: Discovered): Promise<ProviderMetadata> {
    const kept = this.#kept.get(keyOf(connectionId, wanted))
    const age = kept === undefined ? Infinity : toMilliseconds(this.#environment.now()) - kept.at
    return kept !== undefined && age < keptMs ? kept.metadata : this.read(connectionId, wanted)
  }
}

const keyOf = (connectionId: string, { issuer, settings }: Discovered) => JSON.stringify([connectionId, issuer, settings.entraTenantId])

async function discover(outgoing: Asking, { issuer, settings }: Discovered): Promise<ProviderMetadata> {
  outgoing.requireUrl(issuer)
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const { status, body } = await outgoing.ask(address)
  if (status === 429 || status >= 500) throw discoveryUnavailable(`${address} answers ${status}. Try again once it works.`)
  if (status !== 200) throw discoveryFailed(`${address} answers ${status}. Is the issuer spelt as the identity provider shows it?`)
  const parsed = ProviderMetadata.safeParse(parse(body, address))
  if (!parsed.success) {
    const lacking = parsed.error.issues.map(({ path }) => path.join('.')).join(', ') || 'all of it, since it is no JSON object'
    throw discoveryIncomplete(`The discovery document at ${address} lacks or misspells: ${lacking.slice(0, 300)}.`)
  }
  const metadata = pinTenant(parsed.data, issuer, settings.entraTenantId)
  // Exactly, as OpenID Connect Discovery 1.0 §4.3 wants it: who may answer for one issuer may not for another.
  if (metadata.issuer !== (isOfEveryTenant(issuer) ? tenantIssuer(settings.entraTenantId) : issuer))
    throw discoveryIssuer(
      `The discovery document says that it is of the issuer "${metadata.issuer.slice(0, 200)}", and the connection is of "${issuer.slice(0, 200)}". They must be equal, letter by letter.`,
    )
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = metadata
  for (const endpoint of [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint])
    if (endpoint !== undefined) outgoing.requireUrl(endpoint)
  return metadata
}

function parse(body: string, address: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw discoveryNotJson(`${address} answers something that is no JSON. Is the issuer spelt as the identity provider shows it?`)
  }
}

/** Entra's document for every tenant has a place for the tenant in its issuer: the connection says which one may come. */
function pinTenant(metadata: ProviderMetadata, issuer: string, tenantId: string | null): ProviderMetadata {
  if (!isOfEveryTenant(issuer) || tenantId === null) return metadata
  return { ...metadata, issuer: metadata.issuer.replace('{tenantid}', tenantId) }
}
const tenantIssuer = (tenantId: string | null) => `https://login.microsoftonline.com/${tenantId ?? '{tenantid}'}/v2.0`
