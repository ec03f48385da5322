import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import type { WantedKey } from './api-keys.ts'
import { credentialState, endOfOverlap, newCredential, renewedEnd, requireLive, requireRotatable, revocationBy } from './credential-life.ts'
import { toKeyChange } from './key-change.ts'
import { requireScopes } from './key-scopes.ts'
import { endOperatorKey, findOperatorKeyByHash, insertOperatorKey, lockOperatorKeyRow } from './operator-keys.sql.ts'
import { keyNotFound } from './refusals.ts'
import { hashPresented, makeSecret } from './secrets.ts'

export { listOperatorKeyRows as listOperatorKeys } from './operator-keys.sql.ts'
export type OperatorKey = Omit<Row<'operatorKeys'>, 'hash'>
/** A key with its secret, which is shown this once. */
export type NewOperatorKey = { key: OperatorKey; secret: string }

// Operator keys are made, rotated and revoked at the command line alone, and told in the journal of the installation.

/** Makes a key that opens every team. Refuses: scope-unknown. */
export function createOperatorKey(db: Db, environment: Environment, by: Actor, wanted: WantedKey): Promise<NewOperatorKey> {
  return write(db, async (trx) => {
    const made = await addOperatorKey(trx, environment, by, wanted)
    await record(trx, by, { operation: 'create_operator_key', subjectId: made.key.keyId, changes: [toKeyChange('key.created', made.key)] })
    return made
  })
}

/** Makes a key in place of another, which goes on for the overlap. Refuses: key-not-found, credential-ended, credential-replaced. */
export function rotateOperatorKey(db: Db, environment: Environment, by: Actor, keyId: string, overlapSeconds: number): Promise<NewOperatorKey> {
  return write(db, async (trx) => {
    const old = await requireLiveOperatorKey(trx, by, keyId)
    requireRotatable(`Operator key ${keyId}`, old, by.at)
    const made = await addOperatorKey(trx, environment, by, { name: old.name, scopes: old.scopes, expiresAt: renewedEnd(old, by.at) }, old)
    const expiresAt = endOfOverlap(old, by.at, overlapSeconds)
    await endOperatorKey(trx, old.keyId, { expiresAt, replacedBy: made.key.keyId })
    const change = { kind: 'key.rotated', key: old.keyId, name: old.name, replacedBy: made.key.keyId, expiresAt } as const
    await record(trx, by, { operation: 'rotate_operator_key', subjectId: old.keyId, changes: [change] })
    return made
  })
}

/** Ends a key at once. Refuses: key-not-found, credential-ended. */
export function revokeOperatorKey(db: Db, by: Actor, keyId: string): Promise<void> {
  return write(db, async (trx) => {
    const key = await requireLiveOperatorKey(trx, by, keyId)
    await endOperatorKey(trx, key.keyId, revocationBy(by))
    await record(trx, by, { operation: 'revoke_operator_key', subjectId: key.keyId, changes: [toKeyChange('key.revoked', key)] })
  })
}

async function addOperatorKey(
  trx: Trx,
  environment: Environment,
  by: Actor,
  { name, scopes, expiresAt }: WantedKey,
  old?: OperatorKey,
): Promise<NewOperatorKey> {
  requireScopes(by, 'operator', scopes)
  const { secret, hash, prefix } = makeSecret('operator', environment)
  const key: OperatorKey = {
    keyId: environment.newId('key'),
    scopes: [...scopes],
    firstKeyId: old ? (old.firstKeyId ?? old.keyId) : null,
    ...newCredential(by, { name, prefix, expiresAt }),
  }
  await insertOperatorKey(trx, { ...key, hash, scopes: JSON.stringify(scopes) })
  return { key, secret }
}

/** The key, locked. */
async function requireLiveOperatorKey(trx: Trx, by: Actor, keyId: string): Promise<OperatorKey> {
  const key = isId('key', keyId) ? await lockOperatorKeyRow(trx, keyId) : undefined
  if (!key) throw keyNotFound(`There is no operator key "${keyId.slice(0, 100)}".`)
  requireLive(`Operator key ${keyId}`, key, by.at)
  return key
}

/** The operator key that this secret is of, also one that has ended. */
export async function findOperatorKey(db: Reader, presented: string): Promise<OperatorKey | undefined> {
  const hash = hashPresented('operator', presented)
  return hash === undefined ? undefined : findOperatorKeyByHash(db, hash)
}

/** The operator key that this secret is of, while it lives. */
export async function findLiveOperatorKey(db: Reader, presented: string, now: Timestamp): Promise<OperatorKey | undefined> {
  const key = await findOperatorKey(db, presented)
  return key && credentialState(key, now) === 'live' ? key : undefined
}
