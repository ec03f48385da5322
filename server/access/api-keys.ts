import type { Actor } from '../kernel/actor.ts'
import { entityTagOf, requireCurrent } from '../kernel/preconditions.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type MemberId, type TeamId } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { endApiKey, findApiKeyRow, insertApiKey, lockApiKeyRow, revokeMemberKeys } from './api-keys.sql.ts'
import {
  credentialState,
  endOfOverlap,
  newCredential,
  renewedEnd,
  requireLive,
  requireRotatable,
  revocationBy,
  type Revocation,
} from './credential-life.ts'
import { findCredential, insertCredential } from './credentials.ts'
import { revokeLinksMadeBy } from './links.ts'
import { toKeyChange } from './key-change.ts'
import { requireScopes } from './key-scopes.ts'
import { keyNotFound } from './refusals.ts'
import { makeSecret } from './secrets.ts'

export { listApiKeyRows as listApiKeys, listTeamKeysMadeBySomebody } from './api-keys.sql.ts'
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
    await record(trx, by, { operation: 'create_key', subjectId: made.key.keyId, changes: [toKeyChange('key.created', made.key)] })
    return made
  })
}

/**
 * Makes a key in place of another, which goes on for the overlap, so that no request fails while the new one is put in place.
 * Refuses: key-not-found, credential-ended, credential-replaced, scope-exceeds-own.
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
    requireRotatable(`API key ${keyId}`, old, by.at)
    const made = await addApiKey(trx, environment, by, { name: old.name, scopes: old.scopes, expiresAt: renewedEnd(old, by.at) }, holder, old)
    const expiresAt = endOfOverlap(old, by.at, overlapSeconds)
    await endApiKey(trx, by.teamId, old.keyId, { expiresAt, replacedBy: made.key.keyId })
    await record(trx, by, {
      operation: 'rotate_key',
      subjectId: old.keyId,
      changes: [{ kind: 'key.rotated', key: old.keyId, name: old.name, replacedBy: made.key.keyId, expiresAt }],
    })
    return made
  })
}

/**
 * Ends a key at once, and the invitations that it made: one of the member who acts, or any of the team.
 * Refuses: key-not-found, credential-ended, stale-etag.
 */
export function revokeApiKey(db: Db, by: Actor, keyId: string, holder: Holder | 'any' = 'any', ifMatch?: string): Promise<void> {
  return write(db, async (trx) => {
    const key = await requireLiveKey(trx, by, keyId, holder)
    requireCurrent({ ifMatch }, entityTagOf(key))
    await endApiKey(trx, by.teamId, key.keyId, revocationBy(by))
    const links = await revokeLinksMadeBy(trx, by.teamId, key.keyId, by.at)
    await record(trx, by, { operation: 'revoke_key', subjectId: key.keyId, changes: [toKeyChange('key.revoked', key), ...links] })
  })
}

/** Ends the personal keys of a member for good. Answers how many lived. */
export const revokeKeysOfMember = (trx: Trx, teamId: TeamId, memberId: MemberId, { at, name, id = null }: Cause): Promise<number> =>
  revokeMemberKeys(trx, teamId, memberId, { revokedAt: at, revokedBy: name, revokedById: id })

/** What ends a key that nobody names: when, by whom in words, and by whom where it is somebody. */
export type Cause = { at: Timestamp; name: string; id?: Revocation['revokedById'] }

async function addApiKey(
  trx: Trx,
  environment: Environment,
  by: Actor,
  { name, scopes, expiresAt }: WantedKey,
  holder: Holder,
  old?: ApiKey,
): Promise<NewApiKey> {
  requireScopes(by, holder === 'team' ? 'team' : holder.role, scopes)
  const { secret, hash, prefix } = makeSecret('key', environment)
  const key: ApiKey = {
    teamId: by.teamId,
    keyId: environment.newId('key'),
    memberId: holder === 'team' ? null : holder.memberId,
    scopes: [...scopes],
    firstKeyId: old ? (old.firstKeyId ?? old.keyId) : null,
    ...newCredential(by, { name, prefix, expiresAt }),
  }
  await insertApiKey(trx, { ...key, scopes: JSON.stringify(scopes) })
  await insertCredential(trx, { hash, teamId: by.teamId, kind: 'api_key', id: key.keyId })
  return { key, secret }
}

/** The key, locked. */
async function requireLiveKey(trx: Trx, by: Actor, keyId: string, holder: Holder | 'any'): Promise<ApiKey> {
  const key = requireFound(isId('key', keyId) ? await lockApiKeyRow(trx, by.teamId, keyId) : undefined, keyId, holder)
  requireLive(`API key ${keyId}`, key, by.at)
  return key
}

/** A key, also one that has ended. Refuses: key-not-found. */
export async function requireApiKey(db: Reader, teamId: TeamId, keyId: string, holder: Holder | 'any'): Promise<ApiKey> {
  return requireFound(isId('key', keyId) ? await findApiKeyRow(db, teamId, keyId) : undefined, keyId, holder)
}

function requireFound(key: ApiKey | undefined, keyId: string, holder: Holder | 'any'): ApiKey {
  // Who rotates a key learns its secret, so a personal one is rotated by its member alone.
  const isMeant = holder === 'any' || key?.memberId === (holder === 'team' ? null : holder.memberId)
  if (!key || !isMeant)
    throw keyNotFound(`There is no API key "${keyId.slice(0, 100)}" ${holder === 'team' || holder === 'any' ? 'of this team' : 'of yours'}.`)
  return key
}

/** The key that this secret is of, also one that has ended. */
export async function findApiKey(db: Reader, presented: string): Promise<ApiKey | undefined> {
  const credential = await findCredential(db, 'key', presented)
  return credential && isId('key', credential.id) ? findApiKeyRow(db, credential.teamId, credential.id) : undefined
}

/** The key that this secret is of, while it lives. Whether its member is in is for who knows members to say. */
export async function findLiveApiKey(db: Reader, presented: string, now: Timestamp): Promise<ApiKey | undefined> {
  const key = await findApiKey(db, presented)
  return key && credentialState(key, now) === 'live' ? key : undefined
}
