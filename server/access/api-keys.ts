import type { Actor, KeyActor, Occasion } from '../kernel/actor.ts'
import { Batch } from '../kernel/batch.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type KeyId, type TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { endApiKey, findApiKeyRow, insertApiKey, writeKeyUse, type Use } from './credentials.sql.ts'
import { credentialState, endOfOverlap, renewedEnd, unused } from './credential-life.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { isPermission, permissions } from './permissions.ts'
import { credentialEnded, keyNotFound, scopeUnknown } from './refusals.ts'
import { makeSecret } from './secrets.ts'

export type ApiKey = Row<'apiKeys'>
/** A key with its secret, which is shown this once. */
export type NewApiKey = { key: ApiKey; secret: string }

/** Makes a key of the actor's team. Refuses: scope-unknown. */
export function createApiKey(
  db: Db,
  environment: Environment,
  by: Actor,
  wanted: { name: string; scopes: readonly string[]; expiresAt: Timestamp | null },
): Promise<NewApiKey> {
  return write(db, async (trx) => {
    const made = await addApiKey(trx, environment, by, wanted)
    const { keyId, name, prefix, scopes, expiresAt } = made.key
    await record(trx, by, {
      operation: 'create_key',
      subjectId: keyId,
      changes: [{ kind: 'key.created', key: keyId, name, prefix, scopes, expiresAt }],
    })
    return made
  })
}

/** Makes a key in place of another, which goes on for the overlap, so that no request fails while the new one is put in place. Refuses: key-not-found, credential-ended. */
export function rotateApiKey(db: Db, environment: Environment, by: Actor, keyId: string, overlapSeconds: number): Promise<NewApiKey> {
  return write(db, async (trx) => {
    const old = await requireLiveKey(trx, by, keyId)
    const made = await addApiKey(trx, environment, by, { name: old.name, scopes: old.scopes, expiresAt: renewedEnd(old, by.at) })
    const expiresAt = endOfOverlap(old, by.at, overlapSeconds)
    await endApiKey(trx, by.teamId, old.keyId, { expiresAt })
    await record(trx, by, {
      operation: 'rotate_key',
      subjectId: old.keyId,
      changes: [{ kind: 'key.rotated', key: old.keyId, name: old.name, replacedBy: made.key.keyId, expiresAt }],
    })
    return made
  })
}

/** Ends a key at once. Refuses: key-not-found, credential-ended. */
export function revokeApiKey(db: Db, by: Actor, keyId: string): Promise<void> {
  return write(db, async (trx) => {
    const key = await requireLiveKey(trx, by, keyId)
    await endApiKey(trx, by.teamId, key.keyId, { revokedAt: by.at, revokedBy: by.name })
    const { name, prefix, scopes, expiresAt } = key
    await record(trx, by, {
      operation: 'revoke_key',
      subjectId: key.keyId,
      changes: [{ kind: 'key.revoked', key: key.keyId, name, prefix, scopes, expiresAt }],
    })
  })
}

async function addApiKey(
  trx: Trx,
  environment: Environment,
  by: Actor,
  { name, scopes, expiresAt }: { name: string; scopes: readonly string[]; expiresAt: Timestamp | null },
): Promise<NewApiKey> {
  for (const scope of scopes) {
    if (scope !== '*' && !isPermission(scope)) throw scopeUnknown(`"${scope}" is not a scope. There are: *, ${Object.keys(permissions).join(', ')}.`)
  }
  const { secret, hash, prefix } = makeSecret('key', environment)
  const key: ApiKey = {
    teamId: by.teamId,
    keyId: environment.newId('key'),
    scopes: [...scopes],
    name,
    prefix,
    createdAt: by.at,
    createdBy: by.name,
    expiresAt,
    ...unused,
  }
  await insertApiKey(trx, { ...key, scopes: JSON.stringify(scopes) })
  await insertCredential(trx, { hash, teamId: by.teamId, kind: 'api_key', id: key.keyId })
  return { key, secret }
}

async function requireLiveKey(trx: Reader, by: Actor, keyId: string): Promise<ApiKey> {
  const key = isId('key', keyId) ? await findApiKeyRow(trx, by.teamId, keyId) : undefined
  if (!key) throw keyNotFound(`This team has no API key "${keyId}".`)
  const state = credentialState(key, by.at)
  if (state !== 'live') throw credentialEnded(`API key ${keyId} is ${state} already.`)
  return key
}

/** Who presents this secret, if it opens the API of a team. */
export async function authenticateKey(db: Reader, presented: string, occasion: Occasion): Promise<KeyActor | undefined> {
  const credential = await findCredential(db, 'key', presented)
  if (!credential || !isId('key', credential.id)) return undefined
  const key = await findApiKeyRow(db, credential.teamId, credential.id)
  if (!key || credentialState(key, occasion.at) !== 'live') return undefined
  return { ...occasion, kind: 'api_key', teamId: key.teamId, keyId: key.keyId, name: key.name, scopes: key.scopes }
}

/** Remembers when and from where keys were last used: the latest use of each, written together. */
export function keyUses(db: Db, onFailure: (error: unknown) => void): Batch<{ teamId: TeamId; keyId: KeyId } & Use> {
  return new Batch(async (uses) => {
    const latest = new Map(uses.map((use) => [use.keyId, use]))
    await write(db, async (trx) => {
      for (const { teamId, keyId, ...use } of latest.values()) await writeKeyUse(trx, teamId, keyId, use)
    })
  }, onFailure)
}
