import { setImmediate as turn } from 'node:timers/promises'
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

/** Where a page of the audit log lies: so many that are older than `before`, and none older than `from`. */
export type AuditPage = { before: bigint | undefined; from?: bigint | undefined; limit: number }

/** So many rows at most are looked through by one statement. */
const rowsPerLook = 5_000

/**
 * A page of the audit log, newest first. What is filtered is sought some rows at a time, since what hardly ever happened may be sought through all of them, and
 * SQLite answers in this thread: whoever else asks has their turn in between. What is done by an action or by somebody has an index besides.
 */
export async function listAuditRows(db: Reader, teamId: TeamId, filter: AuditFilter, { before, from, limit }: AuditPage): Promise<Row<'journal'>[]> {
  const first = from ?? (await firstInFilter(db, teamId, filter))
  const end = before ?? ((await findHead(db, teamId))?.number ?? 0n) + 1n
  const look = Object.keys(filter).length === 0 ? limit : rowsPerLook
  const found: Row<'journal'>[] = []
  for (let until = end; until > first && found.length < limit; until -= BigInt(look)) {
    if (until < end) await turn()
    const since = until - BigInt(look) > first ? until - BigInt(look) : first
    found.push(
      ...(await matching(db, teamId, filter, { since, until })
        .limit(limit - found.length)
        .execute()),
    )
  }
  return found
}

const auditRows = (db: Reader, teamId: TeamId) => db.selectFrom('journal').where('teamId', '=', teamId).where('auditNumber', 'is not', null)

function matching(db: Reader, teamId: TeamId, filter: AuditFilter, numbers: { since: bigint; until: bigint }) {
  let rows = auditRows(db, teamId).selectAll().where('auditNumber', '>=', numbers.since).where('auditNumber', '<', numbers.until)
  for (const column of ['actorKind', 'actorId', 'operation', 'outcome', 'subjectId'] as const) {
    const wanted = filter[column]
    if (wanted !== undefined) rows = rows.where(column, '=', wanted)
  }
  if (filter.since !== undefined) rows = rows.where('at', '>=', filter.since)
  if (filter.until !== undefined) rows = rows.where('at', '<', filter.until)
  return rows.orderBy('auditNumber', 'desc')
}

/**
 * The number before which nothing is in a filter, by its index. Not that of the first moment: a row tells when its request began, and is numbered when that ended,
 * or as what was counted is written.
 */
export async function firstInFilter(db: Reader, teamId: TeamId, { since }: AuditFilter): Promise<bigint> {
  if (since === undefined) return 1n
  const numbers = auditRows(db, teamId).select(({ fn }) => fn.min('auditNumber').as('first'))
  return (await numbers.where('at', '>=', since).executeTakeFirst())?.first ?? endOfAll
}
const endOfAll = 9_223_372_036_854_775_807n
