import { z } from 'zod'

/** Names the team for an operator's key, on every route. */
export const teamParameter = 'team'

/** The query parameters that a route's schema names. Throws where it is no object: then nobody could tell which are unknown. */
export function parametersOf(querystring: unknown): string[] {
  if (querystring === undefined) return []
  if (querystring instanceof z.ZodObject) return Object.keys(querystring.shape)
  throw new Error('The schema of a query is an object: z.object({ … }), without a transform around it.')
}

/** What is wrong with the names in a query: a misspelt filter that is passed over would answer everything. */
export function findUnknownParameters(query: unknown, known: readonly string[]): { pointer: string; detail: string }[] {
  const sent = typeof query === 'object' && query !== null ? Object.keys(query) : []
  const possible = [...known, teamParameter]
  const unknown = sent.filter((name) => !possible.includes(name))
  return unknown.map((name) => ({ pointer: `#/${escape(name.slice(0, 100))}`, detail: `is no parameter here; there are: ${possible.join(', ')}` }))
}

/** A name within a JSON pointer (RFC 6901 §3). */
const escape = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
