import { keepSecret } from '../access/sealed-secrets.ts'
import type { Actor } from '../kernel/actor.ts'
import { requireCurrent, toEntityTag } from '../kernel/preconditions.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write } from '../store/open.ts'
import { stateAfter, type ConnectionState } from './connection-state.ts'
import { lockConnection, requireConnection, type Connection } from './connections.ts'
import { endWhatRestsOn } from './identities.ts'
import { mayPass } from './oidc/discovery.ts'
import { connectionInUse } from './refusals.ts'
import { mappingAfter, saveChanged, saveNew } from './save-connection.ts'
import { readCertificates, readIdpMetadata, requireWebAddress, type ProviderFacts } from './saml/idp-metadata.ts'
import { samlMappingOf, type SamlField } from './saml/mapping.ts'
import { metadataUnavailable, metadataTwice } from './saml/refusals.ts'
import { missingOfSaml, noSamlSettings, samlSettingsOf, toStoredSamlSettings, type SamlSettings } from './saml/settings.ts'
import { makeKeyPair } from './saml/sp-keys.ts'
import { samlKeyPlace, type SsoTools } from './tools.ts'

/** What an admin gives of a SAML connection. What is undefined stays as it is. */
export type WantedSaml = {
  name?: string | undefined
  /** The provider's metadata itself, or where it is; what is given by hand goes over what was read. */
  metadataXml?: string | undefined
  metadataUrl?: string | null | undefined
  idpEntityId?: string | undefined
  ssoUrl?: string | undefined
  ssoBinding?: 'redirect' | 'post' | undefined
  sloUrl?: string | null | undefined
  certificates?: readonly string[] | undefined
  /** Of each field the provider's name for it; null takes the usual names again. */
  attributeMapping?: Partial<Record<SamlField, string | null | undefined>> | undefined
  jit?: boolean | undefined
  idpInitiated?: boolean | undefined
  acceptSha1?: boolean | undefined
  forceAuthn?: boolean | undefined
}

/** How often the metadata of a provider is read again from its URL. */
const refreshSeconds = 86_400

/** What was read of the provider: who it is, and what a connection keeps of it. */
export type SamlProvider = { issuer: string | null; settings: SamlSettings }

/** What a connection would be, before anything is saved. Refuses: saml-metadata-…, outgoing-…, connection-not-found. */
export async function previewSaml(tools: SsoTools, by: Actor, wanted: WantedSaml, connectionId?: string): Promise<SamlProvider> {
  const before = connectionId === undefined ? undefined : await requireConnection(tools.db.read, by.teamId, connectionId)
  return readProvider(tools, before ? providerOf(before) : { issuer: null, settings: noSamlSettings('') }, wanted)
}

/**
 * Makes a connection with a key pair of its own. What is missing makes it a draft, and so does a metadata URL that cannot be read just now; one that must not be
 * read, or that has no metadata, is refused, and nothing is made. Refuses: saml-metadata-…, outgoing-….
 */
export async function createSamlConnection(tools: SsoTools, by: Actor, wanted: WantedSaml & { name: string }): Promise<Connection> {
  const { environment, seal, publicUrl, db } = tools
  const connectionId = environment.newId('con')
  const keys = await makeKeyPair(environment, new URL(publicUrl()).hostname)
  const read = await readProvider(tools, { issuer: null, settings: noSamlSettings(keys.certificate) }, wanted)
  const state = stateOf('draft', read)
  return write(db, async (trx) => {
    const made = await saveNew(trx, by, {
      connectionId,
      protocol: 'saml',
      name: wanted.name,
      state,
      issuer: read.issuer,
      clientId: null,
      jit: wanted.jit ?? true,
      settings: toStoredSamlSettings(read.settings),
      attributeMapping: mappingAfter({}, wanted.attributeMapping),
      metadataDueAt: dueAt(read.settings, by.at),
    })
    await keepSecret(trx, environment, seal, samlKeyPlace(made), keys.privateKey)
    return made
  })
}

/**
 * Changes a connection. New certificates and addresses of the same provider are a roll-over: an active one stays active. Another entity id takes it back to
 * `configured`; on an active one that is refused. Refuses: connection-not-found, stale-etag, connection-in-use, saml-metadata-…, outgoing-….
 */
export async function changeSamlConnection(
  tools: SsoTools,
  by: Actor,
  connectionId: string,
  wanted: WantedSaml,
  ifMatch: string | undefined,
): Promise<Connection> {
  const seen = await requireConnection(tools.db.read, by.teamId, connectionId)
  requireCurrent({ ifMatch }, toEntityTag(seen.version))
  const read = await readProvider(tools, providerOf(seen), wanted)
  return write(tools.db, async (trx) => {
    const before = await lockConnection(trx, by.teamId, connectionId)
    requireCurrent({ ifMatch }, toEntityTag(before.version))
    // What was read rests on what was seen; if somebody else changed it meanwhile, it is theirs that was not seen.
    if (ifMatch === undefined && before.version !== seen.version) requireCurrent({ ifMatch: toEntityTag(seen.version) }, toEntityTag(before.version))
    const isReplaced = before.issuer !== null && before.issuer !== read.issuer
    const replaced = isReplaced ? stateAfter(before.state, 'replace') : before.state
    if (replaced === undefined) throw inUse(before, read)
    const moved = {
      name: wanted.name ?? before.name,
      issuer: read.issuer,
      clientId: null,
      jit: wanted.jit ?? before.jit,
      state: stateOf(replaced, read),
      settings: toStoredSamlSettings(read.settings),
      attributeMapping: mappingAfter(samlMappingOf(before), wanted.attributeMapping),
    }
    const ended = isReplaced ? await endWhatRestsOn(trx, by, before.connectionId, { links: 'end' }) : []
    const next = { ...before, metadataDueAt: dueAt(read.settings, by.at) }
    const isSameWord = !isReplaced && takesSameWord(before, moved)
    return saveChanged(trx, by, { before: next, moved, hasNewSecret: false, ended, isSameWord, tell: tellSettings })
  })
}

/** Whether no other address, no other key and no other attribute may say who somebody is. What an unchanged address of metadata brings is its owner's word as before. */
function takesSameWord(before: Pick<Connection, 'settings' | 'attributeMapping'>, moved: Pick<Connection, 'settings' | 'attributeMapping'>): boolean {
  const [was, is] = [samlSettingsOf(before), samlSettingsOf(moved)]
  const known = new Set(was.certificates.map(({ fingerprint }) => fingerprint))
  const areKnown = is.certificates.every(({ fingerprint }) => known.has(fingerprint))
  const isSameEmail = samlMappingOf(before).email === samlMappingOf(moved).email
  return isSameEmail && areKnown && (is.metadataUrl === null || is.metadataUrl === was.metadataUrl)
}

const inUse = ({ name, issuer }: Connection, read: SamlProvider) =>
  connectionInUse(
    `People sign in through ${name}, with the identity provider "${issuer ?? ''}"; this is the metadata of "${read.issuer ?? ''}". Make a second connection, test and activate it, then deactivate this one.`,
  )

const providerOf = (connection: Connection): SamlProvider => ({ issuer: connection.issuer, settings: samlSettingsOf(connection) })

const stateOf = (state: ConnectionState, provider: SamlProvider): ConnectionState =>
  stateAfter(state, missingOfSaml(provider).length === 0 ? 'complete' : 'lack') ?? state

export const dueAt = ({ metadataUrl }: SamlSettings, now: Timestamp): Timestamp | null =>
  metadataUrl === null ? null : addSeconds(now, refreshSeconds)

/** The journal tells which certificates moved, not what is in them. */
export function tellSettings(stored: JsonObject): JsonObject {
  const { certificates, spCertificate: _ours, ...settings } = samlSettingsOf({ settings: stored })
  return { ...settings, certificates: certificates.map(({ fingerprint, validTo }) => ({ fingerprint, validTo })) }
}

async function readProvider(tools: SsoTools, { issuer, settings }: SamlProvider, wanted: WantedSaml): Promise<SamlProvider> {
  const now = tools.environment.now()
  const switched: SamlSettings = {
    ...settings,
    idpInitiated: wanted.idpInitiated ?? settings.idpInitiated,
    acceptSha1: wanted.acceptSha1 ?? settings.acceptSha1,
    forceAuthn: wanted.forceAuthn ?? settings.forceAuthn,
    // Metadata that was uploaded is newer than what its former address says: that would undo it a day later.
    metadataUrl: wanted.metadataUrl !== undefined ? wanted.metadataUrl : wanted.metadataXml !== undefined ? null : settings.metadataUrl,
  }
  const read = await readMetadata(tools, switched, wanted, now, issuer === null)
  const provider = byHand(
    read.facts ? { issuer: read.facts.entityId, settings: keepProvider(read.settings, read.facts) } : { issuer, settings: read.settings },
    wanted,
  )
  if (read.facts || wanted.ssoUrl !== undefined || wanted.sloUrl !== undefined) requireOutside(tools, provider.settings)
  return provider
}

/** What metadata says of where people are sent is a stranger's word, also where it was uploaded. Refuses: outgoing-address-forbidden. */
export function requireOutside({ outgoing }: Pick<SsoTools, 'outgoing'>, { signIn, signOut }: Pick<SamlSettings, 'signIn' | 'signOut'>): void {
  for (const endpoint of [signIn, signOut]) if (endpoint) outgoing.requireOutside(endpoint.url)
}

/** What a connection keeps of its provider's metadata. */
export const keepProvider = (settings: SamlSettings, { signIn, signOut, certificates, validUntil }: ProviderFacts): SamlSettings => ({
  ...settings,
  signIn,
  signOut,
  certificates: [...certificates],
  validUntil,
  problem: null,
})

/** The metadata as it was given, or as its URL gives it where that is new or still to be read. A failure that may pass by itself is kept with the connection; others are thrown. */
async function readMetadata(
  tools: SsoTools,
  settings: SamlSettings,
  { metadataXml, metadataUrl }: WantedSaml,
  now: Timestamp,
  isUnread: boolean,
): Promise<{ settings: SamlSettings; facts?: ProviderFacts }> {
  if (metadataXml !== undefined && typeof metadataUrl === 'string')
    throw metadataTwice('Give either metadata_xml or metadata_url: only one of them can be right.')
  if (metadataXml !== undefined) return { settings, facts: readIdpMetadata(metadataXml, now) }
  const url = metadataUrl ?? (isUnread ? settings.metadataUrl : null)
  if (url === null) return { settings }
  try {
    return { settings: { ...settings, refreshedAt: now }, facts: readIdpMetadata(await fetchMetadata(tools, url), now) }
  } catch (error) {
    if (error instanceof Refusal && mayPass(error)) return { settings: { ...settings, problem: { code: error.kind.code, detail: error.message } } }
    throw error
  }
}

/** Refuses: outgoing-…, saml-metadata-unavailable. */
export async function fetchMetadata({ outgoing }: Pick<SsoTools, 'outgoing'>, url: string): Promise<string> {
  const { status, body } = await outgoing.ask(url, { headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' } })
  if (status !== 200) throw metadataUnavailable(`${url.slice(0, 200)} answers ${status}. Is it the address of the metadata, open to all?`)
  return body
}

/** What is given by hand goes over what was read. Refuses: saml-metadata-invalid. */
function byHand({ issuer, settings }: SamlProvider, { idpEntityId, ssoUrl, ssoBinding, sloUrl, certificates }: WantedSaml): SamlProvider {
  const url = ssoUrl === undefined ? settings.signIn?.url : requireWebAddress(ssoUrl, 'sso_url')
  const binding = ssoBinding ?? settings.signIn?.binding ?? 'redirect'
  return {
    issuer: idpEntityId ?? issuer,
    settings: {
      ...settings,
      signIn: url === undefined ? null : { binding, url },
      ...(sloUrl !== undefined && { signOut: sloUrl === null ? null : { binding: 'redirect' as const, url: requireWebAddress(sloUrl, 'slo_url') } }),
      ...(certificates !== undefined && { certificates: readCertificates(certificates) }),
    },
  }
}
