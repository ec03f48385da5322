import type { DirectoryId, GroupId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { Note } from './changes.ts'
import { notesOf } from './entries.ts'
import { listNoted, listRefusedTokens, listWholeReplacements } from './journal.sql.ts'

/** So many rows with notes at most are looked at: the newest. */
const rowsRead = 10_000

/** What requests met since a moment, newest first. */
export async function listNotes(db: Reader, teamId: TeamId, since: Timestamp): Promise<{ note: Note; at: Timestamp; requestId: RequestId }[]> {
  const rows = await listNoted(db, teamId, since, rowsRead)
  return rows.flatMap((row) => notesOf(row).map((note) => ({ note, at: row.at, requestId: row.requestId })))
}

/** When each group was last replaced as a whole without anything to note. */
export async function listWholeSince(db: Reader, teamId: TeamId, groupIds: readonly GroupId[]): Promise<Map<GroupId, Timestamp>> {
  const rows = await listWholeReplacements(db, teamId, groupIds)
  return new Map(rows.map(({ subjectId, at }) => [subjectId, at]))
}

/** When tokens of directories that ended were presented since a moment. */
export async function listDeadCalls(
  db: Reader,
  teamId: TeamId,
  directoryIds: readonly DirectoryId[],
  since: Timestamp,
): Promise<Map<DirectoryId, { firstAt: Timestamp; lastAt: Timestamp; lastRequest: RequestId }>> {
  if (directoryIds.length === 0) return new Map()
  const rows = await listRefusedTokens(db, teamId, directoryIds, since)
  return new Map(rows.map(({ directoryId, ...calls }) => [directoryId, calls]))
}
