import type { Mark } from './listing.sql.ts'

/** Where the page before ended, and how many there are in all. */
export type PageMark = { after: Mark; total: number }

const marksKept = 10_000

/**
 * Remembers where pages ended, so that who walks through all of them by `startIndex` pays the same for each: without it, a page would skip all that
 * came before. A write to the directory forgets its marks, since they say which place a resource has.
 */
export class PageMarks {
  readonly #marks = new Map<string, Map<string, PageMark>>()
  #count = 0

  find(directoryId: string, listing: string, startIndex: number): PageMark | undefined {
    return this.#marks.get(directoryId)?.get(`${startIndex} ${listing}`)
  }

  keep(directoryId: string, listing: string, startIndex: number, mark: PageMark): void {
    if (this.#count >= marksKept) this.#forgetAll()
    const marks = this.#marks.get(directoryId) ?? new Map<string, PageMark>()
    this.#marks.set(directoryId, marks.set(`${startIndex} ${listing}`, mark))
    this.#count++
  }

  forget(directoryId: string): void {
    this.#count -= this.#marks.get(directoryId)?.size ?? 0
    this.#marks.delete(directoryId)
  }

  #forgetAll(): void {
    this.#marks.clear()
    this.#count = 0
  }
}
