import { sql } from 'kysely'
import type { EntryId, RequestId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Reader } from '../../store/open.ts'
import { unattributed } from '../ledger/accounts.ts'
import type { Quarantined } from './quarantine.sql.ts'

export type UnattributedEntry = { subject: string | null; requestId: RequestId; recordedAt: Timestamp }
export type WaitingEvent = Pick<Quarantined, 'source' | 'eventId' | 'reason' | 'receivedAt' | 'requestId'> & { entryId: EntryId }

/** The start of the first period that had not ended at a moment and in which something is settled for nobody. */
export async function findUnattributedPeriod(db: Reader, teamId: TeamId, since: Timestamp): Promise<Timestamp | undefined> {
  const { rows } = await sql<{ startAt: Timestamp }>`
    select period.start_at from billing_periods period
    join balances on balances.team_id = period.team_id and balances.period_start = period.start_at and balances.subject_id = ${unattributed}
    where period.team_id = ${teamId} and period.end_at > ${since} and balances.settled_micros <> 0
    order by period.start_at limit 1`.execute(db)
  return rows[0]?.startAt
}

/** Entries of nobody from a moment on, newest or oldest first. */
export async function listUnattributed(
  db: Reader,
  teamId: TeamId,
  { from, first, limit }: { from: Timestamp; first: 'newest' | 'oldest'; limit: number },
): Promise<UnattributedEntry[]> {
  const entries = db
    .selectFrom('ledgerEntries')
    .select(['subject', 'requestId', 'recordedAt'])
    .where('teamId', '=', teamId)
    .where('memberId', '=', unattributed)
    .where('occurredAt', '>=', from)
  return entries
    .orderBy('occurredAt', first === 'newest' ? 'desc' : 'asc')
    .limit(limit)
    .execute()
}

/** Events that wait in quarantine, oldest first. */
export function listWaiting(db: Reader, teamId: TeamId, limit: number): Promise<WaitingEvent[]> {
  return db
    .selectFrom('quarantine')
    .select(['entryId', 'source', 'eventId', 'reason', 'receivedAt', 'requestId'])
    .where('teamId', '=', teamId)
    .where(sql.ref('status'), '=', sql.lit('waiting')) // written out, so that the index of those is used
    .orderBy('entryId')
    .limit(limit)
    .execute()
}
