import type { Scope } from './scope.ts'
import { printPath } from '../../scim/attribute-path.ts'
import { printFilter } from '../../scim/filter.ts'
import type { Db, Row } from '../store/open.ts'
import { countAll, findIds, listGroupsByIds, listUsersByIds, type Found, type Listing, type Mark } from './listing.sql.ts'
import type { DirectoryMarks, PageMarks } from './page-marks.ts'
import { nameKey } from './stored-columns.ts'
import { findUserOfName } from './users.sql.ts'

export type { Listing, Mark } from './listing.sql.ts'

export type Resource = { kind: 'user'; row: Row<'directoryUsers'> } | { kind: 'group'; row: Row<'directoryGroups'> }

/** A page of a listing, in its order. `next` is where it ends, where more follows; `previous` where it begins, where more came before. */
export type Page = { total: number; resources: Resource[]; previous?: Mark | undefined; next: Mark | undefined }

/** Where a page lies: from a place on, counted from 1; or after, or before, a mark that another page left. */
export type From = { startIndex: number } | { after: Mark } | { before: Mark }

/** Lists users, groups or both. Throws 400 tooMany where it would search through more than there is time for, 429 where others search already. */
export async function listResources(db: Db, scope: Scope, listing: Listing, from: From, count: number, pageMarks: PageMarks): Promise<Page> {
  const marks = pageMarks.of(scope.directoryId)
  const userName = soleName(listing)
  if (userName !== undefined && 'startIndex' in from && from.startIndex === 1 && count > 0) {
    const user = await findUserOfName(db.read, scope, userName)
    return { total: user ? 1 : 0, resources: user ? [{ kind: 'user', row: user }] : [], next: undefined }
  }
  const name = nameOf(listing)
  const { shown, told, ...ends } =
    'before' in from ? await findBefore(db, scope, listing, from.before, count) : await findFrom(db, scope, { listing, name }, from, count, marks)
  // Who begins is told how many there are now, and not what another node's writes have made untrue.
  const isFirst = 'startIndex' in from && from.startIndex === 1
  const known = told ?? (isFirst ? undefined : marks.findTotal(name))
  const total = known ?? (await countAll(db, scope, listing))
  // Of what one page shows nobody asks for another.
  if (known === undefined && total > shown.length) marks.keepTotal(name, total)
  return { total, resources: await readResources(db, scope, shown), ...ends }
}

/** Which resources a page shows. `told` is how many there are in all, where the page tells it. */
type FoundPage = { shown: Found[]; previous: Mark | undefined; next: Mark | undefined; told: number | undefined }

async function findFrom(
  db: Db,
  scope: Scope,
  { listing, name }: { listing: Listing; name: string },
  from: { startIndex: number } | { after: Mark },
  count: number,
  marks: DirectoryMarks,
): Promise<FoundPage> {
  const after = 'after' in from ? from.after : from.startIndex > 1 ? marks.find(name, from.startIndex) : undefined
  const offset = 'startIndex' in from && !after ? from.startIndex - 1 : 0
  const found = count > 0 ? await findIds(db, scope, listing, { after, offset, limit: count + 1 }) : []
  const shown = found.slice(0, count)
  const next = found.length > count ? markOf(shown.at(-1)) : undefined
  if (next && 'startIndex' in from) marks.keep(name, from.startIndex + count, next)
  return { shown, previous: 'after' in from ? markOf(shown[0]) : undefined, next, told: totalOf(found, { offset, count, after }) }
}

/** The page that ends before a mark. What the mark is at comes after it. */
async function findBefore(db: Db, scope: Scope, listing: Listing, before: Mark, count: number): Promise<FoundPage> {
  const found = await findIds(db, scope, listing, { before, offset: 0, limit: count + 1 })
  const shown = found.slice(0, count).toReversed()
  return { shown, previous: found.length > count ? markOf(shown[0]) : undefined, next: markOf(shown.at(-1)), told: undefined }
}

const markOf = (found: Found | undefined): Mark | undefined => found && { id: found.id, key: found.sortKey }

/** The one name that a listing asks for and nothing else: most look-ups do, and need no query to be built. */
function soleName({ parts: [part, ...others] }: Listing): string | undefined {
  const filter = others.length === 0 && part?.kind === 'users' ? part.filter : undefined
  if (filter?.kind !== 'compare' || filter.op !== 'eq' || typeof filter.value !== 'string') return undefined
  return printPath(filter.path) === 'userName' ? nameKey(filter.value) : undefined
}

/** Two listings of one name are the same. */
export function nameOf({ parts, isSorted, descending }: Listing): string {
  const order = isSorted ? (descending ? 'descending' : 'ascending') : ''
  return parts
    .map(({ kind, filter, sortPath }) => `${kind} ${filter ? printFilter(filter) : ''} ${sortPath ? printPath(sortPath) : ''} ${order}`)
    .join('|')
}

/** How many there are, where the page tells it: it is the last one and holds something, or the first one and holds nothing. A count would read the whole index. */
function totalOf(found: readonly Found[], { offset, count, after }: { offset: number; count: number; after: Mark | undefined }): number | undefined {
  return !after && found.length <= count && count > 0 && (found.length > 0 || offset === 0) ? offset + found.length : undefined
}

async function readResources(db: Db, scope: Scope, found: readonly Found[]): Promise<Resource[]> {
  const ids = found.map(({ id }) => id)
  const users = await listUsersByIds(
    db.read,
    scope,
    ids.filter((id) => id.startsWith('usr_')),
  )
  const groups = await listGroupsByIds(
    db.read,
    scope,
    ids.filter((id) => id.startsWith('grp_')),
  )
  return ids.flatMap((id): Resource[] => {
    const [user, group] = [users.get(id), groups.get(id)]
    return user ? [{ kind: 'user', row: user }] : group ? [{ kind: 'group', row: group }] : []
  })
}
