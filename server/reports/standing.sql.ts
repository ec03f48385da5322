import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import type { AsOf } from '../kernel/past-moment.ts'

type Asked = { teamId: TeamId; asOf: AsOf; periodStart: Timestamp }

/**
 * Tables for a `with` that has the members in `candidate`: `booked` is what each settled in the period, and what of refunds buys nothing; `open` what is held, and what is due for holds that
 * expired. Of a past moment the ledger tells; what was held then is not known.
 */
export function standingOfMembers(asked: Asked): RawBuilder<unknown> {
  const { teamId, asOf, periodStart } = asked
  if (asOf.isPast)
    return sql`booked (member_id, settled, credit) as (${bookedUntil(asked)}),
      open (member_id, held, due) as (select member_id, cast(0 as bigint), cast(0 as bigint) from booked where 1 = 0)`
  const left = sql`case when amount_micros > settled_micros then amount_micros - settled_micros else 0 end`
  return sql`booked (member_id, settled, credit) as not materialized (
      select subject_id, settled_micros, credit_micros from balances where team_id = ${teamId} and period_start = ${periodStart}
    ), open (member_id, held, due) as materialized (
      select member_id, cast(sum(case when expires_at > ${asOf.at} then ${left} else 0 end) as bigint), cast(sum(case when expires_at > ${asOf.at} then 0 else ${left} end) as bigint)
      from authorizations where team_id = ${teamId} and status = 'held' and period_start = ${periodStart} and (expires_at > ${asOf.at} or on_expiry = 'settle')
      group by member_id
    )`
}

/** What a member had settled in a period at a past moment, and what of refunds bought nothing. */
export type SettledRow = { settled: bigint; credit: bigint }

export const readSettledThen = (db: Reader, asked: Asked & { memberId: MemberId }): CompiledQuery<SettledRow> =>
  sql<SettledRow>`with candidate as (select cast(${asked.memberId} as text) as member_id), booked (member_id, settled, credit) as (${bookedUntil(asked)})
    select settled, credit from booked`.compile(db)

/** The sums of the entries that were there at a moment. One that no event told is of the moment at which it was spent: a hold that books itself does so as it expires. */
const bookedUntil = ({ teamId, asOf, periodStart }: Asked) => sql`
  select member_id, cast(sum(amount_micros) as bigint), cast(case when min(reached) < 0 then -min(reached) else 0 end as bigint)
  from (
    select entry.member_id, entry.amount_micros, sum(entry.amount_micros) over (partition by entry.member_id order by entry.number) as reached
    from candidate cross join ledger_entries entry
    where entry.team_id = ${teamId} and entry.member_id = candidate.member_id and entry.period_start = ${periodStart}
      and case when entry.source is null then entry.occurred_at else entry.recorded_at end <= ${asOf.at}
  ) as entries group by member_id`
