import type { Mark } from './listing.sql.ts'

const directoriesKept = 100
const pagesKept = 2_000

/**
 * Remembers where pages ended and how many resources a listing has, so that who walks through all of them pays the same for each page: without it, a page
 * would skip, or count, all that came before. A write to the directory forgets it, since places and counts have moved.
 */
export class PageMarks {
  readonly #directories = new Map<string, DirectoryMarks>()

  /** Taken before a listing is read: what is kept there after the directory was written to is forgotten with it. */
  of(directoryId: string): DirectoryMarks {
    const known = this.#directories.get(directoryId)
    if (known) return known
    if (this.#directories.size >= directoriesKept) this.#directories.clear()
    const marks = new DirectoryMarks()
    this.#directories.set(directoryId, marks)
    return marks
  }

  forget(directoryId: string): void {
    this.#directories.delete(directoryId)
  }
}

/** What is known of the listings of one directory, each by its name. */
export class DirectoryMarks {
  readonly #totals = new Map<string, number>()
  readonly #marks = new Map<string, Mark>()

  findTotal(listing: string): number | undefined {
    return this.#totals.get(listing)
  }

  keepTotal(listing: string, total: number): void {
    if (this.#totals.size >= pagesKept) this.#totals.clear()
    this.#totals.set(listing, total)
  }

  /** After what the page begins that has this place. */
  find(listing: string, startIndex: number): Mark | undefined {
    return this.#marks.get(`${startIndex} ${listing}`)
  }

  keep(listing: string, startIndex: number, after: Mark): void {
    if (this.#marks.size >= pagesKept) this.#marks.clear()
    this.#marks.set(`${startIndex} ${listing}`, after)
  }
}
