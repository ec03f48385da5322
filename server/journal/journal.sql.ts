import { sql, type SqlBool } from 'kysely'
import type { ConnectionId, DirectoryId, GroupId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { fold } from '../kernel/fold.ts'
import { isIn, placeIn } from '../store/dialect.ts'
import { insertRow } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertEntries(trx: Trx, rows: readonly NewRow<'journal'>[]): Promise<void> {
  const [row, ...others] = rows
  if (row && others.length === 0) await insertRow(trx, 'journal', row)
  else await trx.insertInto('journal').values(rows).execute()
}

export function findProvisioningEntry(db: Reader, teamId: TeamId, requestId: RequestId): Promise<Row<'journal'> | undefined> {
  return db
    .selectFrom('journal')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('requestId', '=', requestId)
    .where('actorKind', '=', 'directory_token')
    .executeTakeFirst()
}

/** A page of the sign-ins through a connection, newest first, older than `before` and not from before a moment. */
export function listSignInRows(
  db: Reader,
  teamId: TeamId,
  connectionId: ConnectionId,
  { before, since, limit }: { before?: bigint | undefined; since?: Timestamp; limit: number },
): Promise<Row<'journal'>[]> {
  // Written out, so that the index of sign-ins is used.
  let rows = db.selectFrom('journal').selectAll().where('teamId', '=', teamId).where(sql.ref('actorKind'), '=', sql.lit('connection'))
  rows = rows.where('actorId', '=', connectionId).where('operation', '=', 'sign_in')
  if (before !== undefined) rows = rows.where('position', '<', before)
  if (since !== undefined) rows = rows.where('at', '>=', since)
  return rows.orderBy('position', 'desc').limit(limit).execute()
}

/** The rows with notes since a moment, newest first. */
export function listNoted(
  db: Reader,
  teamId: TeamId,
  since: Timestamp,
  limit: number,
): Promise<Pick<Row<'journal'>, 'notes' | 'at' | 'requestId'>[]> {
  const noted = db.selectFrom('journal').select(['notes', 'at', 'requestId']).where('teamId', '=', teamId).where('notes', 'is not', null)
  return noted.where('at', '>=', since).orderBy('position', 'desc').limit(limit).execute()
}

/** Adds to the count of a row that reads share. */
export async function countMore(trx: Trx, teamId: TeamId, requestId: RequestId, more: number): Promise<void> {
  await trx
    .updateTable('journal')
    .set(({ eb }) => ({ count: eb('count', '+', BigInt(more)) }))
    .where('teamId', '=', teamId)
    .where('requestId', '=', requestId)
    .execute()
}

/** The last replacement of each of these groups that met nothing worth a note. */
export async function listWholeReplacements(
  db: Reader,
  teamId: TeamId,
  groupIds: readonly GroupId[],
): Promise<{ subjectId: GroupId; at: Timestamp }[]> {
  const { rows } = await sql<{ subjectId: GroupId; at: Timestamp }>`
    select subject_id, max(at) as at from journal
    where team_id = ${teamId} and subject_id ${isIn(db, groupIds)} and operation = 'replace_group' and outcome in ('applied', 'unchanged') and notes is null
    group by subject_id`.execute(db)
  return rows
}

/** When tokens were refused because their directory ended, by directory. Ids sort by the moment of making, so the greatest is the latest. */
export async function listRefusedTokens(
  db: Reader,
  teamId: TeamId,
  directoryIds: readonly DirectoryId[],
  since: Timestamp,
): Promise<{ directoryId: DirectoryId; firstAt: Timestamp; lastAt: Timestamp; lastRequest: RequestId }[]> {
  const { rows } = await sql<{ directoryId: DirectoryId; firstAt: Timestamp; lastAt: Timestamp; lastRequest: RequestId }>`
    select subject_id as directory_id, min(at) as first_at, max(at) as last_at, max(request_id) as last_request from journal
    where team_id = ${teamId} and subject_id ${isIn(db, directoryIds)} and operation = 'authenticate' and code = 'token-directory-ended' and at >= ${since}
    group by subject_id`.execute(db)
  return rows
}

/** Where a person is told of: rows about these ids, and rows that hold one of these texts. */
export async function listRowsTelling(
  db: Reader,
  teamId: TeamId,
  { ids, texts }: { ids: readonly string[]; texts: readonly string[] },
): Promise<Row<'journal'>[]> {
  const inJson = [...ids, ...texts].map((text) => JSON.stringify(text).slice(1, -1))
  const rows = db.selectFrom('journal').selectAll().where('teamId', '=', teamId)
  return rows
    .where((eb) => {
      const holds = (column: 'changes' | 'notes' | 'wire' | 'body' | 'answer', sought: string) =>
        eb(placeIn(db, sql`lower(cast(${eb.ref(column)} as text))`, sought.toLowerCase()), '>', 0n)
      return eb.or([
        eb('subjectId', 'in', [...ids]),
        eb('actorName', 'in', [...texts, '']),
        eb('subjectName', 'in', [...texts.map((text) => fold(text)), '']),
        ...inJson.flatMap((sought) => (['changes', 'notes', 'wire', 'body', 'answer'] as const).map((column) => holds(column, sought))),
      ])
    })
    .orderBy('position')
    .execute()
}

/** Blanks what names somebody in a row, and says by what. */
export async function eraseRow(trx: Trx, position: bigint, erased: ErasedDetails, by: RequestId): Promise<void> {
  await trx
    .updateTable('journal')
    .set({ ...erased, body: null, answer: null, erasedBy: by })
    .where('position', '=', position)
    .execute()
}
export type ErasedDetails = { actorName: string; subjectName: string | null; changes: string | null; notes: string | null; wire: string | null }

export type Sweep = 'forget-bodies' | 'delete-rows'

/**
 * Sweeps the next rows that are old enough, in the order of the log: a mark remembers how far that has come, so that nothing is looked at twice, and the
 * first young row ends it, though an older one may stand behind it (rows stand in the order of commits, and are dated by their arrival).
 * Answers how many rows it passed.
 */
export async function sweepRows(trx: Trx, sweep: Sweep, before: Timestamp, limit: number): Promise<number> {
  const mark = (await trx.selectFrom('housekeeping').select('position').where('task', '=', sweep).executeTakeFirst())?.position ?? 0n
  const next = await trx.selectFrom('journal').select(['position', 'at']).where('position', '>', mark).orderBy('position').limit(limit).execute()
  const firstYoung = next.findIndex(({ at }) => at >= before)
  const old = firstYoung < 0 ? next : next.slice(0, firstYoung)
  const last = old.at(-1)?.position
  if (last === undefined) return 0
  await sweepBetween(trx, sweep, mark, last)
  const moved = { task: sweep, position: last }
  await trx
    .insertInto('housekeeping')
    .values(moved)
    .onConflict((conflict) => conflict.column('task').doUpdateSet({ position: last }))
    .execute()
  return old.length
}

/** What identity providers sent is forgotten; what people, keys and the operator did stays, but for its body. */
async function sweepBetween(trx: Trx, sweep: Sweep, after: bigint, last: bigint): Promise<void> {
  if (sweep === 'delete-rows') {
    const areThose = sql<SqlBool>`position > ${after} and position <= ${last} and actor_kind = 'directory_token'`
    await sql`delete from journal_members where (team_id, request_id) in (select team_id, request_id from journal where ${areThose})`.execute(trx)
    await sql`delete from journal_order where entry in (select position from journal where ${areThose})`.execute(trx)
    await trx.deleteFrom('journal').where(areThose).execute()
    return
  }
  await trx
    .updateTable('journal')
    .set({ body: null, answer: sql`case when actor_kind = 'directory_token' then null else answer end` })
    .where('position', '>', after)
    .where('position', '<=', last)
    .execute()
}
