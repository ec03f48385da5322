import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { locked } from '../store/dialect.ts'
import type { Reader, Row, Trx } from '../store/open.ts'

export const findHead = (db: Reader, teamId: TeamId): Promise<Row<'auditHeads'> | undefined> =>
  db.selectFrom('auditHeads').selectAll().where('teamId', '=', teamId).executeTakeFirst()

/** The end of a team's chain, which nobody else moves until the transaction ends. */
export async function lockHead(trx: Trx, teamId: TeamId): Promise<Row<'auditHeads'>> {
  const head = locked(trx, trx.selectFrom('auditHeads').selectAll().where('teamId', '=', teamId))
  const found = await head.executeTakeFirst()
  if (found) return found
  await trx
    .insertInto('auditHeads')
    .values({ teamId, number: 0n, hash: '' })
    .onConflict((conflict) => conflict.column('teamId').doNothing())
    .execute()
  return head.executeTakeFirstOrThrow()
}

export async function moveHead(trx: Trx, { teamId, number, hash }: Row<'auditHeads'>): Promise<void> {
  await trx.updateTable('auditHeads').set({ number, hash }).where('teamId', '=', teamId).execute()
}

/** The next rows of a chain, in its order. */
export function pageAuditRows(db: Reader, teamId: TeamId, { after, limit }: { after: bigint; limit: number }): Promise<Row<'journal'>[]> {
  const rows = db.selectFrom('journal').selectAll().where('teamId', '=', teamId).where('auditNumber', '>', after)
  return rows.orderBy('auditNumber').limit(limit).execute()
}

/** The rows of a chain in which names were blanked, in its order. */
export function listErasedRows(db: Reader, teamId: TeamId): Promise<Row<'journal'>[]> {
  const rows = db.selectFrom('journal').selectAll().where('teamId', '=', teamId).where('auditNumber', 'is not', null)
  return rows.where('erasedBy', 'is not', null).orderBy('auditNumber').execute()
}

export type AuditFilter = {
  actorKind?: Row<'journal'>['actorKind']
  actorId?: string
  operation?: string
  outcome?: Row<'journal'>['outcome']
  subjectId?: string
  since?: Timestamp
  until?: Timestamp
}

/** A page of the audit log, newest first, older than `before`. */
export function listAuditRows(
  db: Reader,
  teamId: TeamId,
  filter: AuditFilter,
  { before, limit }: { before: bigint | undefined; limit: number },
): Promise<Row<'journal'>[]> {
  let rows = db.selectFrom('journal').selectAll().where('teamId', '=', teamId).where('auditNumber', 'is not', null)
  for (const column of ['actorKind', 'actorId', 'operation', 'outcome', 'subjectId'] as const) {
    const wanted = filter[column]
    if (wanted !== undefined) rows = rows.where(column, '=', wanted)
  }
  if (filter.since !== undefined) rows = rows.where('at', '>=', filter.since)
  if (filter.until !== undefined) rows = rows.where('at', '<', filter.until)
  if (before !== undefined) rows = rows.where('auditNumber', '<', before)
  return rows.orderBy('auditNumber', 'desc').limit(limit).execute()
}
