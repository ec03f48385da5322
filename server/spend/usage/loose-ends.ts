import type { TeamId } from '../../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../../kernel/timestamp.ts'
import type { Reader } from '../../store/open.ts'
import { findUnattributedPeriod, listUnattributed, listWaiting, type UnattributedEntry, type WaitingEvent } from './loose-ends.sql.ts'

/** What was spent in periods of late that is nobody's: undefined where that comes to nothing. */
export type UnattributedUsage = { firstAt: Timestamp; newest: readonly UnattributedEntry[] }
/** Events that wait for somebody to look: so many at most are counted. */
export type WaitingUsage = { events: readonly WaitingEvent[]; isMore: boolean }

/** As far back as an event is taken. */
const daysLookedBack = 35
const shown = 20
const mostCounted = 1_000

/** What of a team's usage somebody should look after. */
export async function readLooseEnds(
  db: Reader,
  teamId: TeamId,
  now: Timestamp,
): Promise<{ unattributed?: UnattributedUsage; waiting: WaitingUsage }> {
  const waiting = await listWaiting(db, teamId, mostCounted + 1)
  const from = await findUnattributedPeriod(db, teamId, addSeconds(now, -daysLookedBack * 86_400))
  const [oldest] = from === undefined ? [] : await listUnattributed(db, teamId, { from, first: 'oldest', limit: 1 })
  const newest = from === undefined ? [] : await listUnattributed(db, teamId, { from, first: 'newest', limit: shown })
  return {
    ...(oldest && { unattributed: { firstAt: oldest.recordedAt, newest } }),
    waiting: { events: waiting.slice(0, mostCounted), isMore: waiting.length > mostCounted },
  }
}
