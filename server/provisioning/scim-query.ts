import { hasAlready, requireVersion, type Preconditions } from '../../scim/preconditions.ts'

const names = ['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor', 'attributes', 'excludedAttributes'] as const

export type ScimQuery = { [Name in (typeof names)[number]]?: string | undefined }

/** The parameters of a query. One that comes several times counts once, with its last value; unknown ones are ignored (Entra adds flags of its own). */
export function parseQuery(query: unknown): ScimQuery {
  const sent = query as { [name: string]: string | string[] | undefined } // Fastify's own parser makes these
  const parsed: ScimQuery = {}
  for (const name of names) {
    const value = sent[name]
    if (value !== undefined) parsed[name] = Array.isArray(value) ? value.at(-1) : value
  }
  return parsed
}

/** Which versions a client names, to change that one alone or to be spared what it has. */
export const preconditionsOf = ({
  headers,
}: {
  headers: { 'if-match'?: string | undefined; 'if-none-match'?: string | undefined }
}): Preconditions => ({
  ifMatch: headers['if-match'],
  ifNoneMatch: headers['if-none-match'],
})

/** Whether the client of a GET has this version already. Throws 412 where it wants another one. */
export function isKnown(request: Parameters<typeof preconditionsOf>[0], version: bigint): boolean {
  const wanted = preconditionsOf(request)
  requireVersion({ ...wanted, ifNoneMatch: undefined }, version)
  return hasAlready(wanted, version)
}
