import { createHash } from 'node:crypto'
import type { Mark } from './listing.sql.ts'

const directoriesKept = 100
const pagesKept = 2_000
/** So long a walk may go on from what it left behind: another node, whose writes nobody tells of here, may have moved places and counts since. */
const keptMilliseconds = 5_000

/**
 * Remembers for a moment where pages ended and how many resources a listing has, so that who walks through all of them pays the same for each page: without
 * it, a page would skip, or count, all that came before. A write to the directory forgets it, since places and counts have moved.
 */
export class PageMarks {
  readonly #directories = new Map<string, DirectoryMarks>()
  readonly #elapsed: () => number
  /** `elapsed` tells milliseconds on a clock that never goes back. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed
  }

  /** Taken before a listing is read: what is kept there after the directory was written to is forgotten with it. */
  of(directoryId: string): DirectoryMarks {
    const known = this.#directories.get(directoryId)
    if (known) return known
    const marks = new DirectoryMarks(this.#elapsed)
    keepNewest(this.#directories, directoriesKept, directoryId, marks)
    return marks
  }

  forget(directoryId: string): void {
    this.#directories.delete(directoryId)
  }
}

type Kept<Value> = { value: Value; until: number }

/** What is known of the listings of one directory, each by its name. */
export class DirectoryMarks {
  readonly #totals = new Map<string, Kept<number>>()
  readonly #marks = new Map<string, Kept<Mark>>()
  readonly #elapsed: () => number
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed
  }

  findTotal(listing: string): number | undefined {
    return this.#fresh(this.#totals.get(digest(listing)))
  }

  keepTotal(listing: string, total: number): void {
    keepNewest(this.#totals, pagesKept, digest(listing), this.#kept(total))
  }

  /** After what the page begins that has this place. */
  find(listing: string, startIndex: number): Mark | undefined {
    return this.#fresh(this.#marks.get(`${startIndex} ${digest(listing)}`))
  }

  keep(listing: string, startIndex: number, after: Mark): void {
    keepNewest(this.#marks, pagesKept, `${startIndex} ${digest(listing)}`, this.#kept(after))
  }

  #kept<Value>(value: Value): Kept<Value> {
    return { value, until: this.#elapsed() + keptMilliseconds }
  }

  #fresh<Value>(kept: Kept<Value> | undefined): Value | undefined {
    return kept && kept.until > this.#elapsed() ? kept.value : undefined
  }
}

/** A filter may be long, and what is kept of it must not be. */
const digest = (listing: string) => createHash('sha256').update(listing).digest('base64')

/** Sets a key, and lets go of the one that was set first where there are too many. */
function keepNewest<Value>(map: Map<string, Value>, most: number, key: string, value: Value): void {
  map.delete(key)
  const oldest = map.size >= most ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
  map.set(key, value)
}
