import type { Cursors } from '../../kernel/cursors.ts'
import type { TeamId } from '../../kernel/ids.ts'
import { addSeconds, toMilliseconds, type Timestamp } from '../../kernel/timestamp.ts'
import type { Db, Reader } from '../../store/open.ts'
import { parseEventId } from './event-id.ts'
import type { EventType } from './event-types.ts'
import { lastPlace, listPlaced, placeOf } from './events.sql.ts'
import { publish } from './publish.ts'
import { beginning, readEvents, tellsEvent, type Event, type Mark } from './read-events.ts'
import { eventCursorExpired, eventUnknown } from './refusals.ts'

/** How events are followed: with what their cursors are sealed, for how long they are readable, and what time it is. */
export type Following = { cursors: Cursors; eventDays: number; now: Timestamp }

/** A page of the feed. `nextCursor` is there also where nothing came: reading goes on from it. */
export type FeedPage = { events: Event[]; nextCursor: string; hasMore: boolean }

type Wanted = { after: string | undefined; types: ReadonlySet<EventType> | undefined; limit: number }

/**
 * The events after a cursor or after the event of an id, in the order of commits; without either from the oldest that is readable.
 * Refuses: cursor-invalid, event-unknown, event-cursor-expired.
 */
export async function followEvents(db: Db, teamId: TeamId, { after, ...asked }: Wanted, following: Following): Promise<FeedPage> {
  const from = await findMark(db, teamId, after, following)
  const { events, next, hasMore } = await readEvents(db, teamId, { ...asked, from })
  return { events, nextCursor: sealMark(teamId, next, following), hasMore }
}

async function findMark(db: Db, teamId: TeamId, after: string | undefined, following: Following): Promise<Mark> {
  const oldest = addSeconds(following.now, -following.eventDays * 86_400)
  if (after === undefined) {
    await publish(db)
    return findOldest(db.read, teamId, oldest)
  }
  return after.startsWith('evt_') ? afterEvent(db.read, teamId, after, oldest, following) : openMark(teamId, after, oldest, following)
}

const feedOf = (teamId: TeamId) => [teamId, 'events']

const sealMark = (teamId: TeamId, { place, change, nth }: Mark, { cursors, now }: Following): string =>
  cursors.seal(feedOf(teamId), [place, change, nth, toMilliseconds(now)].join('.'))

/** Refuses: cursor-invalid, event-cursor-expired. */
function openMark(teamId: TeamId, cursor: string, oldest: Timestamp, following: Following): Mark {
  const [place = '0', change, nth, sealedAt] = following.cursors.open(feedOf(teamId), cursor)?.split('.') ?? []
  if (Number(sealedAt) < toMilliseconds(oldest)) throw expired('This cursor', following)
  return { place: BigInt(place), change: Number(change), nth: Number(nth) }
}

/** Where to go on after an event. It may be old, as long as nothing after it is. Refuses: event-unknown, event-cursor-expired. */
async function afterEvent(db: Reader, teamId: TeamId, id: string, oldest: Timestamp, following: Following): Promise<Mark> {
  const event = parseEventId(id)
  const place = event && (await placeOf(db, teamId, event.entry))
  if (!event || place === undefined) throw unknown(id)
  const [own, later] = await listPlaced(db, teamId, place, 2)
  // A place within the entry that no event has would pass over those that are there.
  if (own?.entry === event.entry && !tellsEvent(own, event)) throw unknown(id)
  if (own && later && own.at < oldest && later.at < oldest) throw expired('This event', following)
  return { place, change: event.change, nth: event.nth + 1 }
}

const unknown = (id: string) =>
  eventUnknown(
    `There is no event ${JSON.stringify(id.slice(0, 100))} of this team. Send the id of an event or the next_cursor of a page as it was answered, or begin anew without either.`,
  )

const expired = (what: string, { eventDays }: Following) =>
  eventCursorExpired(
    `${what} is older than ${eventDays} days, and so long events are readable: some that came after it may not be told any more. Read the present state, GET /v1/members, /v1/groups and /v1/spend_limits, and then go on with the feed without \`after\`.`,
  )

/** The first entry that is young enough. Entries are dated as their requests came, which is their order but for those that overlapped. */
async function findOldest(db: Reader, teamId: TeamId, oldest: Timestamp): Promise<Mark> {
  const firstFrom = async (place: bigint) => (await listPlaced(db, teamId, place, 1))[0]
  const first = await firstFrom(0n)
  if (!first || first.at >= oldest) return beginning
  let [old, young] = [first.place, (await lastPlace(db, teamId)) + 1n]
  while (young - old > 1n) {
    const middle = (old + young) / 2n
    const entry = await firstFrom(middle)
    if (entry && entry.at < oldest) old = entry.place
    else young = middle
  }
  return { place: young, change: 0, nth: 0 }
}
