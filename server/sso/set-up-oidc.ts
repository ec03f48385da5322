import { hasSecret, keepSecret } from '../access/sealed-secrets.ts'
import type { Actor } from '../kernel/actor.ts'
import { requireCurrent, toEntityTag } from '../kernel/preconditions.ts'
import { Refusal } from '../kernel/refusal.ts'
import { write, type Trx } from '../store/open.ts'
import { stateAfter, type ConnectionState } from './connection-state.ts'
import { lockConnection, requireConnection, type Connection } from './connections.ts'
import { endWhatRestsOn } from './identities.ts'
import { mayPass } from './oidc/discovery.ts'
import { storedMapping } from './oidc/map-claims.ts'
import { identityOf } from './connection-identity.ts'
import { mappingOf, type AttributeMapping } from './oidc/providers.ts'
import { missingOf, noSettings, oidcSettingsOf, toStoredSettings, type OidcSettings } from './oidc/settings.ts'
import { connectionInUse } from './refusals.ts'
import { mappingAfter, saveChanged, saveNew } from './save-connection.ts'
import { clientSecretPlace, type SsoTools } from './tools.ts'

/** What an admin gives of a connection of OpenID Connect. What is undefined stays as it is. */
export type WantedOidc = {
  name?: string | undefined
  issuer?: string | undefined
  clientId?: string | undefined
  clientSecret?: string | undefined
  /** Of each field the claim; null takes the default again. */
  attributeMapping?: Partial<Record<keyof AttributeMapping, string | null | undefined>> | undefined
  jit?: boolean | undefined
  tokenEndpointAuthMethod?: OidcSettings['tokenEndpointAuthMethod'] | undefined
  entraTenantId?: string | null | undefined
  acceptUnverifiedEmail?: boolean | undefined
}

/**
 * Makes a connection. What is missing makes it a draft, and so does an issuer that cannot be asked just now; one that must not be asked, or answers wrong, is
 * refused, and nothing is made. Refuses: discovery-…, outgoing-….
 */
export async function createOidcConnection(tools: SsoTools, by: Actor, wanted: WantedOidc & { name: string }): Promise<Connection> {
  const connectionId = tools.environment.newId('con')
  const settings = settingsAfter(noSettings, wanted)
  const parts = { connectionId, issuer: wanted.issuer ?? null, clientId: wanted.clientId ?? null, settings }
  settings.problem = await findProblem(tools, parts)
  const state = stateOf('draft', parts, wanted.clientSecret !== undefined)
  return write(tools.db, async (trx) => {
    const made = await saveNew(trx, by, {
      ...parts,
      protocol: 'oidc',
      name: wanted.name,
      state,
      jit: wanted.jit ?? true,
      settings: toStoredSettings(settings),
      attributeMapping: mappingAfter({}, wanted.attributeMapping),
    })
    await keepClientSecret(trx, tools, made, wanted)
    return made
  })
}

/**
 * Changes a connection. What the test proved, issuer and client id, takes it back to `configured`; on an active one that is refused, since people sign in
 * through it. Refuses: connection-not-found, stale-etag, connection-in-use, discovery-…, outgoing-….
 */
export async function changeOidcConnection(
  tools: SsoTools,
  by: Actor,
  connectionId: string,
  wanted: WantedOidc,
  ifMatch: string | undefined,
): Promise<Connection> {
  const seen = await requireConnection(tools.db.read, by.teamId, connectionId)
  requireCurrent({ ifMatch }, toEntityTag(seen.version))
  const asked = { ...after(seen, wanted), connectionId: seen.connectionId }
  requireUnused(seen, wanted)
  const isToBeAsked = seen.state === 'draft' || isReplaced(seen, wanted)
  const problem = isToBeAsked ? await findProblem(tools, asked) : null
  return write(tools.db, async (trx) => {
    const before = await lockConnection(trx, by.teamId, connectionId)
    requireCurrent({ ifMatch }, toEntityTag(before.version))
    requireUnused(before, wanted)
    const next = after(before, wanted)
    // What was asked rests on what was seen; where somebody else has changed it meanwhile, the answer is of another issuer.
    if (identityOf(next) !== identityOf(asked)) requireCurrent({ ifMatch: toEntityTag(seen.version) }, toEntityTag(before.version))
    const settings = isToBeAsked ? { ...next.settings, problem } : next.settings
    const hasClientSecret = wanted.clientSecret !== undefined || (await hasSecret(trx, clientSecretPlace(before)))
    const replaced = isReplaced(before, wanted) ? (stateAfter(before.state, 'replace') ?? before.state) : before.state
    const state = stateOf(replaced, { ...next, settings }, hasClientSecret)
    const moved = { ...next, state, settings: toStoredSettings(settings) }
    await keepClientSecret(trx, tools, before, wanted)
    // A subject of another issuer or tenant, for another client or from another claim is not the subject that was linked.
    const ended = areOtherSubjects(before, moved) ? await endWhatRestsOn(trx, by, before.connectionId, { links: 'end' }) : []
    const isSameWord = !areOtherSubjects(before, moved) && emailClaimOf(before) === emailClaimOf(moved)
    return saveChanged(trx, by, { before, moved, hasNewSecret: wanted.clientSecret !== undefined, ended, isSameWord })
  })
}

/** Asks the issuer of a draft once more, so that one that could not be reached need not be given again. Refuses: discovery-…, outgoing-…. */
export async function completeDraft(tools: SsoTools, by: Actor, draft: Connection): Promise<Connection> {
  return changeOidcConnection(tools, by, draft.connectionId, {}, undefined)
}

type Parts = Pick<Connection, 'issuer' | 'clientId'> & { settings: OidcSettings }

const after = (connection: Connection, wanted: WantedOidc) => ({
  name: wanted.name ?? connection.name,
  issuer: wanted.issuer ?? connection.issuer,
  clientId: wanted.clientId ?? connection.clientId,
  jit: wanted.jit ?? connection.jit,
  settings: settingsAfter(oidcSettingsOf(connection), wanted),
  attributeMapping: mappingAfter(connection.attributeMapping, wanted.attributeMapping),
})

const settingsAfter = (settings: OidcSettings, { tokenEndpointAuthMethod, entraTenantId, acceptUnverifiedEmail }: WantedOidc): OidcSettings => ({
  ...settings,
  ...(tokenEndpointAuthMethod !== undefined && { tokenEndpointAuthMethod }),
  ...(acceptUnverifiedEmail !== undefined && { acceptUnverifiedEmail }),
  // Compared with `tid`, which Entra sends in small letters.
  ...(entraTenantId !== undefined && { entraTenantId: entraTenantId === null ? null : entraTenantId.toLowerCase() }),
})

/** Whether something changes that the test proved. */
function isReplaced(connection: Connection, wanted: WantedOidc): boolean {
  return identityOf(after(connection, wanted)) !== identityOf(connection)
}

type Identifying = Pick<Connection, 'issuer' | 'clientId' | 'settings' | 'attributeMapping'>

function areOtherSubjects(before: Identifying, moved: Identifying): boolean {
  const claim = ({ issuer, attributeMapping }: Identifying) => mappingOf(issuer, storedMapping(attributeMapping)).subject
  return identityOf(before) !== identityOf(moved) || claim(before) !== claim(moved)
}

const emailClaimOf = ({ issuer, attributeMapping }: Identifying) => mappingOf(issuer, storedMapping(attributeMapping)).email

function requireUnused(connection: Connection, wanted: WantedOidc): void {
  if (isReplaced(connection, wanted) && stateAfter(connection.state, 'replace') === undefined)
    throw connectionInUse(
      `People sign in through ${connection.name}, so its issuer and client id stay. Make a second connection, test and activate it, then deactivate this one.`,
    )
}

/** The state once it is known what is there: a draft is configured where nothing is missing and the issuer answers. */
function stateOf(state: ConnectionState, parts: Parts, hasClientSecret: boolean): ConnectionState {
  const isComplete = missingOf(parts, hasClientSecret).length === 0 && parts.settings.problem === null
  return stateAfter(state, isComplete ? 'complete' : 'lack') ?? state
}

/** Asks the issuer for its discovery document. A failure that may pass by itself is kept with the connection; others are thrown. */
async function findProblem(tools: SsoTools, { connectionId, issuer, settings }: Parts & { connectionId: string }): Promise<OidcSettings['problem']> {
  if (issuer === null) return null
  try {
    await tools.discovery.read(connectionId, { issuer, settings })
    return null
  } catch (error) {
    if (error instanceof Refusal && mayPass(error)) return { code: error.kind.code, detail: error.message }
    throw error
  }
}

async function keepClientSecret(trx: Trx, { environment, seal }: SsoTools, connection: Connection, { clientSecret }: WantedOidc): Promise<void> {
  if (clientSecret !== undefined) await keepSecret(trx, environment, seal, clientSecretPlace(connection), clientSecret)
}
