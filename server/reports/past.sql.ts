import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { AsOf } from '../kernel/past-moment.ts'

/** Whether a row with a history holds at the moment: the living one now, which an index finds, and later the one that held then. */
export function holds(row: string, { at, isPast }: AsOf): RawBuilder<SqlBool> {
  const until = sql.ref(`${row}.untilAt`)
  return isPast ? sql`(${sql.ref(`${row}.sinceAt`)} <= ${at} and (${until} is null or ${until} > ${at}))` : sql`${until} is null`
}

/** Whether what is deleted at some time was still there at the moment. That it was there already follows from what is asked of it: an edge, or a limit. */
export function exists(row: string, { at, isPast }: AsOf): RawBuilder<SqlBool> {
  const deleted = sql.ref(`${row}.deletedAt`)
  return isPast ? sql`(${deleted} is null or ${deleted} > ${at})` : sql`${deleted} is null`
}

/** The directories whose users counted at the moment: a directory that ended never comes back. */
export function countingDirectories(teamId: string, { at, isPast }: AsOf): RawBuilder<unknown> {
  const hadNotEnded = isPast ? sql`(status in ('active', 'paused') or status_since > ${at})` : sql`status in ('active', 'paused')`
  return sql`(select directory_id from directories where team_id = ${teamId} and ${hadNotEnded})`
}

/** A stored limit as a number that sorts as limits do: unlimited is above every amount. */
export const ceilingOf = (limit: string): RawBuilder<bigint> =>
  sql`case ${sql.ref(`${limit}.kind`)} when 'unlimited' then ${sql.raw(String(unlimited))} else ${sql.ref(`${limit}.amountMicros`)} end`
export const unlimited = 9_223_372_036_854_775_807n
