import { sql } from 'kysely'
import { listWriters, lockText } from '../../store/dialect.ts'
import type { Reader, Row, Trx } from '../../store/open.ts'

/** Whether something was written since the last publishing was through. */
export async function hasUnpublished(db: Reader): Promise<boolean> {
  const { rows } = await sql`select 1 from journal where position > (select settled from journal_publishing) limit 1`.execute(db)
  return rows.length > 0
}

/** Lets one publisher at a time go on. Answers how far the one before came. */
export async function lockPublishing(trx: Trx): Promise<Row<'journalPublishing'>> {
  await lockText(trx, 'publishing of the journal')
  return trx.selectFrom('journalPublishing').selectAll().executeTakeFirstOrThrow()
}

export async function lastNumber(trx: Trx): Promise<bigint> {
  const { rows } = await sql<{ last: bigint | null }>`select max(position) as last from journal`.execute(trx)
  return rows[0]?.last ?? 0n
}

export const listJournalWriters = (trx: Trx): Promise<string[]> => listWriters(trx, 'journal')

/** Gives each committed entry that tells a change and has no place the next one, in the order of their numbers. Answers the last place. */
export async function placeEntries(trx: Trx, { settled, lastPlace }: Row<'journalPublishing'>): Promise<bigint> {
  const { rows } = await sql<{ last: bigint | null }>`
    with placed as (
      insert into journal_order (team_id, place, entry)
      select team_id, ${lastPlace} + row_number() over (order by position), position from journal
      where position > ${settled} and changes is not null and not exists (select 1 from journal_order known where known.entry = journal.position)
      returning place
    ) select max(place) as last from placed`.execute(trx)
  return rows[0]?.last ?? lastPlace
}

export async function keepPublishing(trx: Trx, { writers, ...numbers }: Row<'journalPublishing'>): Promise<void> {
  await trx
    .updateTable('journalPublishing')
    .set({ ...numbers, writers: JSON.stringify(writers) })
    .execute()
}
