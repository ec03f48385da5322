import { setTimeout as pause } from 'node:timers/promises'
import { Command } from 'commander'
import { parseTypes } from '../journal/events/event-types.ts'
import { followEvents } from '../journal/events/follow.ts'
import type { Event } from '../journal/events/read-events.ts'
import { Cursors } from '../kernel/cursors.ts'
import type { Json } from '../kernel/json.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

type TailOptions = { type?: string; after?: string; follow: boolean }

const eventsPerPage = 500
const pauseMs = 500

export const eventsCommand = (): Command =>
  new Command('events').description('What the host product is told.').addCommand(
    teamwork(
      withSettings(new Command('tail').description('Print events as they happen, oldest first, in the order of commits. Ctrl+C ends it.'), 'data'),
    )
      .option('--type <types>', 'these types alone, with commas between; dsync.* is all that begin so')
      .option('--after <event>', 'the id of an event, or a cursor: only what came after it; without it all that is readable')
      .option('--no-follow', 'end once all that happened so far is printed')
      .action(({ type, after, follow }: TailOptions, command: Command) =>
        inSession(command, async ({ db, environment, config, team }) => {
          const { teamId } = await team()
          const cursors = new Cursors(config.secretKeys)
          const types = parseTypes(type)
          for (let from = after; ;) {
            const following = { cursors, eventDays: config.eventDays, now: environment.now() }
            const { events, nextCursor, hasMore } = await followEvents(db, teamId, { after: from, types, limit: eventsPerPage }, following)
            for (const event of events) say(command, wordsOf(event), event)
            from = nextCursor
            if (!hasMore && !follow) return
            if (!hasMore) await pause(pauseMs)
          }
        }),
      ),
  )

/** `2026-11-24T10:00:07.123Z  dsync.group.user_added  user_id=usr_… group=Engineering`: what somebody looks for first. */
function wordsOf({ timestamp, type, data }: Event): string {
  const facts = Object.entries(data).flatMap(([key, value]) =>
    value === null || key === 'directory_id' || key === 'previous_attributes' ? [] : [`${key}=${textOf(value)}`],
  )
  return `${timestamp}  ${type.padEnd(typeWidth)}  ${facts.join(' ')}`
}
const typeWidth = 26

/** A text as it is, what has a name by that, and the rest as JSON. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value
  const name = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['display_name'] : undefined
  return typeof name === 'string' ? name : JSON.stringify(value)
}
