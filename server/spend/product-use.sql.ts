import { sql } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Trx } from '../store/open.ts'

/** Remembers that programs read a limit. What came first stays, and the later moment wins: another server may have written meanwhile. */
export async function writeLimitRead(trx: Trx, teamId: TeamId, at: Timestamp): Promise<void> {
  await trx
    .insertInto('limitReads')
    .values({ teamId, firstAt: at, lastAt: at })
    .onConflict((conflict) =>
      conflict
        .column('teamId')
        .doUpdateSet({ lastAt: sql<Timestamp>`case when limit_reads.last_at > ${at} then limit_reads.last_at else ${at} end` }),
    )
    .execute()
}

/** When programs last read a limit, asked whether somebody may spend, were told no, and told what was spent: each the end of an index. */
export async function findProductUse(
  db: Reader,
  teamId: TeamId,
): Promise<{ readAt: Timestamp | null; askedAt: Timestamp | null; deniedAt: Timestamp | null; toldAt: Timestamp | null }> {
  const read = await db.selectFrom('limitReads').select('lastAt as at').where('teamId', '=', teamId).executeTakeFirst()
  const asked = await db
    .selectFrom('authorizations')
    .select('createdAt as at')
    .where('teamId', '=', teamId)
    .orderBy('authorizationId', 'desc')
    .limit(1)
    .executeTakeFirst()
  const denied = await db
    .selectFrom('decisions')
    .select('decidedAt as at')
    .where('teamId', '=', teamId)
    .orderBy('decisionId', 'desc')
    .limit(1)
    .executeTakeFirst()
  const told = await db
    .selectFrom('ledgerEntries')
    .select('recordedAt as at')
    .where('teamId', '=', teamId)
    .orderBy('occurredAt', 'desc')
    .orderBy('entryId', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { readAt: read?.at ?? null, askedAt: asked?.at ?? null, deniedAt: denied?.at ?? null, toldAt: told?.at ?? null }
}
