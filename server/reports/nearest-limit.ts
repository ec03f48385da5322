import { assert } from '../kernel/assert.ts'
import type { Db } from '../store/open.ts'
import { countSpenders, pageNearest, type Beyond, type LimitsAsked, type LimitsRow } from './effective-limits.sql.ts'
import { unlimited } from './past.sql.ts'
import { readReport } from './read-report.ts'

/** So it is told where there are too many to work out. */
export const advice =
  'Sort by name, and choose by q or group alone: then only the members of a page are worked out. Or export all: GET /v1/spend/export.csv?kind=effective_limits.'

/** So many of those who spent most are looked at first, and so many at most where these do not tell: more would cost as much as everybody. */
const [spendersFirst, spendersAtMost] = [2_000, 20_000]

/**
 * A page of those who used most of their limit, worked out for those alone who may be on it: whoever spent less than all of these cannot have used more of even the least
 * limit. Undefined where that takes nearly everybody, or is not what is asked.
 */
export async function readNearest(db: Db, query: LimitsAsked, first = spendersFirst, most = spendersAtMost): Promise<LimitsRow[] | undefined> {
  const { sort, filter, asOf, hasFrozen } = query
  if (sort.by !== 'percent' || !sort.isDescending || asOf.isPast || hasFrozen || filter.group !== undefined || filter.prefix !== undefined)
    return undefined
  const { rows, last, beyond } = await look(db, query, first)
  if (isAfter(last, beyond)) return rows
  const needed = settledOf(last, beyond)
  if (needed === undefined) return undefined
  const [counted] = await readReport(db, countSpenders(db.read, query, needed), advice)
  if (!counted || counted.count >= BigInt(most)) return undefined
  const more = await look(db, query, Number(counted.count) + 1)
  return isAfter(more.last, more.beyond) ? more.rows : undefined
}

/** `last` is the percentage that somebody has used who belongs into the page, at least; undefined where everybody does. */
type Look = { rows: LimitsRow[]; last: number | undefined; beyond: Beyond }

async function look(db: Db, query: LimitsAsked, ofSpenders: number): Promise<Look> {
  const found = await readReport(db, pageNearest(db.read, query, ofSpenders), advice)
  const [beyond] = found
  assert(beyond, 'what is beyond is told in any case')
  const rows = found.flatMap((row) => (row.memberId === null ? [] : [row]))
  return { rows, last: rows.length < query.limit ? query.filter.minPercent : Number(rows.at(-1)?.sortKey), beyond }
}

/** Whether nobody is missing: who was not looked at comes after the last one. What doubles lose is left to them. */
function isAfter(last: number | undefined, { mostSettled, leastCeiling }: Beyond): boolean {
  if (last === undefined) return false
  if (leastCeiling === unlimited || mostSettled === 0n) return last > 0
  return leastCeiling > 0n && last > ((Number(mostSettled) * 100) / Number(leastCeiling)) * (1 + 1e-9)
}

/** What somebody who belongs into the page has settled at least; undefined where nothing tells. */
function settledOf(last: number | undefined, { leastCeiling }: Beyond): bigint | undefined {
  if (last === undefined || last <= 0 || last > 1e9 || leastCeiling === 0n || leastCeiling === unlimited) return undefined
  return BigInt(Math.floor(((last * Number(leastCeiling)) / 100) * (1 - 1e-9)))
}
