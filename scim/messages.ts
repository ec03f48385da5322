import { maxPageSize } from './bounds.ts'
import { ScimError, quote, type ScimType } from './error.ts'
import type { JsonObject } from './json.ts'

const listResponseSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** RFC 7644 §3.4.2. `totalResults` counts all that match, whatever the page. */
export function toListResponse(list: { totalResults: number; startIndex: number; resources: JsonObject[] }): JsonObject {
  const { totalResults, startIndex, resources } = list
  return { schemas: [listResponseSchema], totalResults, startIndex, itemsPerPage: resources.length, Resources: resources }
}

type CursorPage = { totalResults: number; resources: JsonObject[]; previousCursor: string | undefined; nextCursor: string | undefined }

/** RFC 9865 §2: a page by cursor. There is no `previousCursor` on the first one, and no `nextCursor` on the last. */
export function toCursorResponse({ totalResults, resources, previousCursor, nextCursor }: CursorPage): JsonObject {
  return {
    schemas: [listResponseSchema],
    totalResults,
    itemsPerPage: resources.length,
    ...(previousCursor !== undefined && { previousCursor }),
    ...(nextCursor !== undefined && { nextCursor }),
    Resources: resources,
  }
}

/** RFC 7644 §3.7: what became of the operations of a bulk request. */
export const toBulkResponse = (operations: JsonObject[]): JsonObject => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
  Operations: operations,
})

/** RFC 9865 §2.1: with a cursor, a count below 1 is an error; one above our page is our page, as is none. */
export function parseCursorCount(sent: string | undefined): number {
  const count = parseWhole('count', sent, maxPageSize, 'invalidCount')
  if (count < 1) throw new ScimError(400, 'invalidCount', `count must be 1 or more with a cursor, not ${count}.`)
  return Math.min(count, maxPageSize)
}

/** RFC 7644 §3.4.2.4: the first result is 1, and so is one below; a count below 0 is 0; one above our page is our page, as is none. */
export function parsePaging(query: { startIndex?: string | undefined; count?: string | undefined }): { startIndex: number; count: number } {
  return {
    startIndex: Math.min(Math.max(parseWhole('startIndex', query.startIndex, 1), 1), Number.MAX_SAFE_INTEGER),
    count: Math.min(Math.max(parseWhole('count', query.count, maxPageSize), 0), maxPageSize),
  }
}

function parseWhole(name: string, sent: string | undefined, otherwise: number, scimType: ScimType = 'invalidValue'): number {
  const text = sent?.trim() ?? ''
  if (text === '') return otherwise
  if (/^[+-]?\d{1,100}$/.test(text)) return Number(text)
  throw new ScimError(400, scimType, `${name} must be a whole number, not ${quote(text)}.`)
}
