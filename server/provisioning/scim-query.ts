import { z } from 'zod'
import { hasAlready, requireVersion, type Preconditions } from '../../scim/preconditions.ts'

/** A query parameter. One that comes several times counts once, with its last value; unknown ones are ignored (Entra adds flags of its own). */
const parameter = z.union([z.string(), z.array(z.string()).transform((all) => all.at(-1))]).optional()
const parameters = z.object({
  filter: parameter,
  sortBy: parameter,
  sortOrder: parameter,
  startIndex: parameter,
  count: parameter,
  cursor: parameter,
  attributes: parameter,
  excludedAttributes: parameter,
})

export type ScimQuery = z.infer<typeof parameters>

export const parseQuery = (query: unknown): ScimQuery => parameters.parse(query)

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
