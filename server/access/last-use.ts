import { credentialOf, type Caller } from '../kernel/actor.ts'
import { Batch } from '../kernel/batch.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { writeKeyUse, type Use } from './api-keys.sql.ts'
import { writeOperatorKeyUse } from './operator-keys.sql.ts'
import { writeSessionUse } from './sessions.sql.ts'
import { writeSetupSessionUse } from './setup-links.sql.ts'

/** Remembers when, and keys from where, who calls was last here: the latest use of each credential, written together. */
export function lastUses(db: Db, onFailure: (error: unknown) => void): Batch<Caller> {
  return new Batch(async (callers) => {
    const latest = new Map(callers.map((caller) => [caller.kind === 'setup_link' ? caller.sessionId : credentialOf(caller), caller]))
    await write(db, async (trx) => {
      for (const caller of latest.values()) await writeUse(trx, caller)
    })
  }, onFailure)
}

async function writeUse(trx: Trx, caller: Caller): Promise<void> {
  const use: Use = { at: caller.at, ip: caller.http?.ip ?? '', userAgent: caller.http?.userAgent ?? '' }
  switch (caller.kind) {
    case 'api_key':
      return writeKeyUse(trx, caller.teamId, caller.keyId, use)
    case 'operator_key':
      return writeOperatorKeyUse(trx, caller.keyId, use)
    case 'session':
      return writeSessionUse(trx, caller.teamId, caller.sessionId, use.at)
    case 'setup_link':
      if (caller.sessionId !== null) await writeSetupSessionUse(trx, caller.teamId, caller.sessionId, use.at)
  }
}
