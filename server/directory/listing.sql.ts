import type { Scope } from './scope.ts'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { AttributePath } from '../../scim/attribute-path.ts'
import { ScimError } from '../../scim/error.ts'
import type { Filter } from '../../scim/filter.ts'
import { inTime, isIn } from '../store/dialect.ts'
import { ScansBusy, ScanTooLong, type Db, type Reader, type Row } from '../store/open.ts'
import { hasEveryOne, sortKey, type Ground } from './filter.sql.ts'
import { groupGround, isIndexedForGroups, whereGroup } from './group-filter.sql.ts'
import { isIndexedForUsers, isSinceAlone, userGround, whereUser } from './user-filter.sql.ts'

/** One kind of resource in a listing: which of them, and by which attribute they are sorted, where that kind has it. */
export type Part = { kind: 'users' | 'groups'; filter: Filter | undefined; sortPath: AttributePath | undefined }

/** What is listed, in which order. The resources of several parts stand in one order. */
export type Listing = {
  parts: readonly Part[]
  isSorted: boolean
  descending: boolean
  /** The URL below which the resources are answered: filters may ask for what begins with it. */
  baseUrl: string
}

/** Where a page ends: the last resource, and what it was sorted by. */
export type Mark = { id: string; key: string | number | null }
export type Found = { id: string; sortKey: string | number | null }

/** Whether an index leads to a page of the listing; else it is a search through all that the directory has. */
export const isIndexed = ({ parts }: Listing): boolean =>
  parts.every(({ kind, filter, sortPath }) => (kind === 'users' ? isIndexedForUsers(filter, sortPath) : isIndexedForGroups(filter, sortPath)))

/** Those who changed since a moment come in the order in which they changed, unless another one is asked for: so the index of that has them. */
export function inIndexOrder(listing: Listing): Listing {
  const [part, ...others] = listing.parts
  if (listing.isSorted || others.length > 0 || part?.kind !== 'users' || part.filter?.kind !== 'compare' || !isSinceAlone(part.filter)) return listing
  return { ...listing, parts: [{ ...part, sortPath: part.filter.path }], isSorted: true, descending: false }
}

/** The ids of a page, by an index, or else by a search beside the others. Throws 400 tooMany where that takes too long, 429 where others search already. */
export async function findIds(db: Db, scope: Scope, asked: Listing, page: Place): Promise<Found[]> {
  const listing = inIndexOrder(asked)
  const query = pageOf(db.read, scope, listing, page)
  return isIndexed(listing) ? (await query.execute(db.read)).rows : scan(db, query)
}

/** How many the listing has; by a search where no index tells, which throws as `findIds` does. */
export async function countAll(db: Db, scope: Scope, asked: Listing): Promise<number> {
  const listing = inIndexOrder(asked)
  const query = countOf(db.read, scope, listing)
  const rows = isIndexed(listing) ? (await query.execute(db.read)).rows : await scan(db, query)
  return Number(rows[0]?.count ?? 0n)
}

async function scan<Result>(db: Db, query: RawBuilder<Result>): Promise<Result[]> {
  try {
    return await db.scan(query.compile(db.read))
  } catch (error) {
    if (error instanceof ScanTooLong) throw new ScimError(400, 'tooMany', tooMany)
    if (error instanceof ScansBusy)
      throw new ScimError(
        429,
        undefined,
        'Too many searches without an index wait already. Try again shortly, or ask by an indexed attribute such as userName.',
      )
    throw error
  }
}

const tooMany =
  'This filter or order asks for no indexed attribute, and there is too much to search through. Ask by userName eq, externalId eq, displayName eq, emails.value eq, id eq or members.value eq, alone or joined to others by and; or by groups.value eq, active eq or meta.lastModified gt alone.'

/** Where a page lies: so many after a mark, or after so many others; or the last before a mark, which come in the opposite order. */
export type Place = { after?: Mark | undefined; before?: Mark | undefined; offset: number; limit: number }

/** The ids of a page, in order. What is skipped is skipped along the narrow index. */
export function pageOf(db: Reader, scope: Scope, listing: Listing, { after, before, offset, limit }: Place): RawBuilder<Found> {
  const { parts } = listing
  const mark = after ? { mark: after, isAfter: true } : before && { mark: before, isAfter: false }
  const selects = parts.map((part) => selectPart(db, scope, part, listing, mark))
  const order = orderOf(db, scope, listing, before === undefined)
  const found = parts.length === 1 ? sql.join(selects) : sql`select id, sort_key from (${sql.join(selects, sql` union all `)}) as found`
  return sql<Found>`${found} order by ${order} limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/** RFC 7644 §3.4.2.3: what has no value stands last, or first where the order descends. Equal ones stand as they came. */
function orderOf(db: Reader, scope: Scope, listing: Listing, isForward: boolean): RawBuilder<unknown> {
  const { isSorted, descending } = listing
  const id = isForward ? sql`id` : sql`id desc`
  if (!isSorted) return id
  if (haveAllKeys(db, scope, listing)) return descending === isForward ? sql`sort_key desc, ${id}` : sql`sort_key, ${id}`
  return descending === isForward ? sql`sort_key desc nulls first, ${id}` : sql`sort_key asc nulls last, ${id}`
}

/** Whether every resource of the listing has a value of what it is sorted by. Then an index alone leads to any place in that order. */
const haveAllKeys = (db: Reader, scope: Scope, listing: Listing): boolean =>
  listing.parts.every((part) => part.sortPath !== undefined && hasEveryOne(groundOf(db, scope, listing, part).ground, part.sortPath))

/** How many the listing has. */
export function countOf(db: Reader, scope: Scope, listing: Listing): RawBuilder<{ count: bigint }> {
  const counts = listing.parts.map((part) => {
    const { table } = groundOf(db, scope, listing, part)
    return sql`(select count(*) from ${sql.table(table)} where ${matching(db, scope, listing, part)})`
  })
  return sql<{ count: bigint }>`select ${sql.join(counts, sql` + `)} as count`
}

/** A place in the order, and which side of it. */
type Beyond = { mark: Mark; isAfter: boolean }

function selectPart(db: Reader, scope: Scope, part: Part, listing: Listing, beyond: Beyond | undefined): RawBuilder<unknown> {
  const { table, id, ground } = groundOf(db, scope, listing, part)
  const key = part.sortPath ? sortKey(ground, part.sortPath) : sql`null`
  const isWhole = haveAllKeys(db, scope, listing)
  return sql`select ${id} as id, ${key} as sort_key from ${sql.table(table)} where ${matching(db, scope, listing, part)}${beyond ? sql` and ${isBeyond(id, key, listing, { ...beyond, isWhole })}` : sql``}`
}

/** The living of a directory that match. Those of a search tell at each row whether there is time left. */
function matching(db: Reader, scope: Scope, { baseUrl }: Listing, { kind, filter, sortPath }: Part): RawBuilder<SqlBool> {
  const isScan = kind === 'users' ? !isIndexedForUsers(filter, sortPath) : !isIndexedForGroups(filter, sortPath)
  const matches = filter
    ? kind === 'users'
      ? whereUser(db, scope, baseUrl, filter)
      : whereGroup(db, scope.teamId, baseUrl, filter)
    : sql<SqlBool>`true`
  const id = kind === 'users' ? sql.ref('directoryUsers.userId') : sql.ref('directoryGroups.groupId')
  return sql`team_id = ${scope.teamId} and directory_id = ${scope.directoryId} and deleted_at is null and ${isScan ? inTime(db, id) : sql`true`} and ${matches}`
}

/** What comes after a mark, or before it, in the order of `orderOf`. */
function isBeyond(
  id: Expression<unknown>,
  key: Expression<unknown>,
  { isSorted, descending }: Listing,
  { mark, isAfter, isWhole }: Beyond & { isWhole: boolean },
): RawBuilder<SqlBool> {
  const isLater = isAfter ? sql<SqlBool>`${id} > ${mark.id}` : sql<SqlBool>`${id} < ${mark.id}`
  if (!isSorted) return isLater
  // Where keys are gone through downwards, those without one stand before all others; else behind them.
  const isDownwards = descending === isAfter
  // The first condition leads an index to the place, where an `or` of all would be tried from the beginning.
  if (isWhole) {
    return isDownwards
      ? sql`(${key} <= ${mark.key} and (${key} < ${mark.key} or ${isLater}))`
      : sql`(${key} >= ${mark.key} and (${key} > ${mark.key} or ${isLater}))`
  }
  if (mark.key === null) return isDownwards ? sql`(${key} is not null or ${isLater})` : sql`(${key} is null and ${isLater})`
  const isSame = sql`(${key} = ${mark.key} and ${isLater})`
  return isDownwards ? sql`(${key} < ${mark.key} or ${isSame})` : sql`(${key} > ${mark.key} or ${isSame} or ${key} is null)`
}

function groundOf(db: Reader, scope: Scope, { baseUrl }: Listing, { kind }: Part): { table: string; id: Expression<unknown>; ground: Ground } {
  return kind === 'users'
    ? { table: 'directory_users', id: sql.ref('directoryUsers.userId'), ground: userGround(db, scope, baseUrl) }
    : { table: 'directory_groups', id: sql.ref('directoryGroups.groupId'), ground: groupGround(db, scope.teamId, baseUrl) }
}

/** The users of a page, in no order. */
export async function listUsersByIds(db: Reader, { teamId }: Scope, ids: readonly string[]): Promise<Map<string, Row<'directoryUsers'>>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('directoryUsers')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`user_id ${isIn(db, ids)}`)
    .execute()
  return new Map(rows.map((row) => [row.userId, row]))
}

/** The groups of a page, in no order. */
export async function listGroupsByIds(db: Reader, { teamId }: Scope, ids: readonly string[]): Promise<Map<string, Row<'directoryGroups'>>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('directoryGroups')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`group_id ${isIn(db, ids)}`)
    .execute()
  return new Map(rows.map((row) => [row.groupId, row]))
}
