import { z } from 'zod'
import { formatMicros, toMicros } from '../kernel/money.ts'
import type { Member } from '../members/membership.ts'
import { toFacts, type FrozenRow, type GroupRow, type StoredFacts } from '../spend/effective-limit.ts'
import { withDeletedGroups } from '../spend/explain-limit.ts'
import { Explanation, LimitShape, toExplanation, toLimitShape } from '../spend/explanation.ts'
import { periodOf } from '../spend/ledger/period-of.ts'
import { remainingOf } from '../spend/remaining.ts'
import { resolveLimit } from '../spend/resolve-limit.ts'
import type { Db, Row } from '../store/open.ts'
import { listFrozenThen, listGroupsThen, listLimitsThen, type Whose } from './facts-then.sql.ts'
import type { AsOf } from '../kernel/past-moment.ts'
import { hasFrozenLimits } from './frozen.sql.ts'
import { readReport } from './read-report.ts'
import { memberLater } from './refusals.ts'
import { readSettledThen, type SettledRow } from './standing.sql.ts'
import { readTeamThen } from './team-then.ts'

const spent = { settled: z.string(), held: z.string(), remaining: z.string() }
/** As `Explanation`; of the past it is not known what was held, nor what all together had spent. */
export const ExplanationThen = Explanation.extend({
  held: z.string().optional(),
  team_total: z.object({ limit: LimitShape, ...z.object(spent).partial().shape }).optional(),
})

const advice = 'Ask about a later moment, of which less has ended since.'

/** What a member might spend at a past moment, why, and what of it they had by then. Refuses: member-later, report-too-long, reports-busy. */
export async function explainThen(db: Db, member: Member, asOf: AsOf): Promise<z.infer<typeof ExplanationThen>> {
  const { at } = asOf
  if (member.createdAt > at) throw memberLater(`${member.memberId} came into the team at ${member.createdAt}. Ask about that moment or a later one.`)
  const facts = await readFactsThen(db, member, asOf)
  const period = await periodOf(db.read, facts.team, at)
  const effective = await withDeletedGroups(db.read, member, resolveLimit({ ...facts, now: at }), period, at)
  const [row] = await readReport<SettledRow>(db, readSettledThen(db.read, { ...member, asOf, periodStart: period.start }), advice)
  const own = { settled: toMicros(row?.settled ?? 0n), credit: toMicros(row?.credit ?? 0n), held: toMicros(0n) }
  const {
    held: _held,
    team_total: _total,
    remaining: _remaining,
    ...known
  } = toExplanation({ member, facts, effective, period, own, ofTeam: own, asOf: at })
  const remaining = remainingOf(effective.limit, own)
  return {
    ...known,
    ...(remaining !== undefined && { remaining: formatMicros(remaining) }),
    ...(facts.teamTotal && { team_total: { limit: toLimitShape(facts.teamTotal) } }),
  }
}

/** As `readLimitFacts`, at a past moment. */
async function readFactsThen(db: Db, { teamId, memberId }: Member, asOf: AsOf): Promise<StoredFacts> {
  const whose: Whose = { teamId, memberId, asOf }
  const team = await readTeamThen(db.read, teamId, asOf)
  const limits = await readReport<Row<'limits'>>(db, listLimitsThen(db.read, whose), advice)
  const groups = await readReport<GroupRow>(db, listGroupsThen(db.read, whose), advice)
  const hadFrozen = await hasFrozenLimits(db.read, teamId, asOf)
  const frozen = hadFrozen ? await readReport<FrozenRow>(db, listFrozenThen(db.read, whose), advice) : []
  const of = (scope: Row<'limits'>['scope']) => limits.find((limit) => limit.scope === scope)
  const [own, fallback, total] = [of('user'), of('team_default'), of('team_total')]
  const set = {
    ...team,
    ownKind: own?.kind ?? null,
    ownMicros: own?.amountMicros ?? null,
    ownExpiresAt: own?.expiresAt ?? null,
    ownRequest: own?.sinceRequest ?? null,
    defaultKind: fallback?.kind ?? null,
    defaultMicros: fallback?.amountMicros ?? null,
    defaultRequest: fallback?.sinceRequest ?? null,
    totalKind: total?.kind ?? null,
    totalMicros: total?.amountMicros ?? null,
    frozenLimitId: null, // they are read already
  }
  return toFacts(set, groups, frozen)
}
