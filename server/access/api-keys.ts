import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { KeyChange } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { endApiKey, findApiKeyRow, insertApiKey, revokeMemberKeys } from './api-keys.sql.ts'
import { credentialState, endOfOverlap, renewedEnd, unused } from './credential-life.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { requireScopes } from './key-scopes.ts'
import { credentialEnded, keyNotFound } from './refusals.ts'
import { makeSecret } from './secrets.ts'

export { listApiKeyRows as listApiKeys } from './api-keys.sql.ts'
export type ApiKey = Row<'apiKeys'>
/** A key with its secret, which is shown this once. */
export type NewApiKey = { key: ApiKey; secret: string }

/** Whose keys are meant: the team's, or one member's own. */
export type Holder = 'team' | { memberId: MemberId; role: Role }

export type WantedKey = { name: string; scopes: readonly string[]; expiresAt: Timestamp | null }

/** Makes a key of the actor's team, or of the member who acts. Refuses: scope-unknown, scope-exceeds-own. */
export function createApiKey(db: Db, environment: Environment, by: Actor, wanted: WantedKey, holder: Holder = 'team'): Promise<NewApiKey> {
  return write(db, async (trx) => {
    const made = await addApiKey(trx, environment, by, wanted, holder)
    await record(trx, by, { operation: 'create_key', subjectId: made.key.keyId, changes: [toChange('key.created', made.key)] })
    return made
  })
}

/**
 * Makes a key in place of another, which goes on for the overlap, so that no request fails while the new one is put in place.
 * Refuses: key-not-found, credential-ended, scope-exceeds-own.
 */
export function rotateApiKey(
  db: Db,
  environment: Environment,
  by: Actor,
  keyId: string,
  overlapSeconds: number,
  holder: Holder = 'team',
): Promise<NewApiKey> {
  return write(db, async (trx) => {
    const old = await requireLiveKey(trx, by, keyId, holder)
    const made = await addApiKey(trx, environment, by, { name: old.name, scopes: old.scopes, expiresAt: renewedEnd(old, by.at) }, holder)
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

/** Ends a key at once: one of the member who acts, or any of the team. Refuses: key-not-found, credential-ended. */
export function revokeApiKey(db: Db, by: Actor, keyId: string, holder: Holder | 'any' = 'any'): Promise<void> {
  return write(db, async (trx) => {
    const key = await requireLiveKey(trx, by, keyId, holder)
    await endApiKey(trx, by.teamId, key.keyId, { revokedAt: by.at, revokedBy: by.name })
    await record(trx, by, { operation: 'revoke_key', subjectId: key.keyId, changes: [toChange('key.revoked', key)] })
  })
}

/** Ends the personal keys of a member for good. Answers how many lived. */
export const revokeKeysOfMember = (trx: Trx, teamId: TeamId, memberId: MemberId, cause: { at: Timestamp; name: string }): Promise<number> =>
  revokeMemberKeys(trx, teamId, memberId, { revokedAt: cause.at, revokedBy: cause.name })

async function addApiKey(trx: Trx, environment: Environment, by: Actor, { name, scopes, expiresAt }: WantedKey, holder: Holder): Promise<NewApiKey> {
  requireScopes(by, holder === 'team' ? 'team' : holder.role, scopes)
  const { secret, hash, prefix } = makeSecret('key', environment)
  const key: ApiKey = {
    teamId: by.teamId,
    keyId: environment.newId('key'),
    memberId: holder === 'team' ? null : holder.memberId,
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

async function requireLiveKey(trx: Reader, by: Actor, keyId: string, holder: Holder | 'any'): Promise<ApiKey> {
  const key = isId('key', keyId) ? await findApiKeyRow(trx, by.teamId, keyId) : undefined
  // Who rotates a key learns its secret, so a personal one is rotated by its member alone.
  const isMeant = holder === 'any' || key?.memberId === (holder === 'team' ? null : holder.memberId)
  if (!key || !isMeant)
    throw keyNotFound(`There is no API key "${keyId.slice(0, 100)}" ${holder === 'team' || holder === 'any' ? 'of this team' : 'of yours'}.`)
  const state = credentialState(key, by.at)
  if (state !== 'live') throw credentialEnded(`API key ${keyId} is ${state} already.`)
  return key
}

const toChange = (kind: KeyChange['kind'], { keyId, name, prefix, scopes, expiresAt, memberId }: ApiKey): KeyChange => ({
  kind,
  key: keyId,
  name,
  prefix,
  scopes,
  expiresAt,
  ...(memberId !== null && { member: memberId }),
})

/** The key that this secret is of, while it lives. Whether its member is in is for who knows members to say. */
export async function findLiveApiKey(db: Reader, presented: string, now: Timestamp): Promise<ApiKey | undefined> {
  const credential = await findCredential(db, 'key', presented)
  if (!credential || !isId('key', credential.id)) return undefined
  const key = await findApiKeyRow(db, credential.teamId, credential.id)
  return key && credentialState(key, now) === 'live' ? key : undefined
}
