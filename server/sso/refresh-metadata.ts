import type { HousekeepingActor } from '../kernel/actor.ts'
import { eachByItself } from '../kernel/each-by-itself.ts'
import { Refusal } from '../kernel/refusal.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { write } from '../store/open.ts'
import type { Connection } from './connections.ts'
import { lockConnectionRow, takeDueConnections, updateConnectionRow } from './connections.sql.ts'
import { saveChanged } from './save-connection.ts'
import { readIdpMetadata, type ProviderFacts } from './saml/idp-metadata.ts'
import { metadataOfAnother } from './saml/refusals.ts'
import { samlSettingsOf, toStoredSamlSettings, type SamlSettings } from './saml/settings.ts'
import { dueAt, fetchMetadata, keepProvider, requireOutside, tellSettings } from './set-up-saml.ts'
import type { SsoTools } from './tools.ts'

type Tools = Pick<SsoTools, 'db' | 'environment' | 'outgoing'>

const perBatch = 20
/** What failed is tried again after this, and what another node took and did not finish. */
const againSeconds = 3_600

/**
 * Reads the metadata of SAML providers again from their addresses, each once a day, by one node: so a provider's new certificate is known before it signs with it. What
 * cannot be read, or is of another provider, changes nothing but the connection's problems. Throws what failed, once all were tried.
 */
export async function refreshMetadata(tools: Tools): Promise<void> {
  const failures: unknown[] = []
  for (let batch; batch === undefined || batch.length === perBatch;) {
    const now = tools.environment.now()
    batch = await write(tools.db, (trx) => takeDueConnections(trx, now, addSeconds(now, againSeconds), perBatch))
    await eachByItself(batch.map((connection) => () => refresh(tools, connection))).catch((error) => failures.push(error))
  }
  if (failures.length > 0) throw new AggregateError(failures, 'metadata could not be read again')
}

async function refresh(tools: Tools, seen: Connection): Promise<void> {
  const read = await readAgain(tools, seen)
  const { teamId, connectionId } = seen
  const by: HousekeepingActor = {
    kind: 'housekeeping',
    teamId,
    name: 'Purser',
    requestId: tools.environment.newId('req'),
    at: tools.environment.now(),
  }
  await write(tools.db, async (trx) => {
    const before = await lockConnectionRow(trx, teamId, connectionId)
    const settings = before && samlSettingsOf(before)
    // Deleted, or given otherwise meanwhile.
    if (!before || !settings || before.deletedAt !== null || settings.metadataUrl !== samlSettingsOf(seen).metadataUrl) return
    const isOfAnother = 'facts' in read && before.issuer !== null && read.facts.entityId !== before.issuer
    const next =
      'facts' in read && !isOfAnother
        ? keepProvider(settings, read.facts)
        : { ...settings, problem: 'problem' in read ? read.problem : otherEntity(before) }
    if (isSame(settings, next)) {
      // That it was read is no change of the connection.
      const readAt = toStoredSamlSettings({ ...settings, refreshedAt: by.at })
      if ('facts' in read)
        await updateConnectionRow(trx, teamId, connectionId, { settings: JSON.stringify(readAt), metadataDueAt: dueAt(settings, by.at) })
      return
    }
    const refreshed: SamlSettings = { ...next, refreshedAt: 'facts' in read ? by.at : settings.refreshedAt }
    const isRead = 'facts' in read
    const due = { ...before, metadataDueAt: isRead ? dueAt(settings, by.at) : before.metadataDueAt }
    await saveChanged(trx, by, {
      before: due,
      moved: { ...before, settings: toStoredSamlSettings(refreshed) },
      hasNewSecret: false,
      ended: [],
      isSameWord: true,
      tell: tellSettings,
    })
  })
}

type Read = { facts: ProviderFacts } | { problem: NonNullable<SamlSettings['problem']> }

async function readAgain(tools: Tools, connection: Connection): Promise<Read> {
  const { metadataUrl } = samlSettingsOf(connection)
  try {
    const facts = readIdpMetadata(await fetchMetadata(tools, metadataUrl ?? ''), tools.environment.now())
    requireOutside(tools, facts)
    return { facts }
  } catch (error) {
    if (error instanceof Refusal) return { problem: { code: error.kind.code, detail: error.message } }
    throw error
  }
}

function otherEntity({ issuer }: Connection): NonNullable<SamlSettings['problem']> {
  const { kind, message } = metadataOfAnother(
    `The address of the metadata has another identity provider than "${issuer ?? ''}" by now. Nothing was taken from it.`,
  )
  return { code: kind.code, detail: message }
}

const isSame = (one: SamlSettings, other: SamlSettings): boolean => JSON.stringify(one) === JSON.stringify(other)
