import type { Follower } from '../journal/follower.ts'
import type { LiveLog } from '../journal/live-log.ts'
import type { DirectoryId } from '../kernel/ids.ts'
import type { Row } from '../store/open.ts'
import { toEntryShape } from './log-entry.ts'

/** When a stream does what, in milliseconds. */
export type StreamTimes = {
  /** Between two looks for new rows, whoever listens. */
  poll: number
  /** Between two pings, each of which asks anew who listens. */
  ping: number
  /** How long a stream lives at most. */
  longest: number
  /** How long a reader may take nothing of what waits for it. */
  stall: number
}

export const streamTimes: StreamTimes = { poll: 1_000, ping: 15_000, longest: 3_600_000, stall: 30_000 }

export type LogStream = {
  live: LiveLog
  follower: Follower
  directoryId: DirectoryId | undefined
  /** After which sequence it begins; undefined for now. */
  after: bigint | undefined
  times: StreamTimes
  /** Milliseconds on a clock that never goes back. */
  elapsed: () => number
  isStillAllowed: () => Promise<boolean>
  /** Aborted once nobody reads any more. */
  gone: AbortSignal
}

/**
 * The log as server-sent events. Each has as its id the sequence up to which everything was sent, so that a browser that comes back with it as Last-Event-ID misses nothing. A page
 * of rows is read when the reader takes it: one who is slow costs no memory, and is behind.
 */
export async function* eventsOf(stream: LogStream): AsyncGenerator<string> {
  const { live, follower, directoryId, times, elapsed, isStillAllowed, gone } = stream
  const openedAt = elapsed()
  let at = await findBeginning(stream)
  if (at === undefined) return
  yield `retry: 2000\n${toEvent('open', at, { sequence: Number(at) })}`
  for (let pingedAt = openedAt; !isLetGo(stream);) {
    if (elapsed() - openedAt >= times.longest) return yield toEvent('end', at, { reason: 'longest' })
    if (elapsed() - pingedAt >= times.ping) {
      if (!(await isStillAllowed())) return yield toEvent('end', at, { reason: 'revoked' })
      yield toEvent('ping', at, {})
      pingedAt = elapsed()
    }
    const end: bigint = follower.end !== undefined && follower.end > at ? follower.end : at
    const rows: Row<'journal'>[] = end > at ? await live.readAfter(follower.teamId, directoryId, at, end) : []
    at = rows.at(-1)?.position ?? end
    if (rows.length > 0) yield rows.map((row) => toEvent('request', row.position, toEntryShape(row))).join('')
    else await follower.next(gone)
  }
}

const isLetGo = ({ follower, gone }: LogStream) => gone.aborted || follower.isOver

/** After which sequence a stream begins; undefined where it ended before that was known. */
async function findBeginning(stream: LogStream): Promise<bigint | undefined> {
  if (stream.after !== undefined) return stream.after
  while (stream.follower.end === undefined && !isLetGo(stream)) await stream.follower.next(stream.gone)
  return stream.follower.end
}

const toEvent = (event: string, id: bigint, data: object): string => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
