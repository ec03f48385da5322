import { countsInOrder } from '../../store/dialect.ts'
import { write, type Db, type Row, type Trx } from '../../store/open.ts'
import { hasUnpublished, keepPublishing, lastNumber, listJournalWriters, lockPublishing, placeEntries } from './publish.sql.ts'

/**
 * Gives entries of the journal their place in the order of commits, where their numbers do not tell that (ADR 25). Whoever reads events does this first, so no
 * other process has to run; one does it at a time, and what it does is there before the next one begins. Nobody who writes waits for it.
 */
export async function publish(db: Db): Promise<void> {
  if (countsInOrder(db.read) || !(await hasUnpublished(db.read))) return
  await write(db, publishCommitted)
}

async function publishCommitted(trx: Trx): Promise<void> {
  const before = await lockPublishing(trx)
  const seen = await lastNumber(trx)
  const writers = await listJournalWriters(trx) // after the last number was seen: who has an earlier one and is not among these has ended
  const lastPlace = await placeEntries(trx, before) // after that: it sees what they committed
  const after = { ...settle(before, { seen, writers }), lastPlace }
  const isSame = after.lastPlace === before.lastPlace && after.settled === before.settled && after.seen === before.seen
  if (!isSame) await keepPublishing(trx, after)
}

type Progress = Pick<Row<'journalPublishing'>, 'settled' | 'seen' | 'writers'>

/**
 * Up to which number nothing is looked at again. A number that is not there may belong to a transaction that is not committed, or to none any more; nobody can
 * tell but by who writes. Where nobody does, all that was seen is settled. Else what was seen is kept with those who wrote then, and is settled once all of
 * them have ended.
 */
export function settle(before: Progress, { seen, writers }: Pick<Progress, 'seen' | 'writers'>): Progress {
  if (writers.length === 0) return { settled: seen, seen, writers: [] }
  const isThrough = !before.writers.some((writer) => writers.includes(writer))
  if (isThrough) return { settled: before.seen, seen, writers }
  return { settled: before.settled, seen: before.seen, writers: before.writers } // and nothing else that the row has
}
