import type { LogEntry } from '../../api/live-log.ts'
import { counted, noCounts, type Counts } from './counts.ts'

/** So many live entries are shown above the list; of more it is known how many, until the list is read anew. */
const mostLive = 100

/** What came in while one looks: the newest of it, how many came before those, and the counts of all. A sync of any size takes no more room than a small one. */
export type Came = { live: LogEntry[]; earlier: number; counts: Counts }
export const nothingCame: Came = { live: [], earlier: 0, counts: noCounts }

/** That with one more entry. */
export const withEntry = ({ live, earlier, counts }: Came, entry: LogEntry): Came => ({
  live: [entry, ...live.slice(0, mostLive - 1)],
  earlier: live.length < mostLive ? earlier : earlier + 1,
  counts: counted(counts, entry),
})

/** Of what came, the entries that a list does not have, newest first; and how many there are between those and the list. */
export function beyondList({ live, earlier }: Pick<Came, 'live' | 'earlier'>, newest: LogEntry | undefined): { fresh: LogEntry[]; between: number } {
  const fresh = live.filter(({ sequence }) => newest === undefined || sequence > newest.sequence)
  return { fresh, between: fresh.length === mostLive ? earlier : 0 }
}
