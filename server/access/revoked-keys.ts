import type { KeyId, TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { findApiKeyRow } from './api-keys.sql.ts'
import { findOperatorKeyRow } from './operator-keys.sql.ts'

/** Whether a key of the team, or of the operator, was taken away. One that ended by itself was not. */
export async function isRevokedKey(db: Reader, teamId: TeamId, keyId: KeyId): Promise<boolean> {
  const key = (await findApiKeyRow(db, teamId, keyId)) ?? (await findOperatorKeyRow(db, keyId))
  return key?.revokedAt !== null
}
