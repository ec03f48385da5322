/**
 * How the log is followed: by a stream that is `live`, is being opened (`connecting`) or was lost (`reconnecting`); or, where no stream comes through, by asking now and then
 * (`polling`). `over` where one may not see it any more.
 */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'over'

/** An entry has its place in the log, from which one goes on. */
type Placed = { sequence: number }

type Following<Entry> = {
  directory: string
  /** Begin after this sequence; with what comes from now on where it is undefined. */
  after: number | undefined
  onEntry: (entry: Entry) => void
  /** Up to where everything was told. */
  onReached: (sequence: number) => void
  onState: (state: LiveState) => void
}

/** Between two looks while no stream comes through, and before a lost one counts as not coming, in milliseconds. */
const pollEvery = 5_000
/** A stream that does not come through for so long is given up, and opened anew: what stands in between may hold on to it for ever. */
const stuckAfter = 15_000
/** A stream that says nothing for so long is lost: the server sends a ping each 15 seconds. */
const silentAfter = 40_000

/** Follows the provisioning log until the function that it answers is called. A stream that is lost is opened again where it ended, so that nothing is missed or told twice. */
export function followLog<Entry extends Placed>(options: Following<Entry>): () => void {
  const follower = new LogFollower(options)
  options.onState('connecting')
  follower.open()
  return () => follower.close()
}

class LogFollower<Entry extends Placed> {
  readonly #options: Following<Entry>
  #sequence: number | undefined
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #openedAt = 0
  #isLive = false
  #isOver = false

  constructor(options: Following<Entry>) {
    this.#options = options
    this.#sequence = options.after
  }

  open(): void {
    const { directory } = this.#options
    const source = new EventSource(`/v1/provisioning_log/stream?${queryOf({ directory, after: this.#sequence })}`)
    this.#source = source
    this.#openedAt = performance.now()
    this.#in(pollEvery, () => this.#poll())
    source.addEventListener('open', (event) => this.#heard(event)) // the browser's own, and the server's with where it begins
    source.addEventListener('ping', (event) => this.#heard(event))
    source.addEventListener('request', (event) => this.#heard(event, JSON.parse(event.data)))
    source.addEventListener('end', (event) => JSON.parse(event.data).reason === 'revoked' && this.#end())
    source.addEventListener('error', () => this.#lost())
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#source?.close()
  }

  #heard(event: Event, entry?: Entry): void {
    this.#isLive = true
    this.#options.onState('live')
    this.#in(silentAfter, () => this.#reopen())
    if (entry) this.#take(entry)
    else if (event instanceof MessageEvent) this.#reach(Number(event.lastEventId))
  }

  /** The browser opens a lost stream again by itself, but not one that was refused. Meanwhile we ask. */
  #lost(): void {
    const isRefused = this.#source?.readyState === EventSource.CLOSED
    if (isRefused || this.#isLive) this.#in(isRefused ? 0 : pollEvery, () => this.#poll())
    if (this.#isLive) this.#options.onState('reconnecting')
    this.#isLive = false
  }

  #reopen(): void {
    this.#source?.close()
    this.#isLive = false
    this.#options.onState('reconnecting')
    this.open()
  }

  async #poll(): Promise<void> {
    await this.#ask().catch(() => undefined) // no answer: the next look may have one
    if (this.#isOver) return
    if (this.#source?.readyState === EventSource.OPEN) return
    const isStuck = performance.now() - this.#openedAt > stuckAfter
    if (isStuck) this.#source?.close()
    if (this.#source?.readyState === EventSource.CLOSED) this.open()
    else this.#in(pollEvery, () => this.#poll())
  }

  async #ask(): Promise<void> {
    const { directory } = this.#options
    const from = this.#sequence
    const asked = { ...(directory !== 'all' && { directory }), ...(from === undefined ? { limit: 1 } : { after: from, limit: 200 }) }
    const response = await fetch(`/v1/provisioning_log?${queryOf(asked)}`)
    if (response.status === 401 || response.status === 403) return this.#end()
    if (!response.ok || this.#isOver) return
    if (!this.#isLive) this.#options.onState('polling') // a stream may have come through while this was asked
    const { items }: { items: Entry[] } = await response.json()
    if (from === undefined) this.#reach(items[0]?.sequence ?? 0)
    else for (const entry of items) this.#take(entry)
  }

  /** An entry that was told already, by a look while the stream was lost, is not told again. */
  #take(entry: Entry): void {
    if (this.#isOver || (this.#sequence !== undefined && entry.sequence <= this.#sequence)) return
    this.#options.onEntry(entry)
    this.#reach(entry.sequence)
  }

  #reach(sequence: number): void {
    if (this.#sequence !== undefined && sequence <= this.#sequence) return
    this.#sequence = sequence
    this.#options.onReached(sequence)
  }

  #end(): void {
    this.#options.onState('over')
    this.close()
  }

  #in(milliseconds: number, then: () => unknown): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, milliseconds)
  }
}

const queryOf = (values: Record<string, string | number | undefined>): URLSearchParams =>
  new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
