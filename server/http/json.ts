import type { Json } from '../kernel/json.ts'

// Bytes that are no UTF-8 would else become U+FFFD, and two names one. A byte order mark is passed over, as RFC 8259 §8.1 allows.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a body of JSON. Throws what `refuse` makes where it is none. */
export function parseJson(body: Buffer, refuse: () => Error): Json {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    throw refuse()
  }
}
