import type { DirectoryId, TeamId } from '../kernel/ids.ts'
import type { Db, Row } from '../store/open.ts'
import { Follower } from './follower.ts'
import { listTeamsAsked, seekProvisioning } from './provisioning-log.sql.ts'
import { SettledEnd } from './settled-end.ts'

const rowsPerRead = 50
/** So many reads at most are kept for others who stand at the same place, until the next look. */
const readsKept = 20

/**
 * The provisioning log as it grows. While somebody follows it, one look each second tells which teams have new rows, whoever wrote them on whichever server: however many
 * follow, they cost no more than that, and nothing is written. Followers read the rows themselves, at their own pace; those who stand at the same place share a read.
 */
export class LiveLog {
  readonly #db: Db
  readonly #pollMilliseconds: number
  readonly #onFailure: (error: unknown) => void
  readonly #settled: SettledEnd
  readonly #followers = new Set<Follower>()
  readonly #reads = new Map<string, Promise<Row<'journal'>[]>>()
  /** Up to where it is known which teams have new rows. */
  #seen: bigint | undefined
  #timer: NodeJS.Timeout | undefined
  #isOver = false
  constructor(db: Db, pollMilliseconds: number, onFailure: (error: unknown) => void) {
    this.#db = db
    this.#pollMilliseconds = pollMilliseconds
    this.#onFailure = onFailure
    this.#settled = new SettledEnd(db.read)
  }

  /** Up to where the log may be read so that nothing is missed; undefined while that is not known. */
  findEnd(): Promise<bigint | undefined> {
    return this.#settled.find()
  }

  async follow(teamId: TeamId): Promise<Follower> {
    const end = await this.findEnd()
    if (this.#followers.size === 0) this.#seen = end
    const follower = new Follower(teamId, end)
    follower.isOver = this.#isOver
    this.#followers.add(follower)
    this.#lookSoon()
    return follower
  }

  leave(follower: Follower): void {
    this.#followers.delete(follower)
  }

  /** The next rows of a team after a position, none of them after `end`. */
  readAfter(teamId: TeamId, directoryId: DirectoryId | undefined, after: bigint, end: bigint): Promise<Row<'journal'>[]> {
    const key = `${teamId} ${directoryId ?? ''} ${after} ${end}`
    const filter = directoryId === undefined ? {} : { directoryId }
    const read = this.#reads.get(key) ?? seekProvisioning(this.#db.read, teamId, filter, { after, before: end + 1n, newestFirst: false }, rowsPerRead)
    if (this.#reads.size >= readsKept) this.#reads.clear()
    this.#reads.set(key, read)
    return read
  }

  /** Lets go of all who follow, and of whoever would from now on. */
  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    for (const follower of this.#followers) {
      follower.isOver = true
      follower.wake()
    }
  }

  #lookSoon(): void {
    if (this.#isOver || this.#followers.size === 0) return
    this.#timer ??= setTimeout(() => void this.#look(), this.#pollMilliseconds)
  }

  async #look(): Promise<void> {
    this.#reads.clear()
    await this.#tell().catch(this.#onFailure)
    for (const follower of this.#followers) follower.wake() // also without news: it may be time for a ping
    this.#timer = undefined
    this.#lookSoon()
  }

  /** Tells those whose team has new rows, and those who know of no end yet, how far the log goes. */
  async #tell(): Promise<void> {
    const end = await this.findEnd()
    if (end === undefined) return
    const teams = new Set(this.#seen === undefined || this.#seen < end ? await listTeamsAsked(this.#db.read, this.#seen ?? end, end) : [])
    this.#seen = end
    for (const follower of this.#followers) if (follower.end === undefined || teams.has(follower.teamId)) follower.end = end
  }
}
