import { parseJson, type Json, type JsonObject } from './json.ts'

export type Answer = { status: number; headers: Headers; body: Json | undefined; text: string }
/** A request and its answer in short, without what opens the server. */
export type Exchange = { request: string; answer: string }
export type Query = Record<string, string | number>

export type Asking = {
  query?: Query
  /** Added to the usual ones, or in place of them; undefined sends none of that name. */
  headers?: Record<string, string | undefined>
  body?: JsonObject
  /** A body that is sent as it stands. */
  text?: string
  /** How often it is asked again after 429. */
  repeats?: number
}

export type Endpoint = { base: string; headers: Record<string, string>; timeoutSeconds: number }

/** The server did not answer. */
export class Unreachable extends Error {}

/** How often a request is repeated that a server answers with 429, and how long each pause is at most: an honest client waits too. */
const usualRepeats = 3
const maxPauseSeconds = 30

export async function send(endpoint: Endpoint, method: string, path: string, asking: Asking, note: (exchange: Exchange) => void): Promise<Answer> {
  const sent = asking.text ?? (asking.body === undefined ? undefined : JSON.stringify(asking.body))
  const url = `${endpoint.base}${path}${toQueryString(asking.query)}`
  const request = `${method} ${path}${toQueryString(asking.query)}${sent === undefined ? '' : ` ${shorten(sent, 400)}`}`
  for (let repeats = 0; ; repeats += 1) {
    const response = await ask(url, method, sent, headersOf(endpoint, asking, sent !== undefined), endpoint.timeoutSeconds, (why) =>
      note({ request, answer: why }),
    )
    note({ request, answer: `${response.status} ${shorten(response.text, 400)}`.trim() })
    if (response.status !== 429 || repeats >= (asking.repeats ?? usualRepeats)) return { ...response, body: parseJson(response.text) }
    const seconds = Number(response.headers.get('retry-after') ?? 1)
    await new Promise((resolve) => setTimeout(resolve, Math.min(Number.isFinite(seconds) ? seconds : 1, maxPauseSeconds) * 1000))
  }
}

async function ask(
  url: string,
  method: string,
  body: string | undefined,
  headers: Headers,
  timeoutSeconds: number,
  noteFailure: (why: string) => void,
) {
  try {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000)
    const response = await fetch(url, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    const why = describe(error, timeoutSeconds)
    noteFailure(why)
    throw new Unreachable(why)
  }
}

function describe(error: unknown, timeoutSeconds: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeoutSeconds} seconds`
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}

function headersOf(endpoint: Endpoint, asking: Asking, hasBody: boolean): Headers {
  const headers = new Headers({
    accept: 'application/scim+json',
    ...(hasBody && { 'content-type': 'application/scim+json' }),
    ...endpoint.headers,
  })
  for (const [name, value] of Object.entries(asking.headers ?? {})) {
    if (value === undefined) headers.delete(name)
    else headers.set(name, value)
  }
  return headers
}

const toQueryString = (query: Query = {}) => {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text)
