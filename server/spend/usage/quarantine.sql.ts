import { sql, type SqlBool } from 'kysely'
import type { EntryId, MemberId, TeamId } from '../../kernel/ids.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { isIn, isInJson, locked } from '../../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { insertRow, prepared } from '../../store/prepared.ts'

export type Quarantined = Row<'quarantine'>

export const insertQuarantined = (trx: Trx, row: NewRow<'quarantine'>): Promise<void> => insertRow(trx, 'quarantine', row)

export function lockQuarantined(trx: Trx, teamId: TeamId, entryId: EntryId): Promise<Quarantined | undefined> {
  return locked(trx, trx.selectFrom('quarantine').selectAll().where('teamId', '=', teamId).where('entryId', '=', entryId)).executeTakeFirst()
}

export async function decideQuarantined(trx: Trx, { teamId, entryId, status, decidedAt, decidedRequest }: Quarantined): Promise<void> {
  await trx.updateTable('quarantine').set({ status, decidedAt, decidedRequest }).where('teamId', '=', teamId).where('entryId', '=', entryId).execute()
}

/** Which of these events of one source are or were in quarantine. */
export const listQuarantinedEvents = prepared((db, { teamId, source, eventIds }: { teamId: TeamId; source: string; eventIds: string }) =>
  db
    .selectFrom('quarantine')
    .select(['source', 'eventId', 'bodyHash', 'status'])
    .where('teamId', '=', teamId)
    .where('source', '=', source)
    .where(sql<SqlBool>`event_id ${isInJson(db, eventIds)}`),
)

/** A page of quarantine, newest first. */
export function pageQuarantined(
  db: Reader,
  teamId: TeamId,
  { status, before, limit }: { status: Quarantined['status'] | undefined; before: EntryId | undefined; limit: number },
): Promise<Quarantined[]> {
  let rows = db.selectFrom('quarantine').selectAll().where('teamId', '=', teamId)
  if (status !== undefined) rows = rows.where('status', '=', status)
  if (before !== undefined) rows = rows.where('entryId', '<', before)
  return rows.orderBy('entryId', 'desc').limit(limit).execute()
}

/** What is or was in quarantine of a member, or of nobody. */
export const listQuarantinedFor = (db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Quarantined[]> =>
  db
    .selectFrom('quarantine')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`member_id ${isIn(db, memberIds)}`)
    .execute()

export async function replaceQuarantined(trx: Trx, { teamId, entryId }: Quarantined, event: JsonObject): Promise<void> {
  await trx
    .updateTable('quarantine')
    .set({ event: JSON.stringify(event) })
    .where('teamId', '=', teamId)
    .where('entryId', '=', entryId)
    .execute()
}
