import type { TeamId } from '../../kernel/ids.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Db, Reader } from '../../store/open.ts'
import { changesOf } from '../entries.ts'
import { formatEventId } from './event-id.ts'
import type { EventType } from './event-types.ts'
import { listPlaced, type PlacedEntry } from './events.sql.ts'
import { readMembers, type ListName } from './members.ts'
import { publish } from './publish.ts'
import { countMembers, tellChange, tellMember, typeOfMember, type MembersChange, type Told } from './render-event.ts'

/** What the host product is told. */
export type Event = { id: string; type: EventType; timestamp: Timestamp; data: JsonObject }

/** Where reading goes on: at which change of the entry at a place, and which of what that comes to. */
export type Mark = { place: bigint; change: number; nth: number }
export const beginning: Mark = { place: 0n, change: 0, nth: 0 }

export type Page = { events: Event[]; next: Mark; hasMore: boolean }

/** What is asked for: from where on, of which types (all where undefined), and how many at most. */
export type Asked = { from: Mark; types: ReadonlySet<EventType> | undefined; limit: number }

const entriesPerQuery = 200
/** So many entries are looked through for one page: of a rare type a page may hold none, and there is more. */
const entriesPerPage = 2_000

/** The next events of a team, in the order of commits. Costs what the page holds, also within an entry that comes to thousands of events. */
export async function readEvents(db: Db, teamId: TeamId, asked: Asked): Promise<Page> {
  await publish(db)
  const page: Page = { events: [], next: asked.from, hasMore: true }
  for (let looked = 0; looked < entriesPerPage && page.events.length < asked.limit; looked += entriesPerQuery) {
    // With one more than events are wanted: it tells that there is more.
    const wanted = Math.min(entriesPerQuery, asked.limit - page.events.length + 1)
    const entries = await listPlaced(db.read, teamId, page.next.place, wanted)
    for (const entry of entries) await addEntry(db.read, page, entry, asked)
    if (entries.length < wanted && page.events.length < asked.limit) return { ...page, hasMore: false }
  }
  return { ...page, hasMore: await isMore(db.read, teamId, page.next) }
}

/** Whether an entry tells an event there: not each of its changes does, and a change of members tells as many as it counts. */
export function tellsEvent(entry: PlacedEntry, { change: place, nth }: Pick<Mark, 'change' | 'nth'>): boolean {
  const change = changesOf(entry)[place]
  if (!change) return false
  return change.kind === 'group.members_changed' ? nth < countMembers(change) : nth === 0 && tellChange(change, entry.directoryId) !== undefined
}

const isMore = async (db: Reader, teamId: TeamId, { place }: Mark): Promise<boolean> => (await listPlaced(db, teamId, place, 1)).length > 0

/** Adds the events of an entry, from where reading goes on, as far as there is room; and moves that. */
async function addEntry(db: Reader, page: Page, entry: PlacedEntry, { types, limit }: Asked): Promise<void> {
  if (page.events.length >= limit) return
  const start = page.next.place === entry.place ? page.next : { place: entry.place, change: 0, nth: 0 }
  const changes = changesOf(entry)
  for (let place = start.change; place < changes.length; place++) {
    const change = changes[place]
    if (!change) continue
    const from = place === start.change ? start.nth : 0
    const room = limit - page.events.length
    if (room === 0) return void (page.next = { place: entry.place, change: place, nth: from })
    if (change.kind !== 'group.members_changed') {
      const told = from === 0 ? tellChange(change, entry.directoryId) : undefined
      if (told && isWanted(types, told.type)) page.events.push(toEvent(entry, place, 0, told))
      continue
    }
    const { told, next } = await tellMembers(db, entry, change, { from, room, types })
    page.events.push(...told.map(([nth, each]) => toEvent(entry, place, nth, each)))
    if (next < countMembers(change)) return void (page.next = { place: entry.place, change: place, nth: next })
  }
  page.next = { place: entry.place + 1n, change: 0, nth: 0 }
}

const isWanted = (types: ReadonlySet<EventType> | undefined, type: EventType): boolean => types === undefined || types.has(type)

const toEvent = ({ entry, at }: PlacedEntry, change: number, nth: number, { type, data }: Told): Event => ({
  id: formatEventId({ entry, change, nth }),
  type,
  timestamp: at,
  data,
})

type Part = { from: number; room: number; types: ReadonlySet<EventType> | undefined }

/** The next events of a change of members, each with its number within the change, and where to go on. What no type wants is not read. */
async function tellMembers(db: Reader, entry: PlacedEntry, change: MembersChange, { from, room, types }: Part) {
  const told: [nth: number, told: Told][] = []
  let next = from
  for (const { list, offset, count } of listsOf(change)) {
    if (next < offset) break // the list before was not read to its end
    const isSought = ['usr_', 'grp_'].some((prefix) => isWanted(types, typeOfMember(`${prefix}${'0'.repeat(26)}`, list)))
    if (!isSought) {
      next = Math.max(next, offset + count)
      continue
    }
    while (next < offset + count && told.length < room) {
      const ids = await idsOf(db, entry, change, list, { from: next - offset, count: Math.min(room - told.length, offset + count - next) })
      if (ids.length === 0) next = offset + count // an entry from before lists were kept names its first ones alone
      for (const id of ids) {
        const each = tellMember(change, id, list, entry.directoryId)
        if (isWanted(types, each.type)) told.push([next, each])
        next++
      }
    }
  }
  return { told, next }
}

const listsOf = ({ left, joined }: MembersChange) => [
  { list: 'left' as const, offset: 0, count: left.count },
  { list: 'joined' as const, offset: left.count, count: joined.count },
]

/** So many ids of a list: those that the entry names itself, or else those beside it. */
async function idsOf(
  db: Reader,
  entry: PlacedEntry,
  change: MembersChange,
  list: ListName,
  part: { from: number; count: number },
): Promise<string[]> {
  const { first, count } = change[list]
  const isNamed = first.length === count || part.from + part.count <= first.length
  return isNamed ? first.slice(part.from, part.from + part.count) : readMembers(db, { ...entry, list }, part)
}
