import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { inTime, isIn } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'
import { frozenGroups, stood } from './frozen-limits.sql.ts'
import type { Hypothesis } from './hypothesis.ts'
import type { ImpactEffect } from './impact-shape.ts'
import { deepestNesting } from './resolve-limit.ts'
import type { Limit } from './resolve-limit.ts'

/** What the team says now, or would say: whether groups around a group count, and what holds for whom neither a limit of their own nor a group decides. */
export type Ground = { expands: boolean; fallback: Limit }

/** Of which members what is asked: of these, or of the next so many after one, as far as they are in. */
export type Stretch = {
  teamId: TeamId
  hypothesis: Hypothesis
  before: Ground
  after: Ground
  /** Whether the team has limits of deleted groups that hold on. */
  hasFrozen: boolean
  periodStart: Timestamp
  now: Timestamp
  of: { those: readonly MemberId[] } | { after: MemberId | undefined }
  size: number
}

/** How many of a stretch a change moves, and where it ends: null where nobody is left. */
export type StretchCounts = { last: MemberId | null; members: bigint } & Record<ImpactEffect, bigint>
/** Somebody whom a change moves, with how they stand: what is settled, what of refunds buys nothing, what is held. */
export type ChangedRow = { memberId: MemberId; settled: bigint; credit: bigint; held: bigint } & Record<ImpactEffect, bigint>

export function countChanges(db: Reader, stretch: Stretch): CompiledQuery<StretchCounts> {
  const counts = sql.join(effectColumns.map(([name, isSo]) => sql`count(case when ${isSo} then 1 end) as ${sql.ref(name)}`))
  return sql<StretchCounts>`${changes(db, stretch)}
    select (select max(member_id) from crowd) as last, (select count(*) from crowd) as members, ${counts} from standing`.compile(db)
}

/** Those of a stretch, in the order of their ids; where an effect is named, those whom it meets. */
export function listChanges(db: Reader, stretch: Stretch, effect: ImpactEffect | undefined, limit: number): CompiledQuery<ChangedRow> {
  const flags = sql.join(effectColumns.map(([name, isSo]) => sql`cast(case when ${isSo} then 1 else 0 end as bigint) as ${sql.ref(name)}`))
  const isMeant = effectColumns.find(([name]) => name === effect)?.[1] ?? sql`true`
  return sql<ChangedRow>`${changes(db, stretch)}
    select member_id, settled, credit, held, ${flags} from standing where ${isMeant} order by member_id limit ${sql.lit(limit)}`.compile(db)
}

/** A limit as a number that compares as limits do: unlimited is above every amount. Unset is null. */
const endless = sql`9223372036854775807`
const rankOf = (limit: Limit | undefined) => {
  if (!limit) return sql`cast(null as bigint)`
  return limit.kind === 'unlimited' ? endless : sql`cast(${limit.micros} as bigint)`
}
const stored = (table: string) =>
  sql`case when ${sql.ref(`${table}.kind`)} = 'unlimited' then ${endless} else ${sql.ref(`${table}.amountMicros`)} end`

const taken = sql`case when settled + credit > 0 then settled + credit else 0 end + held`
const hasRoom = (rank: RawBuilder<unknown>) => sql`(${rank} = ${endless} or ${rank} > ${taken})`
const [was, becomes] = [sql`was`, sql`becomes`]
const effectColumns: readonly (readonly [ImpactEffect, RawBuilder<unknown>])[] = [
  ['rises', sql`becomes > was`],
  ['falls', sql`becomes < was`],
  ['unlimited', sql`becomes = ${endless}`],
  ['blocked', sql`${hasRoom(was)} and not ${hasRoom(becomes)}`],
  ['unblocked', sql`not ${hasRoom(was)} and ${hasRoom(becomes)}`],
]

/** The rule of `resolveLimit`, for many at once and twice: as it is, and as it would be. `standing` has whose limit is another one then. */
function changes(db: Reader, stretch: Stretch): RawBuilder<unknown> {
  const { teamId, periodStart, now, of } = stretch
  const areThose = 'those' in of ? isIn(db, of.those) : sql`> ${of.after ?? ''}`
  const ofPeriod = sql`team_id = ${teamId} and status = 'held' and period_start = ${periodStart} and authorizations.member_id = changed.member_id`
  const left = sql`case when amount_micros > settled_micros then amount_micros - settled_micros else 0 end`
  return sql`
    with recursive ${supposed(stretch)},
    ${rates(stretch)},
    crowd (member_id) as materialized (
      select member_id from members where team_id = ${teamId} and member_id ${areThose} and status = 'active' order by member_id limit ${sql.lit(stretch.size)}
    ),
    ${held(db, stretch)},
    reached (member_id, was, becomes) as materialized (select member_id, max(was), max(becomes) from held group by member_id),
    resolved (member_id, was, becomes) as (
      select crowd.member_id,
        coalesce(case when own.subject_id is not null then ${stored('own')} end, reached.was, ${rankOf(stretch.before.fallback)}),
        coalesce(case when wanted.subject_id is not null then wanted.rank when own.subject_id is not null then ${stored('own')} end, reached.becomes, ${rankOf(stretch.after.fallback)})
      from crowd
      left join limits own on own.team_id = ${teamId} and own.scope = 'user' and own.subject_id = crowd.member_id and own.until_at is null
        and (own.expires_at is null or own.expires_at > ${now})
      left join wanted on wanted.scope = 'user' and wanted.subject_id = crowd.member_id
      left join reached on reached.member_id = crowd.member_id
    ),
    changed as (select * from resolved where was <> becomes),
    standing as materialized (
      select changed.*, coalesce(booked.credit_micros, 0) as credit,
        coalesce(booked.settled_micros, 0) + coalesce((select cast(sum(${left}) as bigint) from authorizations where ${ofPeriod} and expires_at <= ${now} and on_expiry = 'settle'), 0) as settled,
        coalesce((select cast(sum(${left}) as bigint) from authorizations where ${ofPeriod} and expires_at > ${now}), 0) as held
      from changed left join balances booked on booked.team_id = ${teamId} and booked.period_start = ${periodStart} and booked.subject_id = changed.member_id
    )`
}

/** What would be otherwise, as two tables: `wanted` limits, and `moves` of members. */
function supposed({ hypothesis: { limits, memberships } }: Stretch): RawBuilder<unknown> {
  const latest = [...new Map(limits.map((each) => [`${each.scope} ${each.subjectId}`, each])).values()]
  const wanted = latest.map(
    ({ scope, subjectId, limit }) => sql`select cast(${scope} as text) as scope, cast(${subjectId} as text) as subject_id, ${rankOf(limit)} as rank`,
  )
  const moves = memberships.map(
    ({ memberId, groupId, joins }) =>
      sql`select cast(${memberId} as text) as member_id, cast(${groupId} as text) as group_id, ${sql.lit(joins ? 1 : 0)} as joins`,
  )
  const none = (columns: string) => sql.raw(`select ${columns} where 1 = 0`)
  const all = (rows: RawBuilder<unknown>[], columns: string) => sql.join([...rows, none(columns)], sql` union all `)
  return sql`
    wanted as materialized (${all(wanted, `cast('' as text) as scope, cast('' as text) as subject_id, cast(null as bigint) as rank`)}),
    moves as materialized (${all(moves, `cast('' as text) as member_id, cast('' as text) as group_id, 0 as joins`)})`
}

/** What each group gives whom it holds directly: its own limit or, where groups around it count, the highest of theirs. Null where it gives none. */
function rates({ teamId, before, after }: Stretch): RawBuilder<unknown> {
  const depth = before.expands || after.expands ? deepestNesting : 0
  const inwards = (expands: boolean, rank: RawBuilder<unknown>) => (expands ? rank : sql`cast(null as bigint)`)
  return sql`
    priced (group_id, was, becomes) as materialized (
      select standing.subject_id, ${stored('standing')}, case when wanted.subject_id is null then ${stored('standing')} else wanted.rank end
        from limits standing left join wanted on wanted.scope = 'group' and wanted.subject_id = standing.subject_id
        where standing.team_id = ${teamId} and standing.scope = 'group' and standing.until_at is null
      union all
      select wanted.subject_id, cast(null as bigint), wanted.rank from wanted where wanted.scope = 'group' and not exists (
        select 1 from limits standing where standing.team_id = ${teamId} and standing.scope = 'group' and standing.subject_id = wanted.subject_id and standing.until_at is null)
    ),
    spread (group_id, depth, was, becomes) as (
      select priced.group_id, 0, priced.was, priced.becomes
        from priced join directory_groups living on living.team_id = ${teamId} and living.group_id = priced.group_id and living.deleted_at is null
      union
      select edge.child_group_id, spread.depth + 1, ${inwards(before.expands, sql`spread.was`)}, ${inwards(after.expands, sql`spread.becomes`)}
        from spread
        join group_groups edge on edge.team_id = ${teamId} and edge.group_id = spread.group_id and edge.until_at is null
        join directory_groups living on living.team_id = ${teamId} and living.group_id = edge.child_group_id and living.deleted_at is null
        where spread.depth < ${sql.lit(depth)}
    ),
    rates (group_id, was, becomes) as materialized (select group_id, max(was), max(becomes) from spread group by group_id)`
}

/**
 * What the groups of the crowd give them, a row for each membership. A user of a directory that counts holds it, as in `listGroupsOfMember`. What nobody supposes and
 * what the team has none of is left out, since each would be asked of every membership.
 */
function held(db: Reader, stretch: Stretch): RawBuilder<unknown> {
  const { teamId, hasFrozen, hypothesis } = stretch
  const isMoving = hypothesis.memberships.length > 0
  const leaving = sql`left join moves on moves.member_id = crowd.member_id and moves.group_id = edge.group_id and moves.joins = 0`
  const joining = sql`union all
      select crowd.member_id, cast(null as bigint), rates.becomes from moves join crowd on crowd.member_id = moves.member_id join rates on rates.group_id = moves.group_id where moves.joins = 1`
  // In the order that is written: from a member to their users, from those to their groups. SQLite takes a cross join at its word.
  return sql`${hasFrozen ? sql`${frozenGroups(teamId)},` : sql``}
    held (member_id, was, becomes) as (
      select crowd.member_id, rates.was, ${isMoving ? sql`case when moves.member_id is null then rates.becomes end` : sql`rates.becomes`}
        from crowd cross join directory_users person cross join group_users edge
        join rates on rates.group_id = edge.group_id ${isMoving ? leaving : sql``}
        where person.team_id = ${teamId} and person.member_id = crowd.member_id and person.deleted_at is null and person.active and ${inTime(db, sql`person.user_id`)}
          and person.directory_id in (select directory_id from directories where team_id = ${teamId} and status in ('active', 'paused'))
          and edge.team_id = ${teamId} and edge.user_id = person.user_id and edge.until_at is null
      ${isMoving ? joining : sql``} ${hasFrozen ? heldByFrozen(db, stretch) : sql``}
    )`
}

function heldByFrozen(db: Reader, { teamId, before, after }: Stretch): RawBuilder<unknown> {
  const kept = (expands: boolean, rank: RawBuilder<unknown>) =>
    sql`case when around.depth = 0 or ${expands ? sql`true` : sql`false`} then ${rank} end`
  return sql`union all
      select crowd.member_id, ${kept(before.expands, sql`priced.was`)}, ${kept(after.expands, sql`priced.becomes`)}
        from frozen_within around join frozen on frozen.group_id = around.outer_id join priced on priced.group_id = around.outer_id
        cross join crowd cross join directory_users person
        join group_users edge on edge.team_id = ${teamId} and edge.group_id = around.group_id and edge.user_id = person.user_id and ${stood}
        where person.team_id = ${teamId} and person.member_id = crowd.member_id and ${inTime(db, sql`edge.user_id`)}`
}
