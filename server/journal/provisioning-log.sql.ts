import { setImmediate as turn } from 'node:timers/promises'
import { sql, type SqlBool } from 'kysely'
import { formatId, type DirectoryId, type TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row } from '../store/open.ts'

export type LogFilter = {
  directoryId?: DirectoryId
  outcome?: Row<'journal'>['outcome']
  operation?: string
  subjectId?: string
  /** Folded. */
  subjectName?: string
  /** The beginning of the name that was asked for, folded. */
  namePrefix?: string
  since?: Timestamp
  until?: Timestamp
}

/** Between which positions, neither of them among them, rows are sought, and from which end. */
export type Span = { after: bigint; before: bigint; newestFirst: boolean }

/** So many rows are looked through by one statement, the first time, when most are of the list, and then. SQLite answers in this thread. */
const [firstLook, laterLooks] = [400, 5_000]

const endOfAll = 9_223_372_036_854_775_807n

/**
 * The rows of a span that a filter lets through, in its order. What is not found by whom or what it was about is sought some rows at a time, and whoever else asks has their turn in
 * between: what hardly ever happened may be sought through all of them.
 */
export async function seekProvisioning(db: Reader, teamId: TeamId, filter: LogFilter, span: Span, limit: number): Promise<Row<'journal'>[]> {
  const within = await narrow(db, teamId, filter, span)
  const isFew = filter.subjectId !== undefined || filter.subjectName !== undefined
  const named = filter.namePrefix === undefined ? undefined : await listNamed(db, teamId, filter.namePrefix)
  if (isFew || named) return matching(db, teamId, filter, within, named).limit(limit).execute()
  const found: Row<'journal'>[] = []
  for (let [rest, look] = [within, firstLook]; ; look = laterLooks) {
    const end = await findEndOfLook(db, teamId, rest, look)
    const looked = end === undefined ? rest : rest.newestFirst ? { ...rest, after: end - 1n } : { ...rest, before: end + 1n }
    found.push(
      ...(await matching(db, teamId, filter, looked)
        .limit(limit - found.length)
        .execute()),
    )
    if (end === undefined || found.length === limit) return found
    rest = rest.newestFirst ? { ...rest, before: end } : { ...rest, after: end }
    await turn()
  }
}

const rowsOf = (db: Reader, teamId: TeamId, { after, before }: Span) =>
  db.selectFrom('journal').where('teamId', '=', teamId).where('position', '>', after).where('position', '<', before)

/** The position of the last row of a look; undefined where no more rows are left than that. */
async function findEndOfLook(db: Reader, teamId: TeamId, span: Span, look: number): Promise<bigint | undefined> {
  const last = rowsOf(db, teamId, span)
    .select('position')
    .orderBy('position', span.newestFirst ? 'desc' : 'asc')
  return (await last.limit(1).offset(look).executeTakeFirst())?.position
}

function matching(db: Reader, teamId: TeamId, filter: LogFilter, span: Span, named?: readonly bigint[]) {
  let rows = rowsOf(db, teamId, span).selectAll().where('actorKind', '=', 'directory_token')
  for (const column of ['directoryId', 'outcome', 'operation', 'subjectId', 'subjectName'] as const) {
    const wanted = filter[column]
    if (wanted !== undefined) rows = rows.where(column, '=', wanted)
  }
  if (named) rows = rows.where('position', 'in', [...named, -1n])
  else if (filter.namePrefix !== undefined) rows = rows.where(begins(filter.namePrefix))
  if (filter.since !== undefined) rows = rows.where('at', '>=', filter.since)
  if (filter.until !== undefined) rows = rows.where('at', '<', filter.until)
  return rows.orderBy('position', span.newestFirst ? 'desc' : 'asc')
}

// Columns are sorted by bytes, and no sign comes after this one.
const begins = (prefix: string) => sql<SqlBool>`subject_name >= ${prefix} and subject_name < ${`${prefix}\u{10FFFF}`}`

/** So many rows of a name at most are found by that; where there are more they are met soon by whoever looks for them from the end. */
const mostNamed = 1_000

async function listNamed(db: Reader, teamId: TeamId, prefix: string): Promise<bigint[] | undefined> {
  const rows = await db
    .selectFrom('journal')
    .select('position')
    .where('teamId', '=', teamId)
    .where(begins(prefix))
    .limit(mostNamed + 1)
    .execute()
  return rows.length > mostNamed ? undefined : rows.map(({ position }) => position)
}

/** So long after its request at most a row is written, and so much at most the clocks of two servers differ. */
const latestSeconds = 7_200

/** A span without what is too old or too young for a filter: ids of requests tell when these came, and rows stand in the order in which they were written. */
async function narrow(db: Reader, teamId: TeamId, { since, until }: LogFilter, span: Span): Promise<Span> {
  const [first, last] = [
    since && (await findBefore(db, teamId, addSeconds(since, -latestSeconds))),
    until && (await findAfter(db, teamId, addSeconds(until, latestSeconds))),
  ]
  return {
    ...span,
    after: first !== undefined && first > span.after ? first : span.after,
    before: last !== undefined && last < span.before ? last : span.before,
  }
}

const idAt = (moment: Timestamp) => formatId('req', Date.parse(moment), new Uint8Array(10))

/** Where the last request before a moment stands. */
async function findBefore(db: Reader, teamId: TeamId, moment: Timestamp): Promise<bigint | undefined> {
  const rows = db.selectFrom('journal').select('position').where('teamId', '=', teamId).where('requestId', '<', idAt(moment))
  return (await rows.orderBy('requestId', 'desc').limit(1).executeTakeFirst())?.position
}

async function findAfter(db: Reader, teamId: TeamId, moment: Timestamp): Promise<bigint | undefined> {
  const rows = db.selectFrom('journal').select('position').where('teamId', '=', teamId).where('requestId', '>=', idAt(moment))
  return (await rows.orderBy('requestId').limit(1).executeTakeFirst())?.position
}

/** All of the log, from its end. */
export const allNewestFirst: Span = { after: 0n, before: endOfAll, newestFirst: true }

/** The position of the last row that is committed. */
export async function findLastPosition(db: Reader): Promise<bigint> {
  const row = await db
    .selectFrom('journal')
    .select(({ fn }) => fn.max('position').as('last'))
    .executeTakeFirst()
  return row?.last ?? 0n
}

/** The teams that identity providers asked something of, by the rows after a position up to another one. */
export async function listTeamsAsked(db: Reader, after: bigint, upTo: bigint): Promise<TeamId[]> {
  const rows = db.selectFrom('journal').select('teamId').distinct().where('position', '>', after).where('position', '<=', upTo)
  return (await rows.where('actorKind', '=', 'directory_token').execute()).map(({ teamId }) => teamId)
}
