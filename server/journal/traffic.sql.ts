import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { DirectoryId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, placeIn } from '../store/dialect.ts'
import type { Reader, Row } from '../store/open.ts'
import { strangeCodes } from './strange-calls.ts'

/** Whether a row tells of a call that was nobody's that is known, and so no sign of the directory's own identity provider. */
const isOfStranger = sql<SqlBool>`(operation = 'authenticate' and code in (${sql.join(strangeCodes.map((code) => sql.lit(code)))}))`

export type RefusedRow = Pick<
  Row<'journal'>,
  'requestId' | 'at' | 'operation' | 'status' | 'code' | 'actorId' | 'subjectId' | 'subjectName' | 'wire' | 'body' | 'answer' | 'count'
>

/** So many of a directory's refusals at most are looked through, the newest: what a stranger is refused does not push out what its tokens are. */
const refusedLooked = 5_000

/** What a directory's tokens were refused since a moment, or who came without one of them, newest first. */
export function listRefusedRows(
  db: Reader,
  teamId: TeamId,
  directoryId: DirectoryId,
  { since, limit, of }: { since: Timestamp; limit: number; of: 'tokens' | 'strangers' },
): Promise<RefusedRow[]> {
  // Written out, so that the index of what was refused is used.
  let rows = db.selectFrom('journal').where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  rows = rows.where(sql.ref('outcome'), '=', sql.lit('refused')).where(sql.ref('actorKind'), '=', sql.lit('directory_token'))
  const newest = rows.select('position').orderBy('position', 'desc').limit(refusedLooked).as('newest')
  const oldest = db.selectFrom(newest).select(({ fn }) => fn.coalesce(fn.min('newest.position'), sql.lit(0n)).as('oldest'))
  return rows
    .select(['requestId', 'at', 'operation', 'status', 'code', 'actorId', 'subjectId', 'subjectName', 'wire', 'body', 'answer', 'count'])
    .where('position', '>=', oldest)
    .where(of === 'strangers' ? isOfStranger : sql<SqlBool>`not ${isOfStranger}`)
    .where('at', '>=', since)
    .orderBy('position', 'desc')
    .limit(limit)
    .execute()
}

export type Success = { subject: string; at: Timestamp }

/** When something that was asked about each of these subjects last succeeded, by their ids or by the folded names that were asked for. */
export async function listSuccesses(
  db: Reader,
  teamId: TeamId,
  column: 'subjectId' | 'subjectName',
  subjects: readonly string[],
  since: Timestamp,
): Promise<Success[]> {
  if (subjects.length === 0) return []
  const subject = sql.ref(column === 'subjectId' ? 'subject_id' : 'subject_name')
  const { rows } = await sql<Success>`
    select ${subject} as subject, max(at) as at from journal
    where team_id = ${teamId} and ${subject} ${isIn(db, subjects)} and actor_kind = 'directory_token' and outcome in ('applied', 'unchanged') and at >= ${since}
    group by ${subject}`.execute(db)
  return rows
}

export type ActivityRow = Pick<Row<'journal'>, 'directoryId' | 'at' | 'outcome' | 'requestId'>

/** The newest rows of a team that identity providers left, whatever came of them. */
export async function listActivity(db: Reader, teamId: TeamId, limit: number): Promise<ActivityRow[]> {
  const { rows } = await sql<ActivityRow>`
    select recent.directory_id, recent.at, recent.outcome, recent.request_id from (
      select directory_id, at, outcome, request_id, actor_kind, operation, code from journal where team_id = ${teamId} order by position desc limit ${sql.lit(limit)}) recent
    where recent.actor_kind = 'directory_token' and not ${isOfStranger}`.execute(db)
  return rows
}

/** What changes are counted in a window, by the kind that the journal has for them. */
const countedKinds = {
  usersCreated: 'user.created',
  usersUpdated: 'user.updated',
  usersDeleted: 'user.deleted',
  cameIn: 'member.reactivated',
  wentOut: 'member.deprovisioned',
  groupsCreated: 'group.created',
  groupsDeleted: 'group.deleted',
  membershipsChanged: 'group.members_changed',
} as const
export type CountedKind = keyof typeof countedKinds

export type WindowRow = { outcome: Row<'journal'>['outcome']; requests: bigint; rowsRead: bigint } & Record<CountedKind, bigint>

/** How many requests a directory made since a moment and what moved by them, among the newest rows of the team: that many at most are looked at. */
export async function countWindow(db: Reader, teamId: TeamId, directoryId: DirectoryId, since: Timestamp, limit: number): Promise<WindowRow[]> {
  const holds = (kind: string): RawBuilder<bigint> =>
    sql`cast(sum(case when ${placeIn(db, sql`cast(recent.changes as text)`, `"${kind}"`)} > 0 then 1 else 0 end) as bigint)`
  const { rows } = await sql<WindowRow>`
    select recent.outcome, cast(sum(recent.count) as bigint) as requests, cast(count(*) as bigint) as rows_read,
      ${holds(countedKinds.usersCreated)} as users_created, ${holds(countedKinds.usersUpdated)} as users_updated,
      ${holds(countedKinds.usersDeleted)} as users_deleted, ${holds(countedKinds.cameIn)} as came_in, ${holds(countedKinds.wentOut)} as went_out,
      ${holds(countedKinds.groupsCreated)} as groups_created, ${holds(countedKinds.groupsDeleted)} as groups_deleted,
      ${holds(countedKinds.membershipsChanged)} as memberships_changed
    from (select directory_id, actor_kind, at, outcome, operation, code, count, changes from journal where team_id = ${teamId} order by position desc limit ${sql.lit(limit)}) recent
    where recent.directory_id = ${directoryId} and recent.actor_kind = 'directory_token' and recent.at >= ${since} and not ${isOfStranger}
    group by recent.outcome`.execute(db)
  return rows
}

/** The place of the oldest of so many newest rows of a team, and when it was written; undefined where there are fewer. */
export function findNthNewest(db: Reader, teamId: TeamId, nth: number): Promise<{ at: Timestamp } | undefined> {
  return db
    .selectFrom('journal')
    .select('at')
    .where('teamId', '=', teamId)
    .orderBy('position', 'desc')
    .offset(nth - 1)
    .limit(1)
    .executeTakeFirst()
}

/** The first request of a directory from one of these on: ids sort by the moment of making. So many of the team's requests at most are looked at. */
export async function findFirstRequest(
  db: Reader,
  teamId: TeamId,
  directoryId: DirectoryId,
  from: string,
  limit: number,
): Promise<{ requestId: RequestId; at: Timestamp } | undefined> {
  const { rows } = await sql<{ requestId: RequestId; at: Timestamp }>`
    select early.request_id, early.at from (
      select request_id, at, directory_id, actor_kind, operation from journal where team_id = ${teamId} and request_id >= ${from} order by request_id limit ${sql.lit(limit)}) early
    where early.directory_id = ${directoryId} and early.actor_kind = 'directory_token' and early.operation <> 'authenticate'
    order by early.request_id limit 1`.execute(db)
  return rows[0]
}

/** What identity providers asked about these subjects, newest first. */
export function listRowsAbout(
  db: Reader,
  teamId: TeamId,
  about: { subjectId: string } | { subjectName: string },
  limit: number,
): Promise<Row<'journal'>[]> {
  let rows = db.selectFrom('journal').selectAll().where('teamId', '=', teamId).where('actorKind', '=', 'directory_token')
  rows = 'subjectId' in about ? rows.where('subjectId', '=', about.subjectId) : rows.where('subjectName', '=', about.subjectName)
  return rows.orderBy('position', 'desc').limit(limit).execute()
}
