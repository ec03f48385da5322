import type { DirectoryId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import { countWindow, findNthNewest, listActivity, listRefusedRows, listSuccesses, type CountedKind, type RefusedRow } from './traffic.sql.ts'

export { findFirstRequest, listRowsAbout } from './traffic.sql.ts'

/** A request of an identity provider that was refused. */
export type RefusedRequest = {
  requestId: RequestId
  at: Timestamp
  operation: string
  code: string
  /** The token that was presented. */
  tokenId: string | null
  subjectId: string | null
  subjectName: string | null
  /** What the body says of these; the body is forgotten after some weeks. */
  externalId: string | null
  path: string
  userAgent: string | null
  /** What was answered. */
  detail: string | null
  /** How many such requests the row stands for. */
  count: number
}

/** So many at most are looked at, the newest. */
const refusedRead = 500

/** What a directory's tokens were refused since a moment, newest first. */
export async function listRefused(db: Reader, teamId: TeamId, directoryId: DirectoryId, since: Timestamp): Promise<RefusedRequest[]> {
  return (await listRefusedRows(db, teamId, directoryId, { since, limit: refusedRead, of: 'tokens' })).map(toRefused)
}

/** Who called a directory without a token of ours since a moment, newest first. */
export async function listStrangers(db: Reader, teamId: TeamId, directoryId: DirectoryId, since: Timestamp): Promise<RefusedRequest[]> {
  return (await listRefusedRows(db, teamId, directoryId, { since, limit: refusedRead, of: 'strangers' })).map(toRefused)
}

function toRefused(row: RefusedRow): RefusedRequest {
  const { requestId, at, operation, subjectId, subjectName } = row
  return {
    requestId,
    at,
    operation,
    code: row.code ?? String(row.status ?? ''),
    tokenId: row.actorId,
    subjectId,
    subjectName,
    externalId: textIn(parseObject(row.body), 'externalId'),
    path: textIn(row.wire, 'path') ?? '',
    userAgent: textIn(row.wire, 'userAgent') || null,
    detail: detailIn(row.answer),
    count: Number(row.count),
  }
}

/** The detail of an answer, SCIM error or problem. */
export const detailIn = (answer: string | null): string | null => textIn(parseObject(answer), 'detail')

function textIn(object: { [key: string]: Json } | null, key: string): string | null {
  const value = object?.[key]
  return typeof value === 'string' ? value : null
}

/** A long body was cut, and is no JSON any more. */
function parseObject(text: string | null): JsonObject | null {
  try {
    const value: Json = text === null ? null : JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** When something last succeeded of these subjects, by id and by folded name. */
export async function listLastSuccesses(
  db: Reader,
  teamId: TeamId,
  subjects: { ids: readonly string[]; names: readonly string[] },
  since: Timestamp,
): Promise<Map<string, Timestamp>> {
  const byId = await listSuccesses(db, teamId, 'subjectId', subjects.ids, since)
  const byName = await listSuccesses(db, teamId, 'subjectName', subjects.names, since)
  return new Map([...byId, ...byName].map(({ subject, at }) => [subject, at]))
}

/** A row that an identity provider left, in the order of the log. */
export type Sign = { at: Timestamp; isGood: boolean; hasChanged: boolean; requestId: RequestId }

/** So many rows of a team at most tell how often its identity providers speak: the newest. */
const signsRead = 2_000

/** What each directory lately did, newest first. */
export async function listSigns(db: Reader, teamId: TeamId): Promise<Map<DirectoryId, Sign[]>> {
  const signs = new Map<DirectoryId, Sign[]>()
  for (const { directoryId, at, outcome, requestId } of await listActivity(db, teamId, signsRead)) {
    if (directoryId === null) continue
    const known = signs.get(directoryId) ?? []
    known.push({ at, isGood: outcome !== 'refused', hasChanged: outcome === 'applied', requestId })
    signs.set(directoryId, known)
  }
  return signs
}

/** How many requests came within a window and what moved by them. `isMore` where the log holds more than was looked at. */
export type Window = { requests: number; reads: number; refused: number; isMore: boolean } & Record<CountedKind, number>

const rowsCounted = 10_000

/** What a directory did since a moment. It costs no more where the log is long: then it counts the newest, and says so. */
export async function readWindow(db: Reader, teamId: TeamId, directoryId: DirectoryId, since: Timestamp): Promise<Window> {
  const rows = await countWindow(db, teamId, directoryId, since, rowsCounted)
  const sum = (pick: (row: (typeof rows)[number]) => bigint, which: (outcome: string) => boolean = () => true) =>
    rows.filter(({ outcome }) => which(outcome)).reduce((total, row) => total + Number(pick(row)), 0)
  const oldest = await findNthNewest(db, teamId, rowsCounted)
  return {
    requests: sum(({ requests }) => requests),
    reads: sum(
      ({ requests }) => requests,
      (outcome) => outcome === 'read',
    ),
    refused: sum(
      ({ requests }) => requests,
      (outcome) => outcome === 'refused',
    ),
    isMore: oldest !== undefined && oldest.at > since,
    usersCreated: sum((row) => row.usersCreated),
    usersUpdated: sum((row) => row.usersUpdated),
    usersDeleted: sum((row) => row.usersDeleted),
    cameIn: sum((row) => row.cameIn),
    wentOut: sum((row) => row.wentOut),
    groupsCreated: sum((row) => row.groupsCreated),
    groupsDeleted: sum((row) => row.groupsDeleted),
    membershipsChanged: sum((row) => row.membershipsChanged),
  }
}
