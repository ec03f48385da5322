import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../scim/filter.ts'
import { groupType, userType } from '../../scim/resource-types.ts'
import { parseSorting } from '../../scim/sorting.ts'
import { databases, openTestDatabase, type DatabaseName } from '../../test/support/databases.ts'
import { realEnvironment } from '../kernel/environment.ts'
import type { Db } from '../store/open.ts'
import { countOf, inIndexOrder, isIndexed, pageOf, type Listing, type Mark, type Place } from './listing.sql.ts'

const [teamId, directoryId] = [realEnvironment.newId('team'), realEnvironment.newId('dir')]
const scope = { teamId, directoryId }

type Asked = { kind?: 'users' | 'groups'; filter?: string; sortBy?: string; descending?: boolean }

function toListing({ kind = 'users', filter, sortBy, descending = false }: Asked): Listing {
  const type = kind === 'users' ? userType : groupType
  const sorting = parseSorting({ sortBy, sortOrder: undefined }, [type])
  const part = { kind, filter: filter === undefined ? undefined : parseFilter(filter, type, { unknown: 'is-refused', isInUrl: false }) }
  return inIndexOrder({
    parts: [{ ...part, sortPath: sorting?.paths[0] }],
    isSorted: sorting !== undefined,
    descending,
    baseUrl: 'https://purser.test/scim/v2/dir_1',
  })
}

const users = 20_000
const addresses = 5_000

/** A directory that is large enough for PostgreSQL to take its indexes. */
async function openLarge(database: DatabaseName): Promise<Db> {
  const db = await openTestDatabase(database)
  const numbers = sql`with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(users)})`
  const told = sql.lit(JSON.stringify({ title: 'x'.repeat(800) })) // rows as wide as real ones
  const padded = sql`substr('000000' || n, -6)`
  const six = database === 'sqlite' ? padded : sql`lpad(n::text, 6, '0')`
  await db.transact(async (trx) => {
    await sql`insert into teams (team_id, name, plan, currency, when_unset, nested_groups, created_at)
      values (${teamId}, 'Acme', 'standard', 'USD', 'block', 'direct', '2026')`.execute(trx)
    await sql`insert into directories (team_id, directory_id, name, provider, status, created_at)
      values (${teamId}, ${directoryId}, 'Okta', 'okta', 'active', '2026')`.execute(trx)
    await sql`insert into members (team_id, member_id, role, origin, status, created_at)
      values (${teamId}, 'mem_1', 'member', 'scim', 'active', '2026')`.execute(trx)
    await sql`insert into directory_users (team_id, user_id, directory_id, member_id, user_name, user_name_folded, external_id, email_folded, active,
        version, created_at, last_modified, resource, filterable)
      ${numbers} select ${teamId}, 'usr_' || ${six}, ${directoryId}, 'mem_1', 'u' || ${six}, 'u' || ${six}, 'x' || ${six}, 'u' || ${six} || '@x.test', n % 50 <> 0,
        1, '2026', ${six}, ${told}, '{}' from numbers`.execute(trx)
    await sql`insert into directory_user_emails (team_id, user_id, email_folded, directory_id)
      ${numbers} select ${teamId}, 'usr_' || ${six}, 'more' || ${six}, ${directoryId} from numbers where n <= ${sql.lit(addresses)}`.execute(trx)
    await sql`insert into directory_groups (team_id, group_id, directory_id, display_name, display_name_folded, external_id, version, created_at,
        last_modified, resource, filterable)
      ${numbers} select ${teamId}, 'grp_' || ${six}, ${directoryId}, 'g' || ${six}, 'g' || ${six}, 'x' || ${six}, 1, '2026', '2026', '{}', '{}' from numbers`.execute(
      trx,
    )
    await sql`insert into group_users (team_id, group_id, user_id, since_at, since_request)
      ${numbers} select ${teamId}, 'grp_' || ${six}, 'usr_' || ${six}, '2026', 'req_1' from numbers`.execute(trx)
  })
  if (database === 'postgres') await sql`vacuum analyze`.execute(db.read)
  return db
}

/** How the database finds a page, and how it counts. */
async function explain(db: Db, database: DatabaseName, asked: Asked, place: Partial<Place>): Promise<string> {
  const listing = toListing(asked)
  const queries = [pageOf(db.read, scope, listing, { offset: 0, limit: 100, ...place }), countOf(db.read, scope, listing)]
  const plans = await db.transact(async (trx) => {
    // In a directory that is all there is, reading everything would be as good.
    if (database === 'postgres') await sql`set local enable_seqscan = off; set local enable_bitmapscan = off`.execute(trx)
    const all = []
    for (const query of queries)
      all.push(await (database === 'sqlite' ? sql<object>`explain query plan ${query}` : sql<object>`explain ${query}`).execute(trx))
    return all
  })
  return plans.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string'))).join('\n')
}

const place: Mark = { id: 'usr_010000', key: 'u010000' }
const since = 'meta.lastModified gt "2026-01-01T00:00:00Z"'

/** What docs/scim.md says is fast at any size: by which index, whether that is all that is read, and how far it leads. */
const promises: [Asked, Partial<Place>, index: string, read: 'alone' | 'with rows', seeks: string][] = [
  [{}, { offset: 15_000 }, 'directory_users_page', 'alone', 'directory_id'],
  [{}, { after: { id: 'usr_010000', key: null } }, 'directory_users_page', 'alone', 'user_id'],
  [{ filter: 'active eq true' }, { offset: 15_000 }, 'directory_users_active', 'alone', 'active'],
  [{ filter: 'active eq false' }, {}, 'directory_users_active', 'alone', 'active'],
  [{ filter: since }, {}, 'directory_users_modified', 'alone', 'last_modified'],
  [{ filter: since }, { after: place }, 'directory_users_modified', 'alone', 'last_modified'],
  [{ sortBy: 'meta.lastModified' }, { after: place }, 'directory_users_modified', 'alone', 'last_modified'],
  [{ sortBy: 'userName' }, { after: place }, 'directory_users_name', 'with rows', 'user_name_folded'],
  [{ sortBy: 'userName' }, { before: place }, 'directory_users_name', 'with rows', 'user_name_folded'],
  [{ sortBy: 'userName', descending: true }, { after: place }, 'directory_users_name', 'with rows', 'user_name_folded'],
  [{ filter: 'userName eq "u000001"' }, {}, 'directory_users_name', 'with rows', 'user_name_folded'],
  [{ filter: 'userName eq "u000001" and active eq true' }, {}, 'directory_users_name', 'with rows', 'user_name_folded'],
  [{ filter: 'externalId eq "x000001"' }, {}, 'directory_users_external_id', 'with rows', 'external_id'],
  [{ filter: 'id eq "usr_000001"' }, {}, '', 'with rows', 'user_id'],
  [{ filter: 'emails.value eq "more000001"' }, {}, 'directory_user_emails_address', 'with rows', 'email_folded'],
  [{ filter: 'emails[type eq "work"].value eq "more000001"' }, {}, 'directory_users_email', 'with rows', 'email_folded'],
  [{ filter: 'groups.value eq "grp_000001"' }, {}, 'directory_users_page', 'with rows', 'group_id'],
  [{ kind: 'groups' }, { offset: 15_000 }, 'directory_groups_page', 'alone', 'directory_id'],
  [{ kind: 'groups', sortBy: 'displayName' }, { after: place }, 'directory_groups_name', 'with rows', 'display_name_folded'],
  [{ kind: 'groups', filter: 'displayName eq "g000001"' }, {}, 'directory_groups_name', 'with rows', 'display_name_folded'],
  [{ kind: 'groups', filter: 'externalId eq "g000001"' }, {}, 'directory_groups_external_id', 'with rows', 'external_id'],
  [{ kind: 'groups', filter: 'id eq "grp_000001"' }, {}, '', 'with rows', 'group_id'],
  [{ kind: 'groups', filter: 'members.value eq "usr_000001"' }, {}, 'group_users_by_user', 'with rows', 'user_id'],
]

/** SQLite reads a whole table, all edges of a team, or sorts what it found. */
const detour = /SCAN (?:directory|group)_|edge USING INDEX \w+ \(team_id=\?\)|FOR ORDER BY/

describe.each(databases)('on %s', (database) => {
  test('what docs/scim.md says is fast is found by an index that leads to the place, without a look at all others', { timeout: 60_000 }, async () => {
    const db = await openLarge(database)
    const rowOf = database === 'sqlite' ? /USING (?:PRIMARY KEY|INDEX)/ : /(?<!Only )Scan/
    for (const [asked, where, index, read, seeks] of promises) {
      const plan = await explain(db, database, asked, where)
      const because = `${JSON.stringify(asked)} ${JSON.stringify(where)}\n${plan}`
      expect(isIndexed(toListing(asked)), because).toBe(true)
      expect(plan, because).toContain(index)
      expect(plan, because).toMatch(
        database === 'sqlite' ? new RegExp(String.raw`\b${seeks}[=<>]`) : new RegExp(String.raw`Index Cond: .*\b${seeks}\b`),
      )
      const wrong = [read === 'alone' ? rowOf : undefined, database === 'sqlite' ? detour : undefined]
      expect(
        wrong.filter((pattern) => pattern?.test(plan)),
        because,
      ).toEqual([])
    }
  })
})

test.each([
  ['active eq true and title eq "x"'],
  [`${since} and title eq "x"`],
  [`active eq true and ${since}`],
  ['groups.value eq "grp_1" and title eq "x"'],
  ['groups[value eq "grp_1" and type eq "direct"]'],
])('%s is a search, since its index may lead to nearly everybody', (filter) => {
  expect(isIndexed(toListing({ filter }))).toBe(false)
})

test.each([
  [{ filter: 'active eq true', sortBy: 'userName' }],
  [{ filter: since, sortBy: 'userName' }],
  [{ filter: 'groups.value eq "grp_1"', sortBy: 'userName' }],
  [{ sortBy: 'title' }],
])('%o is a search, since no index has the matches in that order', (asked) => {
  expect(isIndexed(toListing(asked))).toBe(false)
})

test('a look-up that finds few is joined to anything, in any order', () => {
  expect(isIndexed(toListing({ filter: 'active eq true and userName eq "u"', sortBy: 'title' }))).toBe(true)
  expect(isIndexed(toListing({ filter: 'title pr and emails[type eq "work" and value eq "u"]', sortBy: 'title' }))).toBe(true)
})
