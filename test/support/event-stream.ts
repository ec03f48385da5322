/** An event of a stream, its data parsed. */
export type StreamedEvent = { id: string; event: string; data: ReturnType<typeof JSON.parse> }

/** Server-sent events as a browser takes them, one after another. */
export class EventStream {
  readonly response: Response
  readonly #leaving: AbortController
  readonly #events: AsyncGenerator<StreamedEvent>
  private constructor(response: Response, leaving: AbortController) {
    this.response = response
    this.#leaving = leaving
    this.#events = readEvents(response)
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventStream> {
    const leaving = new AbortController()
    return new EventStream(await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal }), leaving)
  }

  /** The next event that is no ping, or one of this name; undefined where the stream ended first. */
  async next(name?: string): Promise<StreamedEvent | undefined> {
    for (;;) {
      const { value, done } = await this.#events.next()
      if (done) return undefined
      if (name === undefined ? value.event !== 'ping' : value.event === name) return value
    }
  }

  /** So many that are no pings. */
  async take(count: number): Promise<StreamedEvent[]> {
    const events: StreamedEvent[] = []
    while (events.length < count) {
      const event = await this.next()
      if (!event) break
      events.push(event)
    }
    return events
  }

  close(): void {
    this.#leaving.abort()
  }
}

async function* readEvents({ body }: Response): AsyncGenerator<StreamedEvent> {
  let text = ''
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line): [string, string] => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
      )
      text = text.slice(end + 2)
      yield { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? 'null') }
    }
  }
}
