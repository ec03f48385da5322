import { checkJson } from './check-json.ts'
import { quote, ScimError } from './error.ts'
import { isObject, ownInAnyCase, type Json } from './json.ts'

/** A query as a URL has it: all texts. */
export type SearchQuery = { [Name in (typeof names)[number]]?: string }

const names = ['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor', 'attributes', 'excludedAttributes'] as const

/** The body of a search (RFC 7644 §3.4.3) as the query that a URL would have. Throws 400 invalidSyntax or invalidValue. */
export function parseSearch(body: Json): SearchQuery {
  checkJson(body)
  if (!isObject(body)) throw new ScimError(400, 'invalidSyntax', 'The body of a search must be a JSON object, a SearchRequest.')
  const query: SearchQuery = {}
  for (const name of names) {
    const sent = ownInAnyCase(body, name)
    if (sent !== undefined && sent !== null) query[name] = toText(name, sent)
  }
  return query
}

function toText(name: string, sent: Json): string {
  if (typeof sent === 'string' || typeof sent === 'number') return String(sent)
  if (Array.isArray(sent) && sent.every((each) => typeof each === 'string')) return sent.join(',')
  throw new ScimError(400, 'invalidValue', `${name} is ${quote(JSON.stringify(sent))}, and a text, a number or a list of texts is expected.`)
}
