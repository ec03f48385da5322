import type { Page, Request } from 'playwright-core'
import type { ServerProcess } from './server-process.ts'

/** What it takes to open a page of the dashboard by its address, with the scripts in the browser's cache and nothing else. */
export type Visit = {
  /** Until nothing is loading any more. */
  settledMs: number
  /** Of the server's process, all threads. */
  cpuMs: number
  /** Until the first byte of the answer that took longest, and which that was. */
  slowestMs: number
  slowest: string
  requests: number
  /** What came over the wire but scripts and styles, head and body. */
  bytes: number
  nodes: number
}

/** So long nothing must be loading. What a page begins later than that after it had settled is counted as the next one's. */
const quietMs = 250

export async function visit(page: Page, server: ServerProcess, path: string): Promise<Visit> {
  const traffic = new Traffic(page)
  const before = await server.ask({ ask: 'usage' })
  const startedAt = performance.now()
  await page.goto(new URL(path, server.url).href, { waitUntil: 'commit' })
  const settledAt = await settle(page, traffic)
  const after = await server.ask({ ask: 'usage' })
  const nodes = await page.evaluate<number>("document.querySelectorAll('*').length")
  return { settledMs: settledAt - startedAt, cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000, nodes, ...(await traffic.sum()) }
}

const isShown =
  "document.querySelector('main h1') !== null && document.querySelector('main [role=status][aria-label], main .mantine-Skeleton-root') === null"

/** Answers since when nothing has been loading. Fails after a minute. */
async function settle(page: Page, traffic: Traffic): Promise<number> {
  let since: number | undefined
  for (const until = performance.now() + 60_000; performance.now() < until;) {
    const isQuiet = traffic.open.size === 0 && (await page.evaluate<boolean>(isShown))
    if (!isQuiet) since = undefined
    else if ((since ??= performance.now()) + quietMs < performance.now()) {
      traffic.end()
      return since
    }
    await page.waitForTimeout(15)
  }
  throw new Error(`${page.url()} is still loading: ${[...traffic.open].map((request) => request.url()).join(' ')}`)
}

/** The requests of one visit. A stream that stays open is none of them. */
class Traffic {
  readonly open = new Set<Request>()
  readonly #done: Request[] = []
  readonly #page: Page
  constructor(page: Page) {
    this.#page = page
    page.on('request', this.#begin).on('requestfinished', this.#finish).on('requestfailed', this.#fail)
  }

  #begin = (request: Request) => void (request.resourceType() !== 'eventsource' && this.open.add(request))
  #finish = (request: Request) => {
    if (this.open.delete(request)) this.#done.push(request)
  }
  #fail = (request: Request) => void this.open.delete(request)

  end(): void {
    this.#page.off('request', this.#begin).off('requestfinished', this.#finish).off('requestfailed', this.#fail)
  }

  async sum(): Promise<Pick<Visit, 'slowestMs' | 'slowest' | 'requests' | 'bytes'>> {
    const asked = this.#done.filter((request) => ['fetch', 'xhr', 'document'].includes(request.resourceType()))
    const sizes = await Promise.all(asked.map((request) => request.sizes()))
    const times = asked.map((request) => ({ request, ms: request.timing().responseStart - request.timing().requestStart }))
    const longest = times.toSorted((one, other) => other.ms - one.ms)[0]
    const address = longest && new URL(longest.request.url())
    return {
      slowestMs: longest?.ms ?? 0,
      slowest: address ? address.pathname + address.search : '',
      requests: asked.length,
      bytes: sizes.reduce((sum, { responseBodySize, responseHeadersSize }) => sum + responseBodySize + responseHeadersSize, 0),
    }
  }
}
