import { sql } from 'kysely'
import type { DirectoryId, RequestId, TeamId } from '../../kernel/ids.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { countsInOrder } from '../../store/dialect.ts'
import type { Reader } from '../../store/open.ts'

/** An entry of the journal with its place in the order of commits. Places rise; there may be gaps. */
export type PlacedEntry = {
  place: bigint
  entry: bigint
  teamId: TeamId
  requestId: RequestId
  at: Timestamp
  directoryId: DirectoryId | null
  changes: JsonObject[] | null
}

/** The entries of a team from a place on, in the order of commits. Where numbers tell that order, those that told no change are among them. */
export function listPlaced(db: Reader, teamId: TeamId, from: bigint, limit: number): Promise<PlacedEntry[]> {
  if (countsInOrder(db))
    return db
      .selectFrom('journal')
      .select(['position as place', 'position as entry', 'teamId', 'requestId', 'at', 'directoryId', 'changes'])
      .where('teamId', '=', teamId)
      .where('position', '>=', from)
      .orderBy('position')
      .limit(limit)
      .execute()
  return db
    .selectFrom('journalOrder')
    .innerJoin('journal', 'journal.position', 'journalOrder.entry')
    .select([
      'journalOrder.place',
      'journalOrder.entry',
      'journal.teamId',
      'journal.requestId',
      'journal.at',
      'journal.directoryId',
      'journal.changes',
    ])
    .where('journalOrder.teamId', '=', teamId)
    .where('journalOrder.place', '>=', from)
    .orderBy('journalOrder.place')
    .limit(limit)
    .execute()
}

/** The last place of a team; 0 where it has none. */
export async function lastPlace(db: Reader, teamId: TeamId): Promise<bigint> {
  const [table, column] = countsInOrder(db) ? ['journal', 'position'] : ['journal_order', 'place']
  const { rows } = await sql<{ last: bigint | null }>`
    select max(${sql.ref(column)}) as last from ${sql.table(table)} where team_id = ${teamId}`.execute(db)
  return rows[0]?.last ?? 0n
}

/** Where an entry of a team stands; undefined where the team has none of this number. */
export async function placeOf(db: Reader, teamId: TeamId, entry: bigint): Promise<bigint | undefined> {
  const [table, column, place] = countsInOrder(db) ? ['journal', 'position', 'position'] : ['journal_order', 'entry', 'place']
  const { rows } = await sql<{ place: bigint }>`
    select ${sql.ref(place)} as place from ${sql.table(table)} where ${sql.ref(column)} = ${entry} and team_id = ${teamId}`.execute(db)
  return rows[0]?.place
}
