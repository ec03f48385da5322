import type { Json } from '../kernel/json.ts'

/** Reads JSON, which some clients begin with a byte order mark (RFC 8259 §8.1 lets it be ignored). Throws what `refuse` makes where it is none. */
export function parseJson(text: string, refuse: () => Error): Json {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch {
    throw refuse()
  }
}
