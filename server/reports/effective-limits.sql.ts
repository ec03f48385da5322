import { sql, type CompiledQuery, type RawBuilder, type SqlBool } from 'kysely'
import type { GroupId, MemberId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { totalsFrom, totalsUpTo } from '../spend/ledger/accounts.ts'
import type { Source } from '../spend/resolve-limit.ts'
import { inTime, jsonRows } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'
import { ceilingOf, exists, holds, unlimited } from './past.sql.ts'
import { deepestNesting } from '../spend/resolve-limit.ts'
import { countingUsers, isCounting, limitedGroups, waysOf, waysTo, type Ground } from './ways.sql.ts'
import { standingOfMembers } from './standing.sql.ts'

export const sortKeys = ['name', 'limit', 'settled', 'percent'] as const
export type SortKey = (typeof sortKeys)[number]
/** What a list is sorted by, with the member who settles what is equal. */
export type Mark = { key: string | bigint | number; memberId: MemberId }

export type LimitFilter = {
  status: 'active' | 'deprovisioned' | 'all'
  /** What a name or an address begins with, folded. */
  prefix: string | undefined
  group: GroupId | undefined
  source: Source | undefined
  minPercent: number | undefined
  inSeveralGroups: boolean
  winsByFar: boolean
}

export type LimitsAsked = Ground & {
  periodStart: Timestamp
  whenUnset: 'unlimited' | 'block'
  filter: LimitFilter
  sort: { by: SortKey; isDescending: boolean }
  after: Mark | undefined
  limit: number
}
/** `ofSpenders`: only who may be nearest their limit is looked at, among them so many who spent most. */
type Asked = LimitsAsked & { ofSpenders?: number }

/** A row of the list. `ceiling` is the limit, `unlimited` where there is none; `ways` the first of the limits that groups give, highest first, as JSON. */
export type LimitsRow = {
  memberId: MemberId
  displayName: string | null
  email: string | null
  userName: string | null
  status: 'active' | 'deprovisioned'
  source: Source
  ceiling: bigint
  groups: bigint
  settledMicros: bigint
  creditMicros: bigint
  heldMicros: bigint
  sortKey: Mark['key']
  ways: string
}
/** Of whom was not looked at: what each settled at most, and the least that the limit of one may be. */
export type Beyond = { mostSettled: bigint; leastCeiling: bigint }
/** A row, or that there is none: what is beyond is told all the same. */
export type NearestRow = Beyond & (LimitsRow | { memberId: null })

/** So many of the groups that decide are named. */
const groupsNamed = 20

/**
 * Who may spend what, by the rule of `resolveLimit`, in one statement. Where names alone choose and sort the members, those of the page are found first and
 * resolved alone; else all are resolved.
 */
export const pageEffectiveLimits = (db: Reader, asked: LimitsAsked): CompiledQuery<LimitsRow> => pageOf(db, asked).compile(db)

/** The same of those who may be nearest their limit, among them so many who spent most. */
export const pageNearest = (db: Reader, asked: LimitsAsked, ofSpenders: number): CompiledQuery<NearestRow> =>
  pageOf(db, { ...asked, ofSpenders })
    .$castTo<NearestRow>()
    .compile(db)

function pageOf(db: Reader, asked: Asked): RawBuilder<LimitsRow> {
  const { teamId, limit, ofSpenders } = asked
  const order = orderOf(asked)
  const isOfFew = isByName(asked) || ofSpenders !== undefined
  return sql<LimitsRow>`
    with recursive ${limitedGroups(asked)},
      ${ofSpenders === undefined ? sql`` : sql`${nearestLimit(asked, ofSpenders)},`}
      candidate as ${isOfFew ? sql`materialized` : sql`not materialized`} (${candidates(db, asked)}),
      ${countingUsers(asked, inTime(db, sql`person.user_id`))},
      facts (member_id, top, groups, near) as (${factsOf(db, asked)}),
      ${ownLimits(asked)},
      ${standingOfMembers(asked)},
      resolved as (${resolve(asked)}),
      page as materialized (
        select resolved.*, ${keyOf(asked)} as sort_key from resolved where ${meets(asked)} and ${isBeyond(asked)} order by ${order} limit ${sql.lit(limit)}
      )
    select page.*,
      (select person.user_name from directory_users person where person.team_id = ${teamId} and person.member_id = page.member_id
        order by person.deleted_at is null desc, person.active desc, person.user_id desc limit 1) as user_name,
      (select ${jsonRows(db, { group: sql`top.group_id`, name: sql`top.name`, ceiling: sql`cast(top.ceiling as text)`, frozen: sql`top.frozen` })}
        from (select * from ${waysTo(asked, 'page')} as way order by ceiling desc, since_at, group_id limit ${sql.lit(groupsNamed + 1)}) as top) as ways
      ${ofSpenders === undefined ? sql`from page` : sql`, beyond.* from (${beyondThem(asked, ofSpenders)}) as beyond left join page on true`} order by ${order}`
}

/** So many people at most, of the groups of the lowest limits, are looked at besides. */
const ofLowGroups = 2_000

/**
 * Tables for a `with`: `nearest` has who may be nearest their limit. Those who spent most, those with a limit of their own, those whom the groups of the lowest limits
 * hold, and those for whom something is due that no balance tells. Of all others, `spender` and `ranked` tell how near they can be at most.
 */
function nearestLimit({ teamId, asOf, periodStart }: Asked, spenders: number): RawBuilder<unknown> {
  const people = sql`group_users edge where edge.team_id = ${teamId} and edge.group_id = gives.held_by and ${holds('edge', asOf)}`
  return sql`
    spender (member_id, settled) as materialized (
      select subject_id, settled_micros from balances
      where team_id = ${teamId} and period_start = ${periodStart} and not (subject_id >= ${sql.lit(totalsFrom)} and subject_id < ${sql.lit(totalsUpTo)})
      order by settled_micros desc limit ${sql.lit(spenders)}
    ),
    sized (held_by, ceiling, people) as materialized (
      select held_by, ceiling, (select count(*) from (select 1 from ${people} limit ${sql.lit(ofLowGroups + 1)}) as few) from gives
    ),
    ranked (held_by, ceiling, people) as materialized (select held_by, ceiling, sum(people) over (order by ceiling, held_by) from sized),
    nearest (member_id) as materialized (
      select member_id from spender union select member_id from own union select member_id from open where due > 0
      union select person.member_id from ranked cross join group_users edge cross join directory_users person
        where ranked.people <= ${sql.lit(ofLowGroups)} and edge.team_id = ${teamId} and edge.group_id = ranked.held_by and ${holds('edge', asOf)}
          and person.team_id = ${teamId} and person.user_id = edge.user_id
    )`
}

const beyondThem = (asked: Asked, spenders: number): RawBuilder<unknown> => sql`
  select (select case when count(*) < ${sql.lit(spenders)} or min(settled) < 0 then 0 else min(settled) end from spender) as most_settled,
  (select min(ceiling) from (select ceiling from ranked where people > ${sql.lit(ofLowGroups)} union all select ${fallbackOf(asked)}) as theirs) as least_ceiling`

/** How many have settled so much or more. */
export const countSpenders = (db: Reader, { teamId, periodStart }: LimitsAsked, micros: bigint): CompiledQuery<{ count: bigint }> =>
  sql<{ count: bigint }>`select count(*) as count from balances
    where team_id = ${teamId} and period_start = ${periodStart} and settled_micros >= ${micros} and ${inTime(db, sql`subject_id`)}`.compile(db)

/** Whether the members of a page are known before anything is worked out for them. */
const isByName = ({ sort, filter: { source, minPercent, inSeveralGroups, winsByFar } }: LimitsAsked): boolean =>
  sort.by === 'name' && source === undefined && minPercent === undefined && !inSeveralGroups && !winsByFar

function candidates(db: Reader, asked: Asked): RawBuilder<unknown> {
  const { teamId, asOf, filter, limit, sort, ofSpenders } = asked
  const conditions = [
    sql`m.team_id = ${teamId}`,
    ofSpenders === undefined ? sql`true` : sql`m.member_id = nearest.member_id`,
    filter.status === 'all' ? sql`true` : sql`m.status = ${filter.status}`,
    asOf.isPast ? sql`m.created_at <= ${asOf.at}` : sql`true`,
    filter.prefix === undefined ? sql`true` : beginsWith(asked, filter.prefix),
    filter.group === undefined ? sql`true` : isInGroup(asked, filter.group),
  ]
  const page = sql`and ${isBeyond(asked, sql`m.name_folded`)} order by name_folded ${sort.isDescending ? sql`desc` : sql``}, member_id limit ${sql.lit(limit)}`
  const from = ofSpenders === undefined ? sql`members m` : sql`nearest cross join members m`
  return sql`select m.member_id, m.status, m.name_folded, m.display_name, m.email from ${from}
    where ${sql.join(conditions, sql` and `)} and ${inTime(db, sql`m.member_id`)} ${isByName(asked) ? page : sql``}`
}

/** Two look-ups in indexes: of names, and of addresses. */
function beginsWith({ teamId }: Ground, prefix: string): RawBuilder<SqlBool> {
  const end = `${prefix}\u{10FFFF}` // the last character that there is
  return sql`m.member_id in (
    select member_id from members where team_id = ${teamId} and name_folded >= ${prefix} and name_folded < ${end}
    union select member_id from members where team_id = ${teamId} and email_folded >= ${prefix} and email_folded < ${end})`
}

/** Whom a group holds; where groups within groups count, also by those. Member by member, so that a page by name is full soon. */
function isInGroup(ground: Ground, group: GroupId): RawBuilder<SqlBool> {
  const { teamId, asOf, nestedGroups } = ground
  const within = sql`with recursive within_group (group_id, depth) as (
      select group_id, 0 from directory_groups living where team_id = ${teamId} and group_id = ${group} and ${exists('living', asOf)}
      union select edge.child_group_id, depth + 1 from within_group
        join group_groups edge on edge.team_id = ${teamId} and edge.group_id = within_group.group_id and ${holds('edge', asOf)}
        join directory_groups living on living.team_id = ${teamId} and living.group_id = edge.child_group_id and ${exists('living', asOf)}
        where depth < ${sql.lit(nestedGroups === 'expand' ? deepestNesting : 0)}
    ) select group_id from within_group`
  return sql`exists (select 1 from directory_users person cross join group_users edge
    where ${isCounting(ground)} and person.member_id = m.member_id
      and edge.team_id = ${teamId} and edge.group_id in (${within}) and edge.user_id = person.user_id and ${holds('edge', asOf)})`
}

/**
 * For each member the highest of the limits that groups give, how many groups have one, and how many of those more than half of the highest: these are counted
 * where they are asked for.
 */
function factsOf(db: Reader, asked: Asked): RawBuilder<unknown> {
  const ways = waysOf(asked, isByName(asked) || asked.ofSpenders !== undefined ? 'candidates' : 'everybody', inTime(db, sql`person.user_id`))
  if (!asked.filter.winsByFar) return sql`select member_id, max(ceiling), count(distinct group_id), 0 from (${ways}) as way group by member_id`
  return sql`select member_id, max(ceiling), count(distinct group_id), count(distinct case when ceiling > highest - ceiling then group_id end)
    from (select member_id, group_id, ceiling, max(ceiling) over (partition by member_id) as highest from (${ways}) as way) as ranked group by member_id`
}

const defaultOf = ({ teamId, asOf }: LimitsAsked): RawBuilder<unknown> => sql`
  (select ${ceilingOf('stored')} from limits stored where stored.team_id = ${teamId} and stored.scope = 'team_default' and ${holds('stored', asOf)})`
const unsetOf = ({ whenUnset }: LimitsAsked): RawBuilder<unknown> => sql.raw(String(whenUnset === 'block' ? 0n : unlimited))
/** The limit of whom neither a limit of their own nor a group gives one. */
const fallbackOf = (asked: LimitsAsked): RawBuilder<unknown> => sql`coalesce(${defaultOf(asked)}, ${unsetOf(asked)})`

function resolve(asked: LimitsAsked): RawBuilder<unknown> {
  return sql`
    select candidate.*, coalesce(own.ceiling, facts.top, fallback.ceiling, ${unsetOf(asked)}) as ceiling,
      case when own.ceiling is not null then 'user_override' when facts.top is not null then 'group' when fallback.ceiling is not null then 'team_default' else 'none' end as source,
      coalesce(facts.groups, 0) as groups, coalesce(facts.near, 0) as near,
      coalesce(booked.settled, 0) + coalesce(open.due, 0) as settled_micros, coalesce(booked.credit, 0) as credit_micros, coalesce(open.held, 0) as held_micros
    from candidate
      left join facts on facts.member_id = candidate.member_id
      left join own on own.member_id = candidate.member_id
      left join booked on booked.member_id = candidate.member_id
      left join open on open.member_id = candidate.member_id
      cross join (select ${defaultOf(asked)} as ceiling) as fallback`
}

/** The limits that members have of their own. Not a table of its own now: an index finds each. */
function ownLimits({ teamId, asOf }: LimitsAsked): RawBuilder<unknown> {
  return sql`own (member_id, ceiling) as ${asOf.isPast ? sql`` : sql`not`} materialized (
        select own_limit.subject_id, ${ceilingOf('own_limit')} from limits own_limit
        where own_limit.team_id = ${teamId} and own_limit.scope = 'user' and ${holds('own_limit', asOf)} and (own_limit.expires_at is null or own_limit.expires_at > ${asOf.at})
      )`
}

function meets({ filter: { source, minPercent, inSeveralGroups, winsByFar } }: LimitsAsked): RawBuilder<SqlBool> {
  const conditions = [
    source === undefined ? sql<SqlBool>`true` : sql<SqlBool>`source = ${source}`,
    minPercent === undefined ? sql<SqlBool>`true` : sql<SqlBool>`${percent} >= cast(${minPercent} as double precision)`,
    inSeveralGroups ? sql<SqlBool>`groups >= 2` : sql<SqlBool>`true`,
    winsByFar ? sql<SqlBool>`(source = 'group' and groups >= 2 and near = 1)` : sql<SqlBool>`true`,
  ]
  return sql`${sql.join(conditions, sql` and `)}`
}

/** What was settled, in hundredths of the limit. Who may spend nothing has used more than all of it once they spent; without a limit nobody uses any. */
const percent = sql<number>`(case when ceiling = ${sql.raw(String(unlimited))} then -1e300
  when ceiling = 0 then case when settled_micros > 0 then 1e300 else -1e300 end
  else cast(settled_micros as double precision) * 100 / ceiling end)`

function keyOf({ sort }: Pick<LimitsAsked, 'sort'>): RawBuilder<unknown> {
  switch (sort.by) {
    case 'name':
      return sql`name_folded`
    case 'limit':
      return sql`ceiling`
    case 'settled':
      return sql`settled_micros`
    case 'percent':
      return percent
  }
}

const orderOf = ({ sort }: Pick<LimitsAsked, 'sort'>): RawBuilder<unknown> =>
  sort.isDescending ? sql`sort_key desc, member_id` : sql`sort_key, member_id`

function isBeyond({ sort, after }: Pick<LimitsAsked, 'sort' | 'after'>, given?: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (!after) return sql`true`
  const key = given ?? keyOf({ sort })
  const mark = typeof after.key === 'number' ? sql`cast(${after.key} as double precision)` : sql`${after.key}`
  // The first condition leads an index to the place.
  return sort.isDescending
    ? sql`(${key} <= ${mark} and (${key} < ${mark} or member_id > ${after.memberId}))`
    : sql`(${key} >= ${mark} and (${key} > ${mark} or member_id > ${after.memberId}))`
}
