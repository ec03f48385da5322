/**
 * Gathers what reads leave behind, such as "last used", and writes it together, so that a look-up is never a durable write.
 * What it holds is written at most a second late and may be lost in a crash.
 */
export class Batch<Item> {
  readonly #write: (items: Item[]) => Promise<void>
  readonly #onFailure: (error: unknown) => void
  #items: Item[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  constructor(write: (items: Item[]) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#write = write
    this.#onFailure = onFailure
  }

  add(item: Item): void {
    this.#items.push(item)
    this.#timer ??= setTimeout(() => void this.flush(), latestMs)
  }

  /** Writes what there is. A failure is reported and the items are let go: they are not worth the memory of a long outage. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const items = this.#items
    this.#items = []
    if (items.length > 0) this.#writing = this.#writing.then(() => this.#write(items)).catch(this.#onFailure)
    return this.#writing
  }
}

const latestMs = 500
