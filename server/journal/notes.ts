import type { GroupId, RequestId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { Note } from './changes.ts'
import { notesOf } from './entries.ts'
import { listNoted, listWholeReplacements } from './journal.sql.ts'

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
