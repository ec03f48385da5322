import { cursorSeconds } from '../../scim/bounds.ts'
import { ScimError } from '../../scim/error.ts'
import { parseFilter } from '../../scim/filter.ts'
import type { JsonObject } from '../../scim/json.ts'
import { parseCursorCount, parsePaging, toCursorResponse, toListResponse } from '../../scim/messages.ts'
import { parseSorting } from '../../scim/sorting.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { listResources, nameOf, type From, type Listing, type Page } from '../directory/list-resources.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import { toMilliseconds } from '../kernel/timestamp.ts'
import { renderGroups, renderUsers } from './answers.ts'
import { scopeOf } from './sent.ts'
import type { ScimQuery } from './scim-query.ts'
import type { ScimRoutesOptions } from './scim-routes-options.ts'

/** Which resources a list holds: those of one endpoint, or, at the root, of both. */
export type Listed = 'users' | 'groups' | 'all'

/** A query, and whether it came in a URL, which logs keep, or in a body. */
export type Question = { listed: Listed; query: ScimQuery; isInUrl: boolean }

/** Answers a query for resources (RFC 7644 §3.4.2), by place or, where it brings a cursor, by cursor (RFC 9865). Refuses: cursor-invalid. Throws ScimError. */
export async function answerList(
  options: ScimRoutesOptions,
  by: DirectoryActor,
  types: DirectoryTypes,
  { listed, query, isInUrl }: Question,
): Promise<JsonObject> {
  const { db, marks } = options
  const listing = { ...parseListing(types, { listed, query, isInUrl }), baseUrl: options.baseUrlOf(by.directoryId) }
  if (query.cursor !== undefined) return answerByCursor(options, by, types, listing, query, query.cursor)
  const { startIndex, count } = parsePaging(query)
  const page = await listResources(db, scopeOf(by), listing, { startIndex }, count, marks)
  return toListResponse({ totalResults: page.total, startIndex, resources: await renderPage(options, by, types, page, query) })
}

async function answerByCursor(
  options: ScimRoutesOptions,
  by: DirectoryActor,
  types: DirectoryTypes,
  listing: Listing,
  query: ScimQuery,
  cursor: string,
): Promise<JsonObject> {
  const { db, marks, cursors } = options
  const count = parseCursorCount(query.count)
  const list = [by.teamId, by.directoryId, nameOf(listing)]
  const from: From = cursor === '' ? { startIndex: 1 } : requireFresh(by, cursors.open(list, cursor))
  const page = await listResources(db, scopeOf(by), listing, from, count, marks)
  const sealed = (from: From) => cursors.seal(list, JSON.stringify({ from, at: by.at }))
  return toCursorResponse({
    totalResults: page.total,
    resources: await renderPage(options, by, types, page, query),
    previousCursor: page.previous && sealed({ before: page.previous }),
    nextCursor: page.next && sealed({ after: page.next }),
  })
}

/** What a cursor holds that we sealed. Throws 400 expiredCursor. */
function requireFresh(by: DirectoryActor, opened: string | undefined): From {
  const { from, at } = JSON.parse(opened ?? '{}')
  if (toMilliseconds(by.at) - toMilliseconds(at) > cursorSeconds * 1000) {
    throw new ScimError(
      400,
      'expiredCursor',
      `This cursor is older than the ${cursorSeconds} seconds that one holds. Begin again with an empty cursor.`,
    )
  }
  return from
}

function parseListing(
  { user, group }: DirectoryTypes,
  { listed, query: { filter, sortBy, sortOrder }, isInUrl }: Question,
): Omit<Listing, 'baseUrl'> {
  const kinds = listed === 'all' ? (['users', 'groups'] as const) : [listed]
  const typeOf = (kind: 'users' | 'groups') => (kind === 'users' ? user : group)
  const sorting = parseSorting({ sortBy, sortOrder }, kinds.map(typeOf))
  // At the root an attribute that a type does not have has no value there (RFC 7644 §3.4.2.1).
  const unknown = listed === 'all' ? 'has-no-value' : 'is-refused'
  const parts = kinds.map((kind, index) => ({
    kind,
    filter: filter === undefined ? undefined : parseFilter(filter, typeOf(kind), { unknown, isInUrl }),
    sortPath: sorting?.paths[index],
  }))
  return { parts, isSorted: sorting !== undefined, descending: sorting?.descending ?? false }
}

async function renderPage(
  { db, baseUrlOf }: ScimRoutesOptions,
  by: DirectoryActor,
  types: DirectoryTypes,
  { resources }: Page,
  query: ScimQuery,
): Promise<JsonObject[]> {
  const baseUrl = baseUrlOf(by.directoryId)
  const users = await renderUsers(
    db.read,
    by,
    types,
    baseUrl,
    resources.flatMap((each) => (each.kind === 'user' ? [each.row] : [])),
    query,
  )
  const groups = await renderGroups(
    db.read,
    by,
    types,
    baseUrl,
    resources.flatMap((each) => (each.kind === 'group' ? [each.row] : [])),
    query,
  )
  return resources.flatMap(({ kind }) => (kind === 'user' ? users : groups).splice(0, 1))
}
