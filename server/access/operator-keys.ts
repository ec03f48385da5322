import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { KeyChange } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import type { WantedKey } from './api-keys.ts'
import { credentialState, endOfOverlap, renewedEnd, unused } from './credential-life.ts'
import { requireScopes } from './key-scopes.ts'
import { endOperatorKey, findOperatorKeyByHash, findOperatorKeyRow, insertOperatorKey } from './operator-keys.sql.ts'
import { credentialEnded, keyNotFound } from './refusals.ts'
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
    await record(trx, by, { operation: 'create_operator_key', subjectId: made.key.keyId, changes: [toChange('key.created', made.key)] })
    return made
  })
}

/** Makes a key in place of another, which goes on for the overlap. Refuses: key-not-found, credential-ended. */
export function rotateOperatorKey(db: Db, environment: Environment, by: Actor, keyId: string, overlapSeconds: number): Promise<NewOperatorKey> {
  return write(db, async (trx) => {
    const old = await requireLiveOperatorKey(trx, by, keyId)
    const made = await addOperatorKey(trx, environment, by, { name: old.name, scopes: old.scopes, expiresAt: renewedEnd(old, by.at) })
    const expiresAt = endOfOverlap(old, by.at, overlapSeconds)
    await endOperatorKey(trx, old.keyId, { expiresAt })
    const change = { kind: 'key.rotated', key: old.keyId, name: old.name, replacedBy: made.key.keyId, expiresAt } as const
    await record(trx, by, { operation: 'rotate_operator_key', subjectId: old.keyId, changes: [change] })
    return made
  })
}

/** Ends a key at once. Refuses: key-not-found, credential-ended. */
export function revokeOperatorKey(db: Db, by: Actor, keyId: string): Promise<void> {
  return write(db, async (trx) => {
    const key = await requireLiveOperatorKey(trx, by, keyId)
    await endOperatorKey(trx, key.keyId, { revokedAt: by.at, revokedBy: by.name })
    await record(trx, by, { operation: 'revoke_operator_key', subjectId: key.keyId, changes: [toChange('key.revoked', key)] })
  })
}

async function addOperatorKey(trx: Trx, environment: Environment, by: Actor, { name, scopes, expiresAt }: WantedKey): Promise<NewOperatorKey> {
  requireScopes(by, 'operator', scopes)
  const { secret, hash, prefix } = makeSecret('operator', environment)
  const key: OperatorKey = {
    keyId: environment.newId('key'),
    scopes: [...scopes],
    name,
    prefix,
    createdAt: by.at,
    createdBy: by.name,
    expiresAt,
    ...unused,
  }
  await insertOperatorKey(trx, { ...key, hash, scopes: JSON.stringify(scopes) })
  return { key, secret }
}

async function requireLiveOperatorKey(trx: Reader, by: Actor, keyId: string): Promise<OperatorKey> {
  const key = isId('key', keyId) ? await findOperatorKeyRow(trx, keyId) : undefined
  if (!key) throw keyNotFound(`There is no operator key "${keyId.slice(0, 100)}".`)
  const state = credentialState(key, by.at)
  if (state !== 'live') throw credentialEnded(`Operator key ${keyId} is ${state} already.`)
  return key
}

const toChange = (kind: KeyChange['kind'], { keyId, name, prefix, scopes, expiresAt }: OperatorKey): KeyChange => ({
  kind,
  key: keyId,
  name,
  prefix,
  scopes,
  expiresAt,
})

/** The operator key that this secret is of, while it lives. */
export async function findLiveOperatorKey(db: Reader, presented: string, now: Timestamp): Promise<OperatorKey | undefined> {
  const hash = hashPresented('operator', presented)
  const key = hash === undefined ? undefined : await findOperatorKeyByHash(db, hash)
  return key && credentialState(key, now) === 'live' ? key : undefined
}
