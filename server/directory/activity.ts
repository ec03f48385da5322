import type { DirectoryActor } from '../kernel/actor.ts'
import { Batch } from '../kernel/batch.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db } from '../store/open.ts'
import { writeActivity, writeTokenUse, type Activity } from './directories.sql.ts'

/** That an IdP spoke: by which token, whether it wrote and to a group, and which IdP it seems to be. */
export type Sign = { by: DirectoryActor; didWrite: boolean; isGroup: boolean; provider: string | undefined }

/** Remembers when each directory and token first and last spoke, and from where: the signs of half a second are written together. */
export function directoryActivity(db: Db, onFailure: (error: unknown) => void): Batch<Sign> {
  return new Batch(async (signs) => {
    const latestOfTokens = new Map(signs.map(({ by }) => [by.tokenId, by]))
    const activities = new Map<string, { by: DirectoryActor; activity: Activity }>()
    for (const sign of signs) {
      const known = activities.get(sign.by.directoryId)?.activity
      activities.set(sign.by.directoryId, { by: sign.by, activity: addSign(known, sign) })
    }
    await write(db, async (trx) => {
      for (const { teamId, tokenId, at, http } of latestOfTokens.values()) {
        if (http) await writeTokenUse(trx, teamId, tokenId, { at, ip: http.ip, userAgent: http.userAgent })
      }
      for (const { by, activity } of activities.values()) await writeActivity(trx, by.teamId, by.directoryId, activity)
    })
  }, onFailure)
}

function addSign(known: Activity | undefined, { by: { at }, didWrite, isGroup, provider }: Sign): Activity {
  const first = (earlier: Timestamp | null | undefined, isMet: boolean) => earlier ?? (isMet ? at : null)
  return {
    firstAt: known?.firstAt ?? at,
    lastAt: at,
    firstWriteAt: first(known?.firstWriteAt, didWrite),
    firstGroupAt: first(known?.firstGroupAt, didWrite && isGroup),
    provider: provider ?? known?.provider ?? null,
  }
}
